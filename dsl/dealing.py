"""Dealing without replacement and without memory: a keyed permutation of the whole numbers in [0, size).

Code number `place` is dealt the number that the permutation gives for it. Every number comes once, so the prizes of
a deal are exact, whatever the order of claims, and nothing is stored. It is a Feistel network of ten rounds over the
least even number of bits that holds `size`, repeated as long as it leads out of [0, size) (cycle walking; Black and
Rogaway, "Ciphers with arbitrary finite domains", 2002). Who deals brings the round function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

ROUNDS: Final = 10
Places = NDArray[np.uint64]
#: Pseudo-random bits for a round's number and one half, of which the lowest are used.
Round = Callable[[int, int], int]
RoundColumn = Callable[[int, Places], Places]


def dealt(place: int, size: int, mixed: Round) -> int:
    """The number in [0, size) dealt to a place in [0, size)."""
    if not 0 <= place < size:
        raise ValueError(f"place {place} lies outside a deal to {size} codes")
    half = _half_bits(size)
    mask = (1 << half) - 1
    while True:
        left, right = place >> half, place & mask
        for number in range(ROUNDS):
            left, right = right, left ^ (mixed(number, right) & mask)
        place = left << half | right
        if place < size:
            return place


def dealt_column(places: NDArray[np.integer], size: int, mixed: RoundColumn) -> NDArray[np.int64]:
    """`dealt` for a column of places."""
    if len(places) and not (places.min() >= 0 and places.max() < size):
        raise ValueError(f"some places lie outside a deal to {size} codes")
    half = np.uint64(_half_bits(size))
    mask = np.uint64((1 << int(half)) - 1)
    found = places.astype(np.uint64)
    walking = np.arange(len(found))
    while len(walking):
        left, right = found[walking] >> half, found[walking] & mask
        for number in range(ROUNDS):
            left, right = right, left ^ (mixed(number, right) & mask)
        found[walking] = left << half | right
        walking = walking[found[walking] >= np.uint64(size)]
    return found.astype(np.int64)


def _half_bits(size: int) -> int:
    return max(1, ((size - 1).bit_length() + 1) // 2)
