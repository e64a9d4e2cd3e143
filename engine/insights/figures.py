"""What figures come to: exact, in whole numbers; shares and returns are worked out from sums, never from other shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from dsl.values import Label, Money
from engine.campaigns.experiments import half_up
from engine.insights.cells import (
    AGAIN,
    BASKETS,
    BUDGET,
    CLAIMS,
    COST,
    EXPOSURES,
    REDEMPTIONS,
    REFUSED,
    SCANS,
    SEEN_BOUGHT,
)

#: By what figures are told apart, and the columns of their cells.
DIMENSIONS: Final[Mapping[str, str]] = {
    "campaign": "campaign_id",
    "version": "version_id",
    "region": "region",
    "outlet": "outlet_id",
    "batch": "batch_id",
    "day": "day",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: of the days `since` to `until`, both included, as known at the end of the day `as_of` (None: now).

    `by` is one of `DIMENSIONS`; `only` narrows to values of others: a region's code, or the id of anything else.
    """

    by: str
    since: date
    until: date
    as_of: date | None = None
    only: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What one line of a report came to.

    Money is in the brand's currency. `margin` and `roi` are None where the brand has not said what it earns of a basket,
    or nothing was spent; `roi` is `(margin - cost) / cost` in tenths of a percent, half up. `key` names the line: an id, a
    region's code, a day as YYYYMMDD, empty for none. `grade` is that of an outlet by these figures alone; None where they are too few. `budget` is
    what campaigns' budgets have borne of the cost.
    """

    key: str
    name: Label
    exposures: int
    scans: int
    claims: int
    redemptions: int
    again: int
    seen_bought: int
    cost: Money
    baskets: Money
    margin: Money | None
    roi: int | None
    refused: tuple[tuple[str, int], ...] = ()
    grade: str | None = None
    budget: Money | None = None

    @property
    def claim_share(self) -> int | None:
        """Claims of a thousand scans, half up; None of no scans."""
        return share(self.claims, self.scans)

    @property
    def redemption_share(self) -> int | None:
        """Redemptions of a thousand claims, half up; None of no claims."""
        return share(self.redemptions, self.claims)


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of a report, the whole, and what the margin is per thousand."""

    asked: Asked
    lines: tuple[Figures, ...]
    total: Figures
    margin: int | None


def share(part: int, whole: int) -> int | None:
    """So many of a thousand, half up."""
    return half_up(Fraction(part, whole)) if whole > 0 else None


def figures(key: str, name: Label, sums: Mapping[str, int], currency: str, margin: int | None) -> Figures:
    """A line from its sums by measure. `margin` is per thousand of the baskets."""
    cost, baskets = sums.get(f"{COST}|{currency}", 0), sums.get(f"{BASKETS}|{currency}", 0)
    earned = None if margin is None else Fraction(baskets * margin, 1_000)
    roi = half_up((earned - cost) / cost) if earned is not None and cost > 0 else None
    return Figures(
        key,
        name,
        sums.get(EXPOSURES, 0),
        sums.get(SCANS, 0),
        sums.get(CLAIMS, 0),
        sums.get(REDEMPTIONS, 0),
        sums.get(AGAIN, 0),
        sums.get(SEEN_BOUGHT, 0),
        Money(cost, currency),
        Money(baskets, currency),
        None if earned is None else Money((earned + Fraction(1, 2)).__floor__(), currency),
        roi,
        tuple(
            sorted(
                (
                    (name.split("|")[1], count)
                    for name, count in sums.items()
                    if name.startswith(f"{REFUSED}|") and count
                ),
                key=lambda one: (-one[1], one[0]),
            )
        ),
        budget=Money(sums.get(f"{BUDGET}|{currency}", 0), currency),
    )


def summed(many: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Sums of several lines, by measure."""
    whole: Counter[str] = Counter()
    for one in many:
        whole.update(one)
    return whole
