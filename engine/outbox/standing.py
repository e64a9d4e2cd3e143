"""Where owed money stands, as its payee and the brand read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal

from dsl.values import NO_WORDS, Label
from engine import wording
from engine.clock import from_micros
from engine.outbox.lapsing import NOT_ASKED_FOR, NOT_PAYABLE
from engine.outbox.payouts import told, words_of
from engine.outbox.settle import RETURNED_TWICE
from engine.outbox.view import PayoutView
from engine.outcomes import GrantView
from engine.records import Grant, Order

Standing = Literal["on_its_way", "small", "tomorrow", "later", "retry", "refused", "returned", "confirm"]

_HOLDS: Final[Mapping[str, Standing]] = {
    "more": "small", "day": "tomorrow", "float": "later", "payee": "retry", "tap": "returned", "confirm": "confirm",
    "person": "later",
}  # fmt: skip
#: Why money that could not be paid went back, by the grant's reason.
_TAKEN_BACK: Final[Mapping[str, Label]] = {
    NOT_PAYABLE: wording.PAYOUT_LAPSED,
    NOT_ASKED_FOR: wording.PAYOUT_NOT_ASKED_FOR,
    RETURNED_TWICE: wording.PAYOUT_RETURNED_TWICE,
}


def payout_view(order: Order) -> PayoutView:
    """Where an open payout stands."""
    standing = _HOLDS.get(order.hold or "", "on_its_way")
    if order.state == "refused":
        standing = "refused"
    waits = standing in {"retry", "tomorrow", "later"} and order.state == "due"
    return PayoutView(
        standing,
        words_of(order) if standing != "on_its_way" else NO_WORDS,
        from_micros(order.next_us) if waits else None,
        order.state in {"refused", "returned"},
    )


def with_standing(
    views: Iterable[GrantView], grants: Iterable[Grant], orders: Iterable[Order]
) -> tuple[GrantView, ...]:
    """Grants with where their money stands. `orders` are those of the grants and of their leads, by attempt."""
    latest = {order.grant_id: order for order in orders}
    reasons = {grant.id: grant.reason or "" for grant in grants}
    return tuple(_standing(view, latest, reasons.get(view.id, "")) for view in views)


def _standing(view: GrantView, latest: Mapping[int, Order], reason: str) -> GrantView:
    if view.state == "reversed" and reason in _TAKEN_BACK:
        return replace(view, payout=PayoutView("lapsed", _TAKEN_BACK[reason]))
    order = latest.get(view.id)
    if order is not None and order.state == "joined":
        order = latest.get(told(order)["lead"])
    if view.state != "owed" or order is None:
        return view
    return replace(view, payout=payout_view(order))


def leads_of(orders: Iterable[Order]) -> set[int]:
    """The grants whose orders pay for others among these."""
    return {told(order)["lead"] for order in orders if order.state == "joined"}
