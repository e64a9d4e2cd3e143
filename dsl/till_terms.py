"""How a till takes a coupon: of which products, at which outlets, beside which other coupons.

Coupons are used together by lanes. A coupon without a lane stands alone. Of each lane at most one is taken in a
purchase; lanes are taken in ascending order, each from what those before left, in whatever order the clerk names them.
Minimums look at prices before any discount.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dsl.decision import Cap
from dsl.values import Label, Money

#: Percentages are whole hundredths of a percent.
WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class TillTerms:
    """What is None or empty does not restrict.

    `percent` is in hundredths of a percent of the goods in scope, the coupon's worth its ceiling. `products` are the GTIN-14
    in scope. `goods` is the one product that the coupon is good for: from the outlet's prize stock, or, with a
    `price`, sold by the outlet for that price. `others` is how many coupons may stand beside it. An outlet takes part
    when its code is among `outlets` or its region lies in one of `areas`; `elsewhere` is told where none does. `caps`
    bound one person's redemptions. `pays_discount`: the outlet is owed what was taken off, not a fixed sum.
    """

    percent: int | None = None
    products: tuple[str, ...] = ()
    goods: str | None = None
    price: Money | None = None
    lane: int | None = None
    others: int | None = None
    outlets: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    elsewhere: Label | None = None
    caps: tuple[Cap, ...] = ()
    pays_discount: bool = False

    def takes_part(self, outlet: str, region: str) -> bool:
        """Whether an outlet of this code and region takes the coupon."""
        if not self.outlets and not self.areas:
            return True
        return outlet in self.outlets or any(f"{region}-".startswith(f"{area}-") for area in self.areas)


ANY_TILL: Final = TillTerms()
