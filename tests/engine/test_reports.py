"""Reports over all of a campaign are made one at a time, and a costly one is shown again for a while."""

from __future__ import annotations

import asyncio

import pytest

from engine.campaigns.reports import Reports
from engine.storage.experiment_store import ExperimentStore
from tests.support.shop import BRAND, shop


class Maker:
    """Makes numbered reports, each of which takes so many seconds."""

    def __init__(self) -> None:
        self.now, self.takes, self.made, self.making = 100.0, 0.0, 0, 0
        self.reports: Reports[int] = Reports(lambda: self.now)

    async def make(self) -> int:
        self.making += 1
        assert self.making == 1, "two at a time"
        await asyncio.sleep(0)
        self.now += self.takes
        self.making -= 1
        self.made += 1
        return self.made

    def get(self, key: str = "one") -> int:
        return asyncio.run(self.reports.get(key, self.make))


def test_a_quick_report_is_always_new() -> None:
    maker = Maker()
    maker.takes = 0.4
    assert [maker.get(), maker.get(), maker.get()] == [1, 2, 3]


@pytest.mark.parametrize(("takes", "kept"), [(1.0, 20.0), (30.0, 600.0), (100.0, 600.0)])
def test_a_slow_report_is_shown_again_for_twenty_times_as_long(takes: float, kept: float) -> None:
    maker = Maker()
    maker.takes = takes
    assert maker.get() == 1
    maker.now += kept - 0.1
    assert maker.get() == 1
    assert maker.get("another") == 2
    maker.now += 0.2
    assert maker.get() == 3


def test_whoever_asks_while_it_is_made_gets_the_same() -> None:
    maker = Maker()
    maker.takes = 2.0

    async def together() -> list[int]:
        return await asyncio.gather(*(maker.reports.get("one", maker.make) for _ in range(5)))

    assert asyncio.run(together()) == [1] * 5


def test_a_report_that_fails_is_not_kept() -> None:
    maker = Maker()

    async def broken() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(maker.reports.get("one", broken))
    assert maker.get() == 1


def test_a_campaign_without_experiments_is_never_read_whole(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise AssertionError("read every claim")

    monkeypatch.setattr(ExperimentStore, "conduct", fail)

    async def told() -> None:
        async with shop(sqlite_url) as there:
            await there.granted(1, "A")
            assert await there.engine.campaigns.experiments(BRAND, there.campaign) == ()

    asyncio.run(told())
