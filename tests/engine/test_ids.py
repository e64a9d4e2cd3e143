"""Identifiers: unique within a process whatever its clock does, and repaired when two processes drew the same bits."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import ids
from engine.api import ClaimAnswer
from tests.support.shop import shop


def test_identifiers_grow_and_fit_a_bigint() -> None:
    made = [ids.new_id() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert 0 < made[-1] < 2**63


def test_a_clock_that_goes_back_gives_no_identifier_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [ids.new_id() for _ in range(10)]
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_704_067_200_000_000_000)
    after = [ids.new_id() for _ in range(3_000)]  # more than one millisecond holds
    assert len({*before, *after}) == 3_010
    assert min(after) > max(before)


def test_threads_share_no_identifier() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = [
            one for many in pool.map(lambda _: [ids.new_id() for _ in range(2_000)], range(4)) for one in many
        ]
    assert len(set(made)) == 8_000


def test_identifiers_that_another_process_made_are_drawn_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process had the same bits in the same millisecond: the claim is settled all the same."""

    async def told() -> None:
        async with shop(database_url) as there:
            state = (ids._process, ids._last)
            monkeypatch.setattr(ids.time, "time_ns", lambda: 0)
            first = await there.claim(1, "A")
            ids._process, ids._last = state  # as if this were the other process
            second = await there.claim(2, "B")
            assert isinstance(first, ClaimAnswer)
            assert isinstance(second, ClaimAnswer)
            assert ids._process != state[0]
            assert await there.engine.audit() == ()

    asyncio.run(told())
