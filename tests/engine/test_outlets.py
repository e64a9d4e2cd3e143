"""Outlets from a table, and answers to those whom a store turned away."""

from __future__ import annotations

import asyncio

import pytest

from engine.api import BulkRefused, Invalid, Label, NotFound
from engine.outlets.outlet_file import read_outlets
from tests.support.shop import BRAND, shop

TABLE = """code,name_en,name_zh,region,online,latitude,longitude,dealer
N1,"North, corner",北角店,CN-GD,,23.129110,113.264385,D-1
N2,,码头店,CN-SH,yes,,,
"""


def test_a_table_is_brought_in_whole(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            outlets = there.engine.outlets
            refused = await outlets.bring_in(BRAND, TABLE)
            assert isinstance(refused, BulkRefused)
            assert refused.faults[0].line == 2
            assert "D-1" in refused.faults[0].words.en
            assert await outlets.all(BRAND) == ()
            await there.engine.dealers.add(BRAND, "D-1", Label("South", "南方"))
            assert await outlets.bring_in(BRAND, TABLE) == 2
            first, second = await outlets.all(BRAND)
            assert (first.name, first.dealer, first.online) == (
                Label("North, corner", "北角店"), "D-1", False,
            )  # fmt: skip
            assert (second.name.en, second.region, second.online) == ("码头店", "CN-SH", True)
            again = await outlets.bring_in(BRAND, TABLE)
            assert isinstance(again, BulkRefused)
            assert [fault.line for fault in again.faults] == [2, 3]
            with pytest.raises(Invalid, match="dealer"):
                await outlets.add_outlet(BRAND, "N3", Label("a", "b"), "CN-GD", dealer="D-9")
            with pytest.raises(NotFound):
                await there.engine.stocks.answer(BRAND, 7, "sorry", "tests")

    asyncio.run(told())


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("", 1, "empty"),
        ("code,region\nA,CN", 1, "name_en"),
        ("code,name_zh,region,colour\nA,店,CN,red", 1, "colour"),
        ("code,name_zh,region\n", 2, "no outlet"),
        ("code,name_zh,region\nA,店,CN\nA,店,CN", 3, "exists already"),
        ("code,name_zh,region\nsmall,店,CN", 2, "capitals"),
        ("code,name_zh,region\nA,,CN", 2, "name"),
        ("code,name_zh,region\nA,店,Guangdong", 2, "CN-GD"),
        ("code,name_zh,region\nA,店", 2, "3 fields"),
        ("code,name_zh,region,latitude,longitude\nA,店,CN,91,0", 2, "degrees"),
        ("code,name_zh,region,latitude,longitude\nA,店,CN,9,", 2, "neither"),
        ("code\tname_zh\tregion\tonline\nA\t店\tCN\tmaybe", 2, "yes or no"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(table: str, line: int, words: str) -> None:
    refused = read_outlets(table, (), ())
    assert isinstance(refused, BulkRefused)
    assert refused.faults[0].line == line
    assert words in refused.faults[0].words.en
