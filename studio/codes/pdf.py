"""A small PDF writer: pages of filled rectangles and short lines of text, measured in millimetres.

PDF 1.4 (ISO 32000-1), with the Courier that every reader has. The same input gives the same bytes: no
dates, no random identifiers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_POINTS_A_MM: Final = 72 / 25.4

#: Width of every Courier character, in parts of the font size.
COURIER_WIDTH: Final = 0.6


@dataclass(slots=True)
class Page:
    """One page. Distances are from its lower left corner."""

    width_mm: float
    height_mm: float
    _operators: list[str] = field(default_factory=list)

    def cells(
        self, left_mm: float, bottom_mm: float, cell_mm: float, runs: Iterable[tuple[int, int, int]]
    ) -> None:
        """Fills runs of square cells, each (column, row from below, length), as one path without seams."""
        path = " ".join(f"{column} {row} {length} 1 re" for column, row, length in runs)
        side = _number(cell_mm)
        self._operators.append(f"q {side} 0 0 {side} {_number(left_mm)} {_number(bottom_mm)} cm {path} f Q")

    def text(self, left_mm: float, bottom_mm: float, size_mm: float, line: str) -> None:
        """Writes a line of printable ASCII, beginning at a point of its base line."""
        if not line.isascii() or not line.isprintable():
            raise ValueError(f"{line!a} is not printable ASCII")
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        place = f"{_number(left_mm)} {_number(bottom_mm)}"
        self._operators.append(f"BT /F1 {_number(size_mm)} Tf {place} Td ({escaped}) Tj ET")

    def content(self) -> bytes:
        """The page's operators, in millimetres."""
        scale = f"{_POINTS_A_MM:.6f}"
        return "\n".join([f"{scale} 0 0 {scale} 0 0 cm", *self._operators]).encode("ascii")

    def packed(self) -> PackedPage:
        """The finished page."""
        return PackedPage(self.width_mm, self.height_mm, zlib.compress(self.content(), 9))


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A finished page: its size, and its operators compressed. Small enough to hand between processes."""

    width_mm: float
    height_mm: float
    stream: bytes


def text_width_mm(line: str, size_mm: float) -> float:
    """Width of a line in Courier of this size."""
    return len(line) * COURIER_WIDTH * size_mm


def document(pages: Sequence[PackedPage], title: str) -> bytes:
    """The whole file. The title, in any script, is what readers show for its name."""
    first_page = 5
    numbers = range(first_page, first_page + 2 * len(pages), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    true_size = b"<< /DisplayDocTitle true /PrintScaling /None >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences " + true_size + b" >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Title <FEFF" + title.encode("utf-16-be").hex().upper().encode("ascii") + b"> >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        objects.append(_page_object(page, number + 1))
        head = f"<< /Length {len(page.stream)} /Filter /FlateDecode >>\nstream\n".encode("ascii")
        objects.append(head + page.stream + b"\nendstream")
    return _file(objects)


def _page_object(page: PackedPage, content: int) -> bytes:
    width, height = (_number(side * _POINTS_A_MM) for side in (page.width_mm, page.height_mm))
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] "
        f"/Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
    ).encode("ascii")


def _file(objects: Sequence[bytes]) -> bytes:
    """Objects numbered from 1, the table of where each begins, and the trailer."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def _number(value: float) -> str:
    """A number as PDF takes it: no exponent, four places at most."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
