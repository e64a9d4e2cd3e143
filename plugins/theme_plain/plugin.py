"""Registers the plain theme."""

from __future__ import annotations

from engine.spi import Theme, hookimpl
from plugins.theme_plain.theme import PLAIN

spi_version = 1


@hookimpl
def register_themes() -> tuple[Theme, ...]:
    """One theme."""
    return (PLAIN,)
