"""A group of two at a tenth off: who pays what, who gets it back and when, to the second."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.clock import beijing
from tests.support.group_shop import BOX, BRAND, GroupShop, group_shop, person, reason, yuan
from tests.support.shop import opened


async def _formed(shop: GroupShop) -> tuple[int, int]:
    """A opens with the coupon, B joins: the ids of their purchases."""
    coupon = await shop.coupon("A")
    a = await shop.paid(await shop.open("A", coupon))
    b = await shop.paid(await shop.join(a.group_token, "B"))
    return a.id, b.id


async def _race_and_expiry(shop: GroupShop) -> tuple[int, int]:
    """Steps 1 to 8; what A and B have bought."""
    coupon = await shop.coupon("A")
    opened_by_a = await shop.open("A", coupon)
    assert (opened_by_a.amount, await shop.free()) == (yuan(30_91), 3)
    a = await shop.paid(opened_by_a)
    assert (a.state, (await shop.coupon_of("A")).state) == ("paid", "aside")
    assert a.group_token
    page = await shop.engine.groups.page(a.group_token, person("A"))
    assert page.until == beijing("2026-09-02 20:00:00")
    shop.at("01 20:05:00")
    assert reason(await shop.join(a.group_token, "A")) == "one_place"
    shop.at("01 20:10:00")
    other = await opened(shop.url, shop.till.clock, shop.till.settings, ("tests.support.till_on_clock",))  # type: ignore[arg-type]  # a clock is a clock
    shop.others.append(other)
    both = await asyncio.gather(shop.join(a.group_token, "B"), shop.join(a.group_token, "C", other))
    [seat], [full] = ([one for one in both if hasattr(one, "amount") is has] for has in (True, False))
    assert reason(full) == "group_full"
    b = await shop.paid(seat)
    assert (b.amount, b.state, await shop.free()) == (yuan(35_91), "paid", 2)
    assert (await shop.engine.groups.page(a.group_token, None)).state == "formed"
    shop.at("01 20:15:00")
    c = await shop.paid(await shop.open("C"))
    assert (c.amount, await shop.free(), c.group_token == a.group_token) == (yuan(35_91), 1, False)
    shop.at("02 10:00:00")
    f = await shop.paid(await shop.buy("F"))
    assert (f.amount, await shop.free()) == (yuan(39_90), 0)
    shop.at("02 20:14:00")
    assert reason(await shop.join(c.group_token, "E")) == "sold_out"
    assert c.group_token
    assert (await shop.engine.groups.page(c.group_token, None)).state == "open"
    shop.at("02 20:14:30")
    await shop.engine.stocks.deliver(BRAND, shop.outlet, BOX, 1, "came back")
    await _expiry_of_c(shop, c.group_token, c.id)
    return a.id, b.id


async def _expiry_of_c(shop: GroupShop, token: str, purchase: int) -> None:
    """Steps 7 and 8: too late at the deadline itself; refunded once though the first answer is lost."""
    shop.at("02 20:15:00.000")
    assert reason(await shop.join(token, "E")) == "group_expired"
    shop.at("02 20:15:01")
    shop.till.trouble(scripts={"*": ("drop", "slow")}, slow_s=30)
    await shop.engine.waits.run_once()
    c = await shop.engine.groups.purchase(BRAND, purchase, person("C"))
    assert (c.state, c.why, await shop.free()) == ("refunding", "expired", 2)
    assert (await shop.engine.groups.page(token, None)).state == "expired"
    shop.at("02 20:16:00")
    await shop.engine.waits.run_once()
    assert (await shop.engine.groups.purchase(BRAND, purchase)).state == "refunding"
    shop.at("02 20:17:00")
    await shop.engine.waits.run_once()
    c = await shop.engine.groups.purchase(BRAND, purchase)
    assert (c.state, c.refunded_at) == ("refunded", beijing("2026-09-02 20:16:30"))
    shop.at("02 20:30:00")
    await shop.engine.waits.run_once()
    back = [amount for number, amount in shop.till.movements() if number == f"R{purchase:016X}"]
    assert (back, await shop.free()) == ([-35_91], 2)
    assert (await shop.engine.groups.page(token, None)).state == "expired"


def test_a_group_of_two_race_expiry_and_refund(database_url: str, tmp_path: Path) -> None:
    """The whole story, with A who cancels before dispatch while B keeps price and box."""

    async def story() -> None:
        async with group_shop(database_url, tmp_path) as shop:
            a_id, b_id = await _race_and_expiry(shop)
            shop.till.trouble()
            shop.at("03 09:00:00")
            a = await shop.engine.groups.cancel(BRAND, a_id, person("A"))
            await shop.engine.waits.run_once()
            a = await shop.engine.groups.purchase(BRAND, a_id)
            assert (a.state, a.amount) == ("refunded", yuan(30_91))
            coupon = await shop.coupon_of("A")
            assert (coupon.state, coupon.expires_at) == ("open", beijing("2026-09-06 00:00:00"))
            b = await shop.engine.groups.purchase(BRAND, b_id)
            assert (b.state, b.amount, await shop.free()) == ("paid", yuan(35_91), 3)
            assert await shop.balance(":takings") == 35_91 + 39_90
            assert sum(amount for _, amount in shop.till.movements()) == 75_81

    asyncio.run(story())


def test_a_coupon_that_has_ended_meanwhile_comes_back_with_24_hours_of_life(
    database_url: str, tmp_path: Path
) -> None:
    async def story() -> None:
        async with group_shop(database_url, tmp_path) as shop:
            a_id, _ = await _formed(shop)
            shop.at("06 10:00:00")
            await shop.engine.groups.cancel(BRAND, a_id)
            coupon = await shop.coupon_of("A")
            assert (coupon.state, coupon.expires_at) == ("open", beijing("2026-09-07 10:00:00"))
            await shop.engine.waits.run_once()
            assert [amount for _, amount in shop.till.movements() if amount < 0] == [-30_91]
            again = await shop.engine.groups.cancel(BRAND, a_id)
            await shop.engine.waits.run_once()
            assert getattr(again, "state", "") == "refunded"
            assert len(shop.till.movements()) == 3

    asyncio.run(story())


def test_a_coupon_of_a_false_claim_does_not_come_back_with_a_purchase(
    sqlite_url: str, tmp_path: Path
) -> None:
    """It was kept for a purchase when its claim was taken back; the purchase is called off, and the coupon is over."""

    async def story() -> None:
        async with group_shop(sqlite_url, tmp_path) as shop:
            a_id, _ = await _formed(shop)
            async with shop.engine._core.database.transaction() as transaction:
                [row] = await transaction.fetch(
                    "SELECT cause_id FROM grants WHERE coupon_id IS NOT NULL GROUP BY cause_id"
                )
            await shop.engine.grants.reverse_claim(BRAND, row["cause_id"], "false", "tests")
            shop.at("02 10:00:00")
            await shop.engine.groups.cancel(BRAND, a_id)
            coupon = await shop.coupon_of("A")
            assert (coupon.state, coupon.expires_at) == ("expired", beijing("2026-09-02 10:00:00"))

    asyncio.run(story())


def test_two_accounts_that_become_one_person_keep_one_place(database_url: str, tmp_path: Path) -> None:
    """The first place stands and the second goes back at once; one that is paid only afterwards goes back too."""

    async def story() -> None:
        async with group_shop(database_url, tmp_path) as shop:
            link, groups = shop.engine.members.link_mobile, shop.engine.groups
            a = await shop.paid(await shop.open("A"))
            b = await shop.paid(await shop.join(a.group_token, "B"))
            c = await shop.open("C")
            d = await shop.join(c.group_token, "D")
            for who, mobile in (("A", "1"), ("B", "1"), ("C", "2"), ("D", "2")):
                await link(BRAND, person(who), f"+861380013800{mobile}")
            both = [await groups.purchase(BRAND, one.id) for one in (a, b)]
            assert [(one.state, one.why) for one in both] == [("paid", None), ("refunding", "same_person")]
            assert await shop.free() == 1, "A's, C's and D's are kept"
            c, d = await shop.paid(c), await shop.paid(d)
            assert [(one.state, one.why) for one in (c, d)] == [("paid", None), ("refunding", "same_person")]
            assert c.group_token
            assert (await groups.page(c.group_token, None)).state == "open"
            await shop.paid(await shop.join(c.group_token, "E"))
            assert (await groups.page(c.group_token, None)).state == "formed"
            await shop.engine.waits.run_once()
            assert sorted(amount for _, amount in shop.till.movements() if amount < 0) == [-35_91, -35_91]
            assert await shop.balance(":takings") == 3 * 35_91

    asyncio.run(story())


def test_dispatch_redeems_the_coupon_takes_the_piece_and_tells_the_campaign_once(
    database_url: str, tmp_path: Path
) -> None:
    async def story() -> None:
        async with group_shop(database_url, tmp_path) as shop:
            a_id, b_id = await _formed(shop)
            lonely = await shop.paid(await shop.open("C"))
            assert reason(await shop.engine.groups.dispatch(BRAND, lonely.id)) == "group_incomplete"
            for purchase in (a_id, b_id, a_id):
                assert getattr(await shop.engine.groups.dispatch(BRAND, purchase), "state", "") == "sent"
            [stock] = await shop.engine.stocks.book(BRAND, shop.outlet)
            assert (stock.on_hand, stock.held) == (2, 1)
            assert (await shop.coupon_of("A")).state == "redeemed"
            await shop.engine.waits.run_once()
            await shop.engine.waits.run_once()
            assert (await shop.engine.members.wallet(BRAND, person("B"))).points == 7
            assert reason(await shop.engine.groups.cancel(BRAND, a_id)) == "purchase_sent"
            told = (await shop.engine.forgetting.export(BRAND, person("A")))["purchases"]
            assert [(one["state"], one["amount"]) for one in told] == [("sent", "30.91 CNY")]

    asyncio.run(story())


def test_who_does_not_pay_loses_the_place_and_who_pays_at_the_last_moment_keeps_it(
    database_url: str, tmp_path: Path
) -> None:
    """A place is kept for ten minutes. Only the channel's word that the bill is closed lets it go."""

    async def story() -> None:
        async with group_shop(database_url, tmp_path) as shop:
            a = await shop.paid(await shop.open("A"))
            b = await shop.join(a.group_token, "B")
            url = await shop.engine.groups.pay(BRAND, getattr(b, "id", 0), "")
            shop.till.trouble(queries={"*": "lose"})
            shop.at("01 20:09:59")
            shop.till.pay(str(url))
            shop.at("01 20:10:00")
            await shop.engine.waits.run_once()
            assert reason(await shop.join(a.group_token, "C")) == "group_full", "nobody knows yet"
            shop.till.trouble()
            shop.at("01 20:11:00")
            await shop.engine.waits.run_once()
            assert (await shop.engine.groups.page(a.group_token or "", None)).state == "formed"
            d = await shop.open("D")
            late = await shop.engine.groups.pay(BRAND, d.id, "")
            shop.at("01 20:21:00")
            await shop.engine.waits.run_once()
            shop.till.pay(str(late))
            d = await shop.engine.groups.purchase(BRAND, d.id)
            assert (d.state, d.why, await shop.free()) == ("closed", "unpaid", 2)
            assert (await shop.engine.groups.page(d.group_token or "", None)).state == "cancelled"
            assert [amount for _, amount in shop.till.movements()] == [35_91, 35_91]

    asyncio.run(story())


def test_a_coupon_without_a_lane_does_not_join_the_price_of_a_group(sqlite_url: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with group_shop(sqlite_url, tmp_path) as shop:
            plain, five = await shop.coupon("A", "1 yuan off"), await shop.coupon("A")
            doors, who = shop.engine.groups, person("A")
            told = await doors.open(BRAND, who, shop.campaign, "box", shop.press(), coupon=plain)
            assert reason(told) == "coupons_clash"
            alone = await doors.buy(BRAND, who, shop.campaign, "box", shop.press(), coupon=plain)
            assert getattr(alone, "amount", None) == yuan(38_90)
            assert reason(
                await doors.open(BRAND, person("B"), shop.campaign, "box", shop.press(), coupon=five)
            ) == ("coupon_unknown")
            key = shop.press()
            first = await doors.open(BRAND, who, shop.campaign, "box", key, coupon=five)
            assert getattr(first, "id", 0) == getattr(
                await doors.open(BRAND, who, shop.campaign, "box", key, coupon=five), "id", 1
            )
            other = await doors.open(BRAND, who, shop.campaign, "box", shop.press(), coupon=five)
            assert reason(other) == "coupon_set_aside"
            ended = await doors.cancel(BRAND, getattr(first, "id", 0), who)
            assert (getattr(ended, "state", ""), getattr(ended, "why", "")) == ("closed", "cancelled")
            assert (await shop.coupon_of("A")).state == "open"

    asyncio.run(story())


@pytest.mark.parametrize(("comers", "state"), [(2, "expired"), (3, "formed"), (4, "formed")])
def test_a_chain_takes_whoever_comes_and_stands_if_they_are_enough_at_its_end(
    sqlite_url: str, tmp_path: Path, comers: int, state: str
) -> None:
    text = """campaign "Chain" / "接龙"
  brand "River"
  runs 2026-09-01 to 2026-09-30 in Asia/Shanghai

offer "box" "Gift box" / "礼盒"
  sells 9521000100015
  buyers at least 3 at 29.90 CNY within 2 hours
"""

    async def story() -> None:
        async with group_shop(sqlite_url, tmp_path, text) as shop:
            first = await shop.paid(await shop.open("1"))
            for number in range(2, comers + 1):
                await shop.paid(await shop.join(first.group_token, str(number)))
            assert (await shop.engine.groups.page(first.group_token or "", None)).state == "open"
            assert reason(await shop.buy("alone")) == "no_campaign"
            shop.at("01 22:00:00")
            await shop.engine.waits.run_once()
            await shop.engine.waits.run_once()
            assert (await shop.engine.groups.page(first.group_token or "", None)).state == state
            kept = sum(amount for _, amount in shop.till.movements())
            assert kept == (comers * 29_90 if state == "formed" else 0)
            rules = await shop.engine.rules.page(BRAND, "together")
            assert "29.90" in rules.general[-1].en
            assert "接龙价" in rules.general[-1].zh

    asyncio.run(story())
