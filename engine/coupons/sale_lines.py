"""The lines of a sale as its row keeps them, and as tills see them. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dsl.values import Money
from engine.coupons.answers import CouponCut, Quote, SaleLine
from engine.coupons.basket import BasketLine, Cut, refund


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One line: what was bought, what was taken off in all, and what has come back. Minor units."""

    gtin: str
    quantity: int
    unit: int
    off: int
    returned: int = 0
    refunded: int = 0

    @property
    def amount(self) -> int:
        """Before any discount."""
        return self.quantity * self.unit

    @property
    def paid(self) -> int:
        """After the discount."""
        return self.amount - self.off

    def back(self, pieces: int) -> KeptLine:
        """The line after so many more pieces came back."""
        more = refund(self.paid, self.quantity, self.returned, pieces)
        return replace(self, returned=self.returned + pieces, refunded=self.refunded + more)


def after_cuts(lines: Sequence[BasketLine], cuts: Sequence[Cut]) -> tuple[KeptLine, ...]:
    """The lines with what the coupons took off each."""
    return tuple(
        KeptLine(line.gtin, line.quantity, line.unit, sum(cut.shares[place] for cut in cuts))
        for place, line in enumerate(lines)
    )


def lines_json(lines: Sequence[KeptLine]) -> str:
    """For the sale's row."""
    return json.dumps(
        [[one.gtin, one.quantity, one.unit, one.off, one.returned, one.refunded] for one in lines]
    )


def lines_of(stored: str) -> tuple[KeptLine, ...]:
    """From the sale's row."""
    return tuple(KeptLine(*one) for one in json.loads(stored))


def sale_lines(lines: Sequence[KeptLine], currency: str) -> tuple[SaleLine, ...]:
    """As tills see them."""
    return tuple(
        SaleLine(
            gtin=one.gtin,
            quantity=one.quantity,
            unit=Money(one.unit, currency),
            amount=Money(one.amount, currency),
            off=Money(one.off, currency),
            paid=Money(one.paid, currency),
            returned=one.returned,
            refunded=Money(one.refunded, currency),
        )
        for one in lines
    )


def quote_of(lines: Sequence[BasketLine], cuts: Sequence[Cut], currency: str) -> Quote:
    """What a basket comes to."""
    kept = after_cuts(lines, cuts)
    return Quote(
        sale_lines(kept, currency),
        tuple(CouponCut(cut.key, Money(cut.off, currency)) for cut in cuts),
        Money(sum(one.amount for one in kept), currency),
        Money(sum(one.paid for one in kept), currency),
    )
