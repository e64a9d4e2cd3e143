"""What time itself causes: birthdays and silences, each person once, through every day, restart and second worker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest

from engine.api import Attributes
from engine.occasions import door
from engine.occasions.due import occasions
from engine.records import Sweep
from tests.support.clock import beijing
from tests.support.shop import BRAND, Shop, opened, person, shop

TEXT = """campaign "Occasions"
  brand "Spring"
  runs  2026-06-01 to 2027-12-30 in Asia/Shanghai

on scan
  give points 1

on birthday
  give points 100

on silence of 3 days
  give points 7

on silence of 5 days
  give points 9
"""


def run(url: str, work: Callable[[Shop], Awaitable[None]], text: str = TEXT) -> None:
    async def whole() -> None:
        async with shop(url, text) as it:
            await work(it)
            assert await it.engine.audit() == ()

    asyncio.run(whole())


async def points(it: Shop, who: str) -> int:
    return (await it.engine.members.wallet(BRAND, person(who))).points


async def born(it: Shop, who: str, day: str) -> None:
    await it.engine.members.set_attributes(BRAND, person(who), Attributes(day, consents=("birthday",)))


async def all_told(it: Shop) -> int:
    """Work until nothing is left to do."""
    told = 0
    while step := await it.engine.occasions.run_once():
        told += step
    return told


def test_a_birthday_is_told_once_a_year_on_its_day_in_the_campaigns_zone(database_url: str) -> None:
    async def work(it: Shop) -> None:
        await born(it, "anna", "06-05")
        await born(it, "ben", "06-06")
        it.clock.instant = beijing("2026-06-04 23:59:59.999")
        assert await all_told(it) == 0
        it.clock.instant = beijing("2026-06-05 00:00:00.000")
        assert await all_told(it) == 1
        assert (await points(it, "anna"), await points(it, "ben")) == (100, 0)
        it.clock.pass_(hours=20)
        assert await all_told(it) == 0
        await born(it, "anna", "06-06")
        it.clock.instant = beijing("2026-06-06 09:00:00.000")
        await all_told(it)
        assert (await points(it, "anna"), await points(it, "ben")) == (100, 100), (
            "once a year, whatever was told since"
        )
        it.clock.instant = beijing("2027-06-06 09:00:00.000")
        await all_told(it)
        assert (await points(it, "anna"), await points(it, "ben")) == (200, 200)

    run(database_url, work)


def test_withdrawn_consent_is_heeded(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        await born(it, "anna", "06-05")
        await it.engine.members.set_attributes(BRAND, person("anna"), Attributes())
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        assert await all_told(it) == 0

    run(sqlite_url, work)


def test_a_silence_is_told_once_when_its_last_whole_day_is_over(database_url: str) -> None:
    """The last claim on 3 June leaves the 4th, 5th and 6th without one: the third day is over on the 7th."""

    async def work(it: Shop) -> None:
        await it.granted(1, "anna")
        it.clock.instant = beijing("2026-06-06 23:59:59.000")
        await all_told(it)
        assert await points(it, "anna") == 1
        it.clock.instant = beijing("2026-06-07 00:00:00.000")
        await all_told(it)
        assert await points(it, "anna") == 8
        it.clock.instant = beijing("2026-06-09 12:00:00.000")
        await all_told(it)
        assert await points(it, "anna") == 17, "five days: what time gave has not ended the silence"
        it.clock.instant = beijing("2026-06-30 12:00:00.000")
        await all_told(it)
        assert await points(it, "anna") == 17
        await it.granted(2, "anna")
        it.clock.instant = beijing("2026-07-04 00:00:01.000")
        await all_told(it)
        assert await points(it, "anna") == 25, "a new silence after a new claim"

    run(database_url, work)


def test_what_time_gave_counts_as_no_claim_of_the_person(database_url: str) -> None:
    text = TEXT.replace(
        "on scan\n  give points 1",
        "on scan\n  when consumer.claims is 0 and consumer.claims in the last 30 days is 0\n    give points 2\n"
        "  otherwise\n    give points 1",
    )

    async def work(it: Shop) -> None:
        await born(it, "anna", "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        assert await all_told(it) == 1
        assert (await it.granted(1, "anna")).grants[0].points == 2
        (scan, birthday) = await it.engine.campaigns.decisions(BRAND, it.campaign)
        assert (scan.kind, birthday.kind) == ("scan", "birthday")
        why = await it.engine.campaigns.why(BRAND, birthday.event_id)
        assert any("line 9" in step.en or "100 points" in step.en for step in why.steps)

    run(database_url, work, text)


def test_a_person_who_returns_while_the_day_is_swept_is_not_called_silent(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        await it.granted(1, "anna")
        it.clock.instant = beijing("2026-06-07 08:00:00.000")
        store = it.engine.occasions._store
        read = store.next_people

        async def returns_meanwhile(*asked: object) -> object:
            people = await read(*asked)  # type: ignore[arg-type]  # handed on as they came
            if people:
                await it.granted(2, "anna")
            return people

        store.next_people = returns_meanwhile  # type: ignore[method-assign, assignment]  # a moment made visible
        await all_told(it)
        assert await points(it, "anna") == 2

    run(sqlite_url, work)


def test_a_worker_that_dies_after_a_commit_leaves_nobody_out_and_tells_nobody_twice(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "TOGETHER", 4)
    people = [f"p{number}" for number in range(10)]

    async def work(it: Shop) -> None:
        for who in people:
            await born(it, who, "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        assert await it.engine.occasions.run_once() == 4

        async def dies(sweep: object) -> None:
            raise ConnectionError("the machine is gone")

        it.engine.occasions._store.keep = dies  # type: ignore[method-assign, assignment]  # its last act
        with pytest.raises(ConnectionError):
            await it.engine.occasions.run_once()
        second = await it.another()
        assert await second.occasions.run_once() == 0, "the dead worker's lease still holds"
        it.clock.pass_(minutes=2)
        while await second.occasions.run_once():
            pass
        assert [await points(it, who) for who in people] == [100] * 10

    run(database_url, work)


def test_two_workers_at_once_tell_each_person_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "TOGETHER", 3)
    people = [f"p{number}" for number in range(10)]

    async def work(it: Shop) -> None:
        second = await it.another()
        for who in people:
            await born(it, who, "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        for _ in range(12):
            await asyncio.gather(it.engine.occasions.run_once(), second.occasions.run_once())
        assert [await points(it, who) for who in people] == [100] * 10

    run(database_url, work)


def test_two_accounts_that_become_one_have_one_birthday(database_url: str) -> None:
    async def work(it: Shop) -> None:
        await it.engine.members.link_mobile(BRAND, person("a"), "+8613800138000")
        await born(it, "a", "06-07")
        await born(it, "b", "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        await all_told(it)
        await it.engine.members.link_mobile(BRAND, person("b"), "+8613800138000")
        it.clock.instant = beijing("2026-06-07 08:00:00.000")
        await all_told(it)
        assert await points(it, "a") == 100

    run(database_url, work)


def test_days_that_nobody_worked_on_are_caught_up_but_not_those_before_the_publication(
    sqlite_url: str,
) -> None:
    async def work(it: Shop) -> None:
        for who, day in (("anna", "06-02"), ("carl", "06-04"), ("dora", "06-05")):
            await born(it, who, day)
        it.clock.instant = beijing("2026-06-06 08:00:00.000")
        await all_told(it)
        assert [await points(it, who) for who in ("anna", "carl", "dora")] == [0, 100, 100]

    run(sqlite_url, work)


def test_a_birthday_told_on_its_day_need_not_wait_a_year(database_url: str) -> None:
    """Though the day was swept before it was told; and telling it again, or moving it, brings no second one."""

    async def work(it: Shop) -> None:
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        await all_told(it)
        it.clock.instant = beijing("2026-06-05 20:00:00.000")
        await born(it, "anna", "06-05")
        assert await points(it, "anna") == 100
        await born(it, "anna", "06-05")
        await all_told(it)
        assert await points(it, "anna") == 100
        await born(it, "anna", "06-06")
        it.clock.instant = beijing("2026-06-06 08:00:00.000")
        await all_told(it)
        assert await points(it, "anna") == 100

    run(database_url, work)


def test_a_birthday_moved_to_later_in_the_year_counts_from_the_next_year(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        await born(it, "anna", "06-04")
        await born(it, "anna", "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        await all_told(it)
        assert await points(it, "anna") == 0

    run(sqlite_url, work)


def test_nothing_is_told_while_a_campaign_is_paused(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        await born(it, "anna", "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        await it.engine.campaigns.pause(BRAND, it.campaign, "tests")
        assert await all_told(it) == 0
        await it.engine.campaigns.resume(BRAND, it.campaign, "tests")
        assert await all_told(it) == 1

    run(sqlite_url, work)


def test_a_worker_that_begins_anew_asks_the_database_what_is_done(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        await born(it, "anna", "06-05")
        it.clock.instant = beijing("2026-06-05 08:00:00.000")
        assert await all_told(it) == 1
        again = await opened(it.url, it.clock)
        it.others.append(again)
        assert await again.occasions.run_once() == 0
        it.clock.instant += timedelta(days=200)
        assert await again.occasions.run_once() == 0
        assert all("2026-06" not in key for key in again.occasions._done)

    run(sqlite_url, work)


def test_a_step_finds_its_people_by_an_index(sqlite_url: str) -> None:
    """A day's birthdays and silences are few among many members, so neither reads them all."""

    async def work(it: Shop) -> None:
        now = it.clock.now()
        store, asked = it.engine.occasions._store, list[str]()
        database = store._database
        fetch = database.fetch

        async def explained(sql: str, args: Sequence[object] = ()) -> object:
            plan = await fetch(f"EXPLAIN QUERY PLAN {sql}", args)
            asked.append(" ".join(row["detail"] for row in plan))
            return await fetch(sql, args)

        sweep = Sweep("k", BRAND, it.campaign, 0, 0, "", 0)
        database.fetch = explained  # type: ignore[method-assign, assignment]  # to see how it is found
        for occasion in occasions(await it.engine._core.brand(BRAND), now):
            asked.clear()
            await store.next_people(occasion, sweep, 64)
            column = "birthday" if occasion.kind == "birthday" else "last_claim_us"
            assert f"USING INDEX consumer_by_brand_{column}_id" in asked[0], asked

    run(sqlite_url, work)
