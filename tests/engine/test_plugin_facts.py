"""Facts of plugins: asked for once, under the version that rules when the event is settled, for every kind of event."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from engine.api import Attributes, Published
from engine.scanning import plugin_facts
from engine.spi.testing import check_plugin
from tests.support import weather_plugin
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop
from tests.support.weather_plugin import WEATHER

HOT, WET = frozenset({"weather.is_hot"}), frozenset({"weather.is_wet"})
TEXT = f"""campaign "Weather"
  brand "Spring"
  runs  2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan of {GTIN}
  when weather.is_hot
    give points 20
  otherwise
    give points 1

on visit
  when weather.is_hot
    give points 300
  otherwise
    give points 100

on birthday
  when weather.is_hot
    give points 7000
  otherwise
    give points 5000
"""


@pytest.fixture(autouse=True)
def _fresh() -> None:
    WEATHER.reset()


def run(url: str, work: Callable[[Shop], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with shop(url, TEXT, more=("tests.support.weather_plugin",)) as it:
            await work(it)
            assert await it.engine.audit() == ()

    asyncio.run(whole())


async def points(it: Shop, who: str) -> int:
    return (await it.engine.members.wallet(BRAND, person(who))).points


def test_the_plugin_keeps_the_contract() -> None:
    check_plugin(weather_plugin)


def test_scans_visits_and_birthdays_are_decided_by_what_a_plugin_tells(database_url: str) -> None:
    async def work(it: Shop) -> None:
        await it.granted(1, "anna")
        assert await points(it, "anna") == 20
        await it.engine.events.record(BRAND, "visit", "v1", person("anna"))
        assert await points(it, "anna") == 320
        birthday = Attributes("06-05", consents=("birthday",))
        await it.engine.members.set_attributes(BRAND, person("anna"), birthday)
        it.clock.instant = beijing("2026-06-05 09:00:00")
        while await it.engine.occasions.run_once():
            pass
        assert await points(it, "anna") == 7320
        WEATHER.told["weather.is_hot"] = False
        await it.engine.events.record(BRAND, "visit", "v2", person("anna"))
        assert await points(it, "anna") == 7420

    run(database_url, work)


def test_what_is_told_again_asks_no_plugin(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        for _ in range(2):
            await it.engine.events.record(BRAND, "visit", "v1", person("anna"))
            await it.granted(1, "anna")
        assert WEATHER.asked == [HOT, HOT]

    run(sqlite_url, work)


@pytest.mark.parametrize("event", ["scan", "visit"])
def test_a_version_that_is_published_while_a_plugin_is_asked_is_asked_for_its_own(
    sqlite_url: str, event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer version rules, on facts that it reads; nothing counts as unknown because nobody asked."""

    async def work(it: Shop) -> None:
        async def publish() -> None:
            text = TEXT.replace("weather.is_hot", "weather.is_hot or weather.is_wet")
            detail = await it.engine.campaigns.detail(BRAND, it.campaign)
            await it.engine.campaigns.save_draft(BRAND, it.campaign, text, detail.draft_revision, "tests")
            outcome = await it.engine.campaigns.publish(BRAND, it.campaign, "tests")
            assert isinstance(outcome, Published), outcome

        monkeypatch.setattr(plugin_facts, "_WAIT_SECONDS", 60)  # to publish takes longer than a plugin may
        WEATHER.meanwhile = publish
        WEATHER.told["weather.is_hot"] = False
        it.clock.pass_(seconds=1)
        if event == "scan":
            await it.granted(1, "anna")
        else:
            await it.engine.events.record(BRAND, "visit", "v1", person("anna"))
        assert WEATHER.asked == [HOT, HOT | WET]
        assert await points(it, "anna") == {"scan": 20, "visit": 300}[event]

    run(sqlite_url, work)
