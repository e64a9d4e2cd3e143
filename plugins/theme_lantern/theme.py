"""The lantern theme: someone has hung a wish under every lantern of the lane."""

from __future__ import annotations

from typing import Final

from engine.spi import Label, Palette, Theme

LANTERN: Final = Theme(
    code="theme_lantern",
    label=Label("Lanterns over the lane", "巷口花灯"),
    help=Label(
        "Lanterns and plum blossom for the New Year: a rosy evening on light screens, a glowing night on dark ones.",
        "花灯与寒梅，适合春节、元宵：浅色是晚霞，深色是灯夜。",
    ),
    package="plugins.theme_lantern",
    light=Palette(
        paper="#fdefe2",
        card="#fffaf5",
        ink="#33120f",
        muted="#7a4a3e",
        line="#efd3bf",
        accent="#b3231a",
        on_accent="#fff6ea",
        prize="#c01f17",
    ),
    dark=Palette(
        paper="#240a1a",
        card="#3a1426",
        ink="#fdeee0",
        muted="#d9b7ad",
        line="#5c2838",
        accent="#ffc35c",
        on_accent="#3a1206",
        prize="#ffcf6e",
    ),
)
