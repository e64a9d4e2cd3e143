"""What changes in how tills take a coupon, and whether its holder gains or loses by it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dsl.campaign import CouponTerms
from dsl.decision import Cap, Period
from dsl.difference.changes import Change, Verdict
from dsl.difference.wording import UNLIMITED, arrow, listed, money, plain
from dsl.till_terms import TillTerms
from dsl.values import Label

_NONE = Label("none", "无")
_PERIODS: dict[Period, Label] = {
    "day": Label("a day", "每天"),
    "week": Label("a week", "每周"),
    "month": Label("a month", "每月"),
    None: Label("in all", "总共"),
}


def tills(old: CouponTerms, new: CouponTerms) -> Iterator[Change]:
    """Every change between two coupons' terms at the till."""
    had, has = old.till, new.till
    steps: tuple[tuple[Label, Verdict | None, Label, Label], ...] = (
        (Label("percentage", "折扣比例"), _percent(had, has), _share(had), _share(has)),
        (
            Label("products", "适用商品"),
            _within(had.products, has.products),
            _texts(had.products),
            _texts(has.products),
        ),
        (Label("goods", "兑换商品"), _goods(had, has), _goods_said(had), _goods_said(has)),
        (
            Label("joins other coupons", "与其他券同用"),
            _lane(had, has),
            _lane_said(had),
            _lane_said(has),
        ),
        (
            Label("outlets taking part", "参与门店"),
            _within((*had.areas, *had.outlets), (*has.areas, *has.outlets)),
            _texts((*had.areas, *had.outlets)),
            _texts((*has.areas, *has.outlets)),
        ),
        (Label("each person", "每人可用"), _caps(had, has), _caps_said(had), _caps_said(has)),
    )
    for what, verdict, before, after in steps:
        if verdict is not None:
            moved = arrow(before, after)
            name = Label(f"coupon “{new.name.en}”, {what.en}", f"券“{new.name.zh}”{what.zh}")
            yield Change("coupon", verdict, Label(f"{name.en}: {moved.en}", f"{name.zh}：{moved.zh}"))


def _percent(had: TillTerms, has: TillTerms) -> Verdict | None:
    if had.percent == has.percent:
        return None
    if has.percent is None:
        return "better"  # the worth, which was the ceiling, is taken off whole
    return "better" if had.percent is not None and has.percent > had.percent else "worse"


def _within(had: tuple[str, ...], has: tuple[str, ...]) -> Verdict | None:
    """Nothing named means all."""
    if set(had) == set(has):
        return None
    return "better" if not has or (had and set(had) <= set(has)) else "worse"


def _goods(had: TillTerms, has: TillTerms) -> Verdict | None:
    if (had.goods, had.price) == (has.goods, has.price):
        return None
    if had.goods != has.goods or had.goods is None:
        return "worse"
    if has.price is None:
        return "better"
    cheaper = had.price is not None and had.price.currency == has.price.currency and has.price < had.price
    return "better" if cheaper else "worse"


def _lane(had: TillTerms, has: TillTerms) -> Verdict | None:
    if (had.lane, had.others) == (has.lane, has.others):
        return None
    if had.lane is None or has.lane is None:
        return "worse" if has.lane is None else "better"
    fewer = has.others is not None and (had.others is None or has.others < had.others)
    return "worse" if fewer else "neutral" if had.others == has.others else "better"


def _caps(had: TillTerms, has: TillTerms) -> Verdict | None:
    if set(had.caps) == set(has.caps):
        return None
    before = {cap.period: cap.limit for cap in had.caps}
    tighter = any(cap.period not in before or cap.limit < before[cap.period] for cap in has.caps)
    return "worse" if tighter else "better"


def _share(till: TillTerms) -> Label:
    return _NONE if till.percent is None else plain(f"{float(Fraction(till.percent, 100)):g}%")


def _texts(texts: tuple[str, ...]) -> Label:
    return listed([plain(text) for text in texts]) if texts else Label("all", "全部")


def _goods_said(till: TillTerms) -> Label:
    if till.goods is None:
        return _NONE
    if till.price is None:
        return plain(till.goods)
    price = money(till.price)
    return Label(f"{till.goods} for {price.en}", f"{till.goods} 加付{price.zh}")


def _lane_said(till: TillTerms) -> Label:
    if till.lane is None:
        return Label("no", "否")
    if till.others is None:
        return Label(f"lane {till.lane}", f"叠加位 {till.lane}")
    return Label(f"lane {till.lane}, at most {till.others}", f"叠加位 {till.lane}，至多 {till.others} 张")


def _caps_said(till: TillTerms) -> Label:
    return listed([_cap(cap) for cap in till.caps]) if till.caps else UNLIMITED


def _cap(cap: Cap) -> Label:
    period = _PERIODS[cap.period]
    return Label(f"{cap.limit} {period.en}", f"{period.zh} {cap.limit} 次")
