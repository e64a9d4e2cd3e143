"""The lines of a coupon block: what it is worth, and how the till takes it."""

from __future__ import annotations

from typing import Literal

from dsl.nodes import Amount, CapPart, Node, Number, Quoted, Word, Wording
from dsl.written import node


@node(frozen=True, slots=True)
class CouponLine(Node):
    """`coupon "cap-5" "5 yuan off" / "减5元"`."""

    id: Quoted
    name: Wording


@node(frozen=True, slots=True)
class WorthLine(Node):
    """`worth 5.00 CNY off 15.00 CNY`; `worth 10%, at most 8.00 CNY`, where `worth` is the most."""

    worth: Amount
    minimum: Amount | None
    percent: Number | None = None


@node(frozen=True, slots=True)
class PlacesLine(Node):
    """`at stores`."""

    where: Literal["stores", "online", "anywhere"]


@node(frozen=True, slots=True)
class PaysLine(Node):
    """`pays store 8.00 CNY`."""

    amount: Amount


@node(frozen=True, slots=True)
class ProductsLine(Node):
    """`products 9521000100015, 9521000100022`."""

    gtins: tuple[Number, ...]


@node(frozen=True, slots=True)
class GoodsLine(Node):
    """`goods 9521000100015`, `goods 9521000100015 for 1.00 CNY`."""

    gtin: Number
    price: Amount | None


@node(frozen=True, slots=True)
class LaneLine(Node):
    """`lane 2, alongside at most 1 other`."""

    lane: Number
    others: Number | None


@node(frozen=True, slots=True)
class OutletsLine(Node):
    """`outlets CN-GD, "S1", otherwise "not in this shop" / "本店不参与"`."""

    spots: tuple[Word | Quoted, ...]
    elsewhere: Wording | None


@node(frozen=True, slots=True)
class EachPersonLine(Node):
    """`each person at most 2 a day, at most 10 in all`."""

    caps: tuple[CapPart, ...]
