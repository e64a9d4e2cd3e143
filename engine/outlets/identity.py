"""Who of the trade an event has: the outlet at whose till it happens, its people, the dealer of the pack."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Trade:
    """Those of the trade whom an event has, by their ids. None: nobody of that sort is known."""

    clerk: int | None = None
    store: int | None = None
    owner: int | None = None
    dealer: int | None = None

    def recipients(self) -> dict[str, int]:
        """Those who are known, by the recipients' names."""
        if self is NOBODY:
            return {}
        found = ((part, getattr(self, part)) for part in _PARTS)
        return {part: one for part, one in found if one is not None}


NOBODY: Final = Trade()
_PARTS: Final = tuple(part.name for part in fields(Trade))
#: What an outlet's row says of a shop on the net.
ONLINE: Final = "online"


@dataclass(frozen=True, slots=True)
class House:
    """An outlet by its id, its code, and its owner, when one is on record."""

    id: int
    code: str
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Till:
    """The outlet, the clerk who stands at it, and its owner, when one is on record.

    `outlet` and `region` are its code and place, for the coupons that ask; `online`: it is a shop on the net.

    `taken_at` is what the clock of a till that was offline said when it took a coupon: kept, never decided by.
    """

    brand: str
    outlet_id: int
    clerk_id: int
    owner_id: int | None
    taken_at: datetime | None = None
    outlet: str = ""
    region: str = ""
    online: bool = False

    @property
    def trade(self) -> Trade:
        """Whom a reward at this till may go to."""
        return Trade(self.clerk_id, self.outlet_id, self.owner_id)
