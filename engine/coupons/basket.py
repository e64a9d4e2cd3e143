"""What coupons take off a basket: which may be used together, what each takes, and how it falls on the lines. Pure.

A minimum is held against the price of the lines in scope before any discount. Coupons are taken in order of their lanes;
a percentage is of what the lanes before left of its lines, rounded down. What a coupon takes off is spread over its lines
in proportion to what is left of them, each share rounded down and the rest given, one minor unit each, to the largest
remainders, earlier lines first. So line discounts sum to the coupon exactly, in whatever order coupons are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from dsl.till_terms import WHOLE, TillTerms

#: Sets of coupons that are tried for the best one; a person holds far fewer.
SETS_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class BasketLine:
    """Pieces of one product at one price. `gtin` is GTIN-14, `unit` the price of a piece in minor units."""

    gtin: str
    quantity: int
    unit: int

    @property
    def amount(self) -> int:
        """Minor units before any discount."""
        return self.quantity * self.unit


@dataclass(frozen=True, slots=True)
class Offer:
    """What the arithmetic must know of a coupon. `worth` and `minimum` are minor units of the basket's currency."""

    key: str
    worth: int
    minimum: int | None
    till: TillTerms

    def covers(self, line: BasketLine) -> bool:
        """Whether a line is in scope."""
        return not self.till.products or line.gtin in self.till.products


@dataclass(frozen=True, slots=True)
class Cut:
    """What one coupon takes off, in all and of each line."""

    key: str
    off: int
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A coupon that does not stand beside the others, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Short:
    """A coupon whose lines in scope come to less than its minimum; `needs` None: there is nothing in scope at all."""

    key: str
    needs: int | None
    has: int


def clash(offers: Sequence[Offer]) -> Clash | None:
    """The first coupon, by lane and key, that may not be used with the others."""
    if len(offers) < 2:
        return None
    lanes = [offer.till.lane for offer in offers]
    for offer in sorted(offers, key=_order):
        lane, others = offer.till.lane, offer.till.others
        if lane is None or lanes.count(lane) > 1 or (others is not None and others < len(offers) - 1):
            return Clash(offer.key)
    return None


def priced(lines: Sequence[BasketLine], offers: Sequence[Offer]) -> tuple[Cut, ...] | Clash | Short:
    """What each coupon takes off, in order of lanes; or the first reason why these coupons cannot be taken."""
    found = clash(offers)
    if found:
        return found
    left = [line.amount for line in lines]
    cuts: list[Cut] = []
    for offer in sorted(offers, key=_order):
        scope = [place for place, line in enumerate(lines) if offer.covers(line)]
        has = sum(lines[place].amount for place in scope)
        if offer.minimum is not None and has < offer.minimum:
            return Short(offer.key, offer.minimum, has)
        if has == 0:
            return Short(offer.key, None, 0)
        rest = sum(left[place] for place in scope)
        shares = [0] * len(lines)
        off = min(_asked(offer, rest), rest)
        for place, share in zip(scope, spread(off, [left[place] for place in scope]), strict=True):
            shares[place] = share
            left[place] -= share
        cuts.append(Cut(offer.key, off, tuple(shares)))
    return tuple(cuts)


def _order(offer: Offer) -> tuple[int, str]:
    return offer.till.lane or 0, offer.key


def _asked(offer: Offer, rest: int) -> int:
    """What the coupon would take of so much."""
    if offer.till.percent is None:
        return offer.worth
    return min(offer.worth, rest * offer.till.percent // WHOLE)


def spread(off: int, amounts: Sequence[int]) -> tuple[int, ...]:
    """`off`, at most the sum of the amounts, in proportion to them: the largest remainders first, then earlier ones."""
    total = sum(amounts)
    if not 0 <= off <= total:
        raise ValueError(f"{off} cannot be taken off {total}")
    if total == 0:
        return tuple(0 for _ in amounts)
    shares = [off * amount // total for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda place: (-(off * amounts[place] % total), place))
    for place in order[: off - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def best(lines: Sequence[BasketLine], offers: Sequence[Offer]) -> tuple[Cut, ...]:
    """The coupons that together take the most off, of those named first and fewest; nothing where none can be taken."""
    alone = [offer for offer in offers if not isinstance(priced(lines, [offer]), Clash | Short)]
    chosen: tuple[Cut, ...] = ()
    for group in islice(_groups(alone), SETS_MAX):
        cuts = priced(lines, group)
        if isinstance(cuts, tuple) and (_off(cuts), -len(cuts)) > (_off(chosen), -len(chosen)):
            chosen = cuts
    return chosen


def _groups(offers: Sequence[Offer]) -> Iterator[list[Offer]]:
    """Each coupon alone, then one or none of each lane; of equal coupons of a lane only the first."""
    for offer in offers:
        yield [offer]
    lanes: dict[int, dict[object, Offer]] = {}
    for offer in offers:
        if offer.till.lane is not None:
            lanes.setdefault(offer.till.lane, {}).setdefault((offer.worth, offer.minimum, offer.till), offer)
    choices: Iterable[tuple[Offer | None, ...]] = product(
        *((None, *lane.values()) for lane in lanes.values())
    )
    for choice in choices:
        group = [offer for offer in choice if offer]
        if len(group) > 1:
            yield group


def _off(cuts: tuple[Cut, ...]) -> int:
    return sum(cut.off for cut in cuts)


def refund(paid: int, quantity: int, before: int, pieces: int) -> int:
    """What `pieces` of a line of `quantity` are worth that was paid `paid`, after `before` pieces came back.

    Rounded down over all that has come back so far, so that refunds never exceed what was paid and the last piece brings
    the rest.
    """
    if not (before >= 0 and pieces > 0 and before + pieces <= quantity):
        raise ValueError(f"{pieces} more than {before} of {quantity} cannot come back")
    return paid * (before + pieces) // quantity - paid * before // quantity
