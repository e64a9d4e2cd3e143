"""The outlet at whose till something happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Till:
    """The outlet, the clerk who stands at it, and its owner, when one is on record.

    `taken_at` is what the clock of a till that was offline said when it took a coupon: kept, never decided by.
    """

    brand: str
    outlet_id: int
    clerk_id: int
    owner_id: int | None
    taken_at: datetime | None = None
