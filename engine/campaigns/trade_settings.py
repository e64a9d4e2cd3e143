"""What a brand settles with its trade beside campaigns: how long a clerk's code counts, when packs count
as diverted, how outlets are graded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dsl.values import Label

CLERK_MINUTES: Final = 30
DIVERSION_CLAIMS, DIVERSION_DAYS = 3, 7
GRADE_A_PERCENT, GRADE_B_PERCENT, GRADE_CLAIMS = 30, 20, 100
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class TradeSettings:
    """Where a campaign does not say it itself, a clerk's code counts for claims in the `clerk_minutes` after it was
    scanned, for at most `clerk_claims` (None: any number). A carton of which `diversion_claims` are claimed outside its province within `diversion_days` days
    raises an alarm. An outlet of which `grade_a_percent` of a hundred claims come back as redemptions is graded A, from
    `grade_b_percent` on B, else C; one with fewer than `grade_claims` claims is not graded."""

    clerk_minutes: int = CLERK_MINUTES
    clerk_claims: int | None = None
    diversion_claims: int = DIVERSION_CLAIMS
    diversion_days: int = DIVERSION_DAYS
    grade_a_percent: int = GRADE_A_PERCENT
    grade_b_percent: int = GRADE_B_PERCENT
    grade_claims: int = GRADE_CLAIMS

    @property
    def diversion_window(self) -> timedelta:
        """In what time the claims must lie."""
        return timedelta(days=self.diversion_days)


USUAL: Final = TradeSettings()


def wrong(wanted: TradeSettings) -> tuple[str, Label] | None:
    """The setting that cannot be, and the words; None for sound ones."""
    bounds = {
        "clerk_minutes": (wanted.clerk_minutes, 1, _DAY_MINUTES),
        "clerk_claims": (wanted.clerk_claims, 1, 1_000),
        "diversion_claims": (wanted.diversion_claims, 1, 1_000),
        "diversion_days": (wanted.diversion_days, 1, 366),
        "grade_a_percent": (wanted.grade_a_percent, 1, 100),
        "grade_b_percent": (wanted.grade_b_percent, 1, wanted.grade_a_percent),
        "grade_claims": (wanted.grade_claims, 1, 1_000_000),
    }
    for name, (figure, least, most) in bounds.items():
        if figure is not None and not least <= figure <= most:
            return name, Label(f"use {least:,} to {most:,}", f"请填写 {least:,} 至 {most:,}")
    return None
