"""The plain theme: paper, bottle green, and the neutral words."""

from __future__ import annotations

from typing import Final

from engine.spi import Label, Palette, Theme

PLAIN: Final = Theme(
    code="theme_plain",
    label=Label("Plain", "素雅"),
    help=Label(
        "Quiet colours that suit every brand; always available.",
        "素净配色，适合任何品牌，随时可用。",
    ),
    package="plugins.theme_plain",
    light=Palette(
        paper="#f5f4ef",
        card="#ffffff",
        ink="#1b1e1c",
        muted="#5b625e",
        line="#dedcd3",
        accent="#0f6b4f",
        on_accent="#ffffff",
        prize="#b3261e",
    ),
    dark=Palette(
        paper="#111412",
        card="#1b1f1c",
        ink="#eef0ec",
        muted="#a5ada7",
        line="#323833",
        accent="#63d2a7",
        on_accent="#04241a",
        prize="#ffb3a7",
    ),
)
