"""What a game with money should come to, told as plainly as possible: coupons by their states, pieces on a shelf, calendar days.

Nothing of the engine is used: days are reckoned here with the standard library's zones alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: Clocks go back here on 25 October 2026: that day has 25 hours.
ZONE: Final = "Europe/Berlin"


def day_of(at: datetime) -> date:
    """The calendar day of an instant."""
    return at.astimezone(ZoneInfo(ZONE)).date()


def end_after(at: datetime, days: int) -> datetime:
    """The end of the n-th calendar day after an instant's."""
    return datetime.combine(day_of(at) + timedelta(days=days + 1), time(), ZoneInfo(ZONE))


@dataclass
class HeldCoupon:
    """A coupon in somebody's hands: `owner` as the brand calls them, None once they have been deleted.

    `revoked`: the claim that gave it was taken back while it was used.
    """

    owner: str | None
    issued: datetime
    goods: bool
    state: str = "open"
    revoked: bool = False


@dataclass
class Model:
    """A brand in a game."""

    coupons: dict[str, HeldCoupon] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    called_off: set[int] = field(default_factory=set)
    delivered: int = 0

    def given(self, code: str, owner: str, at: datetime, *, goods: bool) -> None:
        """A coupon is issued."""
        self.coupons.setdefault(code, HeldCoupon(owner, at, goods))

    def redeemed(self, number: int, code: str, at: datetime) -> None:
        """A till took a coupon: it must have been open, and within its days."""
        coupon = self.coupons[code]
        assert coupon.state == "open", f"a {coupon.state} coupon was taken"
        assert at < end_after(coupon.issued, 5), f"issued {coupon.issued}, taken {at}"
        coupon.state = "redeemed"
        self.taken[number] = code

    def refused(self, code: str, at: datetime, reason: str) -> None:
        """A till did not take a coupon."""
        coupon = self.coupons[code]
        late = at >= end_after(coupon.issued, 5)
        assert reason != "coupon_expired" or late, f"issued {coupon.issued}, refused at {at}"
        assert coupon.state != "open" or late or coupon.goods, f"an open coupon was refused: {reason}"

    def cancelled(self, number: int) -> None:
        """A redemption was called off, once: the coupon is good again, unless its holder is gone or its claim was false."""
        assert number not in self.called_off
        self.called_off.add(number)
        coupon = self.coupons[self.taken[number]]
        coupon.state = "open" if coupon.owner is not None and not coupon.revoked else "cancelled"

    def taken_back(self, code: str) -> None:
        """What gave a coupon is taken back: an open one ends."""
        if self.coupons[code].state == "open":
            self.coupons[code].state = "cancelled"

    def found_false(self, code: str) -> None:
        """The claim that gave a coupon is taken back: an open one ends, a used one is not good again."""
        self.coupons[code].revoked |= self.coupons[code].state == "redeemed"
        self.taken_back(code)

    def deleted(self, owner: str) -> None:
        """A person is deleted: open coupons end, used ones stay used."""
        for code, coupon in self.coupons.items():
            if coupon.owner == owner:
                self.taken_back(code)
                coupon.owner = None

    def on_hand(self) -> int:
        """Pieces on the shelf: what came, less what went for vouchers and did not come back."""
        out = Counter(
            self.coupons[code].goods for number, code in self.taken.items() if number not in self.called_off
        )
        return self.delivered - out[True]
