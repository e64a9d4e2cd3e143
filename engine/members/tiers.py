"""A member's tier: by the points earned in a calendar year of the brand, kept until the end of the next. Pure.

Earned is what rules have given and nobody took back; spending lowers nothing. Each account counts its own years, so
that accounts which turn out to be one person have their true sum, and a reversal is exact in the year it concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from dsl.campaign import TierTerms
from engine.scanning import counters


@dataclass(frozen=True, slots=True)
class Standing:
    """Points earned in a year and in the one before, and the tier that follows."""

    year: int
    earned: int
    before: int
    tier: TierTerms | None

    @property
    def until(self) -> date | None:
        """The last day on which this tier is sure; None for a tier that everybody has, and without one."""
        if self.tier is None or not self.tier.points:
            return None
        return date(self.year + (self.earned >= self.tier.points), 12, 31)


def year_of(at: datetime, zone: str) -> int:
    """The calendar year of an instant."""
    return int(counters.period_key("day", at, zone)[:4])


def earned_keys(brand: str, accounts: Iterable[int], year: int) -> Iterator[str]:
    """The counters by which a year's tier goes: of each account, the year and the one before."""
    for account in accounts:
        yield counters.earned(brand, account, year)
        yield counters.earned(brand, account, year - 1)


def standing(
    tiers: Sequence[TierTerms], brand: str, accounts: Iterable[int], year: int, used: Callable[[str], int]
) -> Standing:
    """Where a person stands. `tiers` are in the order of their points; `used` tells a counter's figure."""
    earned = before = 0
    for account in accounts:
        earned += used(counters.earned(brand, account, year))
        before += used(counters.earned(brand, account, year - 1))
    best = max(earned, before)
    held = [tier for tier in tiers if tier.points <= best]
    return Standing(year, earned, before, held[-1] if held else None)


def multiplied(points: int, times: Fraction) -> int:
    """Points times a factor, rounded down once; never nothing, for what was promised is given."""
    return max(1, points * times.numerator // times.denominator)
