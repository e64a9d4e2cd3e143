"""Draws: odds as exact fractions, brought to one scale of whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from dsl.campaign import Draw, Outcome
from dsl.checking.amounts import check_known
from dsl.checking.outcomes import Outcomes
from dsl.checking.scope import Scope
from dsl.limits import DRAW_SCALE
from dsl.lines import Line, OutcomeLine
from dsl.nodes import Odds
from dsl.values import Label

_ODDS = Label("odds, such as `5%` or `1 in 100`", "中奖率，如 `5%` 或 `每 100 中 1`")
_HEAD = Label("draw", "抽奖")


def check_draw(scope: Scope, head: Line, outcomes: Outcomes, site: int) -> Draw | None:
    """A draw whose outcomes cover its whole scale."""
    shares = [_share(scope, line) for line, _ in outcomes.prizes]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares) or not shares or not _adds_up(scope, head, known, outcomes):
        return None
    scale = lcm(*(share.denominator for share in known))
    if scale > DRAW_SCALE:
        scope.say("BC0812", head, scale=f"{scale:,}", limit=f"{DRAW_SCALE:,}")
        return None
    return Draw(
        site, scale, laid_out(head, outcomes, [int(share * scale) for share in known], scale), head.span.line
    )


def laid_out(head: Line, outcomes: Outcomes, sizes: list[int], scale: int) -> tuple[Outcome, ...]:
    """The outcomes one after the other from 0 on, `rest` last."""
    laid, low = [], 0
    for (line, intents), size in zip(outcomes.prizes, sizes, strict=True):
        laid.append(Outcome(low, low + size, intents, line.span.line))
        low += size
    if low < scale:
        at = outcomes.rest or head
        laid.append(Outcome(low, scale, outcomes.spare, at.span.line))
    return tuple(laid)


def _share(scope: Scope, line: OutcomeLine) -> Fraction | None:
    if isinstance(line.odds, Odds):
        return check_odds(scope, line.odds)
    scope.say("BC0818", line.odds or line, head=_HEAD, wanted=_ODDS)
    return None


def check_odds(scope: Scope, odds: Odds) -> Fraction | None:
    """A share above 0 and not above 1. A percentage may have decimals, `N in M` may not."""
    unknown = [one for one in (odds.wins, odds.chances) if one is not None and not check_known(scope, one)]
    if unknown:
        return None
    shown = f"{odds.wins.digits}%" if odds.chances is None else f"{odds.wins.digits} in {odds.chances.digits}"
    for number in (odds.wins, odds.chances):
        if odds.chances is not None and number is not None and number.whole is None:
            scope.say("BC0508", number, text=number.digits)
            return None
    chances = Fraction(100) if odds.chances is None else odds.chances.exact
    wins = odds.wins.exact
    if not 0 < wins <= chances:
        scope.say("BC0811", odds, text=shown)
        return None
    return wins / chances


def _adds_up(scope: Scope, head: Line, shares: list[Fraction], outcomes: Outcomes) -> bool:
    total = sum(shares, Fraction())
    if total > 1:
        scope.say("BC0803", head, total=percent(total))
        return False
    if outcomes.rest is None and (total < 1 or outcomes.stocked):
        scope.missing("BC0804", head)
        return False
    if outcomes.rest is not None and total == 1 and not outcomes.stocked:
        scope.say("BC0813", outcomes.rest)
    return True


def percent(share: Fraction) -> str:
    """A share in words: exact where it has few decimals, else a bound that is not reached."""
    hundredths = share * 10_000
    if hundredths.denominator == 1:
        whole, part = divmod(int(hundredths), 100)
        return f"{whole}.{part:02d}%".replace(".00%", "%")
    return f"{share.numerator:,} in {share.denominator:,}"
