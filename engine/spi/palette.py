"""The colours of a scan page, with the contrast that makes its text readable."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Final

_HEX: Final = re.compile(r"#[0-9a-f]{6}")

#: Text and its ground, with the least contrast that WCAG 2.2 AA asks for (4.5 for text, 3 for large shapes).
CONTRAST_PAIRS: Final = (
    ("ink", "paper", 4.5),
    ("ink", "card", 4.5),
    ("muted", "paper", 4.5),
    ("muted", "card", 4.5),
    ("on_accent", "accent", 4.5),
    ("prize", "card", 4.5),
    ("accent", "paper", 3.0),
    ("accent", "card", 3.0),
)


@dataclass(frozen=True, slots=True)
class Palette:
    """Eight colours as `#rrggbb` in lower case.

    `paper` is the page, `card` the panel on it, `ink` its text, `muted` its small print, `line` hairlines,
    `accent` buttons with `on_accent` as their text, `prize` the figure that was won.
    """

    paper: str
    card: str
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    prize: str

    def __post_init__(self) -> None:
        for field in fields(self):
            if not _HEX.fullmatch(getattr(self, field.name)):
                raise ValueError(f"colour `{field.name}` must look like #1a2b3c in lower case")

    def css(self) -> str:
        """The colours as custom properties: `--paper:#ffffff;--on-accent:#000000;`."""
        return "".join(f"--{f.name.replace('_', '-')}:{getattr(self, f.name)};" for f in fields(self))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
