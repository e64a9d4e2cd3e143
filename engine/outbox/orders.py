"""Order numbers: all that the outside world ever learns of a grant."""

from __future__ import annotations

import re
from typing import Final

_WRITTEN: Final = re.compile(r"B[0-9A-F]{16}A[0-9]{1,4}")


def order_number(grant_id: int, attempt: int) -> str:
    """`B` + the grant's id in hexadecimal + `A` + the attempt: derived, so no restart can lose or change it.

    At most 32 letters and digits, as payment channels ask.
    """
    return f"B{grant_id:016X}A{attempt}"


def is_order_number(text: str) -> bool:
    """Whether a text is written as an order number."""
    return _WRITTEN.fullmatch(text) is not None
