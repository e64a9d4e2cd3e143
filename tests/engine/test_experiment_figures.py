"""What groups did: everybody of a group counts, redeemers are shown and never compared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice

import pytest

from dsl import check, compile_campaign
from dsl.values import Money
from engine.api import ClaimAnswer, Reason, RedemptionAnswer, Refusal
from engine.campaigns.experiments import Conduct, figures, per_thousand
from engine.campaigns.live import LiveCampaign, Version
from engine.scanning.experiments import number_of
from tests.support.shop import BRAND, GTIN, Shop, person, shop
from tests.support.vocabulary import VOCABULARY

KEY = b"a campaign's own"
RULES = f"""campaign "August"
  brand "Spring"
  runs 2026-06-01 to 2026-08-31 in Asia/Shanghai

on scan of {GTIN}
  experiment offer
    group offered 90%
      give points 5
    group holdout rest
"""
HALVES = RULES.replace("90%", "50%")


def campaign() -> LiveCampaign:
    checked = check(RULES, VOCABULARY).campaign
    assert checked is not None
    version = Version(1, 1, 1, "", b"", datetime(2026, 8, 1, tzinfo=UTC), compile_campaign(checked))
    return LiveCampaign(1, "august", (version,), key=KEY)


def accounts(group: str) -> Iterator[int]:
    """Accounts whose number puts them in a group."""
    for account in count(1):
        if (number_of(KEY, "offer", account) < 9000) == (group == "offered"):
            yield account


def test_a_report_compares_groups_and_never_redeemers() -> None:
    offered, held = islice(accounts("offered"), 901), islice(accounts("holdout"), 101)
    one_of_both = {next(offered), next(held)}
    # 200 of the 900 redeem, 150 of these buy again, and 120 of the others
    people = [
        Conduct(
            {one},
            1 + (n < 150 or 200 <= n < 320),
            1 + (n < 150 or 200 <= n < 320),
            int(n < 200),
            {"CNY": 500},
        )
        for n, one in enumerate(offered)
    ]
    people += [Conduct({one}, 1 + (n < 22), 1 + (n < 22), 0, {}) for n, one in enumerate(held)]
    (found,) = figures(campaign(), [*people, Conduct(one_of_both, 9, 9, 9, {"CNY": 9})])
    given, holdout = found.groups
    assert (given.name, given.holdout, given.persons, given.again) == ("offered", False, 900, 270)
    assert (given.again_share, given.lift) == (300, 80)
    assert (given.redeemers, given.redeemers_again, given.redeemers_share) == (200, 150, 750)
    assert (given.claims, given.redemptions, given.cost) == (1170, 200, (Money(450_000, "CNY"),))
    assert (holdout.name, holdout.holdout, holdout.persons, holdout.again) == ("holdout", True, 100, 22)
    assert (holdout.again_share, holdout.lift, holdout.redeemers_share) == (220, None, None)
    assert found.left_out == 1


def test_nobody_is_not_compared() -> None:
    (found,) = figures(campaign(), ())
    assert [(one.persons, one.again_share, one.lift) for one in found.groups] == [(0, None, None)] * 2


@pytest.mark.parametrize(("part", "whole", "told"), [(1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0)])
def test_shares_are_rounded_half_up(part: int, whole: int, told: int) -> None:
    assert per_thousand(part, whole) == told


async def given(there: Shop, serial: int, who: str) -> bool:
    """Whether a claim brings something; what brings nothing leaves the code good."""
    answer = await there.claim(serial, who)
    assert isinstance(answer, ClaimAnswer) or answer.reason is Reason.NO_RULE
    return isinstance(answer, ClaimAnswer)


def test_whoever_is_refused_first_does_not_draw_anew(database_url: str) -> None:
    """A newcomer of the holdout is refused as often as they come, with any code; joined accounts follow the first."""

    async def steps() -> None:
        async with shop(database_url, HALVES) as there:
            people = [f"P{number}" for number in range(24)]
            first = {who: await given(there, serial, who) for serial, who in enumerate(people, 1)}
            assert set(first.values()) == {True, False}, "24 people in one group: one in eight millions"
            for round_ in (100, 200, 300):
                again = {who: await given(there, round_ + n, who) for n, who in enumerate(people)}
                assert again == first
            refused = next(who for who in people if not first[who])
            late = next(who for who in people[people.index(refused) + 1 :] if first[who])
            for who in (late, refused):
                await there.engine.members.link_mobile(BRAND, person(who), "+8613800138000")
            assert isinstance(await there.claim(400, late), Refusal)
            (found,) = await there.engine.campaigns.experiments(BRAND, there.campaign)
            offered, holdout = found.groups
            winners = sum(first.values())
            assert (offered.persons, offered.again, offered.claims) == (
                winners - 1,
                winners - 1,
                4 * winners - 4,
            )
            assert (holdout.persons, found.left_out) == (0, 1)

    asyncio.run(steps())


PAID = f"""campaign "August"
  brand "Spring"
  runs 2026-06-01 to 2026-08-31 in Asia/Shanghai
  budget 1,000.00 CNY
  channel sandbox_wallet

coupon "five" "5 yuan off"
  worth 5.00 CNY off 20.00 CNY
  valid 30 days
  at stores
  pays store 4.00 CNY

on scan of {GTIN}
  budget 300.00 CNY, at most 50.00 CNY a day
  give red_packet 1.00 CNY
  experiment offer
    group offered 50%
      give coupon "five"
    group holdout rest
  if spent
    refuse
"""


def test_groups_tell_what_they_cost_and_a_block_what_it_used(database_url: str) -> None:
    """One of the offered redeems: a packet for everybody, the shop's share of one coupon, and the block's budget."""

    async def steps() -> None:
        async with shop(database_url, PAID) as there:
            campaigns, till = there.engine.campaigns, await there.till()
            (none,) = await campaigns.experiments(BRAND, there.campaign)
            assert [one.persons for one in none.groups] == [0, 0]
            answers = [await there.granted(serial, f"P{serial}") for serial in range(1, 21)]
            coupons = [one.coupon.code for answer in answers for one in answer.grants if one.coupon]
            redeemed = await there.engine.coupons.redeem(till, coupons[0], "r1", Money(2000, "CNY"))
            assert isinstance(redeemed, RedemptionAnswer), redeemed
            (found,) = await campaigns.experiments(BRAND, there.campaign)
            offered, holdout = found.groups
            assert (offered.persons, offered.redeemers, offered.redemptions) == (len(coupons), 1, 1)
            assert offered.cost == (Money(100 * len(coupons) + 400, "CNY"),)
            assert holdout.cost == (Money(100 * (20 - len(coupons)), "CNY"),)
            (block,) = await campaigns.block_budgets(BRAND, there.campaign)
            assert block.block == f"on scan of {GTIN}"
            assert (block.total, block.used) == (Money(30_000, "CNY"), Money(2_000, "CNY"))
            assert (block.daily, block.used_today) == (Money(5_000, "CNY"), Money(2_000, "CNY"))
            there.clock.pass_(days=1)
            (block,) = await campaigns.block_budgets(BRAND, there.campaign)
            assert (block.used, block.used_today) == (Money(2_000, "CNY"), Money(0, "CNY"))

    asyncio.run(steps())
