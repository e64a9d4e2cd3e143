"""What an event is decided to give, whatever it is: a code claimed, a link taken up, something told. Pure: one decision, its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.campaign import Campaign
from dsl.cells import cells_met
from dsl.decision import Decision
from dsl.pages import page_facts
from engine import own_words
from engine.campaigns.live import BrandState, Ruling
from engine.campaigns.nearest import near_misses, with_hint
from engine.clock import to_micros
from engine.commit.changes import Changes
from engine.commit.requests import RequestKey, stored_request
from engine.commit.world import World
from engine.grants.making import Cause, make, random_code
from engine.grants.stored import json_of, takes_json
from engine.ids import new_id
from engine.members.attributes import agreed_by
from engine.members.identity import (
    Who,
    enrol,
    person_of,
)
from engine.members.points import points_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.outlets.identity import NOBODY, Trade
from engine.records import Claim, Consumer, Record, Referral, Wait
from engine.scanning.answering import views_of
from engine.scanning.dealing import dealt_to
from engine.scanning.draw import drawing
from engine.scanning.experiments import numbers_in
from engine.scanning.facts import facts_json
from engine.scanning.planning import Plan, PlanRefused, plan
from engine.scanning.refusing import refused_row, without_code
from engine.scanning.setting import UNKNOWN, Met, Setting
from engine.scanning.takes import takes_of
from engine.spi.rewards import RewardType
from engine.waits.locks import keyed

MEMBER_SYMBOLS: Final = 8
#: The claims that use up a code or a link.
_OF_CODES: Final = ("scan", "invitation")


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
    page: str | None = None


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
            program.facts_read(ruling.trigger)
            | page_facts(program.campaign)
            | _by_tier(program.campaign)
            | brand.shadowed.get(ruling.campaign.id, frozenset())
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
        shown_page=event.page,
    )
