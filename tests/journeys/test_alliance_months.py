"""Liquor gives peanuts: what two brands agreed caps issuing, never the till; months close, and both books say the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from engine.api import (
    AllianceTerms,
    ClaimAnswer,
    ClerkIdentity,
    Invalid,
    Label,
    Money,
    Reason,
    RedemptionAnswer,
    Refusal,
    partners,
)
from tests.support.clock import beijing
from tests.support.shop import BRAND as LIQUOR
from tests.support.shop import GTIN, PACKETS, Shop, shop

PEANUTS = "peanuts"
CAMPAIGN = f"""campaign "Liquor and peanuts" / "好酒配花生"
  brand    "Spring"
  runs     2026-11-01 to 2027-01-31 in Asia/Shanghai
  budget   100,000.00 CNY
  channel  sandbox_wallet

on scan of {GTIN}
  give points 1
  give coupon "peanuts-5" from alliance "Snacks"
    if spent
      give points 10
"""


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


TERMS = AllianceTerms(
    "Snacks", LIQUOR, PEANUTS, "peanuts-5", yuan(500), yuan(200), yuan(300), yuan(20), cap_a_month=250,
    exposure=yuan(1_500_00),
)  # fmt: skip
NAME = Label("5 off peanuts", "花生立减5元")


@dataclass
class Town:
    """Both brands, and the coupons in people's hands."""

    shop: Shop
    alliance: int
    till: ClerkIdentity
    next_code: int = 1
    requests: int = 0
    open: list[str] = field(default_factory=list)

    def at(self, text: str) -> None:
        self.shop.clock.instant = beijing(text)

    async def claim(self, number: int = 1) -> list[ClaimAnswer]:
        """So many claims at one instant, by a person each; the coupons they gave are held."""
        first, self.next_code = self.next_code, self.next_code + number
        found = await asyncio.gather(
            *(self.shop.claim(serial, f"c{serial}") for serial in range(first, first + number))
        )
        answers = [one for one in found if isinstance(one, ClaimAnswer)]
        assert len(answers) == number, "the liquor's own reward is always given"
        self.open += [grant.coupon.code for one in answers for grant in one.grants if grant.coupon]
        return answers

    async def given(self, number: int) -> None:
        """So many claims, each with a coupon."""
        before = len(self.open)
        await self.claim(number)
        assert len(self.open) - before == number

    async def without(self, reason: str, points: int = 1) -> None:
        """One claim more: no coupon, and why."""
        before = len(self.open)
        answer = (await self.claim())[0]
        assert len(self.open) == before
        assert [note.en for note in answer.notes] == [reason]
        assert sum(grant.points or 0 for grant in answer.grants) == points

    async def redeem(self, coupons: Iterable[str]) -> list[RedemptionAnswer]:
        """Each is taken at the peanuts' till."""
        wanted = list(coupons)
        self.requests += len(wanted)
        found = await asyncio.gather(
            *(
                self.shop.engine.coupons.redeem(self.till, code, f"r{self.requests}-{place}", yuan(20_00))
                for place, code in enumerate(wanted)
            )
        )
        answers = [one for one in found if isinstance(one, RedemptionAnswer)]
        assert len(answers) == len(wanted), "no cap acts at the till"
        self.open = [code for code in self.open if code not in wanted]
        return answers

    async def exposure(self) -> int:
        """As both sides are told it, in yuan."""
        seen = {
            (await self.shop.engine.alliances.one(brand, self.alliance)).exposure
            for brand in (LIQUOR, PEANUTS)
        }
        assert len(seen) == 1
        return seen.pop().minor // 100

    async def closed(self, text: str) -> partners.StatementView:
        """The month that ended a few minutes ago, the same for both sides but for who may confirm its payment."""
        self.at(text)
        await self.shop.engine.waits.run_once()
        await self.shop.engine.waits.run_once()
        mine, theirs = [
            await self.shop.engine.settling.statements(one, self.alliance) for one in (LIQUOR, PEANUTS)
        ]
        assert not mine[0].may_confirm
        assert theirs[0].may_confirm
        assert len(mine) == len(theirs)
        return mine[0]


async def opened(there: Shop) -> Town:
    """The agreement of November, accepted by both, the campaign, and a till."""
    engine, there.clock.instant = there.engine, beijing("2026-10-28 10:00")
    await engine.accounts.add_brand(PEANUTS, Label("Peanuts", "花生"), "Asia/Shanghai", "CNY")
    alliance = await engine.alliances.propose(
        "coupon_alliance", TERMS, NAME, valid_days=20, minimum_minor=20_00, wanted=beijing("2026-11-01 00:00")
    )
    await engine.alliances.accept(PEANUTS, alliance)
    await there.publish("allied", CAMPAIGN)
    outlet = await engine.outlets.add_outlet(PEANUTS, "P1", NAME, "CN-GD")
    await engine.outlets._store.add_clerk(PEANUTS, outlet.id, "7", "clerk", "clerk", "none", 0)
    till = await engine.outlets.clerk_by_number(PEANUTS, "P1", "7")
    assert till
    return Town(there, alliance, till)


def test_three_months_of_an_alliance_to_the_last_statement(database_url: str) -> None:
    """Caps, the edge of a month, a version accepted by one side, a cancellation in another month, a withdrawal."""

    async def journey() -> None:
        async with shop(database_url, PACKETS.replace("2026-12-30", "2026-06-30")) as there:
            town = await opened(there)
            back = await _november(town)
            await _december(town, back)
            await _withdrawal(town)
            await _end(town)

    asyncio.run(journey())


async def _november(town: Town) -> RedemptionAnswer:
    """250 given, 120 redeemed, 100 expired, 30 open, all of the 15th; one redemption that will be called off."""
    town.at("2026-11-02 09:00")
    await town.given(190)
    town.at("2026-11-10 09:00")
    answers = await town.redeem(town.open[:90])
    town.at("2026-11-15 12:00")
    await town.given(59)
    town.at("2026-11-18 21:00")
    await town.given(1)
    town.at("2026-11-18 21:01")
    await town.without("This month's partner coupons are all given.")
    town.at("2026-11-20 09:00")
    await town.redeem([*town.open[100:128], town.open[-1]])
    town.at("2026-11-30 23:59:59")
    await town.redeem(town.open[100:101])  # the last second of November
    town.open = town.open[100:]
    assert len(town.open) == 30
    town.at("2026-12-01 00:00:00")
    assert await town.exposure() == 750
    await town.redeem(town.open[:1])  # the first of December
    statement = await town.closed("2026-12-01 00:10:00")
    assert (statement.issued, statement.redeemed, statement.expired, statement.still_open) == (
        250,
        120,
        100,
        30,
    )
    assert (statement.issuer_owes, statement.honourer_owes) == (yuan(240_00), yuan(24_00))
    assert (statement.net, statement.payer and statement.payer.slug) == (yuan(216_00), LIQUOR)
    return answers[0]


async def _december(town: Town, redeemed: RedemptionAnswer) -> None:
    """The partner's exposure: full, freed by what expires, raised by a version that both accept, by nothing else."""
    engine = town.shop.engine
    await town.given(50)
    await town.redeem(town.open[:19])
    town.at("2026-12-05 17:59")
    await town.given(100)
    assert await town.exposure() == 1_500
    town.at("2026-12-05 18:00")
    await town.without("The partner's coupons are all given for the moment.")
    assert (await engine.alliances.one(LIQUOR, town.alliance)).issued_this_month == 150

    town.at("2026-12-06 00:00:00")
    town.open = town.open[10:]
    assert await town.exposure() == 1_450
    await town.given(10)
    await town.without("The partner's coupons are all given for the moment.")
    assert await town.exposure() == 1_500

    wanted = partners.Proposal(
        NAME, yuan(500), yuan(200), yuan(300), yuan(20), 20, yuan(20_00), 250, yuan(9_000_00)
    )
    assert await engine.alliances.propose_version(LIQUOR, town.alliance, wanted) == 2
    await town.without("The partner's coupons are all given for the moment.")
    wanted = replace(wanted, exposure=yuan(1_600_00), wanted=beijing("2026-12-07 00:00"))
    assert await engine.alliances.propose_version(LIQUOR, town.alliance, wanted) == 3
    await engine.alliances.accept(PEANUTS, town.alliance)
    with pytest.raises(Invalid, match="newer version"):
        await engine.alliances.accept(PEANUTS, town.alliance, number=2)
    town.at("2026-12-06 23:59:59")
    await town.without("The partner's coupons are all given for the moment.")
    town.at("2026-12-07 00:00:00")
    assert [one.state for one in await engine.alliances.versions(PEANUTS, town.alliance)] == [
        "in_force", "dropped", "past",
    ]  # fmt: skip

    town.at("2026-12-08 10:00")
    back = await engine.coupons.cancel(town.till, redeemed.redemption_id, "back")
    assert isinstance(back, RedemptionAnswer)
    assert back.coupon.state == "expired"
    assert await town.exposure() == 1_495
    november = await engine.settling.statement(PEANUTS, town.alliance, 1)
    assert (november.redeemed, november.net) == (120, yuan(216_00))


async def _withdrawal(town: Town) -> None:
    """Notice ends issuing on its day; what is in people's hands stays good, whoever declines it."""
    engine = town.shop.engine
    town.at("2026-12-10 12:00")
    assert await engine.alliances.give_notice(PEANUTS, town.alliance, date(2026, 12, 16)) == beijing(
        "2026-12-17 00:00"
    )
    town.at("2026-12-16 23:59:58")
    await town.given(16)
    town.at("2026-12-16 23:59:59")
    last = (await town.claim())[0].grants[-1].coupon
    assert last
    assert last.expires_at == beijing("2027-01-06 00:00")
    town.at("2026-12-17 00:00:00")
    assert await town.exposure() == 1_600 - 4 * 5
    await town.without("The partner's coupons are no longer given.", points=1 + 10)

    town.at("2026-12-20 10:00")
    declined = await engine.coupons.decline(town.till, town.open[0], "no", "none_left")
    assert isinstance(declined, Refusal)
    assert declined.reason is Reason.STORE_DECLINED
    assert await engine.coupons.decline(town.till, town.open[0], "no", "none_left") == declined
    told = [await engine.settling.declined(one, town.alliance) for one in (LIQUOR, PEANUTS)]
    assert [[(one.at, one.outlet) for one in each] for each in told] == [
        [(beijing("2026-12-20 10:00"), "P1")]
    ] * 2
    assert {one.words for each in told for one in each} == {declined.words}
    assert "缺货" in declined.words.zh
    await town.redeem(town.open[:83])  # with the one that was declined
    statement = await town.closed("2027-01-01 00:10:00")
    assert (statement.redeemed, statement.cancelled, statement.final) == (103, 1, False)
    assert statement.net == yuan(183_60)


async def _end(town: Town) -> None:
    """The last statement, payment confirmed by who is paid, a line disputed and followed back; the sums of all."""
    engine = town.shop.engine
    town.at("2027-01-03 10:00")
    last = await town.redeem(town.open[-17:])
    statement = await town.closed("2027-02-01 00:10:00")
    assert (statement.redeemed, statement.still_open, statement.net) == (17, 0, yuan(30_60))
    assert statement.final
    assert (await engine.alliances.one(LIQUOR, town.alliance)).state == "settled"
    late = await engine.coupons.cancel(town.till, last[0].redemption_id, "late")
    assert isinstance(late, Refusal)
    assert late.reason is Reason.CANCEL_TOO_LATE

    said = await engine.settling.statements(PEANUTS, town.alliance)
    assert [one.redeemed - one.cancelled for one in reversed(said)] == [120, 102, 17]
    assert sum(one.issued for one in said) == 427
    assert sum(one.issuer_owes.minor for one in said) == 478_00
    assert sum(one.honourer_owes.minor for one in said) == 47_80
    assert sum(one.net.minor for one in said) == 430_20
    for number in (1, 2, 3):
        with pytest.raises(Invalid):
            await engine.settling.confirm(LIQUOR, town.alliance, number)
        first = await engine.settling.confirm(PEANUTS, town.alliance, number)
        assert await engine.settling.confirm(PEANUTS, town.alliance, number) == first
    assert (await engine.alliances.one(PEANUTS, town.alliance)).unpaid == yuan(0)
    assert await engine.settling.unsettled(LIQUOR) == 0
    async with engine._core.database.transaction() as transaction:
        rows = await transaction.fetch("SELECT key, amount FROM balance WHERE key LIKE '%|alliance:%'")
    between = {
        (row["key"].split("|")[0], row["key"].split(":")[2].split("|")[0]): row["amount"] for row in rows
    }
    assert between[LIQUOR, "cost"] == -478_00
    assert between[PEANUTS, "cost"] == -717_00
    assert between[LIQUOR, "partner"] == between[PEANUTS, "partner"] == 0
    assert between[LIQUOR, "paid"] == -between[PEANUTS, "paid"] == 430_20
    assert between[LIQUOR, "fees"] == -between[PEANUTS, "fees"] == 47_80

    december = await engine.settling.lines(LIQUOR, town.alliance, 2, limit=500)
    back = next(line for line in december if line.kind == "cancelled")
    assert (back.issuer_owes, back.honourer_owes) == (yuan(-2_00), yuan(-20))
    await engine.settling.dispute(LIQUOR, town.alliance, back.id, "Which shop was it?")
    await engine.settling.answer(PEANUTS, town.alliance, back.id, "P1, on 8 December.")
    proof = await engine.settling.line(LIQUOR, town.alliance, back.id)
    assert proof.dispute
    assert proof.dispute.answer == "P1, on 8 December."
    assert [step.en for step in proof.steps] == [
        "Given by campaign “Liquor and peanuts”, version 1, line 9.",
        "Computed again from the facts stored with it, line 9 gives this coupon.",
    ]
    assert await engine.audit() == ()
