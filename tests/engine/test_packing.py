"""Families of codes on the engine itself: what is packed in what, and what follows for each code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from engine.api import BulkRefused, Gaps, Invalid, NotFound, Packing
from tests.support.shop import BRAND, Shop, shop

CARTON_GTIN = "19521000100012"


@dataclass
class Plant:
    """Bottles by 24 in cartons, cartons by 2 on pallets."""

    there: Shop
    cartons: int
    pallets: int

    @property
    def bottles(self) -> int:
        return self.there.batch

    async def state(self, bottle: int) -> str:
        found = await self.there.engine.packing.unit(BRAND, self.bottles, bottle)
        return found.status.state

    async def region(self, bottle: int) -> str | None:
        found = await self.there.engine.packing.unit(BRAND, self.bottles, bottle)
        return found.status.region

    async def change(self, batch: int, serial: int, aspect: str, value: str) -> None:
        await self.there.engine.codes.change(BRAND, batch, serial, serial, aspect, value, "Wang")


@asynccontextmanager
async def plant(url: str) -> AsyncIterator[Plant]:
    async with shop(url) as there:
        codes = there.engine.codes
        cartons = await codes.create_batch(BRAND, "Cartons", CARTON_GTIN, "carton", 40, "tests")
        pallets = await codes.create_batch(BRAND, "Pallets", CARTON_GTIN, "pallet", 20, "tests")
        made = Plant(there, cartons.id, pallets.id)
        await there.engine.packing.link(BRAND, there.batch, 1, 960, cartons.id, 1, 24, "line 4")
        await there.engine.packing.link(BRAND, cartons.id, 1, 40, pallets.id, 1, 2, "line 4")
        yield made


def test_a_code_tells_its_units_and_a_unit_its_contents(database_url: str) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            packing = there.there.engine.packing
            found = await packing.code(BRAND, there.there.code(49))
            assert [(unit.kind, unit.serial) for unit in found.units] == [("carton", 3), ("pallet", 2)]
            assert [(line.unit and line.unit.serial, line.by) for line in found.history] == [(3, "line 4")]
            assert await packing.contents(BRAND, there.pallets, 2, 2) == (("carton", 2), ("in_lid", 48))
            assert await packing.contents(BRAND, there.pallets, 1, 20) == (("carton", 40), ("in_lid", 960))
            assert (await packing.unit(BRAND, there.cartons, 3)).contents == (("in_lid", 24),)
            with pytest.raises(NotFound):
                await packing.code(BRAND, "nonsense")

    asyncio.run(told())


def test_a_unit_takes_along_whatever_it_holds_at_the_time(database_url: str) -> None:
    """Withdrawn, sent elsewhere and brought back with the pallet; packed elsewhere it is no longer of it."""

    async def told() -> None:
        async with plant(database_url) as there:
            engine, clock = there.there.engine, there.there.clock
            await there.change(there.pallets, 1, "region", "CN-GD")
            await there.change(there.cartons, 9, "region", "CN-HN")
            assert (await there.region(5), await there.region(49)) == ("CN-GD", None)
            clock.pass_(hours=1)
            await engine.packing.link(BRAND, there.bottles, 5, 5, there.cartons, 9, 1, "Wang")
            assert (await there.region(5), await there.region(6)) == ("CN-HN", "CN-GD")
            clock.pass_(hours=1)
            await there.change(there.pallets, 1, "state", "withdrawn")
            assert await engine.packing.contents(BRAND, there.pallets, 1, 1) == (
                ("carton", 2),
                ("in_lid", 47),
            )
            assert [await there.state(bottle) for bottle in (5, 6, 48, 49)] == [
                "active", "withdrawn", "withdrawn", "active",
            ]  # fmt: skip
            await there.change(there.bottles, 6, "state", "active")
            assert await there.state(6) == "withdrawn", "a bottle cannot be better than its pallet"
            clock.pass_(hours=1)
            await there.change(there.pallets, 1, "state", "active")
            assert await there.state(6) == "active"
            await engine.packing.unpack(BRAND, there.bottles, 6, 6, "Wang")
            clock.pass_(hours=1)
            await there.change(there.pallets, 1, "state", "withdrawn")
            assert [await there.state(bottle) for bottle in (6, 7)] == ["active", "withdrawn"]

    asyncio.run(told())


def test_what_is_withdrawn_with_its_unit_does_not_become_good_by_being_packed_elsewhere(
    database_url: str,
) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            packing, clock = there.there.engine.packing, there.there.clock
            before = clock.now()
            clock.pass_(hours=1)
            await there.change(there.pallets, 1, "state", "withdrawn")
            clock.pass_(hours=1)
            with pytest.raises(Invalid, match="withdrawn with the unit"):
                await packing.link(BRAND, there.bottles, 5, 60, there.cartons, 9, 56, "Wang")
            with pytest.raises(Invalid):
                await packing.unpack(BRAND, there.cartons, 2, 3, "Wang")
            carton = there.there.engine.codes.code_text(there.cartons, 9)
            refused = await read(there, f"child,parent\n{there.there.code(48)},{carton}\n")
            assert isinstance(refused, BulkRefused)
            assert "June 48 to 48 are withdrawn" in refused.faults[0].words.en
            # what lies on another pallet, and what was packed before and is only told late
            await packing.link(BRAND, there.bottles, 49, 60, there.cartons, 9, 12, "Wang")
            await packing.link(BRAND, there.bottles, 5, 5, there.cartons, 9, 1, "Wang", before)
            assert [await there.state(bottle) for bottle in (5, 6, 48)] == [
                "active",
                "withdrawn",
                "withdrawn",
            ]
            await there.change(there.pallets, 1, "state", "active")
            await packing.link(BRAND, there.bottles, 6, 48, there.cartons, 9, 43, "Wang")

    asyncio.run(told())


def test_a_pallet_brings_what_is_in_it_to_life(database_url: str) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            await there.there.engine.codes.change(BRAND, there.bottles, 1, 1000, "state", "inactive", "t")
            assert await there.state(1) == "inactive"
            await there.change(there.pallets, 1, "state", "active")
            assert [await there.state(bottle) for bottle in (1, 48, 49)] == ["active", "active", "inactive"]

    asyncio.run(told())


def test_another_process_learns_of_packing(database_url: str) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            other = await there.there.another()
            assert len((await other.packing.unit(BRAND, there.bottles, 5)).units) == 2
            await there.there.engine.packing.link(BRAND, there.bottles, 5, 5, there.cartons, 9, 1, "Wang")
            assert (await other.packing.unit(BRAND, there.bottles, 5)).units[0].serial == 9

    asyncio.run(told())


async def read(there: Plant, text: str) -> Packing | BulkRefused:
    return await there.there.engine.packing.read(BRAND, text.splitlines(keepends=True), "line 4")


def test_a_camera_file_is_read_with_its_moments(database_url: str) -> None:
    """Codes bare, in addresses or typed by hand; a bottle read into two cartons at two times is where it came last."""

    async def told() -> None:
        async with plant(database_url) as there:
            engine, now = there.there.engine, there.there.clock.now()
            bottle, carton = there.there.code, lambda serial: engine.codes.code_text(there.cartons, serial)
            late = (now - timedelta(minutes=1)).isoformat()
            rows = [f"{late},{carton(20)},{bottle(1)}"]
            rows += [f",{carton(21)},HTTPS://Q.EXAMPLE/C/{bottle(serial)}" for serial in range(100, 124)]
            rows += [
                f",{carton(22)},{bottle(7).lower()}",
                f"2099-01-01T00:00,{carton(23)},{bottle(7)}",
                f",,{bottle(8)}",
            ]
            done = await read(there, "packed_at,parent,child\n" + "\n".join(rows) + "\n\n")
            assert done == Packing(28, 5)
            places = [await engine.packing.unit(BRAND, there.bottles, one) for one in (1, 100, 123, 7, 8)]
            # bottle 1 was packed later than it was read on the line
            assert [one.units[0].serial if one.units else None for one in places] == [1, 21, 21, 22, None]
            assert places[3].history[-1].unit is not None
            assert places[3].history[-1].unit.serial == 23

    asyncio.run(told())


def test_each_bad_line_is_named_and_nothing_is_kept(database_url: str) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            engine = there.there.engine
            bottle, carton = there.there.code, lambda serial: engine.codes.code_text(there.cartons, serial)
            lines = [
                "child,parent,packed_at",
                f"{bottle(1)},{carton(9)},",
                f"nonsense,{carton(9)},",
                f"{bottle(2)},nonsense,",
                f"{bottle(3)},{carton(9)},yesterday",
                f"{carton(4)},{bottle(4)},",
                f"{bottle(1)},{carton(8)},",
                f"{bottle(5)},{carton(9)}",
            ]
            refused = await read(there, "\n".join(lines))
            assert isinstance(refused, BulkRefused)
            assert [(one.line, one.words.en.split(" ")[0:3]) for one in refused.faults] == [
                (3, ["the", "child", "is"]),
                (4, ["the", "parent", "is"]),
                (5, ["write", "the", "moment"]),
                (6, ["a", "code", "of"]),
                (7, ["the", "same", "child"]),
                (8, ["this", "line", "has"]),
            ]
            assert refused.count == 6
            assert (await engine.packing.unit(BRAND, there.bottles, 1)).units[0].serial == 1
            for text in ("", "child,parent\n", "first,last\n1,2\n", 'child,parent\n"open,x\n'):
                assert isinstance(await read(there, text), BulkRefused)

    asyncio.run(told())


def test_a_file_without_a_right_line_is_refused_too(database_url: str) -> None:
    async def story() -> None:
        async with plant(database_url) as there:
            for text, lines in (
                ("child,parent\nA,B\n", [2]),
                ("child,parent\nA,B\nC,D\n", [2, 3]),
                ("batch,first,last,parent_batch,into,per\nnone,1,9,none,1,9\n", [2]),
            ):
                answer = await read(there, text)
                assert isinstance(answer, BulkRefused)
                assert [fault.line for fault in answer.faults] == lines

    asyncio.run(story())


def test_serials_may_be_packed_by_the_names_of_their_batches(database_url: str) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            header = "batch,first,last,parent_batch,into,per\n"
            assert await read(there, header + "June,961,1000,Cartons,30,12\n") == Packing(1, 1)
            assert (await there.there.engine.packing.unit(BRAND, there.bottles, 1000)).units[0].serial == 33
            for line, words in (
                ("June,1,1001,Cartons,1,24", "serials go from 1 to 1,000"),
                ("June,1,240,Cartons,32,24", "10 units from 32 on"),
                ("June,1,24,Cartons,1,0", "at least one"),
                ("June,1,x,Cartons,1,24", "whole numbers"),
                ("May,1,24,Cartons,1,24", "there is no batch “May”"),
                ("Cartons,1,24,June,1,24", "kind carton cannot be in one of the kind in_lid"),
            ):
                refused = await read(there, header + line)
                assert isinstance(refused, BulkRefused)
                assert words in refused.faults[0].words.en
            with pytest.raises(Invalid):
                await there.there.engine.packing.link(BRAND, there.bottles, 1, 24, there.cartons, 41, 24, "t")

    asyncio.run(told())


def test_what_packing_left_open_is_told(database_url: str) -> None:
    async def told() -> None:
        async with plant(database_url) as there:
            await there.there.engine.packing.link(BRAND, there.bottles, 5, 5, there.cartons, 9, 1, "Wang")
            await there.there.engine.packing.unpack(BRAND, there.bottles, 50, 51, "Wang")
            gaps: Gaps = await there.there.engine.packing.gaps(BRAND)
            bottles, cartons = sorted(gaps.children, key=lambda one: one.batch_id != there.bottles)
            assert (bottles.packed, bottles.loose) == (958, 42)
            assert [(one.first, one.last) for one in bottles.stretches] == [(50, 51), (961, 1000)]
            assert (cartons.packed, cartons.loose) == (40, 0)
            packed = next(one for one in gaps.parents if one.batch_id == there.cartons)
            assert (packed.units, packed.usual, packed.uneven) == (40, 24, 3)
            assert [(one.serial, one.holds) for one in packed.named] == [(1, 23), (3, 22), (9, 25)]

    asyncio.run(told())
