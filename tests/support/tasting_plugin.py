"""A plugin that declares an event: a guest tastes a wine."""

from __future__ import annotations

from engine.spi import FactWord, Label, Param, TriggerWord, hookimpl

spi_version = 1

TASTING = TriggerWord(
    "tasting",
    Label("Tasting", "品鉴"),
    Label("a guest tasted a wine", "来宾品鉴了一款酒"),
    Label("a tasting", "品鉴"),
    Label("When you come to a tasting", "参加品鉴时"),
    params=(Param("wine", "text", Label("Wine", "酒款"), optional=True),),
    facts=(
        FactWord("tasting.wine", Label("tasting.wine", "品鉴.酒款"), "text", Label("the wine", "酒款")),
        FactWord("tasting.glasses", Label("tasting.glasses", "品鉴.杯数"), "count", Label("glasses", "杯数")),
    ),
    subject=Label("a guest", "来宾"),
)


@hookimpl
def register_triggers() -> tuple[TriggerWord, ...]:
    """The one event."""
    return (TASTING,)
