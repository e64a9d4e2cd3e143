"""Sums of amounts, which may be absent."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.values import Money


def total(amounts: Iterable[Money | None]) -> Money | None:
    """The sum in the currency of the first amount; None when there is none."""
    found = [amount for amount in amounts if amount is not None]
    if not found:
        return None
    currency = found[0].currency
    return Money(sum(amount.minor for amount in found if amount.currency == currency), currency)
