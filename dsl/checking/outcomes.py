"""The lines under a draw or a deal: prizes, what the rest get, and what each falls back on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsl.checking.scope import Scope
from dsl.decision import Intent, Refusal
from dsl.lines import Block, GiveLine, IfSpentLine, OutcomeLine
from dsl.nodes import Gift, Latest

Fallback = tuple[Intent, ...] | Refusal
#: Checks a gift that can fall back on something, or on what the lines under it say.
GiftIntent = Callable[[Gift, int, tuple[Block, ...], Fallback | None], Intent | None]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Prizes in the order of the text, each with what it brings; `rest` is None where it is not written.

    `latest` is what is won at the latest on some try."""

    prizes: tuple[tuple[OutcomeLine, tuple[Intent, ...]], ...]
    rest: OutcomeLine | None
    spare: tuple[Intent, ...]
    latest: tuple[tuple[OutcomeLine, tuple[Intent, ...]], ...]
    stocked: bool


def check_outcomes(scope: Scope, block: Block, intent_of: GiftIntent, fallback: Fallback | None) -> Outcomes:
    """What stands under a draw or a deal."""
    scope.rules += sum(1 + len(inner.children) for inner in block.children)
    lines = [(inner.line, inner) for inner in block.children if isinstance(inner.line, OutcomeLine)]
    timed = [(line, inner) for line, inner in lines if isinstance(line.odds, Latest)]
    prizes = [(line, inner) for line, inner in lines if line.odds and not isinstance(line.odds, Latest)]
    rests = [(line, inner) for line, inner in lines if line.odds is None]
    if not prizes and block.line is not None:
        scope.missing("BC0806", block.line)
    for again, _ in rests[1:]:
        scope.say("BC0805", again)
    for line, inner in lines:
        if line.alone and any(isinstance(one.line, GiveLine) for one in inner.children):
            scope.say("BC0817", line)
    spare = _gifts(rests[0][1], intent_of, fallback) if rests else ()
    remainder = spare if rests else fallback
    won = tuple((line, _prize(inner, intent_of, remainder, fallback)) for line, inner in prizes)
    stocked = any(gift.stocks for _, inner in prizes for gift, _, _ in _written(inner))
    latest = tuple((line, _prize(inner, intent_of, remainder, fallback)) for line, inner in timed)
    return Outcomes(won, rests[0][0] if rests else None, spare, latest, stocked)


def _gifts(block: Block, intent_of: GiftIntent, fallback: Fallback | None) -> tuple[Intent, ...]:
    """What `rest` or a prize brings, each gift with its fallback."""
    intents = (intent_of(gift, at, under, fallback) for gift, at, under in _written(block))
    return tuple(intent for intent in intents if intent is not None)


def _prize(
    block: Block, intent_of: GiftIntent, remainder: Fallback | None, fallback: Fallback | None
) -> tuple[Intent, ...]:
    """A gift with stock falls to `rest`, which is given once; any other to the `if spent` that holds here."""
    found: list[Intent | None] = []
    for gift, at, under in _written(block):
        found.append(intent_of(gift, at, under, remainder if gift.stocks else fallback))
        own = any(isinstance(one.line, IfSpentLine) for one in under)
        if gift.stocks and not own and remainder is not None:
            remainder = ()
    return tuple(intent for intent in found if intent is not None)


def _written(block: Block) -> Iterator[tuple[Gift, int, tuple[Block, ...]]]:
    """The gift on the line of an outcome, or those below it: each with its line and what stands under it."""
    line = block.line
    if isinstance(line, OutcomeLine) and line.gift is not None:
        yield line.gift, line.span.line, block.children
    for inner in block.children:
        if isinstance(inner.line, GiveLine):
            yield inner.line.gift, inner.line.span.line, inner.children
