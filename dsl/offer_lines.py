"""The lines of an offer: what is sold, for how much alone, and for how much together."""

from __future__ import annotations

from dsl.nodes import Amount, Node, Number, Quoted, Wording
from dsl.written import node


@node(frozen=True, slots=True)
class OfferLine(Node):
    """`offer "gift-box" "Gift box" / "礼盒"`."""

    id: Quoted
    name: Wording


@node(frozen=True, slots=True)
class SellsLine(Node):
    """`sells 9521000100015`."""

    gtin: Number


@node(frozen=True, slots=True)
class SingleLine(Node):
    """`single 39.90 CNY`."""

    amount: Amount


@node(frozen=True, slots=True)
class BuyersLine(Node):
    """`buyers 2 at 35.91 CNY within 24 hours`; with `at least`, as many as come until then."""

    count: Number
    amount: Amount
    hours: Number
    least: bool
