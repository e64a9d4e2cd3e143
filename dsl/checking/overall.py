"""What is announced about a draw, held against what its lines give."""

from __future__ import annotations

from fractions import Fraction

from dsl import lines as ln
from dsl.campaign import Draw
from dsl.checking.draws import check_odds
from dsl.checking.parts import only
from dsl.checking.scope import Scope


def check_overall(scope: Scope, block: ln.Block, draw: Draw) -> None:
    """An announced chance is the exact one, or that rounded to as many decimals as are written."""
    line = only(scope, block, ln.OverallLine)
    if line is None:
        return
    said, exact = check_odds(scope, line.odds), winning(draw, block)
    if said is None:
        return
    decimals = len(line.odds.wins.digits.partition(".")[2])
    shown = f"{float(exact * 100):.4f}%"
    if line.odds.chances is not None:
        told, right = f"{line.odds.wins.digits} in {line.odds.chances.digits}", said == exact
    else:
        told, right = f"{line.odds.wins.digits}%", said * 100 == rounded(exact * 100, decimals)
    if not right:
        scope.say("BC0822", line.odds, said=told, exact=shown, instead=shown)


def winning(draw: Draw, block: ln.Block) -> Fraction:
    """The chance of any prize: of all lines but `rest`."""
    rests = {
        inner.line.span.line
        for inner in block.children
        if isinstance(inner.line, ln.OutcomeLine) and inner.line.odds is None
    }
    won = sum(one.high - one.low for one in draw.outcomes if one.line not in rests and one.intents)
    return Fraction(won, draw.scale)


def rounded(share: Fraction, decimals: int) -> Fraction:
    """Rounded half up to some decimals."""
    scale = 10**decimals
    return Fraction((share * scale * 2 + 1) // 2, scale)
