"""A report as its address says it: whatever is shown can be kept, sent and opened again as a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from engine.api import insights
from studio.ids import ID_MAX

#: The measures that a chart can show, in the order of the funnel.
MEASURES: Final = ("exposures", "scans", "claims", "redemptions", "again", "seen_bought", "cost", "margin")
#: The last days that a report covers unless somebody says otherwise.
USUAL_DAYS: Final = 30
DAYS_MAX: Final = 3_660
_CODE_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for. `against`: beside the days before; `only` narrows, in the order of the address."""

    by: str
    measure: str
    since: date
    until: date
    as_of: date | None
    against: bool
    only: tuple[tuple[str, str | int], ...]

    @property
    def asked(self) -> insights.Asked:
        """As the engine is asked."""
        return insights.Asked(self.by, self.since, self.until, self.as_of, self.only)

    @property
    def before(self) -> insights.Asked:
        """The same for as many days just before."""
        length = self.until - self.since + timedelta(days=1)
        return replace(self.asked, since=self.since - length, until=self.since - timedelta(days=1))

    def url(self, path: str = "/studio/insights", /, **changed: Any) -> str:
        """The address of this report, some of it changed; None leaves out."""
        told: dict[str, object] = {
            "by": self.by, "measure": self.measure, "since": self.since.isoformat(), "until": self.until.isoformat(),
            "as_of": self.as_of.isoformat() if self.as_of else None, "against": "before" if self.against else None,
            **dict(self.only),
        } | changed  # fmt: skip
        return f"{path}?{urlencode({name: value for name, value in told.items() if value is not None})}"

    def narrowed(self, key: str) -> str | None:
        """The address of one line of the report, told apart by what comes next; None where nothing is told apart."""
        if not key:
            return None
        if self.by == "day":
            day = f"{key[:4]}-{key[4:6]}-{key[6:]}"
            return self.url(since=day, until=day, by="outlet")
        following = {
            "campaign": "region",
            "version": "day",
            "region": "outlet",
            "outlet": "day",
            "batch": "outlet",
        }
        return self.url(**{self.by: key, "by": following[self.by]})


def wanted(asked: Mapping[str, str], today: date) -> Wanted:
    """What an address asks for; what it leaves out or says wrongly is as usual."""
    by = asked.get("by", "")
    measure = asked.get("measure", "")
    until = _day(asked.get("until")) or today
    since = _day(asked.get("since")) or until - timedelta(days=USUAL_DAYS - 1)
    if until < since:
        since, until = until, since
    since = max(since, until - timedelta(days=DAYS_MAX))
    return Wanted(
        by if by in insights.DIMENSIONS else "campaign",
        measure if measure in MEASURES else "claims",
        since,
        until,
        _day(asked.get("as_of")),
        asked.get("against") == "before",
        tuple(_only(asked)),
    )


def _only(asked: Mapping[str, str]) -> list[tuple[str, str | int]]:
    found: list[tuple[str, str | int]] = []
    for name in insights.DIMENSIONS:
        text = asked.get(name, "")
        if not text or name == "day":
            continue
        if name == "region":
            found.append((name, text[:_CODE_MAX]))
        elif text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= ID_MAX:
            found.append((name, int(text)))
    return found


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
