"""A claim: the consumer asks for what a code gives. One command, settled exactly, answered once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from dsl.campaign import Campaign
from dsl.cells import cells_met
from dsl.decision import Decision
from dsl.guards import guard_of, is_guarded
from dsl.pages import page_facts
from dsl.values import Label
from engine import own_words, wording
from engine.campaigns.live import BrandState, NoRuling, Ruling, ruling_for_code
from engine.campaigns.nearest import near_misses, with_hint
from engine.clock import from_micros, to_micros
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
from engine.grants.making import Cause, make, random_code
from engine.grants.stored import json_of, takes_json
from engine.ids import new_id
from engine.members.attributes import agreed_by
from engine.members.identity import (
    Who,
    ask_identity,
    ask_person,
    device_of,
    enrol,
    person_behind,
    person_of,
    stranger,
)
from engine.members.points import ask_points, points_of, tier_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.outlets.identity import NOBODY, Trade
from engine.records import Claim, Consumer, Record, Referral, Wait
from engine.scanning.answering import answer_of, ask_claim, views_of
from engine.scanning.dealing import dealt_to
from engine.scanning.draw import drawing
from engine.scanning.experiments import numbers_in
from engine.scanning.facts import facts_json, own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.of_pack import Pack, ask_of_pack, of_pack
from engine.scanning.planning import Plan, PlanRefused, counters_of, plan
from engine.scanning.plugin_facts import FactsNeeded
from engine.scanning.refusing import refused_row, why_not, without_code
from engine.scanning.setting import UNKNOWN, Met, Setting
from engine.scanning.takes import takes_of
from engine.spi.rewards import RewardType
from engine.waits.locks import keyed
from engine.waits.matching import ask_waits, opened_by

MEMBER_SYMBOLS: Final = 8
#: The claims that use up a code or a link.
_OF_CODES: Final = ("scan", "invitation")


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
    is the hash of the version whose terms the consumer saw, kept with the claim and trusted for nothing. `device` is the
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
            pack = self._pack(world, brand)
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
        pack = of_pack(world, brand, self._pack(world, brand), person)
        if pack.by_staff:
            reason = Reason.STAFF_OF_HOLDER
            return self._refuse(world, reason, wording.REASONS[reason], ruling.campaign.id)
        read, zone = ruling.program.facts_read(ruling.trigger), ruling.program.campaign.zone
        batch = self.source.batch
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
        )  # fmt: skip
        answer, changes = decide_and_grant(world, brand, ruling, event, self.rewards)
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
            "shown": self.shown, "device": self._device,
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

    def _pack(self, world: World, brand: BrandState) -> Pack:
        status = self._status(world, brand)
        return Pack(self.source.batch, self.source.serial, status, self.at, self.region)

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


@dataclass(frozen=True, slots=True)
class Event:
    """A claim about to be decided: of a code, of a share link's gift, or of an event that was told.

    `code` is the printed code of a scan: its draws go by it, so that whoever holds the pack can verify them. `told`
    names the facts that came with the event, kept whether a rule reads them or not. A `newcomer` was unknown before
    it, so that no counter of theirs is read.
    `opens` is what it opens of what was locked before.
    """

    brand: str
    kind: str
    source: str
    who: Who
    at: datetime
    region: str | None
    request: RequestKey | None
    facts: Mapping[str, object]
    batch_id: int | None = None
    serial: int | None = None
    trade: Trade = NOBODY
    referrer_id: int | None = None
    code: str = ""
    met: Met = UNKNOWN
    told: Collection[str] = ()
    newcomer: bool = False
    opens: tuple[Wait, ...] = ()
    shown: str | None = None


def setting_for(
    world: World,
    brand: BrandState,
    ruling: Ruling,
    at: datetime,
    rewards: Mapping[str, RewardType],
    person: Consumer | None,
    *,
    trade: Trade = NOBODY,
    referrer_id: int | None = None,
    met: Met = UNKNOWN,
) -> Setting:
    """The setting of a claim. Recipients that this event does not have are absent."""
    recipients = {
        "consumer": person.id if person else None,
        "referrer": referrer_id,
    }
    persons = [person, world.consumers.get(referrer_id or 0)]
    campaign = ruling.program.campaign
    return Setting(
        brand=brand,
        campaign=campaign,
        campaign_id=ruling.campaign.id,
        trigger=campaign.triggers[ruling.trigger],
        at=at,
        recipients={
            **{kind: recipient for kind, recipient in recipients.items() if recipient is not None},
            **trade.recipients(),
        },
        rewards=rewards,
        accounts={one.id: world.accounts(one) for one in persons if one},
        met=met,
        points=points_of(world, brand.slug, person),
        agreed=agreed_by(persons),
    )


def decide_and_grant(
    world: World, brand: BrandState, ruling: Ruling, event: Event, rewards: Mapping[str, RewardType]
) -> tuple[ClaimAnswer | Refusal, Changes]:
    """Decide with the version's own draw, plan against what is left, and make the rows."""
    source = event.source
    dealt = dealt_to(brand, ruling.version, ruling.trigger, event.batch_id, event.serial)
    draw = drawing(ruling.version.secret, event.code or source, ruling.trigger, dealt)
    known = person_of(world, event.who)
    enrolment: tuple[Record, ...] = ()
    person = known
    if person is None:
        person, enrolment = enrol(world, event.who, random_code(MEMBER_SYMBOLS), event.at)
    numbers = numbers_in(ruling.program, ruling.trigger, ruling.campaign, world.accounts(person))
    known_facts = {**event.facts, **numbers}
    decision = ruling.program.decide(ruling.trigger, known_facts, draw)
    setting = setting_for(
        world,
        brand,
        ruling,
        event.at,
        rewards,
        person,
        trade=event.trade,
        referrer_id=event.referrer_id,
        met=event.met,
    )
    used = world.used if known and not event.newcomer else _used_by_a_newcomer(world, person)
    cells = cells_met(setting.campaign, takes_of(setting.trigger).pots, known_facts)
    planned = plan(
        replace(setting, cells=cells) if cells else setting, decision, used, opens=bool(event.opens)
    )
    facts = facts_json(known_facts, _kept_facts(brand, ruling).union(event.told))
    if isinstance(planned, PlanRefused):
        kept = enrolment if numbers else ()  # a newcomer who comes again is in the same group
        told = replace(event, facts=known_facts)
        return _refused(ruling, told, planned, person if kept else known, facts, kept)
    claim = _claim_row(event, ruling, decision, planned, person, facts)
    cause = Cause("claim", claim.id, ruling.version.id, event.at, event.at, event.referrer_id)
    rows = make(setting, cause, planned.rewards)
    counted = person if event.kind in own_words.BY_OTHERS else _having_claimed(person, claim.at_us)
    referral: tuple[Record, ...] = ()
    if event.referrer_id is not None:
        referral = (
            Referral(
                new_id(), event.brand, claim.campaign_id, event.referrer_id, person.id, claim.id, claim.at_us
            ),
        )
    took = planned.took
    changes = Changes(
        new=(
            *enrolment,
            claim,
            *rows,
            *referral,
            *stored_request(event.brand, event.request, claim.id, event.at),
        ),
        changed=(counted,),
        taken=took.taken,
        within=took.within,
    )
    unlocked = keyed(world, brand, event.opens, claim.id, event.at, event.at)
    answer = ClaimAnswer(
        claim.id, event.at, ruling.program.campaign.title, ruling.version.hash, views_of(rows, event.at),
        planned.notes,
        opened=() if event.referrer_id else views_of((*unlocked.changed, *unlocked.new), event.at),
    )  # fmt: skip
    return answer, changes + unlocked


def _kept_facts(brand: BrandState, ruling: Ruling) -> frozenset[str]:
    """The facts by which a decision of the trigger, and its page, can be made again."""
    program = ruling.program
    return brand.once(
        ("kept facts", ruling.version.id, ruling.trigger),
        lambda: (
            program.facts_read(ruling.trigger) | page_facts(program.campaign) | _by_tier(program.campaign)
        ),
    )


def _by_tier(campaign: Campaign) -> frozenset[str]:
    """What points go by besides the rules."""
    return frozenset({"consumer.tier"}) if campaign.tiers else frozenset()


def _refused(
    ruling: Ruling,
    event: Event,
    planned: PlanRefused,
    person: Consumer | None,
    facts: str,
    enrolment: tuple[Record, ...],
) -> tuple[Refusal, Changes]:
    """A refusal with all that it leaves behind, and where nothing was for this person, what was missing."""
    planned = planned if event.kind in _OF_CODES else without_code(planned)
    row = refused_row(
        event.brand, event.kind, event.source, planned.reason, planned.words, event.at, person,
        ruling.campaign.id, ruling.version.id, facts,
    )  # fmt: skip
    words = planned.words
    if planned.reason is Reason.NO_RULE:
        words = with_hint(words, near_misses(ruling.program.campaign, ruling.trigger, event.facts))
    refusal = Refusal(planned.reason, words, event.at)
    stored = stored_request(event.brand, event.request, refusal, event.at)
    return refusal, Changes(new=(*enrolment, row, *stored))


def _having_claimed(person: Consumer, at_us: int) -> Consumer:
    return replace(person, claims=person.claims + 1, last_claim_us=max(person.last_claim_us or 0, at_us))


def _used_by_a_newcomer(world: World, person: Consumer) -> Callable[[str], int]:
    """The counters as an account sees them that is just being made: what bears its own id is untouched."""
    return lambda key: 0 if f"|{person.id}|" in key else world.used(key)


def _claim_row(
    event: Event, ruling: Ruling, decision: Decision, planned: Plan, person: Consumer, facts: str
) -> Claim:
    return Claim(
        id=new_id(),
        brand=event.brand,
        source=event.source,
        kind=event.kind,
        batch_id=event.batch_id,
        serial=event.serial,
        consumer_id=person.id,
        person_id=person.id,
        campaign_id=ruling.campaign.id,
        version_id=ruling.version.id,
        rule=ruling.trigger,
        at_us=to_micros(event.at),
        region=event.region,
        referrer_id=event.referrer_id,
        clerk_id=event.trade.clerk,
        outlet_id=event.trade.store,
        dealer_id=event.trade.dealer,
        facts=facts,
        draws=str([list(drawn) for drawn in decision.draws]),  # whole numbers look the same as JSON
        notes=json_of([[note.en, note.zh] for note in planned.notes]) if planned.notes else "[]",
        takes=takes_json(planned.takes),
        shown_hash=event.shown,
    )
