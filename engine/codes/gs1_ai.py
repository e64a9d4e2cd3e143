"""The GS1 application identifiers that packs in this trade carry, and the shape of their values.

Formats are written as in GS1's Syntax Dictionary: `N14,csum` is 14 digits with a check digit, `X..20` one to
twenty symbols of GS1's character set 82, `[N..12]` an optional part. Source: GS1 General Specifications,
sections 3 (identifiers), 7.9 (check digit) and 7.11 (character sets); GS1 Digital Link, section 4 (which
qualifiers follow which key, in which order). An identifier that is not here is refused, never guessed.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache
from typing import Final

from dsl.values import Label

#: GS1's character set 82, in which batches, serials and most free values are written.
CHARSET_82: Final = frozenset(string.ascii_letters + string.digits + "!\"%&'()*+,-./:;<=>?_")


@dataclass(frozen=True, slots=True)
class Ai:
    """One application identifier.

    `qualifiers` holds, for an identifier that may lead a Digital Link, the chains that may follow it: each
    chain in its order, any of its members left out. It is None for one that cannot lead.
    """

    code: str
    format: str
    title: Label
    qualifiers: tuple[tuple[str, ...], ...] | None = None

    @property
    def is_key(self) -> bool:
        """Whether it may lead a Digital Link."""
        return self.qualifiers is not None


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a value: digits (`N`) or character set 82 (`X`), its length, and the check it must pass."""

    digits_only: bool
    least: int
    most: int
    check: str | None
    optional: bool


_COMPONENT: Final = re.compile(r"(\[)?([NX])(\.\.)?(\d+)\]?(?:,(csum|date|zero))?")


@cache
def components(form: str) -> tuple[Component, ...]:
    """The parts of a format, in order; only the last may vary in length or be left out."""
    parts = []
    for word in form.split():
        match = _COMPONENT.fullmatch(word)
        assert match is not None, word
        optional, kind, up_to, length, check = match.groups()
        least = 1 if up_to else int(length)
        parts.append(Component(kind == "N", least, int(length), check, optional is not None))
    return tuple(parts)


def check_digit(digits: str) -> str:
    """The modulo-10 check digit behind `digits`: weights 3 and 1 in turn from the right (GS1 7.9)."""
    odd, even = digits[::-1][::2], digits[::-1][1::2]
    return str(-(3 * sum(map(int, odd)) + sum(map(int, even))) % 10)


def is_digits(text: str) -> bool:
    """Whether a text is made of the ten ASCII digits alone, and not empty."""
    return text.isascii() and text.isdigit()


def is_gtin14(text: str) -> bool:
    """Whether a text is a GTIN of 14 digits with a right check digit."""
    return len(text) == 14 and is_digits(text) and check_digit(text[:-1]) == text[-1]


def as_gtin14(text: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 as 14 digits, padded with zeros; None where it is none."""
    padded = text.rjust(14, "0")
    return padded if len(text) in (8, 12, 13, 14) and is_gtin14(padded) else None


_TRADE_ITEM: Final = (("22", "10", "21"), ("235",))
_TABLE: Final = (
    Ai("00", "N18,csum", Label("shipping unit (SSCC)", "物流单元（SSCC）"), ()),
    Ai("01", "N14,csum", Label("product (GTIN)", "商品条码（GTIN）"), _TRADE_ITEM),
    Ai("02", "N14,csum", Label("contained product (GTIN)", "内装商品（GTIN）")),
    Ai("10", "X..20", Label("batch or lot", "批号")),
    Ai("11", "N6,date", Label("production date", "生产日期")),
    Ai("12", "N6,date", Label("due date", "付款截止日期")),
    Ai("13", "N6,date", Label("packaging date", "包装日期")),
    Ai("15", "N6,date", Label("best-before date", "保质期")),
    Ai("16", "N6,date", Label("sell-by date", "销售截止日期")),
    Ai("17", "N6,date", Label("expiry date", "有效期")),
    Ai("20", "N2", Label("variant", "产品变体")),
    Ai("21", "X..20", Label("serial number", "序列号")),
    Ai("22", "X..20", Label("consumer product variant", "消费品变体")),
    Ai("235", "X..28", Label("third-party serial number", "第三方序列号")),
    Ai("240", "X..30", Label("additional product number", "附加产品标识")),
    Ai("241", "X..30", Label("customer's part number", "客户方代码")),
    Ai("250", "X..30", Label("secondary serial number", "二级序列号")),
    Ai("251", "X..30", Label("reference to source", "源实体参考代码")),
    Ai("253", "N13,csum [X..17]", Label("document (GDTI)", "文件（GDTI）"), ()),
    Ai("254", "X..20", Label("location extension", "位置扩展")),
    Ai("255", "N13,csum [N..12]", Label("coupon (GCN)", "优惠券（GCN）"), ()),
    Ai("30", "N..8", Label("item count", "变量数量")),
    Ai("37", "N..8", Label("count of contained items", "内装数量")),
    Ai("400", "X..30", Label("purchase order", "订单号")),
    Ai("401", "X..30", Label("consignment (GINC)", "货物托运（GINC）"), ()),
    Ai("410", "N13,csum", Label("ship-to location", "交货地")),
    Ai("414", "N13,csum", Label("location (GLN)", "位置（GLN）"), (("254",),)),
    Ai("416", "N13,csum", Label("production location", "生产地")),
    Ai("417", "N13,csum", Label("party (GLN)", "参与方（GLN）"), ()),
    Ai("420", "X..20", Label("ship-to postal code", "交货地邮编")),
    Ai("8003", "N1,zero N13,csum [X..16]", Label("returnable asset (GRAI)", "可回收资产（GRAI）"), ()),
    Ai("8004", "X..30", Label("individual asset (GIAI)", "单个资产（GIAI）"), ()),
    Ai("8111", "N4", Label("coupon's loyalty points", "优惠券积分")),
    Ai("8112", "X..70", Label("coupon, North America", "北美优惠券")),
)

#: Every identifier served, by its digits.
AIS: Final = {ai.code: ai for ai in _TABLE}
