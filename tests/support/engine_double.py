"""An engine in memory for page tests: every state of every page has an address.

`/c/{state}` shows a state (`ask`, `won`, `paid`, `nothing`, `clerk`, `boom`, any `Reason` value);
`/c/ask-{reason}` asks and then refuses the claim for that reason; `/i/{state}` the same for invitations;
`/w/drinks` is full for a phone that claimed something and empty for any other; at the till, member `M8K240QX`
has coupons, `M000` is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

from engine.api import (
    BrandView,
    ClaimAnswer,
    ClerkCoupon,
    ClerkIdentity,
    ClerkStatement,
    ConsumerKey,
    CouponView,
    GrantView,
    HeldView,
    InvitationPage,
    Label,
    Membership,
    MemberView,
    Money,
    MonthBooks,
    NotFound,
    Parting,
    Reason,
    RedemptionAnswer,
    Refusal,
    RegistrationAnswer,
    ScanPage,
    ShareCampaign,
    ShopItem,
    Theme,
    TradeLine,
    WalletView,
)
from engine.outlets.books import first_of_next, month_books
from tests.support.idle_doubles import Groups, Idle, Insights, Payouts, Verifying
from tests.support.pages_double import PagesDouble
from tests.support.parcels_double import ParcelsDouble

NOON = datetime(2026, 6, 3, 1, 0, 40, tzinfo=UTC)  # 09:00:40 in Beijing
BRAND = "drinks"
BRAND_NAME = Label("Clearwater Drinks", "清泉饮料")
CAMPAIGN = Label("Summer under the cap", "夏日开盖有礼")
PRODUCT = Label("Sports drink 500 ml", "运动饮料 500 毫升")
TERMS = (
    Label(
        "Open from 1 June 2026 to the end of 30 June 2026, Beijing time.",
        "活动时间：2026年6月1日至6月30日（北京时间）。",
    ),
    Label(
        "Your first claim with the brand: a 2.88 yuan red packet, a coupon of 5 yuan off 15 yuan, 20 points.",
        "首次参与：2.88元红包、满15元减5元优惠券和20积分。",
    ),
    Label("Every further claim: a 0.88 yuan red packet and 10 points.", "再次参与：0.88元红包和10积分。"),
    Label("The campaign gives 5,000 yuan in all, first come, first served.", "活动总预算5,000元，先到先得。"),
)
MEMBER = "M8K240QX"
WORDS = {
    Reason.NOT_STARTED: Label(
        "starts on 1 October 2026, 00:00 Beijing time", "活动将于北京时间2026年10月1日0:00开始"
    ),
    Reason.ALREADY_CLAIMED: Label(
        "already claimed by someone else, first on 3 June 2026 at 09:00:40",
        "已于2026年6月3日09:00:40被他人领取",
    ),
    Reason.COUPON_REDEEMED_ELSEWHERE: Label(
        "already redeemed at 18:00:00 in another shop", "已于18:00:00在其他门店核销"
    ),
    Reason.BASKET_NEEDED: Label("enter the basket's amount first", "请先填写本单金额"),
    Reason.BELOW_MINIMUM: Label("the basket must come to at least 15.00 yuan", "本单金额需满15.00元"),
}


def words_for(reason: Reason) -> Label:
    return WORDS.get(reason, Label(reason.value.replace("_", " "), f"未能领取（{reason.value}）"))


def coupon(
    state: str = "open", *, code: str = "K7Q2M9XD", minimum: Money | None = None, number: int = 1
) -> CouponView:
    return CouponView(
        id=number,
        code=code,
        name=Label("5 yuan off", "5元优惠券"),
        terms=Label(
            "One coupon a purchase. Not together with other offers.", "每单限用一张，不与其他优惠同享。"
        ),
        worth=Money(500, "CNY"),
        minimum=Money(1500, "CNY"),
        where="stores",
        state=state,
        issued_at=NOON,
        expires_at=datetime(2026, 6, 10, 16, 0, tzinfo=UTC),
        issuer=BRAND,
        honourer=BRAND,
        redeemed_at=NOON + timedelta(days=2) if state == "redeemed" else None,
        redeemed_outlet="Nanshan No. 1" if state == "redeemed" else None,
    )


def grants(money_state: str = "owed") -> tuple[GrantView, ...]:
    paid_at = NOON + timedelta(seconds=2) if money_state == "paid" else None
    packet = GrantView(
        1, "red_packet", Label("Red packet", "红包"), "consumer", 7, money_state, NOON,  # type: ignore[arg-type]  # any state, to show each
        amount=Money(288, "CNY"), paid_at=paid_at,
    )  # fmt: skip
    ticket = GrantView(
        2, "coupon", Label("5 yuan off", "5元优惠券"), "consumer", 7, "given", NOON, coupon=coupon()
    )
    points = GrantView(
        3, "points", Label("Welcome points", "新客积分"), "consumer", 7, "given", NOON, points=20
    )
    return (packet, ticket, points)


def answer(money_state: str = "owed") -> ClaimAnswer:
    return ClaimAnswer(11, NOON, CAMPAIGN, "a1b2c3", grants(money_state))


def refusal(reason: Reason) -> Refusal:
    return Refusal(reason, words_for(reason), NOON, NOON if reason is Reason.ALREADY_CLAIMED else None)


#: Codes that give consumers nothing, by their phase.
PLAIN: Final[dict[str, Any]] = {name: name for name in ("product", "logistics", "outlet", "service")}


@dataclass
class Scans:
    """Codes named after states."""

    theme: str = "theme_plain"
    shares: bool = True
    claimed: dict[tuple[str, str], ClaimAnswer] = field(default_factory=dict)
    opened: list[tuple[str, ConsumerKey | None, str | None]] = field(default_factory=list)
    claims: list[tuple[str, ConsumerKey, str | None]] = field(default_factory=list)

    async def open(
        self, code: str, who: ConsumerKey | None, *, gtin: str | None = None, region: str | None = None
    ) -> ScanPage:
        self.opened.append((code, who, gtin))
        if code == "boom":
            raise RuntimeError("a bug in the engine")
        page = ScanPage(
            "ask", code, BRAND, BRAND_NAME, CAMPAIGN, self.theme, PRODUCT, TERMS,
            starts=datetime(2026, 5, 31, 16, tzinfo=UTC), ends=datetime(2026, 6, 30, 16, tzinfo=UTC),
            shares=self.shares,
        )  # fmt: skip
        mine = self.claimed.get((code, who.value)) if who else None
        if mine is not None:
            return replace(page, phase="won", answer=mine)
        if code in ("won", "paid", "reversed"):
            return replace(page, phase="won", answer=answer({"won": "owed"}.get(code, code)))
        if code == "nothing":
            return replace(page, phase="won", answer=replace(answer(), grants=()))
        if code == "clerk":
            outlet = Label("Nanshan No. 1 Store", "南山一号店")
            return replace(page, phase="clerk", clerk_name="Lin", outlet_name=outlet, terms=())
        if code in PLAIN:
            return replace(page, phase=PLAIN[code], terms=(), made=date(2026, 5, 7))
        if code == "recalled":
            goods = Label("These goods have been withdrawn.", "这件商品已召回。")
            told = Refusal(Reason.WITHDRAWN, goods, NOON)
            page = replace(page, phase="service", terms=(), refusal=told, withdrawn=True)
            return replace(page, case_number=1, case_state="open")
        if code.startswith("ask"):
            return page
        if code in (Reason.NOT_GENUINE, "unknown"):
            return ScanPage("unknown", code, refusal=refusal(Reason.NOT_GENUINE))
        return replace(page, phase="refused", refusal=refusal(Reason(code)))

    async def claim(
        self,
        code: str,
        who: ConsumerKey,
        *,
        region: str | None = None,
        request: object = None,
        shown: str | None = None,
        page: str | None = None,
    ) -> ClaimAnswer | Refusal:
        self.claims.append((code, who, region))
        _, _, reason = code.partition("-")
        if reason:
            return refusal(Reason(reason))
        if code == Reason.NOT_GENUINE:
            return refusal(Reason.NOT_GENUINE)
        known = (code, who.value) in self.claimed
        stored = self.claimed.setdefault((code, who.value), answer())
        return replace(stored, repeated=known)


class Events:
    """Presses of the share button, as they came."""

    def __init__(self) -> None:
        self.shared: list[tuple[str, ConsumerKey, int]] = []

    async def share(self, brand: str, who: ConsumerKey, campaign_id: int) -> None:
        self.shared.append((brand, who, campaign_id))


@dataclass
class Referrals:
    """Invitations named after states, like codes."""

    accepted: dict[tuple[str, str], ClaimAnswer] = field(default_factory=dict)
    theme: str = "theme_plain"

    async def link(self, brand: str, campaign_id: int, who: ConsumerKey) -> str:
        if brand != BRAND or campaign_id != 5:
            raise NotFound
        return f"ask.{who.value[:12]}"

    async def open(self, token: str, who: ConsumerKey | None, *, region: str | None = None) -> InvitationPage:
        page = InvitationPage("ask", token, BRAND, BRAND_NAME, CAMPAIGN, self.theme, TERMS, shares=True)
        mine = self.accepted.get((token, who.value)) if who else None
        if mine is not None:
            return replace(page, phase="won", answer=mine)
        if token.startswith("ask"):
            return page
        if token in {one.value for one in Reason} - {Reason.LINK_UNKNOWN.value}:
            return replace(page, phase="refused", refusal=refusal(Reason(token)))
        return InvitationPage("unknown", token, refusal=refusal(Reason.LINK_UNKNOWN))

    async def accept(self, token: str, who: ConsumerKey, *, request: object = None) -> ClaimAnswer | Refusal:
        _, _, reason = token.partition("-")
        if reason:
            return refusal(Reason(reason))
        return self.accepted.setdefault((token, who.value), answer())


@dataclass
class Members:
    """A full wallet for whoever claimed something (or for the token given), an empty one otherwise."""

    scans: Scans
    full_for: set[str] = field(default_factory=set)
    theme: str = "theme_plain"

    async def consents(self, brand: str, who: ConsumerKey) -> tuple[str, ...]:
        return ("messages",)

    async def offers(self, brand: str) -> WalletView:
        nobody = await self.wallet(brand, ConsumerKey("ref", "nobody"))
        return replace(nobody, shop=(ShopItem(5, "umbrella", Label("An umbrella", "雨伞"), 300, 4),))

    async def wallet(self, brand: str, who: ConsumerKey, *, region: str | None = None) -> WalletView:
        if brand != BRAND:
            raise NotFound
        offer = ShareCampaign(
            5,
            Label("Bring a friend", "邀好友，得积分"),
            Label("50 points for you when a friend redeems the coupon.", "好友到店核销优惠券，你得50积分。"),
        )
        empty = WalletView(brand, BRAND_NAME, self.theme, "", 0, None, None, (), (), (offer,))
        if who.value not in self.full_for and not any(token == who.value for _, token in self.scans.claimed):
            return empty
        earlier = replace(grants("paid")[0], id=9, amount=Money(88, "CNY"), at=NOON - timedelta(days=1))
        return replace(
            empty,
            member_code=MEMBER,
            points=1230,
            membership=Membership("gold", Label("Gold", "金卡"), 1230, date(2027, 12, 31)),
            shop=(ShopItem(5, "umbrella", Label("An umbrella", "雨伞"), 300, 4),),
            owed=Money(288, "CNY"),
            paid=Money(88, "CNY"),
            grants=(*grants(), earlier),
            coupons=(
                coupon(),
                coupon("redeemed", code="K1", number=2),
                coupon("expired", code="K2", number=3),
            ),
        )


CLERK = ClerkIdentity(
    3, BRAND, BRAND_NAME, "Lin Mei", "clerk", 4, "S1", Label("Nanshan No. 1 Store", "南山一号店")
)


@dataclass
class Coupons:
    """One member with three coupons; redemptions are remembered by request."""

    done: dict[str, RedemptionAnswer] = field(default_factory=dict)
    declines: list[tuple[str, str]] = field(default_factory=list)

    async def member(self, clerk: ClerkIdentity, code: str) -> MemberView | Refusal:
        if "000" in code:
            return refusal(Reason.COUPON_UNKNOWN)
        elsewhere = words_for(Reason.COUPON_REDEEMED_ELSEWHERE)
        taken = {answer.coupon.code for answer in self.done.values() if answer.state == "done"}
        rows = (
            ClerkCoupon(coupon("redeemed", code="KUSED000", number=2), usable=False, why_not=elsewhere),
            *(
                ClerkCoupon(coupon(number=number, code=code), usable=True)
                for number, code in ((1, "K7Q2M9XD"), (4, "KBOOM"))
                if code not in taken
            ),
        )
        return MemberView(MEMBER, BRAND, rows)

    async def redeem(
        self,
        clerk: ClerkIdentity,
        coupon_code: str,
        request_id: str,
        basket: Money | None = None,
        *,
        taken_at: datetime | None = None,
        product: str | None = None,
    ) -> RedemptionAnswer | Refusal:
        if request_id in self.done:
            return replace(self.done[request_id], repeated=True)
        if any(one.coupon.code == coupon_code and one.state == "done" for one in self.done.values()):
            return refusal(Reason.COUPON_REDEEMED_HERE)
        if basket is None:
            return refusal(Reason.BASKET_NEEDED)
        if basket.minor < 1500:
            return refusal(Reason.BELOW_MINIMUM)
        bonus = GrantView(
            21, "clerk_bonus", Label("Clerk's bonus", "店员奖励"), "clerk", clerk.id, "owed", NOON,
            amount=Money(20, "CNY"),
        )  # fmt: skip
        taken = replace(coupon("redeemed", code=coupon_code), redeemed_outlet=clerk.outlet_name.en)
        number = len(self.done) + 1
        answer = RedemptionAnswer(number, request_id, NOON, taken, basket - taken.worth, (bonus,))
        self.done[request_id] = answer
        return answer

    async def decline(
        self, clerk: ClerkIdentity, coupon_code: str, request_id: str, why: str = ""
    ) -> Refusal:
        self.declines.append((coupon_code, why))
        return refusal(Reason.STORE_DECLINED)

    async def cancel(
        self, clerk: ClerkIdentity, redemption_id: int, request_id: str
    ) -> RedemptionAnswer | Refusal:
        for key, one in self.done.items():
            if one.redemption_id == redemption_id:
                at = NOON + timedelta(minutes=20)
                self.done[key] = replace(one, state="cancelled", cancelled_at=at)
                return self.done[key]
        return refusal(Reason.REDEMPTION_UNKNOWN)

    async def call_off(self, brand: str, redemption_id: int, request_id: str) -> RedemptionAnswer | Refusal:
        for key, one in self.done.items():
            if one.redemption_id == redemption_id:
                self.done[key] = replace(one, state="cancelled", cancelled_at=NOON + timedelta(days=3))
                return self.done[key]
        raise NotFound("no such redemption")


@dataclass
class Cartons:
    """One carton that nobody holds, `INSIDE`, one that another store does, `TAKEN`."""

    registered: list[str] = field(default_factory=list)

    async def is_for_outlets(self, brand: str, code: str) -> bool:
        return code in ("INSIDE", "TAKEN")

    async def register(self, clerk: ClerkIdentity, code: str) -> RegistrationAnswer | Refusal:
        if code != "INSIDE":
            return refusal(Reason.HELD_BY_ANOTHER if code == "TAKEN" else Reason.NOT_GENUINE)
        self.registered.append(code)
        repeated = len(self.registered) > 1
        return RegistrationAnswer(71, NOON, "in_carton", "Inside", 2, (), repeated)

    async def held(self, brand: str, outlet_id: int) -> tuple[HeldView, ...]:
        return tuple(HeldView(3, "Inside", "in_carton", 2, NOON) for _ in self.registered[:1])


@dataclass
class Outlets:
    """One clerk: outlet S1, number 7, PIN 2468."""

    coupons: Coupons

    async def sign_in(
        self, outlet_code: str, clerk_number: str, pin: str, *, address: str
    ) -> ClerkIdentity | Label:
        if (outlet_code, clerk_number, pin) == ("S1", "7", "2468"):
            return CLERK
        return Label("Shop, number or PIN do not match.", "门店、工号或密码不正确。")

    async def clerk(self, clerk_id: int) -> ClerkIdentity | None:
        return CLERK if clerk_id == CLERK.id else None

    async def statement(self, clerk: ClerkIdentity) -> ClerkStatement:
        done = tuple(reversed(self.coupons.done.values()))
        bonuses = tuple(grant for one in done for grant in one.grants)
        owed = Money(sum(grant.amount.minor for grant in bonuses if grant.amount), "CNY")
        return ClerkStatement(clerk, owed, Money(1240, "CNY"), bonuses, done)

    async def books(self, clerk: ClerkIdentity, month: date | None = None) -> MonthBooks:
        """What the redemptions of the test came to, all at noon of the running month."""
        lines = [
            TradeLine(
                NOON, "store" if grant.recipient_kind == "store" else "clerk", clerk.id, one.redemption_id, None,
                grant.id, grant.title, grant.amount,
            )
            for one in self.coupons.done.values()
            for grant in one.grants
            if grant.amount
        ]  # fmt: skip
        first = (month or NOON.date()).replace(day=1)
        first_of_next(first)
        running = first == NOON.date().replace(day=1)
        return month_books(clerk, first, lines if running else (), "Asia/Shanghai", "CNY", running=running)


@dataclass
class Accounts:
    """Brands and sessions."""

    sessions: dict[tuple[str, str], int] = field(default_factory=dict)

    async def brand(self, slug: str) -> BrandView:
        names = {BRAND: BRAND_NAME, "peanuts": Label("Red Skin Peanuts", "红衣花生")}
        if slug not in names:
            raise NotFound
        return BrandView(slug, names[slug], "Asia/Shanghai", "CNY")

    async def open_session(self, kind: str, subject: int, lifetime: timedelta) -> str:
        token = f"{kind}-{len(self.sessions):040d}"
        self.sessions[token, kind] = subject
        return token

    async def session(self, token: str, kind: str) -> int | None:
        return self.sessions.get((token, kind))

    async def close_session(self, token: str) -> None:
        self.sessions = {key: value for key, value in self.sessions.items() if key[0] != token}


class Forgetting:
    """Everybody has something to lose and something that is still paid."""

    async def parting(self, brand: str, who: ConsumerKey) -> Parting:
        return Parting(150, Money(400, "CNY"), (coupon(),), Money(300, "CNY"))

    async def export(self, brand: str, who: ConsumerKey) -> dict[str, object]:
        return {"brand": brand}


class EngineDouble:
    """Stands where `engine.api.Engine` stands."""

    def __init__(self, themes: Mapping[str, Theme], theme: str = "theme_plain") -> None:
        self.themes = themes
        self.scans = Scans(theme)
        self.events = Events()
        self.referrals = Referrals(theme=theme)
        self.members = Members(self.scans, theme=theme)
        self.forgetting = Forgetting()
        self.verifying = Verifying()
        self.coupons = Coupons()
        self.outlets = Outlets(self.coupons)
        self.parcels = ParcelsDouble(BRAND, NOON, won=False)
        self.accounts = Accounts()
        self.cartons: Any = Cartons()
        self.payouts = Payouts()
        self.occasions = Idle()
        self.waits = Idle()
        self.insights = Insights()
        self.groups = Groups()
        self.pages = PagesDouble()
        self.closed = False
        self.is_ready = True

    @property
    def clock(self) -> SimpleNamespace:
        """It is always NOON."""
        return SimpleNamespace(now=lambda: NOON)

    async def keep_up(self) -> int:
        return 0

    async def ready(self) -> bool:
        return self.is_ready

    async def close(self) -> None:
        self.closed = True
