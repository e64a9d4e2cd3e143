"""Tables of range changes: all or nothing, each bad line named, foretold as it then comes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.api import BulkOutcome, BulkRefused, Move
from engine.codes.bulk_changes import LINES_MAX, read_changes
from engine.codes.ranges import RangeChange
from tests.support.shop import BRAND, shop

HEADER = "first,last,aspect,value,effective_at\n"
NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(text: str) -> tuple[RangeChange, ...] | BulkRefused:
    return read_changes(text, 7, 1_000, SHANGHAI, NOW, "ling")


def faults(text: str) -> list[tuple[int, str]]:
    answer = read(text)
    assert isinstance(answer, BulkRefused)
    return [(fault.line, fault.words.en) for fault in answer.faults]


def test_lines_are_read_with_their_moments_in_the_brands_zone() -> None:
    text = (
        "\ufeff"
        + HEADER
        + "1,10,state,active,\r\n\r\n 11 , 20 ,region,CN-GD,2026-06-12T00:00\r\n21,30,person,,2026-06-12T00:00Z\n"
    )
    answer = read(text)
    assert answer == (
        RangeChange(7, 1, 10, "state", "active", NOW, NOW, "ling"),
        RangeChange(7, 11, 20, "region", "CN-GD", datetime(2026, 6, 11, 16, tzinfo=UTC), NOW, "ling"),
        RangeChange(7, 21, 30, "person", "", datetime(2026, 6, 12, tzinfo=UTC), NOW, "ling"),
    )
    assert read(text.replace(",", "\t")) == answer, "as a spreadsheet copies it"
    assert read("First,Last,Aspect,Value\n1,2,state,active\n") == (
        RangeChange(7, 1, 2, "state", "active", NOW, NOW, "ling"),
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1,2,state", "give first, last"),
        ("1,2,state,active,,", "give first, last"),
        ("one,2,state,active,", "whole numbers"),
        ("-1,2,state,active,", "whole numbers"),
        ("0,2,state,active,", "first: serials go from 1 to 1,000"),
        ("5,1001,state,active,", "last: serials go from 1 to 1,000"),
        ("20,5,state,active,", "last: the last serial, 5, comes before the first, 20"),
        ("1,2,made,2026-13-01,", "value: write the day like"),
        ("1,2,colour,red,", "aspect: use one of state"),
        ("1,2,state,burnt,", "value: use one of inactive"),
        (f"1,2,dealer,{'x' * 65},", "value: use at most 64"),
        ("1,2,dealer,D1,tomorrow", "like 2026-06-12T08:00"),
        ("1,2,dealer,D1,0026-06-12", "between the years 2000 and 2199"),
        ('1,2,dealer,"D1', "quotation mark"),
    ],
)
def test_a_bad_line_is_named_with_what_to_mend(line: str, words: str) -> None:
    ((number, told),) = faults(HEADER + "1,2,state,active,\n" + line)
    assert number == 3
    assert words in told


def test_every_bad_line_is_told_and_a_table_without_lines_or_header_too() -> None:
    assert [
        line for line, _ in faults(HEADER + "0,1,state,active,\n1,2,state,active,\n3,x,state,active,\n")
    ] == [2, 4]
    assert faults(HEADER)[0][0] == 2
    assert faults("")[0][0] == faults("1,2,state,active,\n")[0][0] == 1


def test_a_table_has_an_end() -> None:
    lines = "1,2,state,active,\n"
    assert isinstance(read(HEADER + lines * LINES_MAX), tuple)
    assert faults(HEADER + lines * (LINES_MAX + 1))[0][0] == LINES_MAX + 2
    refused = read(HEADER + "x\n" * 500)
    assert isinstance(refused, BulkRefused)
    assert (len(refused.faults), refused.count) == (100, 500)


def test_a_table_changes_all_or_nothing_and_as_foretold(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url) as there:
            codes = there.engine.codes
            before = await codes.history(BRAND, there.batch)
            refused = await codes.change_many(
                BRAND, there.batch, HEADER + "1,9,state,withdrawn,\n0,1,state,active,", "ling"
            )
            assert isinstance(refused, BulkRefused)
            assert await codes.history(BRAND, there.batch) == before

            table = HEADER + "".join(f"{n},{n + 1},outlet,S{n % 3},\n" for n in range(1, 601, 2))
            table += "1,100,state,withdrawn,\n51,60,state,active,\n900,1000,state,active,\n"
            foretold = await codes.foretell_changes(BRAND, there.batch, table)
            assert await codes.history(BRAND, there.batch) == before
            outcome = await codes.change_many(BRAND, there.batch, table, "ling")
            assert isinstance(outcome, BulkOutcome)
            assert isinstance(foretold, BulkOutcome)
            assert (outcome.lines, outcome.moves) == (303, foretold.moves)
            assert set(outcome.moves) == {
                Move("outlet", None, "S0", 200), Move("outlet", None, "S1", 200), Move("outlet", None, "S2", 200),
                Move("state", "active", "withdrawn", 90),
            }  # fmt: skip
            assert (await codes.batch(BRAND, there.batch)).active == 910
            made = (await codes.history(BRAND, there.batch))[len(before) :]
            assert len(made) == 303
            assert {change.by for change in made} == {"ling"}
            again = await codes.change_many(BRAND, there.batch, table, "ling")
            assert isinstance(again, BulkOutcome)
            assert again.moves == ()

    asyncio.run(story())


def test_a_plan_for_later_is_foretold_for_when_it_holds(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url) as there:
            table = HEADER + "1,10,state,withdrawn,2026-12-24T00:00\n"
            outcome = await there.engine.codes.foretell_changes(BRAND, there.batch, table)
            assert isinstance(outcome, BulkOutcome)
            assert outcome.at == datetime(2026, 12, 23, 16, tzinfo=UTC)
            assert outcome.moves == (Move("state", "active", "withdrawn", 10),)

    asyncio.run(story())


def test_who_took_codes_is_read_back_newest_first(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url) as there:
            codes = there.engine.codes
            await codes.hand_over(BRAND, there.batch, 1, 500, "url", "ling")
            there.clock.pass_(minutes=1)
            await codes.hand_over(BRAND, there.batch, 501, 1_000, "sheet", "bo")
            taken = await codes.handovers(BRAND, there.batch)
            assert [(one.first, one.last, one.form, one.by) for one in taken] == [
                (501, 1_000, "sheet", "bo"), (1, 500, "url", "ling"),
            ]  # fmt: skip
            assert (taken[0].at - taken[1].at).total_seconds() == 60

    asyncio.run(story())
