"""The citrus theme: something sweet rises with the bubbles."""

from __future__ import annotations

from typing import Final

from engine.spi import Label, Palette, Theme

CITRUS: Final = Theme(
    code="theme_citrus",
    label=Label("A slice of summer", "一片夏天"),
    help=Label(
        "Oranges, limes and bubbles: a bright morning on light screens, a cool night on dark ones.",
        "橙子、青柠与气泡：浅色是清晨，深色是夏夜。",
    ),
    package="plugins.theme_citrus",
    light=Palette(
        paper="#fff6d6",
        card="#fffdf5",
        ink="#2b2208",
        muted="#6a5a2c",
        line="#efe0ac",
        accent="#a8480a",
        on_accent="#fffaf0",
        prize="#b23c06",
    ),
    dark=Palette(
        paper="#06282c",
        card="#0b3a3b",
        ink="#ecfbf4",
        muted="#a9cfc4",
        line="#1d5552",
        accent="#ffb24a",
        on_accent="#2b1700",
        prize="#ffc369",
    ),
)
