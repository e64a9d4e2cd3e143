"""Registers the lantern theme."""

from __future__ import annotations

from engine.spi import Theme, hookimpl
from plugins.theme_lantern.theme import LANTERN

spi_version = 1


@hookimpl
def register_themes() -> tuple[Theme, ...]:
    """One theme."""
    return (LANTERN,)
