"""Accounts that turn out to be one person: one limit, one set of claims, one purse, however they came together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.api import ClaimAnswer, ConsumerKey, Invalid, Money, RedemptionAnswer, Refusal
from engine.commit.world import World
from engine.members.identity import Who, person_of
from engine.members.joining import LinkIdentity
from engine.outcomes import Reason
from engine.records import Consumer, Identity
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TEXT = f"""campaign "People"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  limit    3 claims per consumer a day
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY

on scan of {GTIN}
  when consumer.points at least 20
    give points 1
  otherwise
    give points 10
    give coupon "off-2"

on invitation
  give coupon "off-2"

on redemption of "off-2"
  give points 50 to referrer, at most 2 a month
"""


def told(url: str, steps: Callable[[Shop], Awaitable[None]]) -> None:
    async def opened() -> None:
        async with shop(url, TEXT) as there:
            await steps(there)
            assert await there.engine.audit() == ()

    asyncio.run(opened())


async def link(there: Shop, who: str, last: int) -> None:
    await there.engine.members.link_mobile(BRAND, person(who), f"+86 138-0013-800{last}")


def test_a_code_claimed_before_joining_stays_ones_own(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        first = await there.granted(1, "A")
        await link(there, "B", 1)
        await link(there, "A", 1)
        for who in ("A", "B"):
            again = await there.claim(1, who)
            assert isinstance(again, ClaimAnswer)
            assert (again.claim_id, again.repeated) == (first.claim_id, True)
            page = await there.engine.scans.open(there.code(1), person(who))
            assert page.phase == "won"
        assert isinstance(await there.claim(1, "C"), Refusal)

    told(database_url, steps)


def test_people_who_join_one_after_the_other_are_one_person(database_url: str) -> None:
    """B joins A, then A joins C: B is C too."""

    async def steps(there: Shop) -> None:
        for serial, who in enumerate("ABC", 1):
            await there.granted(serial, who)
        await link(there, "A", 1)
        await link(there, "B", 1)
        await link(there, "C", 2)
        await link(there, "A", 2)
        wallets = [await there.engine.members.wallet(BRAND, person(who)) for who in "ABC"]
        assert len({wallet.member_code for wallet in wallets}) == 1
        assert {wallet.points for wallet in wallets} == {30}
        assert {len(wallet.coupons) for wallet in wallets} == {3}
        for serial, who in enumerate("ABC", 11):
            answer = await there.claim(serial, who)
            assert isinstance(answer, Refusal)
            assert answer.reason is Reason.LIMIT_REACHED

    told(database_url, steps)


def test_points_of_all_accounts_count_in_a_rule(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        await there.granted(1, "A")
        await there.granted(2, "B")
        await link(there, "A", 1)
        await link(there, "B", 1)
        assert [grant.points for grant in (await there.granted(3, "B")).grants] == [
            1
        ]  # 20 points held together

    told(database_url, steps)


def test_a_sharers_cap_covers_all_accounts(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        till = await there.till()
        tokens = [await there.engine.referrals.link(BRAND, there.campaign, person(who)) for who in "AB"]
        coupons = []
        for number in range(4):
            accepted = await there.engine.referrals.accept(tokens[number % 2], person(f"f{number}"))
            assert isinstance(accepted, ClaimAnswer)
            coupons.append(accepted.grants[0].coupon)
        for number, coupon in enumerate(coupons):
            assert coupon
            if number == 1:
                await link(there, "A", 1)
                await link(there, "B", 1)
            taken = await there.engine.coupons.redeem(till, coupon.code, f"r{number}")
            assert isinstance(taken, RedemptionAnswer)
        assert (await there.engine.members.wallet(BRAND, person("B"))).points == 100

    told(database_url, steps)


def test_a_second_account_of_the_sharer_is_the_sharer(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        token = await there.engine.referrals.link(BRAND, there.campaign, person("A"))
        await link(there, "A", 1)
        await link(there, "A2", 1)
        refused = await there.engine.referrals.accept(token, person("A2"))
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.OWN_LINK

    told(database_url, steps)


def test_a_loop_is_seen_through_joined_accounts(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        from_a = await there.engine.referrals.link(BRAND, there.campaign, person("A"))
        assert isinstance(await there.engine.referrals.accept(from_a, person("B")), ClaimAnswer)
        await there.granted(1, "first")
        await link(there, "first", 1)
        await link(there, "B", 1)  # B's referral stands under an account that is no longer its person
        from_b = await there.engine.referrals.link(BRAND, there.campaign, person("B"))
        refused = await there.engine.referrals.accept(from_b, person("A"))
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.LINK_LOOP

    told(database_url, steps)


def test_a_new_account_that_gives_a_known_mobile_is_kept(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        await link(there, "A", 1)
        await link(there, "A2", 1)
        await link(there, "A2", 1)
        wallets = [await there.engine.members.wallet(BRAND, person(who)) for who in ("A", "A2")]
        assert wallets[0].member_code == wallets[1].member_code != ""

    told(database_url, steps)


def test_joining_adds_claims_once_and_repeating_changes_nothing() -> None:
    first = Consumer(1, BRAND, 1, "AAAA", 0, claims=2, last_claim_us=50)
    second = Consumer(2, BRAND, 2, "BBBB", 0, claims=3, last_claim_us=40)
    third = replace(second, id=3, person_id=2, member_code="CCCC", claims=1)
    world = World(brands={})
    world.put([first, second, third])
    world.put([Identity(9, BRAND, "ref", "b", 2, 0), Identity(8, BRAND, "mobile", "m", 1, 0)])
    who, mobile = Who(BRAND, "ref", "b"), Who(BRAND, "mobile", "m")
    command = LinkIdentity(who, mobile, datetime(2026, 6, 1, tzinfo=UTC))
    _, changes = command.apply(world)
    world.absorb(changes)
    person_now = person_of(world, who)
    assert person_now
    assert (person_now.id, person_now.claims, person_now.last_claim_us) == (1, 5, 50)
    assert world.accounts(person_now) == (1, 2, 3)
    assert {world.consumers[one].person_id for one in (1, 2, 3)} == {1}
    _, again = command.apply(world)
    assert (again.new, again.changed) == ((), ())


def test_a_coupon_taken_back_is_gone_and_a_used_one_cannot_be_taken_back(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        till = await there.till()
        reasons = []
        for serial, use in ((1, False), (2, True)):
            grant = next(g for g in (await there.granted(serial, "A")).grants if g.coupon)
            assert grant.coupon
            if use:
                await there.engine.coupons.redeem(till, grant.coupon.code, "r1", Money(500, "CNY"))
            reasons.append(await there.engine.grants.reverse(BRAND, grant.id, "by mistake", "tests"))
            taken = await there.engine.coupons.redeem(till, grant.coupon.code, f"r2-{serial}")
            assert isinstance(taken, Refusal)
            expected = Reason.COUPON_REDEEMED_HERE if use else Reason.COUPON_CANCELLED
            assert taken.reason is expected
        assert not isinstance(reasons[0], Refusal)
        assert isinstance(reasons[1], Refusal)
        assert reasons[1].reason is Reason.COUPON_USED

    told(database_url, steps)


def test_a_till_that_was_refused_gets_the_same_answer_to_the_same_request(database_url: str) -> None:
    """Also when the coupon is free again: only a new request is decided anew."""

    async def steps(there: Shop) -> None:
        coupon = next(g.coupon for g in (await there.granted(1, "A")).grants if g.coupon)
        redeem, one, two = there.engine.coupons.redeem, await there.till("S1"), await there.till("S2")
        won = await redeem(one, coupon.code, "r1")
        assert isinstance(won, RedemptionAnswer)
        lost = await redeem(two, coupon.code, "r2")
        assert isinstance(lost, Refusal)
        await there.engine.coupons.cancel(one, won.redemption_id, "x1")
        assert await redeem(two, coupon.code, "r2") == lost
        assert isinstance(await redeem(two, coupon.code, "r3"), RedemptionAnswer)

    told(database_url, steps)


@pytest.mark.parametrize("value", ["", "x" * 201, "a\x00b", "\ud800", "tab\there"])
def test_a_reference_that_no_table_holds_is_told_so(value: str) -> None:
    with pytest.raises(Invalid):
        ConsumerKey("ref", value)


@pytest.mark.parametrize("region", ["CN-GD-" + "X" * 20, "", "CN GD", "CN\x00"])
def test_a_region_that_is_none_is_told_so(sqlite_url: str, region: str) -> None:
    async def steps(there: Shop) -> None:
        with pytest.raises(Invalid):
            await there.engine.scans.claim(there.code(1), person("A"), region=region)

    told(sqlite_url, steps)


@pytest.mark.parametrize("request_id", ["", "r" * 65, "r\x00", "\ud800"])
def test_a_tills_request_that_no_table_holds_is_told_so(sqlite_url: str, request_id: str) -> None:
    async def steps(there: Shop) -> None:
        with pytest.raises(Invalid):
            await there.engine.coupons.redeem(await there.till(), "ABC", request_id)

    told(sqlite_url, steps)


def test_a_basket_beyond_all_measure_is_told_so(sqlite_url: str) -> None:
    async def steps(there: Shop) -> None:
        with pytest.raises(Invalid):
            await there.engine.coupons.redeem(await there.till(), "ABC", "r1", Money(10**19, "CNY"))

    told(sqlite_url, steps)
