"""Prizes that travel: an address is asked for until a deadline, kept with consent, masked, and deleted with the person;
what never left gives stock and budget back."""

from __future__ import annotations

import asyncio

import pytest

from dsl.values import Label
from engine.api import Address, BulkRefused, GrantView, Invalid, NotFound, ParcelView, Refusal
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TRIP = f"""campaign "Trips" / "旅行"
  brand "Spring"
  runs 2026-06-01 to 2026-09-30 in Asia/Shanghai
  budget 25,000.00 CNY

prize "trip" "A trip to Sanya" / "三亚之旅"
  price 12,000.00 CNY
  cost 9,800.00 CNY
  valid 7 days

on scan of {GTIN}
  give prize "trip", stock 2
  if spent
    refuse
"""
HOME = Address("陈 小明 ", "138 0000-1234", "广东省广州市天河区", "体育西路 1 号")


async def won(there: Shop, serial: int, who: str) -> ParcelView:
    await there.granted(serial, who)
    (parcel,) = await there.engine.parcels.of_person(BRAND, person(who))
    return parcel


async def given(there: Shop, who: str, parcel: ParcelView) -> ParcelView:
    answer = await there.engine.parcels.give_address(BRAND, person(who), parcel.id, HOME, agrees=True)
    assert isinstance(answer, ParcelView), answer
    return answer


def test_a_prize_goes_its_way_from_the_winner_to_the_door(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url, TRIP) as there:
            parcels = there.engine.parcels
            prize = await won(there, 1, "A")
            assert (prize.state, prize.title.zh) == ("asked", "三亚之旅")
            assert prize.until is not None
            for wrong, field in (
                (Address("", "13800001234", "粤", "1"), "name"),
                (Address("陈", "nobody", "粤", "1"), "mobile"),
            ):
                with pytest.raises(Invalid) as fault:
                    await parcels.give_address(BRAND, person("A"), prize.id, wrong, agrees=True)
                assert fault.value.field == field
            with pytest.raises(Invalid, match="tick"):
                await parcels.give_address(BRAND, person("A"), prize.id, HOME, agrees=False)
            with pytest.raises(NotFound):
                await parcels.give_address(BRAND, person("B"), prize.id, HOME, agrees=True)
            packed = await given(there, "A", prize)
            assert packed.address == Address("陈 小明", "13800001234", "广东省广州市天河区", "体育西路 1 号")
            (seen,) = await parcels.all(BRAND, "to_pack")
            assert seen.address == Address("陈***", "138****1234", "广东省广州市天河区", "***")
            (plain,) = await parcels.all(BRAND, "to_pack", masked=False)
            assert plain.address == packed.address
            refused = await parcels.read(BRAND, "parcel,carrier,number\n7,SF,1\n", "Lin")
            assert isinstance(refused, BulkRefused)
            assert refused.faults[0].line == 2
            table = f"parcel,carrier,number\n{prize.id},SF Express,SF100\n"
            assert await parcels.read(BRAND, table, "Lin") == 1
            assert await parcels.read(BRAND, table, "Lin") == 1, "the same list again changes nothing"
            late = await parcels.give_address(BRAND, person("A"), prize.id, HOME, agrees=True)
            assert isinstance(late, Label)
            grants = (await there.engine.members.wallet(BRAND, person("A"))).grants
            kept = await there.engine.grants.reverse(BRAND, grants[0].id, "mistake", "Lin")
            assert isinstance(kept, Refusal), "what is on its way is not taken back"
            assert isinstance(await parcels.move(BRAND, prize.id, "returned", "Lin"), ParcelView)
            again = await parcels.move(BRAND, prize.id, "sent", "Lin", carrier="EMS", number="E2")
            assert isinstance(again, ParcelView)
            assert isinstance(await parcels.move(BRAND, prize.id, "delivered", "Lin"), ParcelView)
            assert isinstance(
                await parcels.move(BRAND, prize.id, "sent", "Lin", carrier="X", number="Y"), Label
            )
            assert (await parcels.tally(BRAND))["delivered"] == 1
            await there.engine.payouts.run_once()
            assert await there.engine.audit() == ()

    asyncio.run(told())


def test_without_an_address_in_time_the_prize_is_free_for_others(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url, TRIP) as there:
            await there.engine.payouts.run_once()
            first, second = await won(there, 1, "A"), await won(there, 2, "B")
            await given(there, "B", second)
            assert isinstance(await there.claim(3, "C"), Refusal)
            assert first.until is not None
            there.clock.instant = first.until
            late = await there.engine.parcels.give_address(BRAND, person("A"), first.id, HOME, agrees=True)
            assert isinstance(late, Label), "the deadline itself is too late"
            workers = (there.engine, await there.another())
            await asyncio.gather(*(one.waits.run_once() for one in workers))
            (lapsed,) = await there.engine.parcels.of_person(BRAND, person("A"))
            assert lapsed.state == "lapsed"
            assert await there.counter("|stock|") == 1
            assert await there.counter("|budget|CNY|all") == 980_000
            await there.granted(3, "C")
            assert isinstance(await there.claim(4, "D"), Refusal)
            assert await there.engine.audit() == ()

    asyncio.run(told())


def test_a_reversal_and_a_deletion_take_the_prize_and_its_address_back(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url, TRIP) as there:
            first, second = await won(there, 1, "A"), await won(there, 2, "B")
            await given(there, "A", first)
            await given(there, "B", second)
            await there.engine.payouts.run_once()
            (grant,) = (await there.engine.members.wallet(BRAND, person("A"))).grants
            assert isinstance(await there.engine.grants.reverse(BRAND, grant.id, "fraud", "Lin"), GrantView)
            (gone,) = await there.engine.parcels.of_person(BRAND, person("A"))
            assert (gone.state, gone.address) == ("cancelled", None)
            await there.engine.forgetting.delete(BRAND, person("B"))
            tally = await there.engine.parcels.tally(BRAND)
            assert (tally["cancelled"], tally["to_pack"]) == (2, 0)
            for one in await there.engine.parcels.all(BRAND, "cancelled", masked=False):
                assert one.address is None
            assert await there.counter("|stock|") == 0
            assert await there.engine.audit() == ()

    asyncio.run(told())
