"""The engine double of the pages with what the HTTP API asks besides: campaigns, batches, grants, keys.

Two brands have keys, `KEY` and `OTHER_KEY`; what exists belongs to the first. `changes` notes what would change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.api import (
    Attributes,
    BlockBudget,
    Busy,
    CampaignAnswer,
    CampaignDetail,
    CampaignFigures,
    CampaignSummary,
    ClaimAnswer,
    ClaimReversal,
    ClerkIdentity,
    CodeSent,
    ConsumerKey,
    DecisionRow,
    DeletionView,
    Disclosed,
    Disclosure,
    DraftConflict,
    DraftSaved,
    EventAnswer,
    ExperimentFigures,
    GrantView,
    Invalid,
    InvitationPage,
    KeyReused,
    Label,
    Money,
    NotFound,
    NotPublishable,
    OutletDay,
    OutletView,
    Parting,
    Published,
    Reason,
    Refusal,
    RequestKey,
    TradeLine,
    TradeSettings,
    Unavailable,
    VersionView,
    Voice,
    Why,
    Winner,
)
from engine.own_words import TRIGGERS
from tests.support.api_chain import ApiCartons, ApiDealers, ApiDiversion, ApiService
from tests.support.api_codes import ApiPacking, Codes, own
from tests.support.api_language import BROKEN, Language
from tests.support.api_reviews import ApiPayouts, ApiReviews
from tests.support.comparison_samples import BLOCK_BUDGETS, EXPERIMENTS
from tests.support.declarations_double import DeclarationsDouble
from tests.support.engine_double import (
    BRAND,
    CLERK,
    NOON,
    Accounts,
    EngineDouble,
    Events,
    Members,
    Outlets,
    Referrals,
    Scans,
    grants,
    refusal,
)
from tests.support.groups_double import Groups
from tests.support.outlets_double import GradesDouble
from tests.support.parcels_double import ParcelsDouble
from tests.support.partners_double import AlliancesDouble, SettlingDouble
from tests.support.sales_double import ApiCoupons, Sales
from tests.support.shared_double import Shared
from tests.support.stock_double import Stocks

KEY = "bck_" + "k" * 43
OTHER_KEY = "bck_" + "o" * 43
OTHER_BRAND = "liquor"


@dataclass
class ApiScans(Scans):
    """Claims with keys; the code `slow` waits for `gate`, `busy` is refused by a full engine."""

    keys: dict[str, tuple[str, ClaimAnswer]] = field(default_factory=dict)
    gate: Callable[[], Any] | None = None

    async def claim_for(
        self,
        brand: str,
        code: str,
        who: ConsumerKey,
        *,
        region: str | None = None,
        request: RequestKey | None = None,
        shown: str | None = None,
        device: str | None = None,
    ) -> ClaimAnswer | Refusal:
        if brand != BRAND:
            raise NotFound
        if code == "busy":
            raise Busy
        if code == "outage":
            raise Unavailable("the disk is full")
        if code == "boom":
            raise RuntimeError("a bug in the engine")
        if code == "slow" and self.gate is not None:
            await self.gate()
        assert request is not None
        stored = self.keys.get(request.key)
        if stored is not None:
            if stored[0] != request.fingerprint:
                raise KeyReused
            return replace(stored[1], repeated=True)
        given = await self.claim(code, who, region=region, request=request)
        if isinstance(given, ClaimAnswer):
            self.keys[request.key] = (request.fingerprint, given)
        return given


@dataclass
class ApiReferrals(Referrals):
    """Invitations of one brand."""

    async def open(self, token: str, who: ConsumerKey | None, *, brand: str | None = None) -> InvitationPage:
        if brand != BRAND:
            return InvitationPage("unknown", token, refusal=refusal(Reason.LINK_UNKNOWN))
        return await super().open(token, who)

    async def accept(
        self, token: str, who: ConsumerKey, *, request: object = None, brand: str | None = None
    ) -> ClaimAnswer | Refusal:
        if brand != BRAND:
            raise NotFound
        return await super().accept(token, who, request=request)


@dataclass
class ApiMembers(Members):
    """Takes mobile numbers."""

    changes: list[Any] = field(default_factory=list)

    async def link_mobile(self, brand: str, who: ConsumerKey, mobile: str) -> None:
        self.changes.append(("mobile", brand, who.value, mobile))

    async def consents(self, brand: str, who: ConsumerKey) -> tuple[str, ...]:
        return ("messages",)

    async def set_consents(self, brand: str, who: ConsumerKey, told: Mapping[str, bool]) -> tuple[str, ...]:
        self.changes.append(("consents", brand, who.value, dict(told)))
        return tuple(told)

    async def attributes(self, brand: str, who: ConsumerKey) -> Attributes:
        return Attributes("05-17", ("regular",), "gold", ("birthday",))

    async def set_attributes(self, brand: str, who: ConsumerKey, told: Attributes) -> None:
        self.changes.append(("attributes", brand, who.value, told))


@dataclass
class ApiForgetting:
    """One deletion."""

    changes: list[Any] = field(default_factory=list)

    async def export(self, brand: str, who: ConsumerKey) -> dict[str, Any]:
        return {"brand": brand}

    async def parting(self, brand: str, who: ConsumerKey) -> Parting:
        return Parting(150, None, (), Money(300, "CNY"))

    async def delete(self, brand: str, who: ConsumerKey) -> DeletionView:
        self.changes.append(("delete", brand, who.value))
        return DELETED

    async def deletions(self, brand: str) -> tuple[DeletionView, ...]:
        return (DELETED,) if brand == BRAND else ()


@dataclass
class ApiVerifying:
    """Sends codes."""

    changes: list[Any] = field(default_factory=list)

    async def send_code(
        self, brand: str, who: ConsumerKey, mobile: str, *, address: str | None = None
    ) -> CodeSent:
        self.changes.append(("code", brand, who.value, mobile))
        return CodeSent(datetime(2026, 6, 3, 1, 5, tzinfo=UTC), datetime(2026, 6, 3, 1, 1, tzinfo=UTC))

    async def confirm(self, brand: str, who: ConsumerKey, mobile: str, code: str) -> None:
        self.changes.append(("confirm", brand, who.value, mobile, code))


DELETED = DeletionView(5, 6, datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 16, tzinfo=UTC), None,
    datetime(2028, 5, 31, tzinfo=UTC), datetime(2029, 5, 31, tzinfo=UTC))  # fmt: skip


@dataclass
class ApiOutlets(Outlets):
    """The clerk by number, and new outlets."""

    changes: list[Any] = field(default_factory=list)

    async def clerk_by_number(self, brand: str, outlet_code: str, number: str) -> ClerkIdentity | None:
        return CLERK if (brand, outlet_code, number) == (BRAND, "S1", "7") else None

    async def all(self, brand: str) -> tuple[OutletView, ...]:
        return (OutletView(4, "S1", CLERK.outlet_name, "CN-GD"),) if brand == BRAND else ()

    async def add_outlet(
        self,
        brand: str,
        code: str,
        name: Label,
        region: str,
        *,
        online: bool = False,
        position: tuple[int, int] | None = None,
        dealer: str | None = None,
    ) -> OutletView:
        if code == "S1":
            raise Invalid("code", Label("This code is taken.", "此代码已被使用。"))
        self.changes.append(("outlet", brand, code))
        return OutletView(5, code, name, region, online)

    async def add_clerk(self, brand: str, outlet_id: int, number: str, name: str, role: str, pin: str) -> int:
        own(brand, outlet_id, 4)
        self.changes.append(("clerk", brand, number, pin))
        return 9

    async def one(self, brand: str, outlet_id: int) -> OutletView:
        own(brand, outlet_id, 4)
        return (await self.all(brand))[0]

    async def know_as(self, brand: str, outlet_id: int, number: str, who: ConsumerKey) -> None:
        own(brand, outlet_id, 4)
        self.changes.append(("staff", number, who.value))

    async def leave(self, brand: str, outlet_id: int, number: str) -> None:
        own(brand, outlet_id, 4)
        self.changes.append(("left", number))

    async def day(self, brand: str, outlet_id: int, day: date) -> OutletDay:
        own(brand, outlet_id, 4)
        outlet, money = (await self.all(brand))[0], Money(800, "CNY")
        line = TradeLine(NOON, "store", 4, 1, None, 31, Label("Coupon settlement", "核销结算"), money)
        return OutletDay(outlet, day, (line,), money, Money(0, "CNY"), Money(0, "CNY"))


SUMMARY = CampaignSummary(
    5, "summer", Label("Summer under the cap", "夏日开盖有礼"), "live", 2, "a1b2c3", True, NOON, NOON + timedelta(days=20),
    CampaignFigures(10, 5, 2, 1, Money(1440, "CNY"), Money(288, "CNY"), Money(1152, "CNY"), Money(0, "CNY")),
)  # fmt: skip
ROW = DecisionRow(
    77, NOON, "scan", "7K3QX2M9R4TB8V", "member-1", "granted", None, Label("given", "已发放"), grants(), 4
)


@dataclass
class Campaigns:
    """One campaign, number 5, with a draft at revision 3 and two decisions."""

    changes: list[Any] = field(default_factory=list)

    async def all(self, brand: str) -> tuple[CampaignSummary, ...]:
        return (SUMMARY,) if brand == BRAND else ()

    async def create(self, brand: str, slug: str, text: str, by: str) -> int:
        self.changes.append(("create", brand, slug, by))
        return 6

    async def detail(self, brand: str, campaign_id: int) -> CampaignDetail:
        own(brand, campaign_id, 5)
        return CampaignDetail(SUMMARY, "campaign …", 3, (BROKEN,), (self._version(),))

    async def experiments(self, brand: str, campaign_id: int) -> tuple[ExperimentFigures, ...]:
        own(brand, campaign_id, 5)
        return EXPERIMENTS

    async def block_budgets(self, brand: str, campaign_id: int) -> tuple[BlockBudget, ...]:
        own(brand, campaign_id, 5)
        return BLOCK_BUDGETS

    async def save_draft(
        self, brand: str, campaign_id: int, text: str, revision: int, by: str
    ) -> DraftSaved | DraftConflict:
        own(brand, campaign_id, 5)
        if revision != 3:
            return DraftConflict(3, "the other's text", "Bo")
        self.changes.append(("draft", text))
        return DraftSaved(4, (BROKEN,))

    async def publish(self, brand: str, campaign_id: int, by: str) -> Published | NotPublishable:
        own(brand, campaign_id, 5)
        if ("draft", "broken") in self.changes:
            return NotPublishable((BROKEN,), (Label("no channel", "没有渠道"),))
        self.changes.append(("publish", by))
        return Published(self._version())

    async def pause(self, brand: str, campaign_id: int, by: str) -> None:
        own(brand, campaign_id, 5)
        if ("switch", by) in self.changes:
            raise Invalid(
                "state", Label("a campaign that is paused cannot do this", "已暂停的活动不能执行此操作")
            )
        self.changes.append(("switch", by))

    resume = end = pause

    async def decisions(
        self,
        brand: str,
        campaign_id: int,
        *,
        outcome: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[DecisionRow, ...]:
        own(brand, campaign_id, 5)
        refused = replace(ROW, event_id=76, outcome="refused", reason=Reason.NOT_NEW, grants=())
        rows = [row for row in (ROW, refused) if outcome in (None, row.outcome)]
        return tuple(row for row in rows if before is None or row.event_id < before)[:limit]

    async def disclosure(self, brand: str, campaign_id: int) -> Disclosure:
        own(brand, campaign_id, 5)
        told = (Disclosed(1, NOON, "0123456789abcdef", "campaign …", "a1b2c3", "f00d", "5ec2e7"),)
        return Disclosure(5, "summer", SUMMARY.title, told)

    async def winners(self, brand: str, campaign_id: int) -> tuple[Winner, ...]:
        own(brand, campaign_id, 5)
        return (Winner(Label("A gold cup", "金杯一座"), NOON.date(), "…7K"),)

    async def why(self, brand: str, event_id: int, *, voice: Voice = "marketer") -> Why:
        own(brand, event_id, 77)
        steps = (Label("The consumer is new.", "用户为新客。"),)
        return Why(ROW, 2, "a1b2c3", (("consumer.claims", "0"),), steps, (3, 4), "campaign …")

    def _version(self) -> VersionView:
        return VersionView(8, 2, "a1b2c3", "campaign …", NOON, "ada@example.com", "f00d", None)


class ApiEvents(Events):
    """Events told: each answered by one campaign that gives and one that refuses."""

    def __init__(self, changes: list[Any]) -> None:
        super().__init__()
        self.changes = changes
        self.declared = {word.name: word for word in TRIGGERS}

    async def declared_by(self, brand: str) -> dict[str, Any]:
        return self.declared

    async def record(
        self, brand: str, event: str, event_id: str, who: ConsumerKey, **more: Any
    ) -> EventAnswer:
        own(brand, 1, 1)
        self.changes.append(("event", event, event_id, who.value, more["facts"]))
        claim = ClaimAnswer(42, NOON, Label("Visits", "到店"), "f" * 64, grants())
        answers = (CampaignAnswer(5, claim), CampaignAnswer(6, refusal(Reason.LIMIT_REACHED)))
        return EventAnswer(event, event_id, NOON, answers)


@dataclass
class Grants:
    """One grant, number 1; a second reversal is refused."""

    changes: list[Any] = field(default_factory=list)

    async def one(self, brand: str, grant_id: int) -> GrantView:
        own(brand, grant_id, 1)
        return grants()[0]

    async def reverse_claim(self, brand: str, claim_id: int, reason: str, by: str) -> ClaimReversal:
        own(brand, claim_id, 1)
        self.changes.append(("claim reversed", claim_id, reason))
        return ClaimReversal(1, grants(), (), (), ())

    async def reverse(
        self, brand: str, grant_id: int, reason: str, by: str, *, request: RequestKey | None = None
    ) -> GrantView | Refusal:
        own(brand, grant_id, 1)
        if self.changes:
            return refusal(Reason.ALREADY_CANCELLED)
        self.changes.append(("reverse", reason, by))
        return replace(grants()[0], state="reversed")


@dataclass
class ApiAccounts(Accounts):
    """Two keys."""

    asked: list[str] = field(default_factory=list)

    async def trade(self, slug: str) -> TradeSettings:
        return TradeSettings()

    async def set_trade(self, slug: str, wanted: TradeSettings) -> None:
        self.asked.append(f"{slug} {wanted}")

    async def api_key_brand(self, key: str) -> str | None:
        self.asked.append(key)
        return {KEY: BRAND, OTHER_KEY: OTHER_BRAND}.get(key)


class ApiEngineDouble(EngineDouble):
    """Stands where `engine.api.Engine` stands, for the API."""

    def __init__(self) -> None:
        super().__init__({})
        self.changes: list[Any] = []
        self.scans = self.api_scans = ApiScans()
        self.referrals = ApiReferrals()
        self.members = ApiMembers(self.scans, changes=self.changes)
        self.forgetting = ApiForgetting(self.changes)
        self.verifying = ApiVerifying(self.changes)
        self.coupons = ApiCoupons()
        self.sales = Sales()
        self.stocks = Stocks()
        self.groups = Groups()
        self.outlets = ApiOutlets(self.coupons, self.changes)
        self.dealers = ApiDealers(self.changes)
        self.accounts = self.api_accounts = ApiAccounts()
        self.campaigns = Campaigns(self.changes)
        self.codes = Codes(self.changes)
        self.packing = ApiPacking(self.changes)
        self.cartons = ApiCartons(self.changes)
        self.diversion = ApiDiversion(self.changes)
        self.alliances = AlliancesDouble(BRAND)
        self.settling = SettlingDouble(BRAND)
        self.service = ApiService(self.changes)
        self.events = self.api_events = ApiEvents(self.changes)
        self.grants = Grants(self.changes)
        self.payouts = ApiPayouts()
        self.reviews = ApiReviews()
        self.language = Language()
        self.declarations = DeclarationsDouble(BRAND, NOON)
        self.parcels = ParcelsDouble(BRAND, NOON)
        self.grades = GradesDouble()
        self.shared = Shared(BRAND, NOON, 5, BROKEN)

    async def language_of(self, brand: str) -> Language:
        return self.language

    def everything(self) -> str:
        """All that a request may have changed, to compare before and after."""
        kept = (
            self.changes,
            self.scans.claimed,
            self.scans.claims,
            self.referrals.accepted,
            self.coupons.done,
            self.sales.done,
            self.stocks.changes,
            self.groups.changes,
            self.shared.kept,
        )
        return repr((*kept, [opened for opened in self.scans.opened if opened[1] is not None]))
