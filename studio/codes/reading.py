"""Reads a QR symbol back from its modules, so that a sheet is proved before anyone prints it.

A proof, not a scanner: the modules are exact, so nothing is corrected; instead every block must be a
faultless Reed-Solomon word. Versions 1 to 10, levels M and Q. Source: ISO/IEC 18004, sections 7 and 8,
tables 7 and 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

Modules = Sequence[Sequence[int]]

_LEVELS: Final = {0b00: "M", 0b11: "Q"}
_FORMAT_MASK: Final = 0b101010000010010
_MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)

#: For each version from 1: check codewords a block, then the data codewords of each block.
_BLOCKS: Final = {
    "M": (
        (10, (16,)), (16, (28,)), (26, (44,)), (18, (32,) * 2), (24, (43,) * 2),
        (16, (27,) * 4), (18, (31,) * 4), (22, (38, 38, 39, 39)),
        (22, (36, 36, 36, 37, 37)), (26, (43, 43, 43, 43, 44)),
    ),
    "Q": (
        (13, (13,)), (22, (22,)), (18, (17,) * 2), (26, (24,) * 2), (18, (15, 15, 16, 16)),
        (24, (19,) * 4), (18, (14, 14, 15, 15, 15, 15)), (22, (18, 18, 18, 18, 19, 19)),
        (20, (16,) * 4 + (17,) * 4), (24, (19,) * 6 + (20,) * 2),
    ),
}  # fmt: skip
_ALIGNMENT: Final = (
    (), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50),
)  # fmt: skip
_ALPHANUMERIC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

VERSION_MAX: Final = len(_ALIGNMENT)


def read_modules(modules: Modules) -> str | None:
    """The text of a symbol without its quiet zone, or None where it is not a faultless symbol."""
    version, odd = divmod(len(modules) - 17, 4)
    if odd or not 1 <= version <= VERSION_MAX or any(len(row) != len(modules) for row in modules):
        return None
    told = _format_of(modules)
    if told is None:
        return None
    level, mask = told
    check, sizes = _BLOCKS[level][version - 1]
    words = list(_codewords(modules, version, _MASKS[mask]))
    blocks = _deinterleaved(words, check, sizes)
    if any(not _is_reed_solomon(block, check) for block in blocks):
        return None
    data = b"".join(bytes(block[:size]) for block, size in zip(blocks, sizes, strict=True))
    return _text_of(data, version)


def _format_of(modules: Modules) -> tuple[str, int] | None:
    """Error level and mask, from the copy around the upper left finder; both copies must agree."""
    size = len(modules)
    row, column = modules[8], [line[8] for line in modules]
    first = [*row[:6], row[7], row[8], column[7], *reversed(column[:6])]
    second = [*reversed(column[size - 7 :]), *row[size - 8 :]]
    if first != second:
        return None
    value = int("".join(map(str, first)), 2) ^ _FORMAT_MASK
    level = _LEVELS.get(value >> 13)
    return None if level is None else (level, value >> 10 & 7)


def _is_function(row: int, column: int, version: int) -> bool:
    """Whether a module belongs to a pattern instead of the data."""
    size = 17 + 4 * version
    if row == 6 or column == 6:
        return True
    if (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9):
        return True
    far = size - 11
    if version >= 7 and ((row < 6 and far <= column < far + 3) or (column < 6 and far <= row < far + 3)):
        return True
    centres = _ALIGNMENT[version - 1]
    corners = {(6, 6), (6, centres[-1]), (centres[-1], 6)} if centres else set()
    return any(
        abs(row - y) <= 2 and abs(column - x) <= 2 for y in centres for x in centres if (y, x) not in corners
    )


def _codewords(modules: Modules, version: int, masked: Callable[[int, int], bool]) -> Iterator[int]:
    """The codewords in the order they were laid: columns in pairs from the right, up and down in turn."""
    size = len(modules)
    word, bits = 0, 0
    rights = [*range(size - 1, 6, -2), *range(5, 0, -2)]
    for turn, right in enumerate(rights):
        for row in range(size) if turn % 2 else range(size - 1, -1, -1):
            for column in (right, right - 1):
                if _is_function(row, column, version):
                    continue
                word, bits = word << 1 | (modules[row][column] ^ masked(row, column)), bits + 1
                if bits == 8:
                    yield word
                    word, bits = 0, 0


def _deinterleaved(words: Sequence[int], check: int, sizes: Sequence[int]) -> list[list[int]]:
    """Each block's data, then its check codewords."""
    blocks: list[list[int]] = [[] for _ in sizes]
    source = iter(words)
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(source))
    for _ in range(check):
        for block in blocks:
            block.append(next(source))
    return blocks


def _is_reed_solomon(block: Sequence[int], check: int) -> bool:
    """Whether the block is a multiple of the generator: zero at the first `check` powers of 2 in GF(256)."""
    root = 1
    for _ in range(check):
        total = 0
        for word in block:
            total = _times(total, root) ^ word
        if total:
            return False
        root = _times(root, 2)
    return True


def _times(left: int, right: int) -> int:
    """A product in GF(256) over x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = left << 1 ^ (0x11D if left & 0x80 else 0)
        right >>= 1
    return product


def _text_of(data: bytes, version: int) -> str | None:
    bits = int.from_bytes(data, "big")
    left = len(data) * 8

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & (1 << count) - 1

    mode = take(4)
    if mode == 0b0010:
        count = take(9 if version < 10 else 11)
        pairs = [take(11) for _ in range(count // 2)]
        text = "".join(_ALPHANUMERIC[pair // 45] + _ALPHANUMERIC[pair % 45] for pair in pairs)
        return text + (_ALPHANUMERIC[take(6)] if count % 2 else "")
    if mode == 0b0100:
        count = take(8 if version < 10 else 16)
        return bytes(take(8) for _ in range(count)).decode("latin-1")
    return None
