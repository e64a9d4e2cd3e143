"""Order numbers: all that the outside world ever learns of a grant."""

from __future__ import annotations


def order_number(grant_id: int, attempt: int) -> str:
    """`B` + the grant's id in hexadecimal + `A` + the attempt: derived, so no restart can lose or change it.

    At most 32 letters and digits, as payment channels ask.
    """
    return f"B{grant_id:016X}A{attempt}"
