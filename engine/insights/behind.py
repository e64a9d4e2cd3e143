"""The scans behind a figure: which they were, by which version they were decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Label

#: How many rows are looked through for one page; who asks goes on from there.
LOOKED_AT: Final = 5_000
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan behind a figure. `version` is the number that ruled, None where none did; `reason` that of a refusal."""

    event_id: int
    campaign_id: int
    campaign: Label
    at: datetime
    code: str
    version: int | None
    outlet: Label
    region: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """Scans, newest first; `before` is where the older ones begin, None at the end."""

    scans: tuple[Scanned, ...]
    before: int | None
