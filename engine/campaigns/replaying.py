"""A decision of the past put to another text: which lines hold for what was known then, and what they would give. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dsl.campaign import find_trigger
from dsl.decision import Decision, Intent
from dsl.program import Program
from dsl.values import NO_WORDS, Label
from dsl.vocabulary import Vocabulary
from engine import wording
from engine.campaigns.facts_in_words import fact_name
from engine.campaigns.live import BrandState, Version
from engine.campaigns.nearest import near_misses
from engine.grants.promise import promise_of
from engine.outcomes import Reason
from engine.records import Claim, Refused
from engine.scanning.dealing import dealt_to
from engine.scanning.draw import drawing
from engine.scanning.facts import facts_of
from engine.spi.rewards import RewardType

_DEALT = Label("which prize is dealt to the code", "奖池分给该码的奖品")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a text does with an event of the past.

    `lit` are the lines that hold, `missed` those passed over, with what they lacked; `gives` what each line would give, were
    there budget for it. `unknown` names what the text asks and nobody wrote down then: such a line holds for nobody.
    """

    lit: tuple[int, ...]
    missed: tuple[tuple[int, Label], ...]
    gives: tuple[tuple[int, Label], ...]
    refused: Label | None
    unknown: tuple[Label, ...]


def replayed_on(
    program: Program,
    version: Version,
    brand: BrandState,
    event: Claim | Refused,
    code: str,
    vocabulary: Vocabulary,
    rewards: Mapping[str, RewardType],
) -> Replayed:
    """The event under `program`, drawn with the secret of the `version` that ruled it."""
    facts, source = facts_of(event.facts), event.source.split(":")
    batch_id, serial = (int(source[1]), int(source[2])) if source[0] == "c" else (None, None)
    batch = next((one for one in brand.batches if one.id == batch_id), None)
    given: dict[str, object] = {name.rpartition(".")[2]: value for name, value in facts.items()}
    if batch:
        given |= {"gtin": batch.gtin, "code_kind": batch.kind, "batch": batch.name}
    trigger = find_trigger(program.campaign.triggers, event.kind, given)
    if trigger is None or "event.at" not in facts:
        return Replayed((), (), (), wording.REASONS[Reason.NO_RULE], ())
    own = program is version.program
    dealt = dealt_to(brand, version, trigger, batch_id, serial) if own else None
    decision = program.decide(trigger, facts, drawing(version.secret, code or event.source, trigger, dealt))
    told = told_of(program, trigger, facts, decision, vocabulary, rewards)
    if not own and any(draw.deal is not None for draw in program.draws(trigger).values()):
        return replace(told, unknown=(*told.unknown, _DEALT))
    return told


def told_of(
    program: Program,
    trigger: int,
    facts: Mapping[str, object],
    decision: Decision,
    vocabulary: Vocabulary,
    rewards: Mapping[str, RewardType],
) -> Replayed:
    """A decision, told line by line."""
    refused = None
    if decision.refusal:
        refused = decision.refusal.words or wording.REASONS[Reason.RULE_REFUSES]
    elif not decision.intents:
        refused = wording.REASONS[Reason.NO_RULE]
    words = {word.name: word for word in vocabulary.every_fact()}
    unknown = [fact_name(words, name) for name in sorted(program.facts_read(trigger) - facts.keys())]
    return Replayed(
        tuple(sorted({program.campaign.triggers[trigger].line, *_lines(decision)})),
        tuple((miss.line, miss.lacks or NO_WORDS) for miss in near_misses(program.campaign, trigger, facts)),
        tuple((one.line, _title(program, one, rewards)) for one in decision.intents),
        refused,
        tuple(unknown),
    )


def _title(program: Program, intent: Intent, rewards: Mapping[str, RewardType]) -> Label:
    """What people call a reward: a coupon by its own name."""
    named = intent.told.get("coupon")
    coupon = next((one for one in program.campaign.coupons if one.id == named), None)
    return coupon.name if coupon else promise_of(rewards[intent.reward], intent).title


def _lines(decision: Decision) -> Iterator[int]:
    yield from decision.lines
    yield from (drawn.line for drawn in decision.draws)
    yield from (intent.line for intent in decision.intents)
    if decision.refusal:
        yield decision.refusal.line
