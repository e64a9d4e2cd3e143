"""The product number in a GS1 Digital Link (`/01/{gtin}/.../21/{serial}`; GS1 GenSpecs 7.9)."""

from __future__ import annotations


def gtin14(text: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 padded to fourteen digits; None when digits or the check digit are wrong.

    The check digit makes the weighted sum a multiple of ten, weights 3 and 1 from the right, the check digit
    itself with weight 1.
    """
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return None
    padded = text.zfill(14)
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(padded))
    return padded if weighted % 10 == 0 else None
