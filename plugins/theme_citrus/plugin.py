"""Registers the citrus theme."""

from __future__ import annotations

from engine.spi import Theme, hookimpl
from plugins.theme_citrus.theme import CITRUS

spi_version = 1


@hookimpl
def register_themes() -> tuple[Theme, ...]:
    """One theme."""
    return (CITRUS,)
