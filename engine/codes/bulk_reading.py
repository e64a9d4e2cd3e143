"""Whole runs of printed codes read at once: the inverse of `bulk`, for files with millions of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.codes.alphabet import CODE_SYMBOLS, SYMBOLS
from engine.codes.permutation import HALF_MASK, INDEX_COUNT, ROUND_MARKS, CodeKey, block_cipher

_BLOCK_BYTES: Final = 16
_NONE: Final = 255
#: Seven symbols are the upper half of a code, seven the lower.
_HALF_SYMBOLS: Final = CODE_SYMBOLS // 2


def _digits() -> NDArray[np.uint8]:
    table = np.full(256, _NONE, np.uint8)
    for digit, symbol in enumerate(SYMBOLS):
        table[ord(symbol)] = digit
    return table


_DIGITS: Final = _digits()


def indices_of(key: CodeKey, codes: Sequence[str]) -> NDArray[np.int64]:
    """The index of each canonical code under a key; -1 for what is no code of it, whatever its shape."""
    found = np.full(len(codes), -1, np.int64)
    shaped = [place for place, code in enumerate(codes) if len(code) == CODE_SYMBOLS and code.isascii()]
    if not shaped:
        return found
    text = "".join([codes[place] for place in shaped]).encode("ascii")
    digits = _DIGITS[np.frombuffer(text, np.uint8)].reshape(-1, CODE_SYMBOLS)
    sound = (digits != _NONE).all(axis=1)
    places, digits = np.array(shaped)[sound], digits[sound].astype(np.uint64)
    weights = np.uint64(1) << np.arange(5 * (_HALF_SYMBOLS - 1), -1, -5, dtype=np.uint64)
    left = (digits[:, :_HALF_SYMBOLS] * weights).sum(axis=1, dtype=np.uint64)
    right = (digits[:, _HALF_SYMBOLS:] * weights).sum(axis=1, dtype=np.uint64)
    left, right = _inverted(key, left, right)
    # An index has 34 bits and 36 zero bits above: the left half is all zero, so is the highest bit of the right.
    genuine = (left == 0) & (right < np.uint64(INDEX_COUNT))
    found[places[genuine]] = right[genuine].astype(np.int64)
    return found


def _inverted(
    key: CodeKey, left: NDArray[np.uint64], right: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    size, mask = len(left), np.uint64(HALF_MASK)
    encrypt_into = block_cipher(key).update_into
    blocks = np.empty((size, 2), "<u8")
    blocks[:, 1] = key.id
    sealed = np.empty(size * _BLOCK_BYTES + _BLOCK_BYTES - 1, np.uint8)  # update_into asks for the slack
    for mark in reversed(ROUND_MARKS):
        np.bitwise_or(left, np.uint64(mark), out=blocks[:, 0])
        encrypt_into(blocks.data.cast("B"), sealed.data)
        drawn = sealed[: size * _BLOCK_BYTES].view("<u8")[::2]
        left, right = right ^ (drawn & mask), left
    return left, right
