"""Draw numbers of a simulation: a function of seed, rule and scan, so that any one can be drawn again alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dsl.dealing import Places, dealt_column

_GOLDEN: Final = 0x9E3779B97F4A7C15
_WHOLE: Final = 2**64


def draw_numbers(
    seed: int, trigger: int, site: int, scale: int, scans: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A whole number in [0, scale) for each scan, by its number in the population.

    SplitMix64 (Steele, Lea and Flood, 2014) over the scan's number, its upper 53 bits scaled: at the largest
    scale, 10^9, no outcome is favoured by more than 2^-23 of its odds.
    """
    state = _mixed(_start(seed, trigger, site), scans.astype(np.uint64))
    return ((state >> np.uint64(11)).astype(np.float64) * (2.0**-53 * scale)).astype(np.int64)


def dealt_numbers(
    seed: int, trigger: int, site: int, codes: int, places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """What a deal gives the codes in the order in which they were printed; further codes get its last number."""
    start = _start(seed, trigger, site)
    found = np.full(len(places), codes - 1, np.int64)
    within = places < codes

    def mixed(number: int, half: Places) -> Places:
        return _mixed(_mixed_whole(start + number), half)

    found[within] = dealt_column(places[within], codes, mixed)
    return found


def _start(seed: int, trigger: int, site: int) -> int:
    return _mixed_whole(_mixed_whole(seed) ^ (trigger << 32 | site))


def _mixed(start: int, values: Places) -> Places:
    state = np.uint64(start) + values * np.uint64(_GOLDEN)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _mixed_whole(value: int) -> int:
    value = (value + _GOLDEN) % _WHOLE
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % _WHOLE
    value = (value ^ value >> 27) * 0x94D049BB133111EB % _WHOLE
    return value ^ value >> 31
