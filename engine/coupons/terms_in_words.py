"""A coupon's terms as people read them: what it takes off, of what, where, and beside which others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from dsl.decision import Cap, Period
from dsl.till_terms import ANY_TILL, TillTerms
from dsl.values import Label, Money
from engine.wording import money

_PLACES: Final = {
    "stores": Label("in stores", "限门店使用"),
    "online": Label("online", "限线上使用"),
    "anywhere": Label("in stores and online", "线上线下通用"),
}
_PERIODS: Final[dict[Period, Label]] = {
    "day": Label("a day", "每天"),
    "week": Label("a week", "每周"),
    "month": Label("a month", "每月"),
    None: Label("in all", "总共"),
}
_NO_NAMES: Final[Mapping[str, Label]] = {}


def coupon_terms(
    worth: Money,
    minimum: Money | None,
    where: str,
    till: TillTerms = ANY_TILL,
    names: Mapping[str, Label] = _NO_NAMES,
) -> Label:
    """`5.00 yuan off 15.00 yuan, in stores`. `names` are products as people know them, by GTIN-14."""
    parts = [_offer(worth, minimum, till, names), _PLACES[where], *_bounds(till, names)]
    return Label(", ".join(part.en for part in parts), "，".join(part.zh for part in parts))


def _offer(worth: Money, minimum: Money | None, till: TillTerms, names: Mapping[str, Label]) -> Label:
    off = money(worth)
    if till.goods is not None:
        goods = product_name(till.goods, names)
        if till.price is None:
            return Label(f"good for one {goods.en}", f"可兑换 {goods.zh} 一件")
        price = money(till.price)
        return Label(f"one {goods.en} for {price.en}", f"加{price.zh}换购 {goods.zh} 一件")
    if till.percent is not None:
        share = f"{till.percent / 100:g}%"
        least = money(minimum) if minimum else None
        return Label(
            f"{share} off{f' from {least.en} on' if least else ''}, at most {off.en}",
            f"{f'满{least.zh}' if least else ''}减 {share}，至多减{off.zh}",
        )
    if minimum:
        least = money(minimum)
        return Label(f"{off.en} off {least.en}", f"满{least.zh}减{off.zh}")
    return Label(f"{off.en} off", f"减{off.zh}")


def _bounds(till: TillTerms, names: Mapping[str, Label]) -> Iterator[Label]:
    if till.products:
        told = [product_name(gtin, names) for gtin in till.products]
        en, zh = ", ".join(one.en for one in told), "、".join(one.zh for one in told)
        yield Label(f"on {en} only", f"仅限 {zh}")
    if till.lane is not None:
        most = till.others
        en = "may join other coupons" if most is None else f"may join {most} other{'' if most == 1 else 's'}"
        yield Label(en, "可与其他券同用" if most is None else f"可与 {most} 张其他券同用")
    elif till != ANY_TILL:
        yield Label("not with other coupons", "不与其他券同用")
    if till.outlets or till.areas:
        yield Label("in outlets that take part", "限参与门店")
    for cap in till.caps:
        yield _cap(cap)


def _cap(cap: Cap) -> Label:
    period = _PERIODS[cap.period]
    return Label(f"each person at most {cap.limit} {period.en}", f"每人{period.zh}至多 {cap.limit} 次")


def product_name(gtin: str, names: Mapping[str, Label]) -> Label:
    """A product as people know it; without a name, its number."""
    number = gtin.lstrip("0")
    return names.get(gtin) or Label(number, number)
