"""The run of a campaign, cut at the edges of its phases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dsl.campaign import Branch, Rule
from dsl.facts_read import branches
from dsl.zones import local_date

Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the same phases hold, from its start (included) to its end (excluded), in UTC."""

    starts: datetime
    ends: datetime

    def within(self, window: Window) -> bool:
        """The whole stretch lies in the window."""
        low, high = window
        return (low is None or low <= self.starts) and (high is None or self.ends <= high)

    def moment(self, zone: str) -> datetime:
        """An instant that people would choose as an example: ten in the morning where there is one."""
        day = local_date(self.starts, zone)
        for later in (0, 1):
            wall = datetime.combine(day + timedelta(days=later), time(10), ZoneInfo(zone))
            morning = wall.astimezone(UTC)
            if self.starts <= morning < self.ends:
                return morning
        return self.starts


def stretches(starts: datetime, ends: datetime, rules: tuple[Rule, ...]) -> tuple[Stretch, ...]:
    """The run from `starts` to `ends`, cut where a phase of the rules begins or ends."""
    edges = {edge for low, high in windows(rules) for edge in (low, high) if edge is not None}
    cuts = [starts, *sorted(edge for edge in edges if starts < edge < ends), ends]
    return tuple(Stretch(low, high) for low, high in pairwise(cuts))


def windows(rules: tuple[Rule, ...]) -> Iterator[Window]:
    """The window of each phase."""
    for branch in branches(rules):
        if branch.kind == "phase":
            yield window(branch)


def window(branch: Branch) -> Window:
    """When a phase holds."""
    return branch.starts, branch.ends
