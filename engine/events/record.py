"""An event beyond the scan is told: every live campaign with rules for it decides. One command, answered once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dsl.campaign import find_trigger
from dsl.values import Label
from engine import wording
from engine.campaigns.live import BrandState, LiveCampaign, Ruling
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import KeyReused
from engine.events.answers import CampaignAnswer, EventAnswer
from engine.events.naming import event_source
from engine.events.rows import Told
from engine.grants.making import random_code
from engine.ids import new_id
from engine.members.identity import Who, ask_identity, ask_person, device_of, enrol, person_of, stranger
from engine.members.points import ask_points, points_of, tier_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.outlets.grading import ask_grade, graded
from engine.outlets.identity import NOBODY, Trade
from engine.records import Consumer, Record, StoredRequest
from engine.scanning.answering import answer_of, ask_claim
from engine.scanning.deciding import MEMBER_SYMBOLS, Event, decide_and_grant, setting_for
from engine.scanning.facts import own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.planning import counters_of
from engine.scanning.plugin_facts import FactsNeeded
from engine.scanning.refusing import refused_row
from engine.scanning.setting import Met
from engine.spi.rewards import RewardType
from engine.waits.matching import ask_waits, opened_by

#: Characters of the caller's id.
ID_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened: the event's name, the caller's id for it, when, and its own facts by full name.

    `campaign_id` narrows it to one campaign. `fingerprint` is that of all that the caller told. `others` are ids
    under which the same may have been told before, of accounts that have turned out to be one person.
    """

    name: str
    id: str
    at: datetime
    facts: Mapping[str, object]
    fingerprint: str
    campaign_id: int | None = None
    others: tuple[str, ...] = ()

    def source(self, campaign_id: int) -> str:
        """The name of the claim that it makes in a campaign; its draws go by it."""
        return event_source(campaign_id, self.name, self.id)

    def given(self) -> dict[str, object]:
        """What a trigger may ask for: the facts by their last names."""
        return {name.rpartition(".")[2]: value for name, value in self.facts.items()}

    def outlet(self, brand: str) -> tuple[str, str, str] | None:
        """The brand's outlet that the event names by a fact `outlet`, with the number of the clerk there, or ""."""
        given = self.given()
        outlet, clerk = given.get("outlet"), given.get("clerk")
        return (brand, outlet, clerk if isinstance(clerk, str) else "") if isinstance(outlet, str) else None


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """An event has happened to somebody. Told again under its id, it gets the first answer and changes nothing.

    `plugin_facts` are those that plugins have been asked for, by campaign; `of_plugins` picks from names those to ask for.
    `holds` asks of the person, as read under lock, whether it is still so; what is not leaves nothing behind. Raises
    `KeyReused` when the same id comes with another content.
    """

    who: Who
    happened: Happened
    now: datetime
    rewards: Mapping[str, RewardType]
    of_plugins: Callable[[Iterable[str]], frozenset[str]] = lambda _names: frozenset()
    plugin_facts: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    holds: Callable[[Consumer | None], bool] = lambda _person: True

    @property
    def brand(self) -> str:
        """Whose consumer it is."""
        return self.who.brand

    def _key(self, event_id: str) -> str:
        """A stored answer's key. A tab cannot stand in a caller's Idempotency-Key, so the two never meet."""
        return f"{self.brand}|\t{self.happened.name}|{event_id}"

    def ask(self, world: World, want: Wants) -> None:
        """Who, the first answer if there is one, and every counter that a ruling version could take."""
        ask_identity(world, want, self.who)
        want.requests.update(self._key(one) for one in (self.happened.id, *self.happened.others))
        stored = world.requests.get(self._key(self.happened.id))
        if stored:
            self._ask_answer(world, want, stored)
            return
        brand, person = world.brands.get(self.brand), person_of(world, self.who)
        if person:
            ask_points(world, want, self.brand, person)
            ask_waits(world, want, brand, person)
        if brand is None:
            return
        at, outlet = self.happened.at, self.happened.outlet(self.brand)
        for ruling in rulings(brand, self.happened, self.now):
            if isinstance(ruling, Ruling):
                if outlet:
                    want.outlets.add(outlet)
                    trade = world.outlets.get(outlet)
                    read = ruling.program.facts_read(ruling.trigger)
                    ask_grade(want, brand, read, trade.store if trade else None, at)
                setting = setting_for(
                    world, brand, ruling, at, self.rewards, person,
                    trade=world.outlets.get(outlet) or NOBODY if outlet else NOBODY,
                    met=self._met(world),
                )  # fmt: skip
                want.counters.update(counters_of(setting))
                ask_history(
                    world, want, ruling.program, ruling.trigger, self.brand, ruling.campaign.id, person, at
                )

    def apply(self, world: World) -> tuple[EventAnswer | tuple[FactsNeeded, ...], Changes]:
        """The first answer, what each campaign decides on what was known before, or what to ask of plugins first."""
        brand = world.brands[self.brand]
        stored = world.requests.get(self._key(self.happened.id))
        if stored:
            return self._first_answer(world, brand, stored), NOTHING
        name, own = self.happened.name, self.happened.id
        if any(self._key(other) in world.requests for other in self.happened.others):
            return EventAnswer(name, own, self.happened.at, (), repeated=True), NOTHING
        if not self.holds(person_of(world, self.who)):
            return EventAnswer(name, own, self.happened.at, ()), NOTHING
        answers: list[CampaignAnswer] = []
        changes, after = NOTHING, world
        answering = list(rulings(brand, self.happened, self.now))
        if needed := tuple(self._needed(answering)):
            return needed, NOTHING
        for place, ruling in enumerate(answering, 1):
            answer, more = self._decide(world, after, brand, ruling)
            changes += more
            if place < len(answering):  # a copy of the whole batch: only where another campaign must see it
                after = after.after(more)
            campaign = ruling if isinstance(ruling, LiveCampaign) else ruling.campaign
            answers.append(CampaignAnswer(campaign.id, answer))
        kept = json.dumps(
            {"at_us": to_micros(self.happened.at), "campaigns": [_kept(one) for one in answers]},
            ensure_ascii=False,
        )
        if brand.event(name):
            changes += self._kept(world, changes)
        row = StoredRequest(self._key(own), self.brand, self.happened.fingerprint, kept, to_micros(self.now))
        answered = EventAnswer(name, own, self.happened.at, tuple(answers))
        return answered, changes + Changes(new=(row,))

    def _kept(self, world: World, changes: Changes) -> Changes:
        """That a brand's own event was told of the person, who is known from now on."""
        person, rows = person_of(world, self.who), tuple[Record, ...]()
        if person is None:
            made = next((one for one in changes.new if isinstance(one, Consumer)), None)
            person, rows = (
                (made, ()) if made else enrol(world, self.who, random_code(MEMBER_SYMBOLS), self.happened.at)
            )
        told = Told(new_id(), self.brand, person.id, self.happened.name, to_micros(self.happened.at))
        return Changes(new=(*rows, told))

    def _needed(self, answering: Iterable[Ruling | LiveCampaign]) -> Iterator[FactsNeeded]:
        """Facts of plugins that a ruling version reads and nobody has been asked for."""
        for ruling in answering:
            if isinstance(ruling, Ruling):
                names = self.of_plugins(ruling.program.facts_read(ruling.trigger))
                if not names <= self.plugin_facts.get(ruling.campaign.id, {}).keys():
                    yield FactsNeeded(names, ruling.campaign.id)

    def _decide(
        self, before: World, after: World, brand: BrandState, ruling: Ruling | LiveCampaign
    ) -> tuple[ClaimAnswer | Refusal, Changes]:
        """One campaign's answer. Its facts are those before the event, what it takes from is what others left."""
        at, name, person = self.happened.at, self.happened.name, person_of(before, self.who)
        if isinstance(ruling, LiveCampaign):
            words, source = wording.EVENT_REASONS[Reason.PAUSED], self.happened.source(ruling.id)
            refused = refused_row(self.brand, name, source, Reason.PAUSED, words, at, person, ruling.id)
            return Refusal(Reason.PAUSED, words, at), Changes(new=(refused,))
        opens = opened_by(before, person, ruling.campaign.id, name, self.happened.given(), at)
        trade, read = self._trade(before), ruling.program.facts_read(ruling.trigger)
        grade, pinned = graded(after, brand, read, trade.store, at)
        event = Event(
            self.brand, name, self.happened.source(ruling.campaign.id), self.who, at, None, None,
            self._facts(before, ruling, person, len(opens), grade), opens=opens, told=self.happened.facts.keys(), newcomer=person is None,
            trade=trade, met=self._met(before),
        )  # fmt: skip
        answer, changes = decide_and_grant(after, brand, ruling, event, self.rewards)
        return answer, changes + pinned

    def _trade(self, world: World) -> Trade:
        """Those of the outlet that the event names; nobody where it names none, or one that is not on record."""
        return world.outlet(self.happened.outlet(self.brand)) or NOBODY

    def _met(self, world: World) -> Met:
        outlet = self.happened.outlet(self.brand)
        return Met(device_of(self.who), outlet[1] if outlet and world.outlets.get(outlet) else None)

    def _facts(
        self, world: World, ruling: Ruling, person: Consumer | None, opens: int, grade: str | None
    ) -> dict[str, object]:
        at, program = self.happened.at, ruling.program
        return {
            **own_facts(
                at=at,
                zone=program.campaign.zone,
                person=person or stranger(world, self.who, at),
                points=points_of(world, self.brand, person),
                opens=opens,
                tier=tier_of(world, world.brands[self.brand], program.campaign, person, at),
                grade=grade,
            ),
            **history_facts(world, program, ruling.trigger, self.brand, ruling.campaign.id, person, at),
            **self.plugin_facts.get(ruling.campaign.id, {}),
            **self.happened.facts,
        }

    def _ask_answer(self, world: World, want: Wants, stored: StoredRequest) -> None:
        claims = _claims_of(self.happened, stored)
        want.causes.update(claims)
        for source in claims.values():
            want.sources.add((self.brand, source))
            claim = world.claims.get((self.brand, source))
            if claim:
                ask_person(world, want, claim.person_id)
                ask_claim(world, want, claim)

    def _first_answer(self, world: World, brand: BrandState, stored: StoredRequest) -> EventAnswer:
        if stored.fingerprint != self.happened.fingerprint:
            raise KeyReused
        kept = json.loads(stored.answer)
        at = from_micros(kept["at_us"])
        answers = []
        for one in kept["campaigns"]:
            answer: ClaimAnswer | Refusal
            if "claim" in one:
                claim = world.claims[self.brand, self.happened.source(int(one["campaign"]))]
                answer = answer_of(world, brand, claim, self.now, repeated=True)
            else:
                answer = Refusal(Reason(one["reason"]), Label(one["en"], one["zh"]), at)
            answers.append(CampaignAnswer(int(one["campaign"]), answer))
        return EventAnswer(self.happened.name, self.happened.id, at, tuple(answers), repeated=True)


def rulings(brand: BrandState, happened: Happened, now: datetime) -> Iterator[Ruling | LiveCampaign]:
    """Every campaign with rules for the event, in the order of their making; one that is paused, without a ruling.

    A campaign answers what happened while it took claims, as long as it still takes them: what happened before
    its end is not settled after it, for then its draws are public.
    """
    for campaign in brand.campaigns:
        if happened.campaign_id not in (None, campaign.id):
            continue
        version = campaign.version_at(happened.at)
        if version.program is None:
            continue
        trigger = find_trigger(version.program.campaign.triggers, happened.name, happened.given())
        if trigger is None:
            continue
        why = campaign.state_at(happened.at) or campaign.state_at(now)
        if why is None:
            yield Ruling(campaign, version, version.program, trigger)
        elif why is Reason.PAUSED:
            yield campaign


def _kept(one: CampaignAnswer) -> dict[str, str]:
    if isinstance(one.answer, ClaimAnswer):
        return {"campaign": str(one.campaign_id), "claim": str(one.answer.claim_id)}
    words = one.answer.words
    return {"campaign": str(one.campaign_id), "reason": one.answer.reason, "en": words.en, "zh": words.zh}


def _claims_of(happened: Happened, stored: StoredRequest) -> dict[int, str]:
    """The claims in a stored answer, by id, with their names."""
    kept = json.loads(stored.answer)["campaigns"]
    return {int(one["claim"]): happened.source(int(one["campaign"])) for one in kept if "claim" in one}
