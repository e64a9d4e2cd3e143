"""An engine in memory for tests of the studio's pages: campaigns in every state, batches, two brands.

`ling@example.com` (brand `drinks`) and `bo@example.com` (brand `beer`) sign in with `open the cap`.
Its language knows one problem (`gvie`), one warning (`hmm`); its tests fail in a text that says `broken`.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import plugins
from dsl.lexicon import lexicon
from dsl.sharing import NO_SHARED
from engine.api import (
    Asked,
    BatchView,
    BlockBudget,
    BulkOutcome,
    BulkRefused,
    CampaignDetail,
    CampaignFigures,
    CampaignSummary,
    Completion,
    DecisionRow,
    DraftConflict,
    DraftSaved,
    ExperimentFigures,
    Handover,
    Invalid,
    Label,
    NotFound,
    NotPublishable,
    Problem,
    Published,
    Replayed,
    Simulation,
    TestResult,
    Why,
    editing,
    load_language,
    reference,
)
from engine.codes.bulk_changes import foretell, read_changes
from engine.codes.ranges import RangeChange as ReadChange
from engine.plugin_error import PluginError
from engine.plugin_host import PluginHost
from tests.support.accounts_double import Accounts
from tests.support.api_chain import ApiDiversion, ApiService
from tests.support.api_codes import ApiPacking
from tests.support.comparison_samples import BLOCK_BUDGETS, EXPERIMENTS
from tests.support.consumers_double import ConsumersDouble
from tests.support.declarations_double import DeclarationsDouble
from tests.support.groups_double import Groups
from tests.support.insights_double import Insights, Kept, Rules, Shadows
from tests.support.outlets_double import (
    CartonsDouble,
    DealersDouble,
    GradesDouble,
    OutletsDouble,
    RefusedDouble,
    StocksDouble,
)
from tests.support.pages_double import PagesDouble
from tests.support.parcels_double import ParcelsDouble
from tests.support.partners_double import AlliancesDouble, SettlingDouble
from tests.support.payouts_double import Payouts
from tests.support.people_double import SERVICES, KeysDouble, PeopleDouble
from tests.support.printer_text import PrinterText
from tests.support.proofs_double import ProofsDouble
from tests.support.shared_double import Shared
from tests.support.studio_reviews import Reviews
from tests.support.studio_samples import (
    NOW,
    TEXT,
    campaigns,
    decision,
    problems,
    version,
    yuan,
)
from tests.support.tries_double import TriesDouble
from tests.support.vocabulary import VOCABULARY


class Language:
    vocabulary = SimpleNamespace(version="1")

    def uses(self, text: str) -> tuple[str, ...]:
        return ()

    def compile(self, text: str) -> SimpleNamespace | None:
        """A program with the budget that the text names."""
        if any(problem.severity == "error" for problem in problems(text)):
            return None
        return SimpleNamespace(campaign=SimpleNamespace(budgets=(SimpleNamespace(total=yuan(500_000)),)))

    def document(self, text: str, shared: Mapping[str, str] = NO_SHARED) -> editing.Document:
        """The true service: what it answers is tested elsewhere."""
        return editing.Document(text, VOCABULARY, shared)

    def line_kinds(self) -> tuple[reference.LineKind, ...]:
        return reference.line_kinds(lexicon(VOCABULARY))

    def words(self) -> tuple[reference.WordGroup, ...]:
        return reference.word_groups(lexicon(VOCABULARY))

    def problems(self, text: str, shared: Mapping[str, str] = NO_SHARED) -> tuple[Problem, ...]:
        return problems(text)

    def format(self, text: str, lang: str | None = None) -> str:
        if "unformattable" in text:
            raise Invalid("text", Label("this text cannot be laid out", "这份文本无法排版"))
        tidy = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
        return tidy.replace("campaign ", "活动 ", 1) if lang == "zh" else tidy

    def forecast(self, text: str, seconds: float | None = None) -> tuple[TestResult, ...]:
        return ()

    def simulate(self, text: str, asked: Asked) -> Simulation | None:
        return load_language(plugins.BUILTIN, installed=False).simulate(text, asked)

    def propose_tests(self, text: str, lang: str | None = None) -> tuple[str, ...]:
        return ('test "nobody is left out"\n  at 2026-10-02 10:00\n  scan\n  expect points 10\n',)

    def test(self, text: str) -> tuple[TestResult, ...]:
        lines = text.splitlines()
        starts = [number for number, line in enumerate(lines, 1) if line.startswith("test ")]
        missed = Label("expected a packet of 2.88 yuan, got 20 points", "应发 2.88 元红包，实际发了 20 积分")
        failed = "broken" in text
        return tuple(
            TestResult(lines[n - 1].split('"')[1], not failed, n, missed if failed else Label("", ""))
            for n in starts
        )

    def completions(self, text: str, offset: int, *, shared: Mapping[str, str]) -> tuple[Completion, ...]:
        start = offset - 2
        return (Completion("give", "give", Label("grants a reward", "发放奖励"), start, offset),)


@dataclass
class Campaigns:
    """`kept` holds each brand's campaigns; a draft is stored in place, with a revision that must match."""

    kept: dict[tuple[str, int], CampaignDetail] = field(default_factory=campaigns)
    steps: list[tuple[str, str, int]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def _get(self, brand: str, campaign_id: int) -> CampaignDetail:
        try:
            return self.kept[brand, campaign_id]
        except KeyError:
            raise NotFound from None

    async def all(self, brand: str) -> tuple[CampaignSummary, ...]:
        return tuple(detail.summary for (owner, _), detail in self.kept.items() if owner == brand)

    async def create(self, brand: str, slug: str, text: str, by: str, *, account: int | None = None) -> int:
        if any(d.summary.slug == slug for (owner, _), d in self.kept.items() if owner == brand):
            raise Invalid("slug", Label("this short name is taken", "这个短名称已被使用"))
        number = next(self.ids)
        summary = CampaignSummary(
            number, slug, Label(slug, slug), "draft", None, None, True, None, None, CampaignFigures()
        )
        self.kept[brand, number] = CampaignDetail(summary, text, 1, problems(text), ())
        return number

    async def detail(self, brand: str, campaign_id: int) -> CampaignDetail:
        return self._get(brand, campaign_id)

    async def save_draft(
        self, brand: str, campaign_id: int, text: str, revision: int, by: str, *, account: int | None = None
    ) -> DraftSaved | DraftConflict:
        detail = self._get(brand, campaign_id)
        if revision != detail.draft_revision:
            return DraftConflict(detail.draft_revision, detail.draft, "Bo")
        saved = replace(
            detail, draft=text, draft_revision=revision + 1, problems=problems(text),
            summary=replace(detail.summary, draft_changed=True),
        )  # fmt: skip
        self.kept[brand, campaign_id] = saved
        return DraftSaved(saved.draft_revision, saved.problems)

    def version_name(self, text: str) -> str:
        return hashlib.sha256(f"1\n{text}".encode()).hexdigest()

    async def publish(
        self,
        brand: str,
        campaign_id: int,
        by: str,
        *,
        revision: int | None = None,
        role: str | None = None,
        account: int | None = None,
    ) -> Published | NotPublishable:
        detail = self._get(brand, campaign_id)
        if revision is not None and revision != detail.draft_revision:
            return NotPublishable((), (Label("the draft has changed", "草稿有改动"),))
        if "overlap" in detail.draft:
            return NotPublishable((), (Label("another campaign runs on this product", "该产品已有其他活动"),))
        made = version(len(detail.versions) + 1, detail.draft)
        summary = replace(
            detail.summary, state="live", version=made.number, version_hash=made.hash, draft_changed=False
        )
        self.kept[brand, campaign_id] = replace(detail, summary=summary, versions=(*detail.versions, made))
        return Published(made)

    async def approval(
        self, brand: str, campaign_id: int, by: str, role: str | None, *, account: int | None = None
    ) -> tuple[Label, ...]:
        return ()

    async def experiments(self, brand: str, campaign_id: int) -> tuple[ExperimentFigures, ...]:
        self._get(brand, campaign_id)
        return () if campaign_id > 2 else EXPERIMENTS

    async def block_budgets(self, brand: str, campaign_id: int) -> tuple[BlockBudget, ...]:
        self._get(brand, campaign_id)
        return () if campaign_id > 2 else BLOCK_BUDGETS

    async def _step(self, step: str, state: str, brand: str, campaign_id: int) -> None:
        detail = self._get(brand, campaign_id)
        self.steps.append((step, brand, campaign_id))
        self.kept[brand, campaign_id] = replace(detail, summary=replace(detail.summary, state=state))

    async def pause(self, brand: str, campaign_id: int, by: str) -> None:
        await self._step("pause", "paused", brand, campaign_id)

    async def resume(self, brand: str, campaign_id: int, by: str) -> None:
        await self._step("resume", "live", brand, campaign_id)

    async def end(self, brand: str, campaign_id: int, by: str) -> None:
        await self._step("end", "ended", brand, campaign_id)

    async def decisions(
        self,
        brand: str,
        campaign_id: int,
        *,
        outcome: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[DecisionRow, ...]:
        detail = self._get(brand, campaign_id)
        newest = 120 if detail.summary.figures.scans else 0
        rows = (decision(n) for n in range(min(newest, (before or newest + 1) - 1), 0, -1))
        return tuple(itertools.islice((row for row in rows if outcome in (None, row.outcome)), limit))

    async def why(self, brand: str, event_id: int, *, voice: str = "marketer") -> Why:
        if brand != "drinks" or not 1 <= event_id <= 120:
            raise NotFound
        row = decision(event_id)
        steps = (
            Label(
                "the consumer had no valid claim before, so `newcomer` held",
                "消费者此前没有有效领取，属于“newcomer”人群",
            ),
            Label("line 12 applied: 2.88 yuan red packet", "第 12 行命中：2.88 元红包"),
            Label("the day's budget had 379.04 yuan left", "当日预算还剩 379.04 元"),
        )
        if voice != "marketer":
            steps = (Label(f"told for {voice}", f"说给 {voice}"),)
        named = (("code.region", Label("the sales region", "销售区域"), Label("Guangdong", "广东")),)
        return Why(
            row,
            2,
            version(2, TEXT).hash,
            (("consumer.claims", "0"), ("code.region", "CN-GD")),
            steps,
            (11, 12, 13),
            TEXT,
            named,
            campaign_id=1,
        )

    async def replayed(self, brand: str, event_id: int, text: str | None = None) -> Replayed | None:
        await self.why(brand, event_id)
        lines = (text or TEXT).splitlines()
        gives = next((number for number, line in enumerate(lines, 1) if "give red_packet" in line), 0)
        if text and "gvie" in text:
            return None
        lacked = ((gives - 1, Label("three more scans", "再扫 3 次")),)
        return Replayed((gives,), lacked, ((gives, Label("2.88 yuan red packet", "2.88 元红包")),), None, ())


@dataclass(frozen=True)
class RangeChange:
    first: int
    last: int
    aspect: str
    value: str
    effective_at: datetime
    recorded_at: datetime
    by: str


class PrinterFile(PrinterText):
    """With a manifest that only counts."""

    @property
    def manifest_json(self) -> str:
        assert self.taken, "the file is not made yet"
        return f'{{"count": {len(self.lines)}}}'


class Codes:
    def __init__(self) -> None:
        self.taken: list[Handover] = []
        self.kept = {
            ("drinks", 1): BatchView(
                1, "B-2026-06 line 3", "09521000100015", "in_lid", 30_000, NOW, 24_000, 1_402
            )
        }
        self.changes: dict[int, list[RangeChange | ReadChange]] = {
            1: [
                RangeChange(1, 24_000, "state", "active", NOW, NOW, "Ling"),
                RangeChange(1, 12_000, "region", "CN-GD", NOW, NOW, "Ling"),
            ]
        }

    async def create_batch(
        self, brand: str, name: str, gtin: str, kind: str, size: int, by: str
    ) -> BatchView:
        if not gtin.isdecimal():
            raise Invalid("gtin", Label("a GTIN has digits only", "GTIN 只能是数字"))
        number = len(self.kept) + 10
        batch = BatchView(number, name, gtin.zfill(14), kind, size, NOW, 0, 0)
        self.kept[brand, number] = batch
        self.changes[number] = []
        return batch

    async def products(self, brand: str) -> tuple[tuple[str, Label], ...]:
        return (
            (("09521000100015", Label("Sports drink 500 ml", "运动饮料 500 毫升")),)
            if brand == "drinks"
            else ()
        )

    async def batches(self, brand: str) -> tuple[BatchView, ...]:
        return tuple(batch for (owner, _), batch in self.kept.items() if owner == brand)

    async def batch(self, brand: str, batch_id: int) -> BatchView:
        try:
            return self.kept[brand, batch_id]
        except KeyError:
            raise NotFound from None

    async def change(
        self,
        brand: str,
        batch_id: int,
        first: int,
        last: int,
        aspect: str,
        value: str,
        by: str,
        effective_at: datetime | None = None,
    ) -> None:
        await self.batch(brand, batch_id)
        if value == "nowhere":
            raise Invalid("value", Label("there is no such region", "没有这个地区"))
        self.changes[batch_id].append(RangeChange(first, last, aspect, value, effective_at or NOW, NOW, by))

    async def history(self, brand: str, batch_id: int) -> tuple[RangeChange | ReadChange, ...]:
        await self.batch(brand, batch_id)
        return tuple(self.changes[batch_id])

    def code_text(self, batch_id: int, serial: int) -> str:
        return f"7K3QM9XD{serial:06d}"

    async def export(
        self,
        brand: str,
        batch_id: int,
        *,
        form: str,
        origin: str,
        first: int | None = None,
        last: int | None = None,
    ) -> PrinterFile:
        batch = await self.batch(brand, batch_id)
        serials = range(first or 1, (last or batch.size) + 1)
        lines = [f"{self.code_text(batch_id, n)}\n".encode() for n in serials]
        return PrinterFile(lines, serials.start, form)

    async def foretell_changes(self, brand: str, batch_id: int, table: str) -> BulkOutcome | BulkRefused:
        changes = self._table(brand, batch_id, table)
        return changes if isinstance(changes, BulkRefused) else foretell(batch_id, (), changes, NOW)

    async def change_many(self, brand: str, batch_id: int, table: str, by: str) -> BulkOutcome | BulkRefused:
        changes = self._table(brand, batch_id, table)
        if isinstance(changes, BulkRefused):
            return changes
        self.changes[batch_id] += changes
        return foretell(batch_id, (), changes, NOW)

    def _table(self, brand: str, batch_id: int, table: str) -> tuple[ReadChange, ...] | BulkRefused:
        """Read by the engine's own reader."""
        _ = self.changes[batch_id]
        return read_changes(
            table, batch_id, self.kept[brand, batch_id].size, ZoneInfo("Asia/Shanghai"), NOW, "Ling"
        )

    async def hand_over(self, brand: str, batch_id: int, first: int, last: int, form: str, by: str) -> None:
        await self.batch(brand, batch_id)
        self.taken.insert(0, Handover(batch_id, first, last, form, NOW, by))

    async def handovers(self, brand: str, batch_id: int) -> tuple[Handover, ...]:
        await self.batch(brand, batch_id)
        return tuple(one for one in self.taken if one.batch_id == batch_id)


class StudioDouble:
    """Stands for `engine.api.Engine`."""

    def __init__(self) -> None:
        self.clock = SimpleNamespace(now=lambda: NOW)
        self.campaigns = Campaigns()
        self.codes = Codes()
        self.packing = ApiPacking()
        self.cartons = CartonsDouble()
        self.diversion = ApiDiversion()
        self.outlets = OutletsDouble()
        self.alliances = AlliancesDouble()
        self.settling = SettlingDouble()
        self.parcels = ParcelsDouble("drinks", NOW)
        self.declarations = DeclarationsDouble("drinks", NOW)
        self.dealers = DealersDouble()
        self.grades = GradesDouble()
        self.stocks = StocksDouble()
        self.groups = Groups(own="drinks")
        self.coupons = RefusedDouble()
        self.service = ApiService()
        self.insights = Insights()
        self.rules = Rules()
        self.kept_reports = Kept()
        self.shadows = Shadows()
        self.payouts = Payouts()
        self.people = PeopleDouble()
        self.keys = KeysDouble()
        self.services = SERVICES
        self.reviews = Reviews(NOW)
        self.consumers = ConsumersDouble()
        self.pages = PagesDouble()
        self.tries = TriesDouble()
        self.proofs = ProofsDouble(self.codes)
        self.accounts = Accounts()
        self.language = Language()
        self.plugins = PluginHost.load(plugins.BUILTIN, ()).plugins
        self.plugin_failures = (PluginError("bottlecap-raffle", "load", "register_reward_type is misspelt"),)
        self.themes = PluginHost.load(plugins.BUILTIN, ()).catalog.themes
        self.shared = Shared("drinks", NOW, 1, problems("gvie")[0])

    async def language_of(self, brand: str) -> Language:
        return self.language
