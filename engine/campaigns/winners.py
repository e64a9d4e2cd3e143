"""The public list of winners: what was won, on which day, and two symbols by which winners know themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from dsl.values import Label
from engine.clock import from_micros
from engine.storage.database import Row

#: How many symbols of a member's code are shown.
_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Winner:
    """One winner, masked: nothing here leads to the person. `day` is of the campaign's zone."""

    prize: Label
    day: date
    member: str


def winner(row: Row, zone: str) -> Winner:
    """A row of prize, instant and member's code, as anybody may read it."""
    day = from_micros(row["at_us"]).astimezone(ZoneInfo(zone)).date()
    return Winner(Label(row["title_en"], row["title_zh"]), day, f"…{row['member_code'][-_SHOWN:]}")
