"""What people may type or send who want to break a brand, or get in by trying."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from engine.accounts.attempts import ADDRESS_FREE_TRIES, FREE_TRIES, Attempts
from engine.accounts.door import SLOW_DOWN
from engine.api import (
    BasketLine,
    ClaimAnswer,
    ClerkIdentity,
    ConsumerKey,
    Invalid,
    Label,
    Money,
    NotFound,
    Reason,
    RedemptionAnswer,
    Refusal,
    ScanPage,
    baskets,
)
from engine.errors import Unstorable
from tests.support.shop import BRAND, GTIN, PACKETS, Shop, person, shop

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("year", [1, 1600, 9999])
def test_a_change_of_codes_in_an_absurd_year_is_refused_before_it_is_kept(sqlite_url: str, year: int) -> None:
    """A kept change is read with the brand at every scan, and can never be taken back."""

    async def attack() -> None:
        async with shop(sqlite_url) as made:
            at = datetime(year, 1, 1, tzinfo=UTC)
            with pytest.raises(Invalid) as refused:
                await made.engine.codes.change(
                    BRAND, made.batch, 1, 2, "state", "active", "x", effective_at=at
                )
            assert refused.value.field == "effective_at"
            await made.granted(1, "anna")

    asyncio.run(attack())


def test_a_clerks_name_written_otherwise_is_no_new_account_to_guess_at(sqlite_url: str) -> None:
    async def attack() -> None:
        async with shop(sqlite_url) as made:
            await made.till("AB1")
            spellings = ["AB1", "ab1", "Ab1", "aB1", " AB1 ", "AB1\t", "ab1 "]
            answers = [
                await made.engine.outlets.sign_in(one, " 7", "0000", address=f"10.0.0.{n}")
                for n, one in enumerate(spellings)
            ]
            assert answers[FREE_TRIES:] == [SLOW_DOWN] * (len(spellings) - FREE_TRIES)

    asyncio.run(attack())


def test_tries_sent_at_one_instant_are_counted_like_any_others(sqlite_url: str) -> None:
    async def attack() -> None:
        async with shop(sqlite_url) as made:
            await made.till("S1")
            tries = (
                made.engine.outlets.sign_in("S1", "7", f"{n:04}", address=f"10.0.0.{n}") for n in range(9)
            )
            answers = await asyncio.gather(*tries)
            assert answers.count(SLOW_DOWN) == 9 - FREE_TRIES

    asyncio.run(attack())


def test_the_right_pin_lets_in_and_clears_the_account(sqlite_url: str) -> None:
    async def work() -> None:
        async with shop(sqlite_url) as made:
            till = await made.till("S1")
            await made.engine.outlets.add_clerk(BRAND, till.outlet_id, "8", "Ana", "clerk", "2468")
            for _ in range(3):
                for pin in ("0000", "1111", "2222"):
                    assert isinstance(
                        await made.engine.outlets.sign_in("S1", "8", pin, address="10.0.0.1"), Label
                    )
                answer = await made.engine.outlets.sign_in("s1", "8", "2468", address="10.0.0.1")
                assert isinstance(answer, ClerkIdentity)

    asyncio.run(work())


def test_failures_of_a_shared_address_are_forgotten_after_a_quiet_hour() -> None:
    attempts, now = Attempts(), START
    for n in range(ADDRESS_FREE_TRIES):
        assert attempts.begin(f"clerk {n}", "shop", now)
    assert not attempts.begin("another clerk", "shop", now)
    assert attempts.begin("another clerk", "another shop", now)
    assert attempts.begin("another clerk", "shop", now + timedelta(hours=1, seconds=1))
    assert attempts.begin("one more clerk", "shop", now + timedelta(hours=1, seconds=1))


def test_people_who_sign_in_do_not_use_up_their_shops_address() -> None:
    attempts = Attempts()
    for n in range(5 * ADDRESS_FREE_TRIES):
        assert attempts.begin(f"clerk {n}", "shop", START)
        attempts.succeeded(f"clerk {n}", "shop")


def test_one_brands_wrong_codes_do_not_shut_out_another_brands_customer(sqlite_url: str) -> None:
    """Two brands number their customers alike; what one sends in wrongly is nothing to the other."""

    async def attack() -> None:
        async with shop(sqlite_url) as made:
            for _ in range(6):
                wrong = await made.engine.scans.claim_for(
                    "rival", "7K3QX2M9R4TB8V", ConsumerKey("ref", "1001")
                )
            assert isinstance(wrong, Refusal)
            assert wrong.reason is Reason.TOO_MANY_WRONG_CODES
            fine = await made.engine.scans.claim_for(BRAND, made.code(1), ConsumerKey("ref", "1001"))
            assert not isinstance(fine, Refusal)

    asyncio.run(attack())


@pytest.mark.parametrize("text", ["A" * 300, "\0" * 5, "\0", "é" * 40, "//[/A", "'; DROP TABLE claim; --"])
def test_texts_that_no_row_can_hold_name_nothing(database_url: str, text: str) -> None:
    """Longer than the column, or with a NUL, which PostgreSQL cannot even be asked for."""

    async def ask() -> None:
        async with shop(database_url) as made:
            clerk, engine, who = await made.till(), made.engine, person("anna")
            assert (await engine.referrals.open(text, who)).phase == "unknown"
            answer = await engine.referrals.accept(text, who)
            assert isinstance(answer, Refusal)
            assert (await engine.scans.open(text, who)).phase == "unknown"
            assert isinstance(await engine.coupons.member(clerk, text), Refusal)
            assert isinstance(await engine.coupons.redeem(clerk, text, "r-1"), Refusal)
            assert isinstance(await engine.outlets.sign_in(text, text, text, address="a"), Label)
            assert isinstance(await engine.outlets.sign_in("S1", text, text, address="b"), Label)
            assert isinstance(await engine.accounts.sign_in(text, text, address="c"), Label)
            assert await engine.outlets.clerk_by_number(BRAND, "S1", text) is None
            assert await engine.outlets.clerk_by_number(BRAND, text, "7") is None
            assert await engine.accounts.api_key_brand(text) is None
            assert await engine.accounts.session(text, "studio") is None
            with pytest.raises(NotFound):
                await engine.members.wallet(text, who)
            with pytest.raises(NotFound):
                await engine.accounts.brand(text)

    asyncio.run(ask())


def test_a_name_with_a_nul_is_refused_in_words_where_the_database_cannot_keep_it(postgres_url: str) -> None:
    async def attack() -> None:
        async with shop(postgres_url) as made:
            for wrong in (
                made.engine.codes.create_batch(BRAND, "a\0b", GTIN, "in_lid", 10, "tests"),
                made.engine.campaigns.create(BRAND, "nul", 'campaign "\0"', "tests"),
                made.engine.accounts.add_user(BRAND, "x\0@y.cn", "N", "author", None),
            ):
                with pytest.raises(Unstorable):
                    await wrong

    asyncio.run(attack())


@pytest.mark.parametrize("value", ["9" * 30, "\u00b2", "nobody", "0"])
def test_a_badge_assigned_to_nonsense_names_nobody(sqlite_url: str, value: str) -> None:
    async def ask() -> None:
        async with shop(sqlite_url) as made:
            page = await _badge(made, value)
            assert (page.phase, page.clerk_name) == ("refused", "")

    asyncio.run(ask())


def test_a_badge_cannot_borrow_another_brands_clerk(sqlite_url: str) -> None:
    """Neither the name is told, nor does the other brand's clerk earn on this brand's bottles."""

    async def ask() -> None:
        async with shop(sqlite_url) as made:
            await made.engine.accounts.add_brand("rival", Label("Rival", "对手"), "Asia/Shanghai", "CNY")
            theirs = await made.engine.outlets.add_outlet("rival", "R1", Label("R", "R"), "CN-GD")
            stranger = await made.engine.outlets.add_clerk("rival", theirs.id, "1", "Mei", "clerk", "2468")
            page = await _badge(made, str(stranger))
            assert (page.phase, page.clerk_name) == ("refused", "")
            till = await made.till()
            own = await _badge(made, str(till.id))
            assert (own.phase, own.clerk_name) == ("clerk", till.name)

    asyncio.run(ask())


async def _badge(made: Shop, person_id: str) -> ScanPage:
    codes = made.engine.codes
    batch = (await codes.create_batch(BRAND, f"Badges {person_id}", GTIN, "clerk", 1, "tests")).id
    await codes.change(BRAND, batch, 1, 1, "state", "active", "tests")
    await codes.change(BRAND, batch, 1, 1, "person", person_id, "tests")
    return await made.engine.scans.open(codes.code_text(batch, 1), person("anna"))


WITH_COUPON = PACKETS.replace(
    "on scan of",
    """coupon "five" "5 yuan off" / "立减5元"
  worth  5.00 CNY off 15.00 CNY
  valid  7 days
  at     stores

on scan of""",
).replace("  if spent", '  give coupon "five"\n  if spent')


def test_a_basket_in_another_currency_reaches_no_minimum(sqlite_url: str) -> None:
    """1,500 yen are worth a third of 15 yuan more or less; the figure alone says nothing."""

    async def attack() -> None:
        async with shop(sqlite_url, WITH_COUPON) as made:
            clerk, coupon = await made.till(), await _coupon(made, 1)
            with pytest.raises(Invalid) as refused:
                await made.engine.coupons.redeem(clerk, coupon, "r-1", Money(1500, "JPY"))
            assert refused.value.field == "basket"
            taken = await made.engine.coupons.redeem(clerk, coupon, "r-1", Money(1500, "CNY"))
            assert isinstance(taken, RedemptionAnswer)

    asyncio.run(attack())


def test_a_used_request_number_does_not_stand_for_another_coupon(sqlite_url: str) -> None:
    """The till would read the first coupon's success as the second's."""

    async def attack() -> None:
        async with shop(sqlite_url, WITH_COUPON) as made:
            clerk, first, second = await made.till(), await _coupon(made, 1), await _coupon(made, 2)
            basket = Money(2000, "CNY")
            await made.engine.coupons.redeem(clerk, first, "r-1", basket)
            with pytest.raises(Invalid) as refused:
                await made.engine.coupons.redeem(clerk, second, "r-1", basket)
            assert refused.value.field == "request_id"
            again = await made.engine.coupons.redeem(clerk, first, "r-1", basket)
            assert isinstance(again, RedemptionAnswer)
            assert again.repeated

    asyncio.run(attack())


def test_a_used_return_number_does_not_stand_for_another_purchase(sqlite_url: str) -> None:
    """In one commit and from another process: refused in words, and the other purchase keeps its pieces."""

    async def attack() -> None:
        async with shop(sqlite_url, WITH_COUPON) as made:
            clerk, engine, other = await made.till(), made.engine, await made.another()
            lines = [BasketLine(GTIN, 3, 1000)]
            sales = []
            for serial in (1, 2, 3):
                coupon = await _coupon(made, serial)
                sold = await engine.sales.checkout(clerk, [coupon], lines, "CNY", f"s-{serial}")
                assert isinstance(sold, baskets.SaleAnswer)
                sales.append(sold.sale_id)
            doors = (engine.sales, engine.sales, other.sales)
            tries = (
                door.give_back(clerk, sale, {0: 1}, "b-1") for door, sale in zip(doors, sales, strict=True)
            )
            answers = await asyncio.gather(*tries, return_exceptions=True)
            names = sorted(type(one).__name__ for one in answers)
            assert names == ["Invalid", "Invalid", "ReturnAnswer"]
            shown = [await engine.sales.show(clerk, sale) for sale in sales]
            assert sorted(one.lines[0].returned for one in shown if one) == [0, 0, 1]
            assert await engine.audit() == ()

    asyncio.run(attack())


async def _coupon(made: Shop, serial: int) -> str:
    answer = await made.granted(serial, "anna")
    return next(grant.coupon.code for grant in answer.grants if grant.coupon)


SHARED = WITH_COUPON.replace(
    "on scan of",
    """on invitation
  give coupon "five"

on redemption of "five"
  give points 50 to referrer, at most 50 a month
  give points 10
  if spent
    refuse

on scan of""",
)


@pytest.mark.parametrize("joined", [False, True])
def test_who_turns_out_to_have_invited_oneself_earns_nothing_for_the_friend(
    sqlite_url: str, joined: bool
) -> None:
    """Two phones look like two people until one verified number shows that they are one."""

    async def attack() -> None:
        async with shop(sqlite_url, SHARED) as made:
            clerk, engine = await made.till(), made.engine
            token = await engine.referrals.link(BRAND, made.campaign, person("phone-1"))
            gift = await engine.referrals.accept(token, person("phone-2"))
            assert isinstance(gift, ClaimAnswer)
            if joined:
                for phone in ("phone-1", "phone-2"):
                    await engine.members.link_mobile(BRAND, person(phone), "13800138000")
            coupon = next(grant.coupon.code for grant in gift.grants if grant.coupon)
            taken = await engine.coupons.redeem(clerk, coupon, "r-1", Money(2000, "CNY"))
            assert isinstance(taken, RedemptionAnswer)
            sharer = [grant.points for grant in taken.grants if grant.recipient_kind == "referrer"]
            assert sharer == ([] if joined else [50])
            assert [grant.points for grant in taken.grants if grant.recipient_kind == "consumer"] == [10]

    asyncio.run(attack())
