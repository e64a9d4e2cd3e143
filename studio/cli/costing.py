"""The costs of a campaign as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final
from unicodedata import east_asian_width

from engine.api import CURRENCY_EXPONENTS, Bounds, Costs, Label, Liability, Money, Sharing, TriggerCosts

Row = tuple[str, ...]

_HEAD: Final = Label(
    "line|what happens there||lowest expected|highest expected|at most", "行|情形||期望最低|期望最高|至多"
)
_COUPONS: Final = Label("owed if all its coupons are redeemed", "券全部核销时应付")
_NOTE: Final = Label(
    "Of one event, while stocks last, over everybody: whoever comes, the mean lies between lowest and highest.",
    "单次事件、库存未用完时、对所有人而言：无论谁来，平均值都在最低与最高之间。",
)
_DEAREST: Final = Label("dearest on line {line}: {who}", "第 {line} 行成本最高的是：{who}")
_WIDE: Final = Label(
    "line {line} reads too many facts to look at everybody: its bounds hold, and may be wide",
    "第 {line} 行读取的事实太多，无法逐一考虑：界限成立，但可能偏宽",
)
_ALL: Final = Label(
    "In all: at most {most}; stocks are worth {promised}", "总计：至多 {most}；各项限量共值 {promised}"
)
_PARTS: Final = Label(
    "In all: at most {most}; stocks and budgets of blocks allow {promised}",
    "总计：至多 {most}；各项限量与分段预算共允许 {promised}",
)
_ENDLESS: Final = Label(
    "In all: no bound; stocks are worth {promised}", "总计：没有上限；各项限量共值 {promised}"
)
_CODES: Final = Label(
    "{count} codes would take {low} to {high} if stocks and budgets lasted; at most {most} can be paid",
    "{count} 个码在库存与预算够用时需要 {low} 至 {high}；最多只会支付 {most}",
)
_BLOCK: Final = Label(
    "The block with the budget of {budget} on line {line}: at most {most}",
    "第 {line} 行预算为 {budget} 的一段：至多 {most}",
)
_EVERY: Final = {
    "day": Label(" a day", "每天"),
    "week": Label(" a week", "每周"),
    "month": Label(" a month", "每月"),
    None: Label(" in all", "总共"),
}
_FREE: Final = Label("Nothing here costs money.", "这里没有任何花费。")


def table(costs: Costs, text: str, codes: int | None, lang: str) -> Iterator[str]:
    """The lines of the table; `codes` is how many are printed."""
    lines = text.splitlines()
    rows = [row for trigger in costs.triggers for row in _rows(trigger, lines, lang)]
    if not rows:
        yield _FREE[lang]
        return
    yield _NOTE[lang]
    yield from _aligned([tuple(_HEAD[lang].split("|")), *rows])
    for trigger in costs.triggers:
        if trigger.dearest is not None:
            yield _DEAREST[lang].format(line=trigger.line, who=trigger.dearest[lang])
        if not trigger.exact:
            yield _WIDE[lang].format(line=trigger.line)
    for found in costs.liabilities:
        promised = Money(found.promised, found.currency)
        most = found.most
        parts = any(block.currency == found.currency for block in costs.blocks)
        words = _ENDLESS if most is None else _PARTS if parts else _ALL
        yield words[lang].format(promised=promised, most="" if most is None else Money(most, found.currency))
    for found in costs.blocks:
        most = found.most if found.most is not None else found.promised
        yield _BLOCK[lang].format(line=found.line, budget=found.budget, most=Money(most, found.currency))
    for sharer in costs.sharers:
        yield _sharer(sharer)[lang]
    for bounds in costs.of_codes(codes) if codes is not None else ():
        low, high = (
            f"{figure(value, bounds.currency)} {bounds.currency}" for value in (bounds.low, bounds.high)
        )
        yield _CODES[lang].format(
            count=f"{codes:,}", low=low, high=high, most=Money(bounds.most, bounds.currency)
        )


def _sharer(sharer: Sharing) -> Label:
    """The most that one sharer can bring."""
    if not sharer.caps:
        return Label(
            f"One sharer on line {sharer.line}: no more than budget, stock and limits allow",
            f"第 {sharer.line} 行，每位分享人：以预算、限量和限领为限",
        )
    each = sharer.each
    en = ", ".join(
        f"{(each * cap.limit) if each else f'{cap.limit} times'}{_EVERY[cap.period].en}"
        for cap in sharer.caps
    )
    zh = "，".join(
        f"{_EVERY[cap.period].zh} {(each * cap.limit) if each else f'{cap.limit} 次'}" for cap in sharer.caps
    )
    return Label(
        f"One sharer on line {sharer.line}: at most {en}", f"第 {sharer.line} 行，每位分享人至多：{zh}"
    )


def as_json(costs: Costs, codes: int | None) -> dict[str, Any]:
    """All costs. Expectations are exact fractions of minor units, as text."""
    return {
        "events": [
            {
                "line": trigger.line,
                "event": trigger.kind,
                "exact": trigger.exact,
                "money": [_bounds(bounds) for bounds in trigger.money],
                "coupons": [_bounds(bounds) for bounds in trigger.coupons],
                "dearest": None if trigger.dearest is None else both(trigger.dearest),
                "branches": [
                    {
                        "line": branch.line,
                        "kind": branch.kind,
                        "name": branch.name,
                        "money": [_bounds(bounds) for bounds in branch.money],
                        "coupons": [_bounds(bounds) for bounds in branch.coupons],
                    }
                    for branch in trigger.branches
                ],
            }
            for trigger in costs.triggers
        ],
        "liabilities": [_liability(found) for found in costs.liabilities],
        "sharers": [
            {
                "line": one.line,
                "each_minor": one.each.minor if one.each else None,
                "at_most": [{"times": cap.limit, "period": cap.period} for cap in one.caps],
            }
            for one in costs.sharers
        ],
        "blocks": [{"line": found.line, **_liability(found)} for found in costs.blocks],
        "codes": None
        if codes is None
        else {"count": codes, "money": [_bounds(bounds) for bounds in costs.of_codes(codes)]},
    }


def both(label: Label) -> dict[str, str]:
    """A text in both languages."""
    return {"en": label.en, "zh": label.zh}


def figure(minor: Fraction, currency: str) -> str:
    """An expectation in major units, rounded to two digits more than the currency has."""
    exponent = CURRENCY_EXPONENTS[currency]
    whole, part = divmod(round(minor * 100), 10 ** (exponent + 2))
    return f"{whole:,}.{part:0{exponent + 2}d}"


def _rows(trigger: TriggerCosts, lines: list[str], lang: str) -> Iterator[Row]:
    if trigger.money or trigger.coupons:
        yield from _lines_of(trigger.line, 0, trigger.money, trigger.coupons, lines, lang)
    for branch in trigger.branches:
        yield from _lines_of(branch.line, branch.depth + 1, branch.money, branch.coupons, lines, lang)


def _lines_of(
    line: int, depth: int, money: tuple[Bounds, ...], coupons: tuple[Bounds, ...], lines: list[str], lang: str
) -> Iterator[Row]:
    said = "  " * depth + lines[line - 1].partition("#")[0].strip()
    shown = said if len(said) <= 44 else said[:43] + "…"
    for number, bounds in enumerate((*money, *coupons)):
        low, high = figure(bounds.low, bounds.currency), figure(bounds.high, bounds.currency)
        most = Money(bounds.most, bounds.currency).amount
        what = shown if number < len(money) else "  " * depth + _COUPONS[lang]
        yield (str(line), what, bounds.currency, low, high, most)


def _aligned(rows: list[Row]) -> Iterator[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell + " " * (wide - _width(cell)) if column in (1, 2) else " " * (wide - _width(cell)) + cell
            for column, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _bounds(bounds: Bounds) -> dict[str, Any]:
    return {
        "currency": bounds.currency,
        "lowest_expected_minor": str(bounds.low),
        "highest_expected_minor": str(bounds.high),
        "most_minor": bounds.most,
    }


def _liability(found: Liability) -> dict[str, Any]:
    return {
        "currency": found.currency,
        "stocks_minor": found.promised,
        "limited_by_stock": not found.unlimited,
        "budget_minor": None if found.budget is None else found.budget.minor,
        "daily_minor": None if found.daily is None else found.daily.minor,
        "most_minor": found.most,
    }
