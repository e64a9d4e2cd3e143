"""Offers, groups and purchases as pages and the brand see them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dsl.values import Label, Money
from engine.clock import from_micros, to_micros
from engine.group_records import Group, Purchase

#: `full` while the last places wait for their payment, `settling` while the end of the group is.
GroupState = Literal["open", "full", "settling", "formed", "expired", "cancelled"]
PurchaseState = Literal["waiting", "paid", "sent", "closed", "refunding", "refunded"]


@dataclass(frozen=True, slots=True)
class OfferView:
    """What a shop sells now. `single` is the price alone, where there is one; `free` are the pieces that are left."""

    campaign_id: int
    campaign: Label
    offer: str
    name: Label
    product: str
    single: Money | None
    together: Money
    size: int
    least: bool
    hours: int
    free: int


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """One piece for one person. `price` is before, `amount` after the coupon. `why` it ended: unpaid, expired, cancelled."""

    id: int
    brand: str
    offer: str
    name: Label
    group_token: str | None
    place: int | None
    price: Money
    amount: Money
    coupon: str | None
    state: PurchaseState
    at: datetime
    pay_by: datetime
    paid_at: datetime | None
    refunded_at: datetime | None
    sent_at: datetime | None
    why: str | None
    channel: str
    product: str

    @property
    def off(self) -> Money:
        """What the coupon took off."""
        return Money(self.price.minor - self.amount.minor, self.price.currency)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place that is taken, paid for or not yet."""

    place: int
    mine: bool
    paid: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group. `until` itself is too late. `mine` is the purchase of who looks; `free` are the pieces that are left."""

    id: int
    brand: str
    brand_name: Label
    token: str
    campaign_id: int
    offer: str
    name: Label
    product: str
    size: int
    least: bool
    price: Money
    single: Money | None
    state: GroupState
    opened_at: datetime
    until: datetime
    places: tuple[PlaceView, ...]
    free: int
    theme: str
    mine: PurchaseView | None = None

    @property
    def missing(self) -> int:
        """How many buyers it still needs."""
        return max(0, self.size - len(self.places))


def purchase_view(purchase: Purchase, token: str | None, coupon: str | None) -> PurchaseView:
    """A purchase in its present state."""
    return PurchaseView(
        purchase.id, purchase.brand, purchase.offer, Label(purchase.name_en, purchase.name_zh), token, purchase.place,
        Money(purchase.price, purchase.currency), Money(purchase.amount, purchase.currency), coupon,
        purchase.state,  # type: ignore[arg-type]  # the table holds these states only
        from_micros(purchase.at_us), from_micros(purchase.pay_by_us), _at(purchase.paid_us),
        _at(purchase.refunded_us), _at(purchase.sent_us), purchase.why, purchase.channel, purchase.product,
    )  # fmt: skip


def state_of(group: Group, inside: int, now: datetime) -> GroupState:
    """How a group stands at an instant: what its row says, and what follows from the time and its places."""
    if group.state != "open":
        return group.state  # type: ignore[return-value]  # the table holds these states only
    if to_micros(now) >= group.until_us:
        return "settling"
    return "full" if not group.least and inside >= group.size else "open"


def places_of(purchases: Iterable[Purchase], mine: frozenset[int]) -> tuple[PlaceView, ...]:
    """The places that are taken, in order."""
    taken = sorted((one.place or 0, one) for one in purchases if one.state in {"waiting", "paid", "sent"})
    return tuple(PlaceView(place, one.consumer_id in mine, one.state != "waiting") for place, one in taken)


def _at(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
