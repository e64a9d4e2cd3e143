"""The story theme: a red panda brings what the harvest moon has left under the cap."""

from __future__ import annotations

from typing import Final

from engine.spi import Label, Palette, Theme

STORY: Final = Theme(
    code="theme_story",
    label=Label("The red panda and the moon", "小熊猫与月亮"),
    help=Label(
        "A tale in pictures: dawn on light screens, a moonlit night on dark ones.",
        "一个绘本故事：浅色是晨曦，深色是月夜。",
    ),
    package="plugins.theme_story",
    light=Palette(
        paper="#fbf2e2",
        card="#fffdf8",
        ink="#2d1a14",
        muted="#6b5447",
        line="#ead9bf",
        accent="#a9371c",
        on_accent="#fff8ec",
        prize="#b5281c",
    ),
    dark=Palette(
        paper="#0f1730",
        card="#1a2442",
        ink="#f5eddd",
        muted="#b7b8c9",
        line="#323d63",
        accent="#f2b84b",
        on_accent="#2a1803",
        prize="#ffcc66",
    ),
)
