"""Reading an amount that a clerk typed. Exact; no floats on the way."""

from __future__ import annotations

import re
from typing import Final

from engine.api import CURRENCY_EXPONENTS, Money

_TYPED: Final = re.compile(r"(\d{1,9})(?:[.。](\d{1,3}))?")


def read_amount(text: str, currency: str) -> Money | None:
    """`23.5` or `２３。５０` as money; None when it is no amount of this currency.

    A comma is refused: in `1,234` it may part thousands or a fraction, and guessing wrong is dear.
    """
    match = _TYPED.fullmatch(text.strip().translate(_NARROW))
    if match is None:
        return None
    exponent, fraction = CURRENCY_EXPONENTS[currency], match[2] or ""
    if len(fraction) > exponent:
        return None
    return Money(int(match[1] + fraction.ljust(exponent, "0")), currency)


#: Chinese keyboards may type digits and the point in full width.
_NARROW: Final = str.maketrans("０１２３４５６７８９．", "0123456789.")
