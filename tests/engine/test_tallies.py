"""Tallies are what a count of the rows would give, whatever happened to a row since."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from engine.commit.changes import Changes
from engine.commit.tallies import tallied
from engine.commit.world import World
from engine.records import Grant
from tests.support.shop import BRAND, shop

OWED = Grant(
    1, BRAND, "claim", 9, 7, 3, 1, "red_packet", "{}", "", "", "consumer", 5, 188, "CNY", None, None, "budget", "owed", "[]", 0, 0
)  # fmt: skip


def test_a_grant_that_changes_its_state_moves_from_one_tally_to_the_other() -> None:
    world = World(brands={}, grants={1: OWED})
    assert tallied(world, Changes(changed=(replace(OWED, state="paid"),))) == {
        f"{BRAND}|c7|granted|CNY": 0,
        f"{BRAND}|c7|owed|CNY": -188,
        f"{BRAND}|c7|paid|CNY": 188,
    }


def test_a_grant_made_and_reversed_by_one_command_counts_as_reversed() -> None:
    changes = Changes(new=(OWED,), changed=(replace(OWED, state="reversed"),))
    assert +tallied(World(brands={}), changes) == {
        f"{BRAND}|c7|granted|CNY": 188,
        f"{BRAND}|c7|reversed|CNY": 188,
    }


def test_the_audit_names_a_tally_that_is_wrong(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            await there.granted(1, "A")
            assert await there.engine.audit() == ()
            database = there.engine._core.database
            await database.execute("UPDATE tally SET figure = figure + 1 WHERE key LIKE '%|claims|%'")
            found = await there.engine.audit()
            assert {one.what.split("|")[-1] for one in found} == {"claims"}, found

    asyncio.run(told())
