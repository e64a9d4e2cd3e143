"""What is live: for an instant and a code, the version that rules it, or the reason why none does."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Any, Final, Literal, TypeVar

from dsl.campaign import Campaign
from dsl.pages import page_for
from dsl.program import Program
from dsl.values import Label
from engine.alliances.agreement import Alliance
from engine.campaigns.trade_settings import USUAL, TradeSettings
from engine.codes.batch import Batch
from engine.codes.family import family_status, units_of
from engine.codes.kinds import ROLES
from engine.codes.link_book import LinkBook
from engine.codes.range_book import RangeBook
from engine.codes.ranges import CodeStatus
from engine.events.declaring import EventDeclaration
from engine.outcomes import Reason
from engine.pages.page_book import PageBook

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Version:
    """A published version in memory. `program` is None when its words are not installed: it is blocked.

    `vocabulary` is that of the installation when it was published; its hash is of that and its text.
    """

    id: int
    campaign_id: int
    number: int
    hash: str
    secret: bytes
    published_at: datetime
    program: Program | None
    blocked_by: str = ""
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A pause, resumption or end, in force from `at`."""

    kind: Literal["pause", "resume", "end"]
    at: datetime


@dataclass(frozen=True, slots=True)
class LiveCampaign:
    """A campaign that has been published: its versions, oldest first, and its events as they were told.

    `key` is its own for all versions: the groups of its experiments are drawn by it.
    """

    id: int
    slug: str
    versions: tuple[Version, ...]
    events: tuple[Event, ...] = ()
    key: bytes = b""

    def version_at(self, instant: datetime) -> Version:
        """The version in force; before the first publication, the first."""
        known = [version for version in self.versions if version.published_at <= instant]
        return known[-1] if known else self.versions[0]

    def state_at(self, instant: datetime) -> Reason | None:
        """None while claims are taken; otherwise why they are not."""
        program = self.version_at(instant).program
        if program is None:
            return Reason.NO_CAMPAIGN
        if instant < program.campaign.starts:
            return Reason.NOT_STARTED
        # told last, not dated last: a machine whose clock ran ahead must not bring back what was ended since
        latest = next((event for event in reversed(self.events) if event.at <= instant), None)
        if instant >= program.campaign.ends or (latest and latest.kind == "end"):
            return Reason.ENDED
        return Reason.PAUSED if latest and latest.kind == "pause" else None


@dataclass(frozen=True, slots=True)
class Unit:
    """A code by its batch and serial: a carton, a pallet, or whatever holds others."""

    batch: Batch
    serial: int

    @property
    def key(self) -> tuple[int, int]:
        """Its batch's id and its serial."""
        return self.batch.id, self.serial


@dataclass(frozen=True, slots=True)
class BrandState:
    """All of a brand that decisions read, as of one revision. `dealers` are ids by the dealers' codes, `events`
    those that it has declared for itself, `shadowed` the facts that drafts beside live campaigns ask, by campaign."""

    slug: str
    name: Label
    zone: str
    currency: str
    revision: int
    campaigns: tuple[LiveCampaign, ...]
    ranges: RangeBook
    alliances: Mapping[str, Alliance]
    products: Mapping[str, Label]
    batches: tuple[Batch, ...] = ()
    dealers: Mapping[str, int] = field(default_factory=dict)
    links: LinkBook = field(default_factory=LinkBook)
    trade: TradeSettings = USUAL
    pages: PageBook = field(default_factory=PageBook)
    events: tuple[EventDeclaration, ...] = ()
    shadowed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    _found: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: Hashable, work: Callable[[], Found]) -> Found:
        """What follows from this revision alone: worked out when it is first asked for, and kept."""
        if key not in self._found:
            self._found[key] = work()
        found: Found = self._found[key]
        return found

    def status(self, batch_id: int, serial: int, at: datetime) -> CodeStatus:
        """What holds for a code at an instant, with what it is packed in."""
        return family_status(self.ranges, self.links, batch_id, serial, at)

    def units(self, batch_id: int, serial: int, at: datetime) -> tuple[Unit, ...]:
        """The units that a code is in at an instant, the innermost first."""
        found = units_of(self.links, batch_id, serial, at)
        return tuple(Unit(self.batches_by_id[one.batch], one.serial) for one in found)

    @property
    def batches_by_id(self) -> Mapping[int, Batch]:
        """The brand's batches by id."""
        return self.once("batches", lambda: {batch.id: batch for batch in self.batches})

    def event(self, name: str) -> EventDeclaration | None:
        """An event that the brand has declared for itself."""
        return next((one for one in self.events if one.name == name), None)

    def printed_before(self, version: Version, trigger: int) -> Mapping[int, int]:
        """For each batch whose codes a trigger rules: how many such codes were printed before it."""
        assert version.program is not None
        campaign = version.program.campaign

        def count() -> Mapping[int, int]:
            ruled = ruled_batches(self.batches, campaign, trigger)
            sums = accumulate((batch.size for batch in ruled), initial=0)
            return {batch.id: so_far for batch, so_far in zip(ruled, sums, strict=False)}

        return self.once(("printed", version.id, trigger), count)

    @property
    def locks(self) -> bool:
        """Whether any version has given rewards that wait for a key."""
        programs = (version.program for one in self.campaigns for version in one.versions)
        return self.once("locks", lambda: any(program is not None and program.locks for program in programs))

    def campaign(self, campaign_id: int) -> LiveCampaign | None:
        """A published campaign by id."""
        return next((campaign for campaign in self.campaigns if campaign.id == campaign_id), None)

    def version(self, version_id: int) -> Version | None:
        """A published version by id."""
        return next((v for campaign in self.campaigns for v in campaign.versions if v.id == version_id), None)

    def alliance(self, alliance_id: int) -> Alliance | None:
        """An alliance by id."""
        return next((alliance for alliance in self.alliances.values() if alliance.id == alliance_id), None)


def ruled_batches(batches: Iterable[Batch], campaign: Campaign, trigger: int) -> list[Batch]:
    """The batches whose codes a trigger rules, in the order in which they were printed."""
    printed = sorted(batches, key=lambda batch: (batch.key_id, batch.base))
    return [
        batch for batch in printed if batch.kind != "clerk" and trigger_for_code(campaign, batch) == trigger
    ]


def trigger_for_code(campaign: Campaign, batch: Batch) -> int | None:
    """The trigger that answers a scan of a code of this batch.

    What is not made for consumers answers only rules that name its kind: a carton's code is no bottle's.
    """
    trigger = campaign.trigger_for("scan", gtin=batch.gtin, code_kind=batch.kind, batch=batch.name)
    if trigger is None or ROLES[batch.kind] == "consumer":
        return trigger
    return trigger if campaign.triggers[trigger].code_kind == batch.kind else None


Brands = dict[str, BrandState]
_PLAIN: Final = "theme_plain"


def page_of(brand: BrandState, instant: datetime, region: str | None = None) -> str:
    """How the brand's own pages look at an instant: as its newest campaign that runs and has a page, else plain."""
    for campaign in reversed(brand.campaigns):
        program = campaign.version_at(instant).program if campaign.state_at(instant) is None else None
        if program is None:
            continue
        own = brand.pages.shown(campaign.id, instant, region)
        named = own.code if own else page_for(program.campaign, {"event.at": instant})
        if named:
            return named
    return _PLAIN


def theme_for(program: Program | None, facts: Mapping[str, object]) -> str:
    """The theme that a campaign's text names for somebody of whom these facts are known, at `event.at`."""
    return (page_for(program.campaign, facts) if program else None) or _PLAIN


def page_shown(
    brand: BrandState, campaign: LiveCampaign | None, facts: Mapping[str, object], region: str | None = None
) -> str:
    """How a campaign's page looks to somebody at a place: as its schedule says while licences allow it, else as its text."""
    at = facts["event.at"]
    assert isinstance(at, datetime)
    own = brand.pages.shown(campaign.id, at, region) if campaign else None
    return own.code if own else theme_for(campaign.version_at(at).program if campaign else None, facts)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The version and trigger that rule an event."""

    campaign: LiveCampaign
    version: Version
    program: Program
    trigger: int

    @property
    def asks(self) -> tuple[int, bool]:
        """How many things its trigger asks for, and whether a batch is one of them."""
        trigger = self.program.campaign.triggers[self.trigger]
        return len(trigger.asked), trigger.batch is not None


@dataclass(frozen=True, slots=True)
class NoRuling:
    """Nothing rules the event now; the campaign that would, when there is one."""

    reason: Reason
    campaign: LiveCampaign | None = None


def ruling_for_code(brand: BrandState, batch: Batch, instant: datetime) -> Ruling | NoRuling:
    """What rules a scan of a code of this batch.

    Of several campaigns that could, one that takes claims now; of those, the one that asks for most: a campaign
    for a batch goes before one for the whole product.
    """
    return best_ruling(brand, instant, lambda campaign: trigger_for_code(campaign, batch))


def best_ruling(
    brand: BrandState, instant: datetime, find: Callable[[Campaign], int | None]
) -> Ruling | NoRuling:
    """What rules an event for which `find` gives a campaign's trigger: what takes claims now, and asks for most."""
    best: NoRuling = NoRuling(Reason.NO_CAMPAIGN)
    ruling: Ruling | None = None
    for campaign in brand.campaigns:
        version = campaign.version_at(instant)
        if version.program is None:
            continue
        trigger = find(version.program.campaign)
        if trigger is None:
            continue
        why = campaign.state_at(instant)
        if why is None:
            found = Ruling(campaign, version, version.program, trigger)
            ruling = found if ruling is None or found.asks > ruling.asks else ruling
        elif best.campaign is None or _NEARNESS[why] > _NEARNESS[best.reason]:
            best = NoRuling(why, campaign)
    return ruling or best


_NEARNESS = {Reason.NO_CAMPAIGN: 0, Reason.ENDED: 1, Reason.NOT_STARTED: 2, Reason.PAUSED: 3}


def ruling_for_invitation(brand: BrandState, campaign_id: int, instant: datetime) -> Ruling | NoRuling:
    """What rules a friend's acceptance of a share link of this campaign."""
    campaign = brand.campaign(campaign_id)
    if campaign is None:
        return NoRuling(Reason.LINK_UNKNOWN)
    version = campaign.version_at(instant)
    trigger = version.program.campaign.trigger_for("invitation") if version.program else None
    if version.program is None or trigger is None:
        return NoRuling(Reason.LINK_UNKNOWN, campaign)
    why = campaign.state_at(instant)
    return NoRuling(why, campaign) if why else Ruling(campaign, version, version.program, trigger)


def has_share_links(brand: BrandState, instant: datetime) -> bool:
    """Whether a campaign of the brand has share links now."""
    rulings = (ruling_for_invitation(brand, one.id, instant) for one in brand.campaigns)
    return any(isinstance(one, Ruling) for one in rulings)
