"""Codes on places: a shelf, a poster, a link. Many people scan one, each once a day, and nobody claims it for all.

A press on such a code is a visit: it tells the event `visit`, under an id of code, person and day, so pressing again
finds the first answer. What more each person may have is for the campaigns' own limits to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.campaign import Campaign
from dsl.values import NO_WORDS, Label
from dsl.zones import local_date
from engine import wording
from engine.campaigns.live import BrandState, NoRuling, Ruling, best_ruling, has_share_links, page_shown
from engine.clock import to_micros
from engine.codes.ranges import CodeStatus
from engine.codes.recogniser import Recognised
from engine.core import Core
from engine.events.naming import event_source
from engine.events.record import Happened, RecordEvent
from engine.events.telling import tell
from engine.members.enrolling import Enrol
from engine.members.identity import ConsumerKey
from engine.outcomes import ClaimAnswer, Reason, Refusal, ScanPage
from engine.records import Consumer
from engine.scanning.recalling import recalled
from engine.scanning.refusing import why_not
from engine.scanning.terms import Terms
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore

VISIT: Final = "visit"
#: Marks the ids of visits by a scan: nobody who tells events over the API can write one, for a tab is not printable.
_SCANNED: Final = "\tscan"


@dataclass(frozen=True, slots=True)
class Spot:
    """A code on a place, scanned at an instant: its brand, its canonical text, and the outlet it is on, if any."""

    brand: BrandState
    found: Recognised
    text: str
    at: datetime

    @property
    def outlet(self) -> str | None:
        """The code of the outlet that the code was assigned to."""
        return self._status.outlet

    @property
    def day(self) -> int:
        """The brand's day as one number, YYYYMMDD."""
        return int(local_date(self.at, self.brand.zone).strftime("%Y%m%d"))

    def facts(self) -> dict[str, object]:
        """The visit's own facts."""
        told: dict[str, object] = {"visit.batch": self.found.batch.name}
        return {**told, "visit.outlet": self.outlet} if self.outlet else told

    def ruling(self) -> Ruling | NoRuling:
        """Which campaign's terms and page such a visit is told with."""
        given = {name.rpartition(".")[2]: value for name, value in self.facts().items()}

        def trigger(campaign: Campaign) -> int | None:
            return campaign.trigger_for(VISIT, **given)

        return best_ruling(self.brand, self.at, trigger)

    def id_for(self, account: int) -> str:
        """The event's id for an account, today."""
        return f"{_SCANNED}:{self.found.batch.id}:{self.found.serial}:{account}:{self.day}"

    def sources(self, accounts: Sequence[int]) -> list[str]:
        """The names of the claims that a visit of today has made, of one person's accounts."""
        ids = [self.id_for(account) for account in accounts]
        return [event_source(campaign.id, VISIT, one) for campaign in self.brand.campaigns for one in ids]

    def refusal(self, ruling: Ruling | NoRuling) -> Refusal | None:
        """Why the code gives nothing now; None when it may be pressed."""
        state, kind = self._status.state, self.found.batch.kind
        if state == "withdrawn":
            return Refusal(Reason.WITHDRAWN, wording.PLACE_OVER, self.at)
        if state == "inactive" or (kind == "store" and self.outlet is None):
            return Refusal(Reason.NOT_ACTIVE, wording.REASONS[Reason.NOT_ACTIVE], self.at)
        if isinstance(ruling, Ruling):
            return None
        usual = wording.PLACE_REASONS.get(ruling.reason)
        return Refusal(ruling.reason, usual or why_not(ruling, self.at), self.at)

    @property
    def _status(self) -> CodeStatus:
        return self.brand.status(self.found.batch.id, self.found.serial, self.at)


class PlaceScans:
    """Opening and pressing codes on places."""

    def __init__(self, core: Core, members: MemberStore, outlets: OutletStore) -> None:
        self._core = core
        self._members = members
        self._outlets = outlets

    async def open(self, spot: Spot, who: ConsumerKey | None, region: str | None) -> ScanPage:
        """The page: one exposure a visitor, code and day, at the code's own outlet; then what today has brought, if anything."""
        brand, ruling, now = spot.brand, spot.ruling(), spot.at
        campaign = ruling.campaign
        program = campaign.version_at(now).program if campaign else None
        page = ScanPage(
            "ask",
            code=spot.text,
            brand=brand.slug,
            brand_name=brand.name,
            campaign=program.campaign.title if program else NO_WORDS,
            theme=page_shown(brand, campaign, {"event.at": now}, region),
            outlet_name=await self._outlet_name(spot),
            terms=self._terms(spot, ruling),
            starts=program.campaign.starts if program else None,
            ends=program.campaign.ends if program else None,
            campaign_slug=campaign.slug if campaign and program else "",
            version_hash=ruling.version.hash if isinstance(ruling, Ruling) else "",
            shares=has_share_links(brand, now),
            daily=True,
        )
        if who:
            identity = self._core.who(brand.slug, who)
            await self._members.note_exposure(
                brand.slug, identity.value_hash, spot.found.batch.id, spot.found.serial, spot.day,
                campaign.id if campaign else None, to_micros(now),
            )  # fmt: skip
            answer = await self._today(spot, await self._members.person(identity.key))
            if answer:
                return replace(page, phase="won", answer=answer, campaign=answer.campaign)
        refusal = spot.refusal(ruling)
        return replace(page, phase="refused", refusal=refusal, version_hash="") if refusal else page

    async def claim(self, spot: Spot, who: ConsumerKey) -> ClaimAnswer | Refusal:
        """A visit: what all campaigns with rules for it give. Pressed again on its day, the first answer."""
        refusal = spot.refusal(spot.ruling())
        if refusal:
            return refusal
        identity = self._core.who(spot.brand.slug, who)
        person = await self._core.settle(Enrol(identity, spot.at))
        own, *others = (spot.id_for(one) for one in await self._accounts(person))
        happened = Happened(VISIT, own, spot.at, spot.facts(), _SCANNED, others=tuple(others))
        catalog = self._core.catalog
        command = RecordEvent(
            identity, happened, spot.at, catalog.rewards, catalog.facts_of_plugins, holds=_is_free
        )
        told = (await tell(self._core, self._members, command)).of_consumer()
        answers = [one.answer for one in told.campaigns]
        given = [one for one in answers if isinstance(one, ClaimAnswer)]
        if given:
            return _together(given)
        if answers and isinstance(answers[0], Refusal):
            return answers[0]
        reason = Reason.ACCOUNT_ON_HOLD
        if person.held_us is not None:
            return Refusal(reason, wording.PLACE_REASONS[reason], spot.at)
        reason = Reason.ALREADY_YOURS if told.repeated else Reason.NO_CAMPAIGN
        return Refusal(reason, wording.PLACE_REASONS[reason], spot.at)

    async def _today(self, spot: Spot, person: Consumer | None) -> ClaimAnswer | None:
        """What the person's visit of today has brought; None where there was none that gave anything."""
        if person is None:
            return None
        found = [
            await recalled(self._core, self._members, spot.brand, claim, spot.at)
            for source in spot.sources(await self._accounts(person))
            if (claim := await self._members.claim(spot.brand.slug, source))
        ]
        return _together(found) if found else None

    async def _accounts(self, person: Consumer) -> list[int]:
        """All accounts of a person, the one that stands for it first."""
        every = {one.id for one in await self._members.accounts_of(person.person_id)}
        return [person.person_id, *sorted(every - {person.person_id})]

    def _terms(self, spot: Spot, ruling: Ruling | NoRuling) -> tuple[Label, ...]:
        if isinstance(ruling, NoRuling):
            return ()
        second, brand = spot.at.replace(microsecond=0), spot.brand
        known = {"visit.outlet": spot.outlet, "visit.batch": spot.found.batch.name}
        return Terms(
            ruling, self._core.catalog.rewards, brand.alliances, second, known, brand.products
        ).lines()

    async def _outlet_name(self, spot: Spot) -> Label:
        found = await self._outlets.outlet_by_code(spot.brand.slug, spot.outlet) if spot.outlet else None
        return Label(found.name_en, found.name_zh) if found else NO_WORDS


def _is_free(person: Consumer | None) -> bool:
    """Somebody on hold gets nothing, and the day is not used up."""
    return person is None or person.held_us is None


def _together(answers: Sequence[ClaimAnswer]) -> ClaimAnswer:
    """What several campaigns gave for one visit, as one answer under the first one's name."""
    first, *more = answers
    if not more:
        return first
    return replace(
        first,
        grants=tuple(grant for one in answers for grant in one.grants),
        opened=tuple(grant for one in answers for grant in one.opened),
        notes=tuple(note for one in answers for note in one.notes),
    )
