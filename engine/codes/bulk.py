"""Whole runs of codes at once: the same permutation as `permutation`, over arrays.

AES-NI encrypts a long run of blocks about a hundred times faster than the same blocks one call at a time, so
every round of ten thousand codes is one call.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.codes.alphabet import CODE_SYMBOLS, SYMBOLS
from engine.codes.permutation import HALF_BITS, HALF_MASK, INDEX_COUNT, ROUND_MARKS, CodeKey, block_cipher

#: Codes made in one go. Their blocks (16 bytes each, in and out) stay in a core's second-level cache.
RUN: Final = 16_384

_BLOCK_BYTES: Final = 16
_U64: Final = np.dtype("<u8")
_SYMBOL_TABLE: Final = np.frombuffer(SYMBOLS.encode("ascii"), np.uint8)
#: Every pair of symbols as one 16-bit item, so that a code costs seven look-ups instead of fourteen.
_PAIR_TABLE: Final = np.stack(
    [np.repeat(_SYMBOL_TABLE, len(SYMBOLS)), np.tile(_SYMBOL_TABLE, len(SYMBOLS))], axis=1
).view(np.uint16)[:, 0]

Codes = NDArray[np.uint8]


def code_runs(key: CodeKey, first: int, count: int) -> Iterator[Codes]:
    """The codes of `count` indices from `first` on, in order, as arrays of ASCII with 14 columns.

    Each array holds up to `RUN` codes and is overwritten by the next: use or copy it before going on.
    """
    if first < 0 or count < 0 or first + count > INDEX_COUNT:
        raise ValueError(f"indices {first} to {first + count - 1} lie outside 0 to {INDEX_COUNT - 1}")
    return _runs(key, first, count)


def _runs(key: CodeKey, first: int, count: int) -> Iterator[Codes]:
    room = min(RUN, count)
    encrypt_into = block_cipher(key).update_into
    blocks = np.empty((room, 2), _U64)
    blocks[:, 1] = key.id
    sealed = np.empty(room * _BLOCK_BYTES + _BLOCK_BYTES - 1, np.uint8)  # update_into asks for the slack
    codes = np.empty((room, CODE_SYMBOLS), np.uint8)
    mask = np.uint64(HALF_MASK)
    for start in range(first, first + count, RUN):
        size = min(RUN, first + count - start)
        plain = np.arange(start, start + size, dtype=_U64)
        left, right = plain >> np.uint64(HALF_BITS), plain & mask
        round_blocks = blocks[:size]
        drawn = sealed[: size * _BLOCK_BYTES].view(_U64)[::2]
        for mark in ROUND_MARKS:
            np.bitwise_or(right, np.uint64(mark), out=round_blocks[:, 0])
            encrypt_into(round_blocks.data.cast("B"), sealed.data)
            left, right = right, (drawn & mask) ^ left
        _write_symbols(left, right, codes[:size])
        yield codes[:size]


def _write_symbols(left: NDArray[np.uint64], right: NDArray[np.uint64], codes: Codes) -> None:
    """Base 32 of `left * 2^35 + right`, two symbols (ten bits) a step; the fourth straddles the halves."""
    pairs = codes.view(np.uint16)
    ten = np.uint64(1023)
    straddle = (left & np.uint64(31)) << np.uint64(5) | right >> np.uint64(30)
    steps = [left >> np.uint64(shift) & ten for shift in (25, 15, 5)]
    steps += [straddle, *(right >> np.uint64(shift) & ten for shift in (20, 10, 0))]
    for column, step in enumerate(steps):
        pairs[:, column] = _PAIR_TABLE[step]
