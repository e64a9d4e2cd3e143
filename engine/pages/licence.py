"""A licence to show somebody's pictures: where, when, and which of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine.regions import lettered


@dataclass(frozen=True, slots=True)
class Span:
    """Pictures may be shown from `starts` until before `ends`."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Licence:
    """What a licensor has granted. `territory` and `except_` are regions by ISO 3166 (`CN`, `CN-HK`), `unknown_shown` says
    whether somebody whose place is not known counts as within; `spans` are the first term and its extensions."""

    id: int
    title: Label
    licensor: str
    territory: tuple[str, ...]
    except_: tuple[str, ...]
    unknown_shown: bool
    spans: tuple[Span, ...]

    def runs(self, at: datetime) -> bool:
        """Whether it is in force at an instant."""
        return any(span.starts <= at < span.ends for span in self.spans)

    def covers(self, region: str | None) -> bool:
        """Whether it lets somebody at a place see the pictures; None for a place that is not known."""
        if not region:
            return self.unknown_shown
        place = place_of(region)
        return _within(place, self.territory) and not _within(place, self.except_)

    def ended(self, at: datetime) -> bool:
        """Whether it has been in force and will not be again, as far as is known."""
        return bool(self.spans) and all(span.ends <= at for span in self.spans)

    def until(self, at: datetime) -> datetime | None:
        """Until when it is in force without a gap, if it is at an instant; spans that meet count as one."""
        end: datetime | None = None
        for span in sorted(self.spans, key=lambda one: one.starts):
            if span.starts <= (end or at) < span.ends:
                end = span.ends
        return end


def place_of(region: str) -> str:
    """A region as licences name it: Hong Kong, Macao and Taiwan by ISO 3166-2, however a proxy names them."""
    lettered_region = lettered(region.strip())
    return f"CN-{lettered_region}" if lettered_region in ("HK", "MO", "TW") else lettered_region


def _within(place: str, regions: Iterable[str]) -> bool:
    return any(place == region or place.startswith(f"{region}-") for region in regions)
