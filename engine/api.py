"""The only door of the engine: opens it, and names every value that callers meet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dsl import reference
from dsl import service as editing
from dsl.analysis.chains import Sharing
from dsl.analysis.cost import Bounds, BranchCosts, Costs, Liability, TriggerCosts
from dsl.difference import Change, Comparison, CostMove
from dsl.service import blocks as editing_blocks
from dsl.simulation import Section
from dsl.testing import Measured, TestResult, Untried
from dsl.values import CURRENCY_EXPONENTS, Label, Money
from dsl.vocabulary import FactKind, FactWord, TriggerWord
from engine.accounts.door import ROLES, AccountDoor, BrandView, SecondStep
from engine.accounts.keys import ApiKey, KeyDoor
from engine.accounts.outside import Halfway, OutsideDoor
from engine.accounts.people import Act, Colleague, OpenSession, PeopleDoor
from engine.alliances import views as partners
from engine.alliances.door import AllianceDoor
from engine.alliances.settling import SettlingDoor
from engine.archive.door import Archived, ArchiveDoor, EndedCampaign, Shelf
from engine.campaigns import trying as tried
from engine.campaigns.block_budgets import BlockBudget
from engine.campaigns.decision_views import DecisionRow, Why
from engine.campaigns.door import CampaignDoor
from engine.campaigns.experiments import ExperimentFigures, GroupFigures
from engine.campaigns.proving import Disclosed, Disclosure, Proof, ProvenDraw, Told
from engine.campaigns.public_door import RulesDoor
from engine.campaigns.recorded import RecordedDoor
from engine.campaigns.replaying import Replayed
from engine.campaigns.rules_page import EventRules, Prize, RulesPage, VersionName
from engine.campaigns.shared_door import AffectedDraft, NotShared, SharedDoor, SharedText
from engine.campaigns.trade_settings import TradeSettings
from engine.campaigns.voices import VOICES, Voice
from engine.campaigns.winners import Winner
from engine.clock import Clock, SystemClock
from engine.codes import proofs as print_proofs
from engine.codes.bulk_changes import BulkOutcome, BulkRefused, LineFault, Move
from engine.codes.door import CodeDoor, Export
from engine.codes.export import Roll, rolls
from engine.codes.handover import Handover
from engine.codes.packing_door import CodeView, Gaps, PackedView, Packing, PackingDoor, UnitView
from engine.codes.ranges import RangeChange
from engine.commit.requests import RequestKey
from engine.consumers import views as consumers
from engine.consumers.door import ConsumerDoor
from engine.core import Core
from engine.coupons import answers as baskets
from engine.coupons.answers import ClerkCoupon, MemberView, RefusedRedemption
from engine.coupons.basket import BasketLine
from engine.coupons.door import CouponDoor
from engine.coupons.sale_door import SaleDoor
from engine.dealers.door import DealerDoor
from engine.diversion.door import AlarmView, DiversionDoor, ObservationView, PlaceView
from engine.engine_settings import EngineSettings
from engine.errors import Busy, EngineError, Invalid, KeyReused, NotFound, Unavailable
from engine.events.answers import CampaignAnswer, EventAnswer
from engine.events.declaring import DeclaredEvent, EventDeclaration, EventParam
from engine.events.declaring_door import DeclarationDoor
from engine.events.door import EventDoor
from engine.fraud.door import Review, ReviewDoor, WrongCodesAlarm
from engine.grants.door import GrantDoor
from engine.groups import views as groups
from engine.groups.door import GroupDoor
from engine.insights import views as insights
from engine.insights.opening import insight_doors
from engine.language import Completion, Language
from engine.ledger.auditor import audit
from engine.members.attributes import PERSONAL, Attributes
from engine.members.consents import PURPOSES
from engine.members.door import MemberDoor
from engine.members.forgetting import DeletionView, ForgettingDoor, Parting, Tombstone
from engine.members.identity import ConsumerKey
from engine.members.verifying import CodeSent, VerifyingDoor
from engine.members.views import Membership, MissedBonus, ShareCampaign, ShopItem, WalletView
from engine.occasions.door import OccasionDoor
from engine.opening import load_language, open_core
from engine.outbox.door import PayoutDoor
from engine.outbox.stuck import HeldPayout, PausedChannel, StuckPayout
from engine.outbox.view import PayoutView
from engine.outcomes import (
    BatchView,
    CampaignDetail,
    CampaignFigures,
    CampaignSummary,
    ClaimAnswer,
    ClaimReversal,
    ClerkIdentity,
    ClerkStatement,
    CouponView,
    DealerView,
    Difference,
    DraftConflict,
    DraftSaved,
    GrantState,
    GrantView,
    InvitationPage,
    LockView,
    NotPublishable,
    OutletView,
    Problem,
    Published,
    Reason,
    RedemptionAnswer,
    Refusal,
    RegistrationAnswer,
    ScanPage,
    StudioUser,
    VersionView,
)
from engine.outlets.books import BookDay, MonthBooks
from engine.outlets.cartons_door import CartonDoor, HeldView, UnregisteredView
from engine.outlets.day import DealerDay, OutletDay, TradeLine
from engine.outlets.door import OutletDoor, StaffView
from engine.outlets.grades_door import GradeDoor, GradeView
from engine.pages import views as page_views
from engine.pages.door import PageDoor
from engine.parcels.addresses import Address
from engine.parcels.door import ParcelDoor, ParcelView
from engine.plugin_error import PluginError
from engine.plugin_host import LoadedPlugin, ServiceState
from engine.referrals.door import ReferralDoor
from engine.scanning.door import ScanDoor
from engine.schema import migrate, pending_migrations
from engine.service.door import CaseView, ServiceDoor
from engine.simulating import SCANS_MAX, Asked, Simulation
from engine.spi.alliances import AllianceTerms
from engine.spi.themes import STATES, Picture, Theme
from engine.stock import views as prize_stock
from engine.stock.door import StockDoor
from engine.storage.account_store import AccountStore
from engine.storage.alliance_store import AllianceStore
from engine.storage.archive_store import ArchiveStore
from engine.storage.audit_store import AuditStore
from engine.storage.campaign_store import CampaignStore
from engine.storage.chain_store import ChainStore
from engine.storage.code_sent_store import CodeSentStore
from engine.storage.code_store import CodeStore
from engine.storage.dealer_store import DealerStore
from engine.storage.event_store import EventStore
from engine.storage.experiment_store import ExperimentStore
from engine.storage.grades import GradeStore
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore
from engine.storage.outlet_store import OutletStore
from engine.storage.page_store import PageStore
from engine.storage.parcel_store import ParcelStore
from engine.storage.partitions import Partitions
from engine.storage.people_store import PeopleStore
from engine.storage.person_store import PersonStore
from engine.storage.result_store import ResultStore
from engine.storage.review_store import ReviewStore
from engine.storage.shared_store import SharedStore
from engine.storage.stale import forget_stale
from engine.storage.statement_store import StatementStore
from engine.storage.stock_store import StockStore
from engine.storage.sweep_store import SweepStore
from engine.storage.wait_store import WaitStore
from engine.waits.door import WaitDoor
from engine.waits.reminding import Reminding
from engine.watch import TRACE, Settled, Watch

__all__ = [
    "CURRENCY_EXPONENTS",
    "PERSONAL",
    "PURPOSES",
    "ROLES",
    "SCANS_MAX",
    "STATES",
    "TRACE",
    "VOICES",
    "Act",
    "Address",
    "AffectedDraft",
    "AlarmView",
    "AllianceTerms",
    "ApiKey",
    "Archived",
    "Asked",
    "Attributes",
    "BasketLine",
    "BatchView",
    "BlockBudget",
    "BookDay",
    "Bounds",
    "BranchCosts",
    "BrandView",
    "BulkOutcome",
    "BulkRefused",
    "Busy",
    "CampaignAnswer",
    "CampaignDetail",
    "CampaignFigures",
    "CampaignSummary",
    "CaseView",
    "Change",
    "ClaimAnswer",
    "ClaimReversal",
    "ClerkCoupon",
    "ClerkIdentity",
    "ClerkStatement",
    "Clock",
    "CodeSent",
    "CodeView",
    "Colleague",
    "Comparison",
    "Completion",
    "ConsumerKey",
    "CostMove",
    "Costs",
    "CouponView",
    "DealerDay",
    "DealerView",
    "DecisionRow",
    "DeclaredEvent",
    "DeletionView",
    "Difference",
    "Disclosed",
    "Disclosure",
    "DraftConflict",
    "DraftSaved",
    "EndedCampaign",
    "Engine",
    "EngineError",
    "EngineSettings",
    "EventAnswer",
    "EventDeclaration",
    "EventParam",
    "EventRules",
    "ExperimentFigures",
    "Export",
    "FactKind",
    "FactWord",
    "Gaps",
    "GradeView",
    "GrantState",
    "GrantView",
    "GroupFigures",
    "Halfway",
    "Handover",
    "HeldPayout",
    "HeldView",
    "Invalid",
    "InvitationPage",
    "KeyReused",
    "Label",
    "Language",
    "Liability",
    "LineFault",
    "LoadedPlugin",
    "LockView",
    "Measured",
    "MemberView",
    "Membership",
    "MissedBonus",
    "Money",
    "MonthBooks",
    "Move",
    "NotFound",
    "NotPublishable",
    "NotShared",
    "ObservationView",
    "OpenSession",
    "OutletDay",
    "OutletView",
    "PackedView",
    "Packing",
    "ParcelView",
    "Parting",
    "PausedChannel",
    "PayoutView",
    "Picture",
    "PlaceView",
    "PluginError",
    "Prize",
    "Problem",
    "Proof",
    "ProvenDraw",
    "Published",
    "RangeChange",
    "RangeChangeView",
    "Reason",
    "RedemptionAnswer",
    "Refusal",
    "RefusedRedemption",
    "RegistrationAnswer",
    "Replayed",
    "RequestKey",
    "Review",
    "Roll",
    "RulesPage",
    "ScanPage",
    "SecondStep",
    "Section",
    "ServiceState",
    "Settled",
    "ShareCampaign",
    "SharedText",
    "Sharing",
    "Shelf",
    "ShopItem",
    "Simulation",
    "StaffView",
    "StuckPayout",
    "StudioUser",
    "SystemClock",
    "TestResult",
    "Theme",
    "Told",
    "Tombstone",
    "TradeLine",
    "TradeSettings",
    "TriggerCosts",
    "TriggerWord",
    "Unavailable",
    "UnitView",
    "UnregisteredView",
    "Untried",
    "VersionName",
    "VersionView",
    "Voice",
    "WalletView",
    "Watch",
    "Why",
    "Winner",
    "WrongCodesAlarm",
    "baskets",
    "consumers",
    "editing",
    "editing_blocks",
    "groups",
    "insights",
    "load_language",
    "migrate",
    "open_engine",
    "page_views",
    "partners",
    "pending_migrations",
    "print_proofs",
    "prize_stock",
    "reference",
    "rolls",
    "tried",
]

RangeChangeView = RangeChange


class Engine:
    """An open engine. Each attribute is the door of one room."""

    def __init__(self, core: Core, audits: AuditStore, tombstones: Path | None = None) -> None:
        database = core.database
        members, outlets = MemberStore(database), OutletStore(database)
        campaigns = CampaignStore(database)
        self._core = core
        self._audits = audits
        self.language = core.languages.of(())
        self.scans = ScanDoor(core, members, outlets, ChainStore(database))
        self.events = EventDoor(core, members)
        self.parcels = ParcelDoor(core, ParcelStore(database), members)
        self.declarations = DeclarationDoor(core, EventStore(database))
        self.occasions = OccasionDoor(core, SweepStore(database), members, AccountStore(database))
        self.referrals = ReferralDoor(core, members)
        self.members = MemberDoor(core, members, self.occasions)
        self.stocks = StockDoor(core, StockStore(core.database), members, outlets)
        self.coupons = CouponDoor(core, members, outlets, self.stocks)
        self.sales = SaleDoor(core, members, outlets)
        self.grades = GradeDoor(core, GradeStore(database))
        self.outlets = OutletDoor(core, outlets, members, self.grades)
        chain = ChainStore(database)
        self.cartons = CartonDoor(core, outlets, chain)
        self.diversion = DiversionDoor(core, chain)
        self.service = ServiceDoor(core, chain, members)
        self.dealers = DealerDoor(core, DealerStore(database), members)
        self.shared = SharedDoor(core, SharedStore(database), campaigns, self.language)
        self.campaigns = CampaignDoor(
            core, campaigns, ResultStore(database), ExperimentStore(database), members, self.language, self.shared,
            AccountStore(database),
        )  # fmt: skip
        self.insights, self.kept_reports, self.shadows = insight_doors(core, self.shared)
        self.tries = tried.TryDoor(core, campaigns, self.shared)
        self.rules = RulesDoor(core, ResultStore(database), self.campaigns)
        self.recorded = RecordedDoor(core, ResultStore(database))
        agreed, settled = AllianceStore(database), StatementStore(database)
        self.alliances = AllianceDoor(core, agreed, settled)
        self.settling = SettlingDoor(core, agreed, settled, ResultStore(database))
        self.archive = ArchiveDoor(core, ArchiveStore(database))
        self.codes = CodeDoor(core, CodeStore(database), ResultStore(database))
        self.packing = PackingDoor(core, CodeStore(database))
        self.grants = GrantDoor(core, members)
        self.accounts = AccountDoor(core, AccountStore(database), self.grades)
        self.people = PeopleDoor(core, PeopleStore(database), self.accounts)
        self.keys = KeyDoor(core, PeopleStore(database), self.accounts)
        self.outside = OutsideDoor(core, PeopleStore(database), self.accounts)
        self.groups = GroupDoor(core, members)
        self.payouts = PayoutDoor(core, OutboxStore(database), members)
        self.verifying = VerifyingDoor(core, CodeSentStore(database), members, self.members)
        self.forgetting = ForgettingDoor(core, PersonStore(database), members, self.members, tombstones)
        self.consumers = ConsumerDoor(core, self.members, self.forgetting)
        self.waits = self._waits(core, members)
        self.proofs = print_proofs.ProofDoor(core)
        self.pages = PageDoor(core, PageStore(database))
        self.reviews = ReviewDoor(core, ReviewStore(database))

    def _waits(self, core: Core, members: MemberStore) -> WaitDoor:
        """What waits, with those of the rooms that are called when it ends."""
        return WaitDoor(
            core,
            WaitStore(core.database),
            {
                "erasure": self.forgetting.erase_in_plugins,
                "lapsing": Reminding(core, members).tell,
                "grading": self.grades.night,
                "report": self.kept_reports.send,
                **self.groups.acts,
                "statement": self.settling.close,
            },
            self.groups.asks,
        )

    @property
    def clock(self) -> Clock:
        """The engine's time."""
        return self._core.clock

    @property
    def themes(self) -> Mapping[str, Theme]:
        """Scan page themes by code."""
        return self._core.catalog.themes

    @property
    def plugins(self) -> tuple[LoadedPlugin, ...]:
        """The plugins in use."""
        return self._core.plugins.plugins

    @property
    def services(self) -> tuple[ServiceState, ...]:
        """Payment channels and other services that plugins bring, and which of them run."""
        return self._core.plugins.services()

    @property
    def plugin_failures(self) -> tuple[PluginError, ...]:
        """Installed plugins that could not be loaded, and what to mend."""
        return self._core.plugins.failures

    async def language_of(self, brand: str) -> Language:
        """A brand's language, with the events that it has declared for itself. Raises `NotFound`."""
        return await self._core.language(brand)

    async def audit(self, brand: str | None = None) -> tuple[Difference, ...]:
        """Recompute every figure of a brand, or of all, and name each difference."""
        async with self._audits.open(brand) as book:
            return await audit(book)

    async def keep_up(self) -> int:
        """Forget what can decide nothing any more, and make room for the postings of the coming months where the database
        keeps them by month; how much was made."""
        await forget_stale(self._core.database, self._core.clock.now())
        return len(await Partitions(self._core.database).make_ahead())

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            await self._core.database.fetch("SELECT 1 AS one")
        except Exception:  # noqa: BLE001 - any failure means not ready
            return False
        return True

    async def close(self) -> None:
        """Settle what is waiting, stop the plugins, disconnect."""
        await self._core.committer.stop()
        await self._core.plugins.stop()
        await self._core.database.close()


async def open_engine(
    settings: EngineSettings, *, clock: Clock | None = None, watch: Watch | None = None
) -> Engine:
    """Open the engine on a migrated database; `watch` is told of each batch. Raises `Unavailable` when it cannot be reached, `PluginError` for a
    built-in plugin that does not load."""
    core = await open_core(settings, clock, watch)
    engine = Engine(core, AuditStore(core.database), settings.tombstones)
    try:
        await engine.forgetting.apply_file()
    except BaseException:
        await engine.close()
        raise
    return engine
