"""What is kept of events that brands declare, as a frozen value like those of `engine.records`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Told:
    """A brand's own event was told of somebody: what the counts of its campaigns go by."""

    TABLE: ClassVar = "told"
    id: int
    brand: str
    consumer_id: int
    event: str
    at_us: int
