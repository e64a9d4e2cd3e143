"""Draws: odds as exact fractions, brought to one scale of whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm

from dsl.campaign import Draw, Outcome
from dsl.checking.scope import Scope
from dsl.decision import Intent, Refusal
from dsl.limits import DRAW_SCALE
from dsl.lines import Block, GiveLine, OutcomeLine
from dsl.nodes import Gift, Odds

Fallback = tuple[Intent, ...] | Refusal
#: Checks a gift that can fall back on something, or on what the lines under it say.
GiftIntent = Callable[[Gift, int, tuple[Block, ...], Fallback | None], Intent | None]


def check_draw(scope: Scope, block: Block, intent_of: GiftIntent, fallback: Fallback | None) -> Draw | None:
    """A draw whose outcomes cover its whole scale. The site is the ordinal of the draw in the text."""
    site = scope.sites
    scope.sites += 1
    scope.rules += sum(1 + len(inner.children) for inner in block.children)
    lines = [(inner.line, inner) for inner in block.children if isinstance(inner.line, OutcomeLine)]
    prizes = [line for line, _ in lines if line.odds is not None]
    rests = [line for line, _ in lines if line.odds is None]
    head = block.line
    if head is None:
        return None
    if not prizes:
        scope.missing("BC0806", head)
    for again in rests[1:]:
        scope.say("BC0805", again)
    for line, inner in lines:
        if line.alone and inner.children:
            scope.say("BC0817", line)
    shares = [check_odds(scope, line.odds) for line in prizes if line.odds is not None]
    rest = rests[0] if rests else None
    spare = next((_gifts(inner, intent_of, fallback) for line, inner in lines if line is rest), ())
    remainder = fallback if rest is None else spare
    won = [_prize(inner, intent_of, remainder, fallback) for line, inner in lines if line.odds]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares) or not prizes:
        return None
    if not _adds_up(scope, block, known, rest, any(_stocked(inner) for line, inner in lines if line.odds)):
        return None
    scale = lcm(*(share.denominator for share in known))
    if scale > DRAW_SCALE:
        scope.say("BC0812", head, scale=f"{scale:,}", limit=f"{DRAW_SCALE:,}")
        return None
    outcomes, low = [], 0
    for line, share, intents in zip(prizes, known, won, strict=True):
        high = low + int(share * scale)
        outcomes.append(Outcome(low, high, intents, line.span.line))
        low = high
    if low < scale:
        outcomes.append(Outcome(low, scale, spare, rest.span.line if rest else head.span.line))
    return Draw(site, scale, tuple(outcomes), head.span.line)


def check_odds(scope: Scope, odds: Odds) -> Fraction | None:
    """A share above 0 and not above 1. A percentage may have decimals, `N in M` may not."""
    shown = f"{odds.wins.digits}%" if odds.chances is None else f"{odds.wins.digits} in {odds.chances.digits}"
    for number in (odds.wins, odds.chances):
        if odds.chances is not None and number is not None and number.whole is None:
            scope.say("BC0508", number, text=number.digits)
            return None
    chances = Fraction(100) if odds.chances is None else odds.chances.exact
    if not 0 < odds.wins.exact <= chances:
        scope.say("BC0811", odds, text=shown)
        return None
    return odds.wins.exact / chances


def _gifts(block: Block, intent_of: GiftIntent, fallback: Fallback | None) -> tuple[Intent, ...]:
    """What `rest` or a prize brings, each gift with its fallback."""
    intents = (intent_of(gift, at, under, fallback) for gift, at, under in written_gifts(block))
    return tuple(intent for intent in intents if intent is not None)


def _prize(
    block: Block, intent_of: GiftIntent, remainder: Fallback | None, fallback: Fallback | None
) -> tuple[Intent, ...]:
    """A gift with stock falls to `rest`, which is given once; any other to the `if spent` that holds here."""
    found: list[Intent | None] = []
    for gift, at, under in written_gifts(block):
        found.append(intent_of(gift, at, under, remainder if gift.stocks else fallback))
        if gift.stocks and not under and remainder is not None:
            remainder = ()
    return tuple(intent for intent in found if intent is not None)


def written_gifts(block: Block) -> Iterator[tuple[Gift, int, tuple[Block, ...]]]:
    """The gift on the line of an outcome, or those below it: each with its line and what stands under it."""
    line = block.line
    if isinstance(line, OutcomeLine) and line.gift is not None:
        yield line.gift, line.span.line, ()
    for inner in block.children:
        if isinstance(inner.line, GiveLine):
            yield inner.line.gift, inner.line.span.line, inner.children


def _stocked(block: Block) -> bool:
    return any(gift.stocks for gift, _, _ in written_gifts(block))


def _adds_up(
    scope: Scope, block: Block, shares: list[Fraction], rest: OutcomeLine | None, stocked: bool
) -> bool:
    total = sum(shares, Fraction())
    if block.line is None:
        return False
    if total > 1:
        scope.say("BC0803", block.line, total=percent(total))
        return False
    if rest is None and (total < 1 or stocked):
        scope.missing("BC0804", block.line)
        return False
    if rest is not None and total == 1 and not stocked:
        scope.say("BC0813", rest)
    return True


def percent(share: Fraction) -> str:
    """A share in words: exact where it has few decimals, else a bound that is not reached."""
    hundredths = share * 10_000
    if hundredths.denominator == 1:
        whole, part = divmod(int(hundredths), 100)
        return f"{whole}.{part:02d}%".replace(".00%", "%")
    return f"{share.numerator:,} in {share.denominator:,}"
