"""Amounts in the words of the product's two languages."""

from __future__ import annotations

from typing import Final

from dsl.values import Label, Money

_UNITS: Final = {
    "CNY": Label("yuan", "元"),
    "EUR": Label("euros", "欧元"),
    "GBP": Label("pounds", "英镑"),
    "HKD": Label("Hong Kong dollars", "港元"),
    "JPY": Label("yen", "日元"),
    "KWD": Label("dinars", "科威特第纳尔"),
    "USD": Label("dollars", "美元"),
}


def money_in_words(amount: Money, locale: str) -> str:
    """`1.88 yuan` or `1.88元`."""
    unit = _UNITS[amount.currency][locale]
    return f"{amount.amount}{unit}" if locale.startswith("zh") else f"{amount.amount} {unit}"
