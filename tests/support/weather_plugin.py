"""A plugin that tells facts: how the weather is. A test says what it tells, and sees how often it was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping

from engine.spi import FactContext, FactSource, FactWord, Label, hookimpl

spi_version = 1


class Weather(FactSource):
    """Hot or not, wet or not. `meanwhile` runs once while somebody waits for the answer."""

    facts = (
        FactWord("weather.is_hot", Label("weather.is_hot", "天气.炎热"), "flag", Label("hot", "炎热")),
        FactWord("weather.is_wet", Label("weather.is_wet", "天气.下雨"), "flag", Label("wet", "下雨")),
    )

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.told: dict[str, object] = {"weather.is_hot": True, "weather.is_wet": True}
        self.asked: list[frozenset[str]] = []
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def read(self, names: Collection[str], context: FactContext) -> Mapping[str, object]:
        self.asked.append(frozenset(names))
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            await meanwhile()
        return {name: self.told[name] for name in names if name in self.told}


WEATHER = Weather()


@hookimpl
def register_fact_sources() -> tuple[FactSource, ...]:
    """The one source."""
    return (WEATHER,)
