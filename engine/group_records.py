"""The rows of what the brand's shop sells to groups and alone, as frozen values like those of `engine.records`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Group:
    """Buyers who come together for a price; `token` is its link. What it was opened with holds for it.

    It needs `size` buyers; with `least` (0 or 1) it takes more until its end. State: open; then formed, expired (not complete
    before `until_us`) or cancelled (everybody left).
    """

    TABLE: ClassVar = "buyer_group"
    id: int
    brand: str
    token: str
    campaign_id: int
    version_id: int
    offer: str
    name_en: str
    name_zh: str
    outlet_id: int
    product: str
    size: int
    least: int
    price: int
    currency: str
    state: str
    opened_us: int
    until_us: int
    ended_us: int | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """One piece for one person: alone, or at a `place` in a group. `price` is before, `amount` after the coupon.

    State: waiting (to be paid until `pay_by_us`; piece, place and coupon are kept for it), paid, sent (dispatched); or closed
    (never paid), refunding, refunded. `why` it ended: unpaid, expired, cancelled, same_person (has another place in the group). `takes` are the counters of the coupon's
    bounds, as JSON pairs. `tries` counts how often its refund was sent or looked up. `receipt` is the channel's number.
    """

    TABLE: ClassVar = "purchase"
    id: int
    brand: str
    campaign_id: int
    version_id: int
    offer: str
    name_en: str
    name_zh: str
    group_id: int | None
    place: int | None
    outlet_id: int
    product: str
    consumer_id: int
    coupon_id: int | None
    takes: str | None
    price: int
    amount: int
    currency: str
    channel: str
    state: str
    at_us: int
    pay_by_us: int
    tries: int = 0
    paid_us: int | None = None
    receipt: str | None = None
    refund_us: int | None = None
    refunded_us: int | None = None
    refund_receipt: str | None = None
    sent_us: int | None = None
    why: str | None = None

    @property
    def bill_no(self) -> str:
        """The number under which it is collected, for ever."""
        return f"C{self.id:016X}"

    @property
    def refund_no(self) -> str:
        """The number under which it is refunded, for ever."""
        return f"R{self.id:016X}"

    @property
    def holds(self) -> bool:
        """Whether a piece, and its place, are kept for it."""
        return self.state in {"waiting", "paid"}


def purchase_of(number: str) -> int | None:
    """The purchase that a bill or refund number names."""
    if len(number) != 17 or number[0] not in "CR":
        return None
    try:
        return int(number[1:], 16)
    except ValueError:
        return None
