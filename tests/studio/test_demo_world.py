"""The demo world as the engine holds it: complete, live, with honest books."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.api import ConsumerKey, Engine, EngineSettings, Refusal, insights, open_engine
from plugins import BUILTIN
from studio.demo import world
from studio.demo.activity import live_a_morning
from studio.demo.building import build_world
from studio.demo.clock import DemoClock
from studio.demo.keys import Keys
from studio.demo.links import fresh_code, guide
from studio.demo.weeks import first_day, live_some_weeks
from tests.support.databases import SqliteFiles

KEYS = Keys.drawn(house.slug for house in world.HOUSES)
MORNING = datetime(2027, 6, 30, 1, tzinfo=UTC)  # well inside every campaign, whatever the day of the run


@dataclass
class Stopped:
    instant: datetime = MORNING

    def now(self) -> datetime:
        return self.instant


@dataclass
class Steps:
    told: list[str] = field(default_factory=list)

    def __call__(self, step: str) -> None:
        self.told.append(step)


@asynccontextmanager
async def engine_on(url: str) -> AsyncIterator[Engine]:
    settings = EngineSettings(url, KEYS.secret_bytes, BUILTIN, plugin_settings={}, installed=False)
    engine = await open_engine(settings, clock=Stopped())
    try:
        yield engine
    finally:
        await engine.close()


@pytest.fixture(scope="module")
def built(sqlite_files: SqliteFiles) -> tuple[Path, Steps]:
    """One world, built once: its database and what was told meanwhile."""
    url, steps = sqlite_files.fresh(), Steps()

    async def build() -> None:
        async with engine_on(url) as engine:
            await build_world(engine, KEYS, steps)
            await live_a_morning(engine, steps)

    asyncio.run(build())
    return Path(url.removeprefix("sqlite://")), steps


@pytest.fixture
def world_url(built: tuple[Path, Steps], tmp_path: Path) -> str:
    """A copy of the world."""
    return f"sqlite://{shutil.copy(built[0], tmp_path / 'world.sqlite3')}"


def told(url: str, story: Callable[[Engine], Awaitable[None]]) -> None:
    async def run() -> None:
        async with engine_on(url) as engine:
            await story(engine)

    asyncio.run(run())


def test_the_world_is_live_and_its_books_are_clean(world_url: str) -> None:
    async def story(engine: Engine) -> None:
        assert await engine.audit() == ()
        for house in world.HOUSES:
            campaigns = await engine.campaigns.all(house.slug)
            assert {campaign.state for campaign in campaigns} == {"live"}
            assert len(campaigns) == len(house.campaigns)
            assert sum(campaign.figures.claims for campaign in campaigns) > 5
        outlets = [outlet for house in world.HOUSES for outlet in await engine.outlets.all(house.slug)]
        assert len(outlets) >= 5
        assert {outlet.region for outlet in outlets} == {"CN-GD", "CN-BJ"}

    told(world_url, story)


def test_each_step_of_building_is_told(built: tuple[Path, Steps]) -> None:
    campaigns = [stem for house in world.HOUSES for stem in house.campaigns]
    alliance, morning = 1, 3
    assert len(built[1].told) == len(world.HOUSES) + alliance + len(campaigns) + morning


def test_everybody_can_get_in(world_url: str) -> None:
    async def story(engine: Engine) -> None:
        for house in world.HOUSES:
            user = await engine.accounts.sign_in(house.email, KEYS.password, address="here")
            assert getattr(user, "brand", None) == house.slug
            assert await engine.accounts.api_key_brand(KEYS.api_keys[house.slug]) == house.slug
            for shop in house.shops:
                for worker in shop.workers:
                    clerk = await engine.outlets.sign_in(shop.code, worker.number, KEYS.pin, address="here")
                    assert getattr(clerk, "name", None) == worker.name

    told(world_url, story)


def test_the_guide_leads_to_fresh_codes_and_to_others_once_they_are_claimed(world_url: str) -> None:
    async def story(engine: Engine) -> None:
        before = await guide(engine, KEYS, "http://here", "http://wallet")
        for house in world.HOUSES:
            for run in house.runs:
                for stretch in run.stretches:
                    if not stretch.told:
                        continue
                    code = await fresh_code(engine, house, run, stretch)
                    assert f"http://here/c/{code} " in before
                    answer = await engine.scans.claim(code, ConsumerKey("ref", "visitor"))
                    assert isinstance(answer, Refusal) == (stretch.region == "CN-SH")
        after = await guide(engine, KEYS, "http://here", "http://wallet")
        links = [{line.split()[0] for line in text.splitlines() if "/c/" in line} for text in (before, after)]
        badges_and_shanghai = 3
        assert len(links[0] & links[1]) == badges_and_shanghai

    told(world_url, story)


def test_a_clerks_badge_makes_the_next_carton_worth_more(world_url: str) -> None:
    async def story(engine: Engine) -> None:
        batches = {batch.name: batch for batch in await engine.codes.batches("dongquan")}
        visitor = ConsumerKey("ref", "visitor")
        badge = engine.codes.code_text(batches["Clerks' badges"].id, 1)
        page = await engine.scans.open(badge, visitor)
        assert (page.phase, page.clerk_name) == ("clerk", "Lin Mei 林梅")
        answer = await engine.scans.claim(engine.codes.code_text(batches["Cartons"].id, 1), visitor)
        assert not isinstance(answer, Refusal)
        assert [str(grant.amount) for grant in answer.grants if grant.amount] == ["8.00 CNY"]

    told(world_url, story)


def test_some_weeks_lie_behind_the_world_and_end_before_today(sqlite_url: str) -> None:
    async def story() -> None:
        clock, now = DemoClock(), datetime(2026, 11, 4, 2, tzinfo=UTC)
        clock.set(first_day(now))
        settings = EngineSettings(sqlite_url, KEYS.secret_bytes, BUILTIN, plugin_settings={}, installed=False)
        engine = await open_engine(settings, clock=clock)
        try:
            steps = Steps()
            await build_world(engine, KEYS, steps)
            await live_some_weeks(engine, clock, now, steps)
            report = await engine.insights.report(
                "dongquan", insights.Asked("campaign", date(2026, 11, 1), date(2026, 11, 4))
            )
            assert report.total.claims > 20
            assert report.total.redemptions > 5
            assert clock.now().date() == date(2026, 11, 3), "today is for the visitor"
            assert await engine.audit() == ()
        finally:
            await engine.close()

    asyncio.run(story())


def test_the_first_day_is_three_weeks_ago_or_that_of_the_campaigns() -> None:
    assert first_day(datetime(2027, 3, 1, 12, tzinfo=UTC)) == datetime(2027, 2, 8, tzinfo=UTC)
    assert first_day(datetime(2026, 11, 5, 12, tzinfo=UTC)) == datetime(2026, 11, 1, tzinfo=UTC)
    early = datetime(2026, 10, 5, 12, tzinfo=UTC)
    assert first_day(early) == early
