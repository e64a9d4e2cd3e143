"""The trade's part: the dealer of a scanned pack; clerk, owner and outlet of a sale or visit that names them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date

from engine.api import EventAnswer, Invalid, Label, Money, NotFound, Refusal
from tests.support.shop import BRAND, GTIN, Shop, person, shop

HEAD = """campaign "Trade"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   10.00 CNY
  limit    2 claims per outlet a day
  channel  sandbox_wallet

"""
SHIPPED = (
    HEAD
    + f"""on scan of {GTIN}
  give points 5
  give red_packet 0.10 CNY to dealer, at most 2 a month
  if spent
    give points 5
"""
)
SOLD = (
    HEAD
    + """on purchase
  give points 5
  give red_packet 0.50 CNY to owner
  give red_packet 0.20 CNY to clerk
  give red_packet 0.30 CNY to store
  if spent
    refuse

on visit
  give points 1
  give points 2 to owner
"""
)
SINCE = date(2026, 6, 1)


async def _given(made: Shop) -> list[tuple[str, int, int | None]]:
    async with made.engine._core.database.transaction() as transaction:
        rows = await transaction.fetch(
            "SELECT recipient_kind, recipient_id, amount FROM grants WHERE recipient_kind <> 'consumer' ORDER BY id"
        )
    return [(row["recipient_kind"], row["recipient_id"], row["amount"]) for row in rows]


async def _why(made: Shop, place: int = 0) -> list[str]:
    """The sentences about the newest decision, or the one so many before it."""
    row = (await made.engine.campaigns.decisions(BRAND, made.campaign))[place]
    return [step.en for step in (await made.engine.campaigns.why(BRAND, row.event_id)).steps]


def test_the_dealer_of_the_pack_is_paid_within_its_cap_and_nobody_where_none_is_on_record(
    database_url: str,
) -> None:
    """Who is put on record after the shipment counts from then on; books, explanation and reversal know the dealer."""

    async def story() -> None:
        async with shop(database_url, SHIPPED) as made:
            engine = made.engine
            await engine.codes.change(BRAND, made.batch, 1, 900, "dealer", "D-1", "tests")
            await made.granted(1, "A")
            assert await _given(made) == []
            nobody = (
                "Line 10 is for the dealer; none on record had the pack shipped to them, so nobody gets it."
            )
            assert nobody in await _why(made)
            dealer = await engine.dealers.add(BRAND, "D-1", Label("Pearl River", "珠江商贸"))
            assert await engine.dealers.all(BRAND) == (dealer,)
            for serial in (2, 3, 4, 901):
                await made.granted(serial, f"P{serial}")
            assert await _given(made) == [("dealer", dealer.id, 10)] * 2
            assert any("to the dealer" in step for step in await _why(made, 3))
            assert nobody not in await _why(made, 1)  # its cap, not its absence
            today = engine.clock.now().date()
            day = await engine.dealers.day(BRAND, dealer.id, today)
            assert (day.total, [line.party for line in day.lines]) == (Money(20, "CNY"), ["dealer"] * 2)
            assert all(line.claim_id and line.redemption_id is None for line in day.lines)
            assert not isinstance(
                await engine.grants.reverse(BRAND, day.lines[0].grant_id, "mistake", "tests"), Refusal
            )
            assert (await engine.dealers.day(BRAND, dealer.id, today)).total == Money(10, "CNY")
            assert await made.counter("|budget|") == 10
            assert await engine.audit() == ()

    asyncio.run(story())


def test_a_dealer_has_a_code_of_its_own(sqlite_url: str) -> None:
    async def refused(made: Shop, code: str) -> str:
        try:
            await made.engine.dealers.add(BRAND, code, Label("D", "丁"))
        except Invalid as error:
            return error.message.en
        return ""

    async def story() -> None:
        async with shop(sqlite_url, SHIPPED) as made:
            assert await refused(made, "D-1") == ""
            assert "exists already" in await refused(made, "D-1")
            assert "letter or digit first" in await refused(made, " D")
            try:
                await made.engine.dealers.day(BRAND, 1, SINCE)
            except NotFound:
                return
            raise AssertionError("books of a dealer who does not exist")

    asyncio.run(story())


async def _told(made: Shop, event: str, number: str, who: str = "A", **facts: str) -> EventAnswer:
    named: Mapping[str, object] = {f"{event}.{name}": value for name, value in facts.items()}
    return await made.engine.events.record(BRAND, event, number, person(who), facts=named)


def test_a_sale_pays_the_outlet_and_the_people_it_names(database_url: str) -> None:
    """An unknown outlet or clerk gets nothing and the buyer still does; the limit per outlet counts its sales."""

    async def story() -> None:
        async with shop(database_url, SOLD) as made:
            till = await made.till()
            owner = await made.engine.outlets.clerk_by_number(BRAND, "S1", "1")
            assert owner
            await _told(made, "purchase", "1", outlet="S1", clerk="7")
            everybody = [("owner", owner.id, 50), ("clerk", till.id, 20), ("store", till.outlet_id, 30)]
            assert sorted(await _given(made)) == sorted(everybody)
            await _told(made, "purchase", "2", outlet="S1", clerk="99")
            assert [kind for kind, _, _ in (await _given(made))[3:]] == ["owner", "store"]
            names_no_clerk = (
                "Line 11 is for the clerk; the event names no clerk on record, so nobody gets it."
            )
            assert names_no_clerk in await _why(made)
            for number, outlet in (("3", "S9"), ("4", "S9"), ("5", "S9")):
                [answer] = (await _told(made, "purchase", number, outlet=outlet)).campaigns
                assert not isinstance(answer.answer, Refusal)
            assert len(await _given(made)) == 5
            [third] = (await _told(made, "purchase", "6", "B", outlet="S1")).campaigns
            assert isinstance(third.answer, Refusal)
            again = await _told(made, "purchase", "1", outlet="S1", clerk="7")
            assert again.repeated
            assert len(await _given(made)) == 5
            day = await made.engine.outlets.day(BRAND, till.outlet_id, made.engine.clock.now().date())
            assert (day.store, day.owner, day.clerk) == (
                Money(60, "CNY"),
                Money(100, "CNY"),
                Money(20, "CNY"),
            )
            assert await made.counter("|budget|") == 180
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_visit_rewards_the_owner_of_the_outlet_that_it_names(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, SOLD) as made:
            await made.till()
            await _told(made, "visit", "1", outlet="S1")
            await _told(made, "visit", "2")
            assert [kind for kind, _, _ in await _given(made)] == ["owner"]
            owner = "Line 18 is for the owner of the clerk's outlet; the event names no outlet with an owner on record"
            assert any(step.startswith(owner) for step in await _why(made))
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_the_dealer_who_supplies_the_outlet_of_a_sale_or_visit_is_paid(database_url: str) -> None:
    """Within its cap; an outlet that nobody supplies, or that is not on record, pays no dealer, and the explanation says so."""
    text = SOLD.replace("CNY to store", "CNY to store\n  give red_packet 0.10 CNY to dealer, at most 2 a day")
    text = text.replace("points 2 to owner", "points 2 to owner\n  give points 4 to dealer")

    async def story() -> None:
        async with shop(database_url, text) as made:
            engine = made.engine
            dealer = await engine.dealers.add(BRAND, "D-1", Label("Pearl River", "珠江商贸"))
            for code, supplier in (("A1", "D-1"), ("A3", None)):
                await engine.outlets.add_outlet(BRAND, code, Label(code, code), "CN-GD", dealer=supplier)
            for number, outlet in enumerate(("A1", "A9", "A3", "A1")):
                await _told(made, "purchase", str(number), f"P{number}", outlet=outlet)
            paid = [one for one in await _given(made) if one[0] == "dealer"]
            assert paid == [("dealer", dealer.id, 10)] * 2
            await engine.outlets.add_outlet(BRAND, "B1", Label("B1", "B1"), "CN-GD", dealer="D-1")
            await _told(made, "purchase", "5", "Q", outlet="B1")
            await _told(made, "visit", "6", "R", outlet="B1")
            by_visit = [one for one in await _given(made) if one[0] == "dealer"][2:]
            assert by_visit == [("dealer", dealer.id, None)], "the sale was beyond the day's two"
            await _told(made, "purchase", "7", "S", outlet="A3")
            nobody = "is for the dealer; the event names no outlet that a dealer on record supplies, so nobody gets it."
            assert any(nobody in step for step in await _why(made))
            assert await engine.audit() == ()

    asyncio.run(story())
