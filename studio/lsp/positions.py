"""Offsets in characters as lines and columns, in the units that an editor counts in, and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from lsprotocol.types import Position, PositionEncodingKind, Range

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
#: Bytes of one unit, and the encoding that has them.
_ENCODINGS: Final = {
    PositionEncodingKind.Utf8: (1, "utf-8"),
    PositionEncodingKind.Utf16: (2, "utf-16-le"),
    PositionEncodingKind.Utf32: (4, "utf-32-le"),
}


class Positions:
    """The lines of one text. A line ends as the protocol says: by CR LF, LF or CR, and by nothing else."""

    def __init__(self, text: str, encoding: PositionEncodingKind | str = PositionEncodingKind.Utf16) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        self._ends = [*(end.start() for end in _LINE_END.finditer(text)), len(text)]
        self._size, self._codec = _ENCODINGS[PositionEncodingKind(encoding)]

    def position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[line] : offset]
        return Position(line, len(before.encode(self._codec, "surrogatepass")) // self._size)

    def range(self, start: int, end: int) -> Range:
        """A stretch of the text."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The offset of a position; what lies behind the end of a line or of the text is that end."""
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        units = self._text[start:end].encode(self._codec, "surrogatepass")[: position.character * self._size]
        return start + len(units.decode(self._codec, "ignore"))

    def line(self, number: int) -> Range:
        """The whole of a 1-based line, without its end."""
        index = min(number, len(self._starts)) - 1
        return self.range(self._starts[index], self._ends[index])
