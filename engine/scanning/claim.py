"""A claim: the consumer asks for what a code gives. One command, settled exactly, answered once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dsl.guards import guard_of, is_guarded
from dsl.values import Label
from engine import wording
from engine.campaigns.live import BrandState, NoRuling, Ruling, ruling_for_code
from engine.clock import from_micros
from engine.codes.batch import Batch
from engine.codes.kinds import ROLES
from engine.codes.ranges import CodeStatus
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer, stored_request
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.fraud.guarding import ask_guards, guard_facts, rewarded_on
from engine.fraud.guessing import blocked_until
from engine.fraud.holding import held, held_for, noted, subject_of
from engine.members.identity import (
    Who,
    ask_identity,
    ask_person,
    device_of,
    person_behind,
    person_of,
    stranger,
)
from engine.members.points import ask_points, points_of, tier_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.outlets.grading import graded
from engine.records import Consumer
from engine.scanning.answering import answer_of, ask_claim
from engine.scanning.deciding import Event, decide_and_grant, setting_for
from engine.scanning.facts import own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.of_pack import Pack, ask_of_grade, ask_of_pack, clerk_code_of, of_pack
from engine.scanning.planning import counters_of
from engine.scanning.plugin_facts import FactsNeeded
from engine.scanning.refusing import refused_row, why_not
from engine.scanning.setting import Met
from engine.spi.rewards import RewardType
from engine.waits.matching import ask_waits, opened_by


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """A printed code: its batch and serial, and the canonical text that the draw goes by."""

    batch: Batch
    serial: int
    code: str

    @property
    def name(self) -> str:
        """The claim's unique name within the brand."""
        return f"c:{self.batch.id}:{self.serial}"


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """A consumer claims a code, received at `at`.

    `plugin_facts` are those that plugins have been asked for; `of_plugins` picks from names those to ask for. `shown`
    is the hash of the version whose terms the consumer saw, kept with the claim and trusted for nothing, like the `page` that it was on. `device` is the
    phone's name, as far as it is known; `subjects` are those whose wrong codes count. One `reviewed` is not held again.
    """

    source: ClaimSource
    who: Who
    at: datetime
    rewards: Mapping[str, RewardType]
    of_plugins: Callable[[Iterable[str]], frozenset[str]]
    region: str | None = None
    request: RequestKey | None = None
    plugin_facts: Mapping[str, object] = field(default_factory=dict)
    shown: str | None = None
    device: str | None = None
    subjects: tuple[str, ...] = ()
    reviewed: bool = False
    page: str | None = None

    @property
    def brand(self) -> str:
        """Whose code it is."""
        return self.source.batch.brand

    def ask(self, world: World, want: Wants) -> None:
        """Who, the code, and every counter that the ruling version could take."""
        source = (self.brand, self.source.name)
        ask_identity(world, want, self.who)
        ask_request(want, self.brand, self.request)
        want.sources.add(source)
        want.guessers.update(self.subjects)
        claim = world.claims.get(source)
        if claim:
            ask_person(world, want, claim.person_id)
            ask_claim(world, want, claim)
            return
        brand, person = world.brands.get(self.brand), person_of(world, self.who)
        if person:
            ask_points(world, want, self.brand, person)
            ask_waits(world, want, brand, person)
        ruling = self._ruling(world, brand) if brand else None
        if brand and isinstance(ruling, Ruling):
            pack = self._pack(world, brand, ruling)
            ask_of_pack(world, want, brand, pack, person)
            setting = setting_for(
                world, brand, ruling, self.at, self.rewards, person,
                trade=of_pack(world, brand, pack, person).trade, met=self._met(world, brand),
            )  # fmt: skip
            want.counters.update(counters_of(setting))
            ask_history(
                world, want, ruling.program, ruling.trigger, self.brand, ruling.campaign.id, person, self.at
            )
            read, zone = ruling.program.facts_read(ruling.trigger), ruling.program.campaign.zone
            ask_of_grade(world, want, brand, pack, read)
            ask_guards(world, want, read, self.brand, person, self._device, self.at, zone)
            if is_guarded(ruling.program.campaign):
                want.abouts.add(subject_of(self.brand, self.source.name))

    def apply(self, world: World) -> tuple[ClaimAnswer | Refusal | FactsNeeded, Changes]:
        """The stored answer, a refusal that changes nothing, the grants, or what to ask of plugins first."""
        brand = world.brands[self.brand]
        earlier = earlier_answer(world, self.brand, self.request)
        if isinstance(earlier, Refusal):
            return earlier, NOTHING
        until = blocked_until(world, self.subjects, self.at)
        if until:
            words = wording.too_many_wrong_codes(until, brand.zone)
            return self._refuse(world, Reason.TOO_MANY_WRONG_CODES, words, None, first_at=until)
        claim = world.claims.get((self.brand, self.source.name))
        person = person_of(world, self.who)
        if claim:
            if person and person_behind(world, claim.person_id) == person:
                return answer_of(world, brand, claim, self.at, repeated=True), NOTHING
            first = from_micros(claim.at_us)
            words = wording.already_claimed(first, brand.zone)
            return self._refuse(world, Reason.ALREADY_CLAIMED, words, claim.campaign_id, first_at=first)
        status = self._status(world, brand)
        if status.state != "active":
            reason = Reason.NOT_ACTIVE if status.state == "inactive" else Reason.WITHDRAWN
            return self._refuse(world, reason, wording.REASONS[reason], None)
        ruling = self._ruling(world, brand)
        if isinstance(ruling, NoRuling):
            if ruling.campaign is None and ROLES[self.source.batch.kind] == "logistics":
                reason = Reason.LOGISTICS_CODE
                return self._refuse(world, reason, wording.REASONS[reason], None)
            return self._refuse(
                world,
                ruling.reason,
                why_not(ruling, self.at),
                ruling.campaign.id if ruling.campaign else None,
            )
        if held_for(world, self.brand, self.source.name) and not self.reviewed:
            return self._under_review(world, ruling.campaign.id)
        if person and person.held_us is not None and not self.reviewed:
            reason = Reason.ACCOUNT_ON_HOLD
            return self._refuse(world, reason, wording.REASONS[reason], ruling.campaign.id)
        return self._decided(world, brand, ruling, person, status)

    def _decided(
        self, world: World, brand: BrandState, ruling: Ruling, person: Consumer | None, status: CodeStatus
    ) -> tuple[ClaimAnswer | Refusal | FactsNeeded, Changes]:
        """What the rules give, unless a guard holds it."""
        needed = brand.once(
            ("told by plugins", ruling.version.id, ruling.trigger),
            lambda: self.of_plugins(ruling.program.facts_read(ruling.trigger)),
        )
        if not needed <= self.plugin_facts.keys():
            return FactsNeeded(needed, ruling.campaign.id), NOTHING
        pack = of_pack(world, brand, self._pack(world, brand, ruling), person)
        if pack.by_staff:
            reason = Reason.STAFF_OF_HOLDER
            return self._refuse(world, reason, wording.REASONS[reason], ruling.campaign.id)
        read, zone = ruling.program.facts_read(ruling.trigger), ruling.program.campaign.zone
        batch = self.source.batch
        held_by = pack.holder.id if pack.holder else None
        grade, pinned = graded(world, brand, read, held_by, self.at)
        given = {"gtin": batch.gtin, "code_kind": batch.kind, "batch": batch.name}
        opens = opened_by(world, person, ruling.campaign.id, "scan", given, self.at)
        facts = {
            **own_facts(
                at=self.at,
                zone=ruling.program.campaign.zone,
                person=person or stranger(world, self.who, self.at),
                points=points_of(world, self.brand, person),
                code_region=status.region,
                batch=self.source.batch.name,
                region=self.region,
                outlet=pack.outlet_code(status),
                clerk=pack.served is not None,
                opens=len(opens),
                tier=tier_of(world, brand, ruling.program.campaign, person, self.at),
                grade=grade,
            ),
            **history_facts(
                world, ruling.program, ruling.trigger, self.brand, ruling.campaign.id, person, self.at
            ),
            **guard_facts(world, read, self.brand, person, self._device, self.at, zone),
            **self.plugin_facts,
        }
        event = Event(
            self.brand, "scan", self.source.name, self.who, self.at, self.region, self.request, facts,
            batch_id=batch.id, serial=self.source.serial, code=self.source.code, trade=pack.trade,
            met=self._met(world, brand), opens=opens, shown=self._shown(ruling),
            page=brand.pages.known(ruling.campaign.id, self.page),
        )  # fmt: skip
        answer, changes = decide_and_grant(world, brand, ruling, event, self.rewards)
        changes += pinned
        if isinstance(answer, ClaimAnswer) and (pack.served or pack.away):
            changes += pack.followed_by(world, brand, answer.claim_id, self.at)
        guard = guard_of(ruling.program.campaign, facts) if isinstance(answer, ClaimAnswer) else None
        if guard == "review" and not self.reviewed:
            refusal, refused = self._under_review(world, ruling.campaign.id)
            return refusal, held(changes, self.at, self._known()) + refused
        if guard and not self.reviewed:
            changes += noted(changes, self.at, self._known())
        return answer, changes + rewarded_on(changes, facts, world, self._device, self.at, zone)

    def _known(self) -> dict[str, object]:
        """What the claim must be made from again."""
        batch, who = self.source.batch, self.who
        return {
            "batch": batch.id, "batch_name": batch.name, "gtin": batch.gtin, "serial": self.source.serial,
            "code": self.source.code, "kind": who.kind, "value": who.value_hash, "region": self.region,
            "shown": self.shown, "device": self._device, "page": self.page,
        }  # fmt: skip

    def _under_review(self, world: World, campaign_id: int) -> tuple[Refusal, Changes]:
        return self._refuse(world, Reason.UNDER_REVIEW, wording.REASONS[Reason.UNDER_REVIEW], campaign_id)

    @property
    def _device(self) -> str | None:
        return self.device or device_of(self.who)

    def _ruling(self, world: World, brand: BrandState) -> Ruling | NoRuling:
        batch = self.source.batch
        return world.once(("ruling", batch.id, self.at), lambda: ruling_for_code(brand, batch, self.at))

    def _status(self, world: World, brand: BrandState) -> CodeStatus:
        batch, serial = self.source.batch.id, self.source.serial
        return world.once(("status", batch, serial, self.at), lambda: brand.status(batch, serial, self.at))

    def _shown(self, ruling: Ruling) -> str | None:
        """The version that was shown, if it is one of the campaign's."""
        shown = self.shown
        return shown if shown and any(one.hash == shown for one in ruling.campaign.versions) else None

    def _met(self, world: World, brand: BrandState) -> Met:
        return Met(self._device, self._status(world, brand).outlet, self.source.batch.gtin)

    def _pack(self, world: World, brand: BrandState, ruling: Ruling) -> Pack:
        status, counts = self._status(world, brand), clerk_code_of(brand, ruling.program.campaign)
        return Pack(self.source.batch, self.source.serial, status, self.at, self.region, counts)

    def _refuse(
        self,
        world: World,
        reason: Reason,
        words: Label,
        campaign_id: int | None,
        first_at: datetime | None = None,
    ) -> tuple[Refusal, Changes]:
        person = person_of(world, self.who)
        refused = refused_row(
            self.brand, "scan", self.source.name, reason, words, self.at, person, campaign_id
        )
        refusal = Refusal(reason, words, self.at, first_at)
        return refusal, Changes(new=(refused, *stored_request(self.brand, self.request, refusal, self.at)))
