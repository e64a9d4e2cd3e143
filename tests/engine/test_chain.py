"""Cartons, alarms and service cases when several engines reach for them at the same instant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.api import (
    ClerkIdentity,
    Engine,
    EventAnswer,
    Refusal,
    RegistrationAnswer,
    TradeSettings,
)
from engine.scanning.door import NoteClerk
from tests.support.shop import BRAND, GTIN, Shop, person, shop

CARTON_GTIN = "19521000100012"
TEXT = f"""campaign "Cartons"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

coupon "sorry-10" "10 yuan off" / "减10元"
  worth  10.00 CNY
  valid  30 days

on scan of in_lid code of {GTIN}
  give points 1

on scan of in_carton code of {CARTON_GTIN}
  give red_packet 3.00 CNY to store
  if spent
    refuse

on service
  give compensation "sorry-10" for 10.00 CNY
  if spent
    refuse
"""


@asynccontextmanager
async def chain(url: str) -> AsyncIterator[tuple[Shop, int]]:
    """48 bottles in the two cartons of a batch whose inside codes stand for them, for Guangdong; the inside codes' batch."""
    async with shop(url, TEXT) as there:
        codes, packing = there.engine.codes, there.engine.packing
        inside = (await codes.create_batch(BRAND, "Inside", CARTON_GTIN, "in_carton", 2, "tests")).id
        cartons = (await codes.create_batch(BRAND, "Cartons", CARTON_GTIN, "carton", 2, "tests")).id
        after = (await codes.create_batch(BRAND, "After", GTIN, "after_sales", 48, "tests")).id
        await packing.link(BRAND, there.batch, 1, 48, cartons, 1, 24, "tests")
        await packing.link(BRAND, inside, 1, 2, cartons, 1, 1, "tests")
        await packing.link(BRAND, after, 1, 48, there.batch, 1, 1, "tests")
        for aspect, value in (("state", "active"), ("region", "CN-GD")):
            await codes.change(BRAND, cartons, 1, 2, aspect, value, "tests")
        yield there, inside


async def till(there: Shop, outlet: str) -> ClerkIdentity:
    return await there.till(outlet)


def test_one_of_two_stores_has_a_carton(database_url: str) -> None:
    async def told() -> None:
        async with chain(database_url) as (there, inside):
            engines: list[Engine] = [there.engine, await there.another()]
            tills = [await till(there, "S1"), await till(there, "S2")]
            for serial in (1, 2):
                code = there.engine.codes.code_text(inside, serial)
                answers = await asyncio.gather(
                    *(
                        engine.cartons.register(clerk, code)
                        for engine in engines
                        for clerk in tills
                        for _ in range(3)
                    )
                )
                won = [one for one in answers if isinstance(one, RegistrationAnswer)]
                lost = [one for one in answers if isinstance(one, Refusal)]
                assert (len(won), len(lost)) == (6, 6)
                assert {one.reason.value for one in lost} == {"held_by_another"}
                assert len({one.registration_id for one in won}) == 1
                assert sum(not one.repeated for one in won) == 1
            assert await there.counter("|budget|CNY|all") == 600
            assert await there.engine.audit() == ()

    asyncio.run(told())


def test_many_claims_far_from_home_are_one_alarm_and_a_closed_one_begins_anew(database_url: str) -> None:
    async def told() -> None:
        async with chain(database_url) as (there, _):
            engines = [there.engine, await there.another()]

            async def claim(serials: range, region: str) -> None:
                await asyncio.gather(
                    *(
                        engines[serial % 2].scans.claim(
                            there.code(serial), person(f"p{serial}"), region=region
                        )
                        for serial in serials
                    )
                )

            await claim(range(1, 3), "CN-HN")
            assert await there.engine.diversion.alarms(BRAND) == ()
            await claim(range(3, 11), "CN-HN")
            (alarm,) = await there.engine.diversion.alarms(BRAND)
            assert (alarm.claims, alarm.packs, alarm.seen) == (10, 24, ("CN-HN",))
            await there.engine.diversion.close(BRAND, alarm.id, "Wang")
            await claim(range(11, 13), "CN-GX")
            (closed,) = await there.engine.diversion.alarms(BRAND)
            assert (closed.claims, closed.closed_by) == (10, "Wang")
            await claim(range(13, 14), "CN-GX")
            first, second = await there.engine.diversion.alarms(BRAND)
            assert (first.claims, first.seen, second.id) == (3, ("CN-GX",), alarm.id)
            # where only the country is known, or nothing, nobody can say
            await claim(range(14, 16), "CN")
            assert len(await there.engine.diversion.observations(BRAND)) == 13
            assert await there.engine.audit() == ()

    asyncio.run(told())


def test_claims_too_far_apart_raise_no_alarm(sqlite_url: str) -> None:
    async def told() -> None:
        async with chain(sqlite_url) as (there, _):
            await there.engine.accounts.set_trade(BRAND, TradeSettings(diversion_claims=2, diversion_days=1))
            for serial in (1, 2):
                await there.engine.scans.claim(there.code(serial), person("A"), region="CN-HN")
                there.clock.pass_(hours=25)
            assert await there.engine.diversion.alarms(BRAND) == ()
            await there.engine.scans.claim(there.code(3), person("A"), region="CN-HN")
            there.clock.pass_(hours=23)
            await there.engine.scans.claim(there.code(4), person("A"), region="CN-HN")
            (alarm,) = await there.engine.diversion.alarms(BRAND)
            assert alarm.claims == 4

    asyncio.run(told())


def test_a_code_has_one_case_and_a_case_one_compensation(database_url: str) -> None:
    async def told() -> None:
        async with chain(database_url) as (there, _):
            engines = [there.engine, await there.another()]
            batches = {one.name: one.id for one in await there.engine.codes.batches(BRAND)}
            codes = [there.engine.codes.code_text(batches["After"], serial) for serial in (1, 2)]
            opened = await asyncio.gather(
                *(
                    engine.service.open(code, person("A"), "it leaks")
                    for engine in engines
                    for code in codes * 3
                )
            )
            assert {one.number for one in opened} == {1, 2}
            first = next(one for one in opened if one.number == 1)
            tries = await asyncio.gather(
                *(engine.service.compensate(BRAND, first.id, "desk") for engine in engines * 3)
            )
            assert sum(isinstance(one, EventAnswer) for one in tries) == 1
            assert {one.reason.value for one in tries if isinstance(one, Refusal)} == {"case_done"}
            wallet = await there.engine.members.wallet(BRAND, person("A"))
            assert len(wallet.coupons) == 1
            assert await there.counter("|budget|CNY|all") == 1000
            other = next(one for one in opened if one.number == 2)
            assert await there.engine.service.close(BRAND, other.id, "desk") is None
            refused = await there.engine.service.compensate(BRAND, other.id, "desk")
            assert isinstance(refused, Refusal)
            # what the desk made good is no claim of the person's own
            claimed = await there.granted(40, "A")
            assert claimed.grants[0].points == 1
            assert await there.engine.audit() == ()

    asyncio.run(told())


def test_the_audit_names_what_was_tampered_with(sqlite_url: str) -> None:
    """Every check of the trade's rows can fail: an observation gone, a scan miscounted, a registration or claim made away with."""

    async def told() -> None:
        async with chain(sqlite_url) as (there, inside):
            clerk = await there.till("S1")
            core = there.engine._core
            await there.engine.cartons.register(clerk, there.engine.codes.code_text(inside, 1))
            await core.settle(NoteClerk(core.who(BRAND, person("A")), clerk.id, core.clock.now()))
            await there.engine.scans.claim(there.code(1), person("A"), region="CN-HN")
            batches = {one.name: one.id for one in await there.engine.codes.batches(BRAND)}
            after = there.engine.codes.code_text(batches["After"], 1)
            case = await there.engine.service.open(after, person("A"))
            await there.engine.service.compensate(BRAND, case.id, "desk")
            assert await there.engine.audit() == ()
            for wrong, right, words in (
                ("UPDATE diversion SET claims = 2", "UPDATE diversion SET claims = 1", "claims observed of"),
                (
                    "UPDATE diversion SET raised_us = 1",
                    "UPDATE diversion SET raised_us = NULL",
                    "was raised by",
                ),
                (
                    "UPDATE observation SET serial = 9",
                    "UPDATE observation SET serial = 1",
                    "pack of observation",
                ),
                ("UPDATE clerk_scan SET claims = 5", "UPDATE clerk_scan SET claims = 1", "that clerk"),
                (
                    "UPDATE service_case SET state = 'open'",
                    "UPDATE service_case SET state = 'compensated'",
                    "names its compensation",
                ),
                ("DELETE FROM registration", "", "registration"),
            ):
                await core.database.execute(wrong)
                found = [one.what for one in await there.engine.audit()]
                assert any(words in what for what in found), (wrong, found)
                if not right:
                    return
                await core.database.execute(right)
                assert await there.engine.audit() == ()

    asyncio.run(told())


def test_a_sold_pack_is_registered_for_itself_and_no_other_code_is(sqlite_url: str) -> None:
    """A sell-through code stands for its pack: the carton stays free, and a cap is nothing that a store registers."""

    async def told() -> None:
        async with chain(sqlite_url) as (there, inside):
            codes = there.engine.codes
            sold = (await codes.create_batch(BRAND, "Sold", GTIN, "sell_through", 48, "tests")).id
            await there.engine.packing.link(BRAND, sold, 1, 48, there.batch, 1, 1, "tests")
            clerk = await there.till("S1")
            answer = await there.engine.cartons.register(clerk, codes.code_text(sold, 5))
            assert isinstance(answer, RegistrationAnswer)
            assert (answer.kind, answer.serial, answer.grants) == ("sell_through", 5, ())
            carton = await there.engine.cartons.register(await there.till("S2"), codes.code_text(inside, 1))
            assert isinstance(carton, RegistrationAnswer)
            for code, reason in ((there.code(5), "not_for_outlets"), ("nonsense", "not_genuine")):
                refused = await there.engine.cartons.register(clerk, code)
                assert isinstance(refused, Refusal)
                assert refused.reason.value == reason
            held = await there.engine.cartons.held(BRAND, clerk.outlet_id)
            assert [(one.kind, one.serial) for one in held] == [("sell_through", 5)]
            assert await there.engine.audit() == ()

    asyncio.run(told())
