"""Tiers of members: each name once, each with more points than the one below, and a sensible factor."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from dsl import lines as ln
from dsl.campaign import TierTerms
from dsl.checking.amounts import check_count
from dsl.checking.ids import ID
from dsl.checking.scope import Scope, listed
from dsl.checking.wording import check_words
from dsl.limits import TIER_TIMES, TIERS
from dsl.nodes import Number, Quoted
from dsl.source import Source
from dsl.suggest import nearest
from dsl.values import Label

#: The fact whose texts are tiers, where a text declares any.
FACT: Final = "consumer.tier"
_TIER: Final = Label("tier", "等级")


def check_tiers(scope: Scope, source: Source) -> tuple[TierTerms, ...]:
    """Every tier of a text, the one with the fewest points first."""
    points: dict[int, int] = {}
    for block in source.campaign:
        line = block.line
        if not isinstance(line, ln.TierLine):
            continue
        name, least = line.id.text, check_count(scope, line.points, least=0)
        times = _times(scope, line.times)
        if not ID.fullmatch(name):
            scope.say("BC0916", line.id, text=name)
        if name in scope.tiers:
            scope.say("BC0410", line.id, what=_TIER, name=name, line=scope.tiers[name].line)
            continue
        if len(scope.tiers) == TIERS:
            scope.say("BC1303", line.id, limit=TIERS)
            continue
        if least is not None and points.setdefault(least, line.span.line) != line.span.line:
            scope.say("BC1301", line.points, points=f"{least:,}", line=points[least])
        terms = TierTerms(name, check_words(scope, line.name), least or 0, times, line.span.line)
        scope.tiers[name] = terms
    return tuple(sorted(scope.tiers.values(), key=lambda tier: tier.points))


def check_tier(scope: Scope, name: Quoted) -> None:
    """A text that is compared with a member's tier: where the text declares tiers, it is one of them."""
    if scope.tiers and name.text not in scope.tiers:
        near = nearest(name.text, scope.tiers)
        known = listed(tuple(scope.tiers))
        quoted = None if near is None else f'"{near}"'
        scope.missing("BC1304", name, near=quoted, name=name.text, known=Label(known, known))


def _times(scope: Scope, number: Number | None) -> Fraction:
    if number is None:
        return Fraction(1)
    _, _, decimals = number.digits.partition(".")
    if not 0 < number.exact <= TIER_TIMES or len(decimals) > 2:
        scope.say("BC1302", number, text=number.digits, limit=TIER_TIMES)
        return Fraction(1)
    return number.exact
