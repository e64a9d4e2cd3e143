"""A text for the printer that stands for `engine.api.Export`: the lines are given, the rest is cut from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class PrinterText:
    """Lines of one width. As with the real one, the manifest is complete once `chunks` is used up."""

    lines: list[bytes]
    first: int
    form: str
    taken: bool = False

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def chunks(self) -> Iterator[bytes]:
        yield from self.lines
        self.taken = True

    @property
    def width(self) -> int:
        return len(self.lines[0])

    @property
    def size(self) -> int:
        return self.width * len(self.lines)

    @property
    def tag(self) -> str:
        return f"{self.form}-{self.first}-{self.last}"

    def part(self, start: int, end: int) -> Iterator[bytes]:
        yield b"".join(self.lines)[start:end]

    def serials(self, start: int, end: int) -> tuple[int, int]:
        return self.first + start // self.width, self.first + (end - 1) // self.width
