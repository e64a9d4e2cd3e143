"""The provinces as tiles of one size: no border is drawn, and each is a link that a keyboard reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.api import Label, insights

#: Column and row of each province, so that neighbours stay near.
PLACES: Final = {
    "CN-HL": (8, 0),
    "CN-XJ": (1, 1), "CN-NM": (5, 1), "CN-BJ": (6, 1), "CN-TJ": (7, 1), "CN-JL": (8, 1),
    "CN-QH": (2, 2), "CN-GS": (3, 2), "CN-NX": (4, 2), "CN-SX": (5, 2), "CN-HE": (6, 2), "CN-SD": (7, 2), "CN-LN": (8, 2),
    "CN-XZ": (1, 3), "CN-SC": (2, 3), "CN-CQ": (3, 3), "CN-SN": (4, 3), "CN-HA": (5, 3), "CN-AH": (6, 3), "CN-JS": (7, 3), "CN-SH": (8, 3),
    "CN-YN": (2, 4), "CN-GZ": (3, 4), "CN-HB": (4, 4), "CN-JX": (5, 4), "CN-ZJ": (6, 4),
    "CN-GX": (3, 5), "CN-HN": (4, 5), "CN-FJ": (5, 5), "CN-TW": (7, 5),
    "CN-HI": (3, 7), "CN-GD": (4, 6), "CN-HK": (5, 6), "CN-MO": (4, 7),
}  # fmt: skip
#: Shades beside none.
LEVELS: Final = 5
SIDE: Final = 60


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: where it stands, its figure, and how dark it is, 0 to `LEVELS`."""

    code: str
    name: Label
    x: int
    y: int
    amount: int
    level: int
    url: str | None


def tiles(amounts: Mapping[str, int], urls: Mapping[str, str | None]) -> tuple[Tile, ...]:
    """Every province with its figure; those of which nothing is told are empty."""
    most = max([0, *amounts.values()])
    return tuple(
        Tile(
            code,
            insights.REGIONS[code],
            column * SIDE - SIDE,
            row * SIDE,
            amount,
            _level(amount, most),
            urls.get(code),
        )
        for code, (column, row) in sorted(PLACES.items(), key=lambda one: (one[1][1], one[1][0]))
        for amount in [amounts.get(code, 0)]
    )


def _level(amount: int, most: int) -> int:
    return -(-amount * LEVELS // most) if amount > 0 and most else 0
