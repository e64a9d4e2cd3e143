"""Help after the sale: one case for each code, opened by whoever needs help and ended by the brand's desk.

What the desk gives is an event like any other, `service`: a campaign with a budget of its own answers it, so that no
campaign that rewards claims bears it or counts it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from engine import wording
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import NotFound
from engine.events.answers import EventAnswer
from engine.events.record import RecordEvent
from engine.grants.making import random_code
from engine.ids import new_id
from engine.members.identity import Who, ask_identity, enrol, person_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.outlets.holding import unit_name
from engine.records import Record
from engine.scanning.claim import ClaimSource
from engine.scanning.deciding import MEMBER_SYMBOLS
from engine.scanning.plugin_facts import FactsNeeded
from engine.trade_records import ServiceCase

#: Characters of what somebody writes.
TOLD_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Somebody needs help with a pack. Asked again of the same code it is the same case."""

    source: ClaimSource
    who: Who
    told: str
    at: datetime

    @property
    def name(self) -> str:
        """The code's name."""
        return unit_name(self.source.batch.id, self.source.serial)

    def ask(self, world: World, want: Wants) -> None:
        """Who, and the code's case."""
        ask_identity(world, want, self.who)
        want.cases.add((self.who.brand, self.name))

    def apply(self, world: World) -> tuple[ServiceCase, Changes]:
        """The case; what is written later is added to it."""
        case = world.cases.get((self.who.brand, self.name))
        if case:
            return self._told_more(world, case)
        person, enrolment = person_of(world, self.who), tuple[Record, ...]()
        if person is None:
            person, enrolment = enrol(world, self.who, random_code(MEMBER_SYMBOLS), self.at)
        batch, serial = self.source.batch, self.source.serial
        case = ServiceCase(
            id=new_id(),
            brand=self.who.brand,
            name=self.name,
            number=world.case_numbers.get(self.who.brand, 0) + 1,
            batch_id=batch.id,
            serial=serial,
            consumer_id=person.id,
            code_state=world.brands[self.who.brand].status(batch.id, serial, self.at).state,
            told=self.told[:TOLD_MAX],
            state="open",
            opened_us=to_micros(self.at),
        )
        return case, Changes(new=(*enrolment, case))

    def _told_more(self, world: World, case: ServiceCase) -> tuple[ServiceCase, Changes]:
        person = person_of(world, self.who)
        own = person is not None and case.consumer_id in world.accounts(person)
        if not (own and self.told and case.state == "open") or self.told in case.told:
            return case, NOTHING
        more = replace(case, told=f"{case.told}\n{self.told}".strip()[:TOLD_MAX])
        return more, Changes(changed=(more,))


@dataclass(frozen=True, slots=True)
class Compensate:
    """The desk approves a compensation: the campaigns that answer `service` give it, and the case is done."""

    case: ServiceCase
    event: RecordEvent
    by: str

    def ask(self, world: World, want: Wants) -> None:
        """The case, and all that the event looks at."""
        want.cases.add((self.case.brand, self.case.name))
        self.event.ask(world, want)

    def apply(self, world: World) -> tuple[EventAnswer | Refusal | tuple[FactsNeeded, ...], Changes]:
        """What was given; a refusal leaves the case open, for the desk to try again. Or what to ask of plugins first."""
        case, at = world.cases[self.case.brand, self.case.name], self.event.now
        if case.state != "open":
            return Refusal(Reason.CASE_DONE, wording.REASONS[Reason.CASE_DONE], at), NOTHING
        answer, changes = self.event.apply(world)
        if isinstance(answer, tuple):
            return answer, changes
        given = [one.answer for one in answer.campaigns if isinstance(one.answer, ClaimAnswer)]
        if not given:
            refused = [one.answer for one in answer.campaigns if isinstance(one.answer, Refusal)]
            nothing = Refusal(Reason.NO_SERVICE, wording.REASONS[Reason.NO_SERVICE], at)
            return (refused[0] if refused else nothing), changes
        done = replace(
            case,
            state="compensated",
            settled_us=to_micros(at),
            settled_by=self.by[:120],
            claim_id=given[0].claim_id,
        )
        return answer, changes + Changes(changed=(done,))


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The desk is done with a case, without a compensation."""

    case: ServiceCase
    by: str
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The case."""
        want.brands.add(self.case.brand)
        want.cases.add((self.case.brand, self.case.name))

    def apply(self, world: World) -> tuple[Refusal | None, Changes]:
        """None, or that it was done already."""
        case = world.cases.get((self.case.brand, self.case.name))
        if case is None:
            raise NotFound(f"there is no case {self.case.id}")
        if case.state != "open":
            return Refusal(Reason.CASE_DONE, wording.REASONS[Reason.CASE_DONE], self.at), NOTHING
        closed = replace(case, state="closed", settled_us=to_micros(self.at), settled_by=self.by[:120])
        return None, Changes(changed=(closed,))
