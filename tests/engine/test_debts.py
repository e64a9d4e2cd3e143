"""What must be given back is settled first, to the fen, out of whatever one payment would settle: one grant, small change, a set."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from engine.api import ConsumerKey, Money
from tests.support.moody_channel import BOOK
from tests.support.shop import BRAND, GTIN, Shop, person, shop

AMOUNTS = {"eight": "8.00", "three": "3.00", "seventy": "0.70", "forty": "0.40"}
TEXT = """campaign "Amounts"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   500.00 CNY
  channel  moody
""" + "".join(
    f'\non scan of batch "{name}"\n  give red_packet {amount} CNY\n  if spent\n    refuse\n'
    for name, amount in AMOUNTS.items()
)
ANNA = person("anna")


@pytest.fixture(autouse=True)
def _book() -> Iterator[None]:
    BOOK.lines.clear()
    BOOK.mood = "pay"
    yield
    BOOK.lines.clear()
    BOOK.mood = "pay"


class Town:
    """A shop with a batch for each amount."""

    def __init__(self, it: Shop) -> None:
        self.it, self.engine = it, it.engine
        BOOK.now = it.clock.now
        self.batches: dict[str, int] = {}
        self.next = 0

    async def set_up(self) -> None:
        for name in AMOUNTS:
            made = await self.engine.codes.create_batch(BRAND, name, GTIN, "in_lid", 20, "tests")
            await self.engine.codes.change(BRAND, made.id, 1, 20, "state", "active", "tests")
            self.batches[name] = made.id

    async def claim(self, name: str, who: ConsumerKey = ANNA) -> int:
        """One more claim, given as its number; all that is due is paid."""
        self.next += 1
        answer = await self.engine.scans.claim(
            self.engine.codes.code_text(self.batches[name], self.next), who
        )
        await self.work()
        return int(answer.claim_id)  # type: ignore[union-attr]  # a refusal would fail the test here

    async def work(self, *, hours: int = 0) -> None:
        self.it.clock.pass_(hours=hours)
        await self.engine.waits.run_once()
        while await self.engine.payouts.run_once():
            pass
        assert await self.engine.audit() == ()

    async def reverse(self, claim: int) -> None:
        await self.engine.grants.reverse_claim(BRAND, claim, "false", "tests")
        assert await self.engine.audit() == ()

    async def stands(self, *, debt: int, owed: int, received: int) -> None:
        """In fen: what Anna must give back, what she is owed, and what the channel's book says she has."""
        held = await self.engine.members.wallet(BRAND, ANNA)
        fen = [amount.minor if isinstance(amount, Money) else 0 for amount in (held.debt, held.owed)]
        assert (*fen, sum(BOOK.received().values())) == (debt, owed, received)


def test_small_change_that_adds_up_repays_a_debt(database_url: str) -> None:
    """Change that waits is settled as soon as the debt is larger; near its end it is paid less what is still to be given back."""

    async def run() -> None:
        async with shop(database_url, TEXT, more=("tests.support.moody_channel",)) as it:
            town = Town(it)
            await town.set_up()
            await town.claim("seventy")
            await town.stands(debt=0, owed=70, received=0)
            false = await town.claim("eight")
            await town.stands(debt=0, owed=0, received=8_70)
            await town.claim("forty")
            await town.stands(debt=0, owed=40, received=8_70)
            await town.reverse(false)
            await town.stands(debt=8_00, owed=40, received=8_70)
            await town.claim("three")  # takes along what was waiting
            await town.stands(debt=4_60, owed=0, received=8_70)
            await town.claim("three")
            await town.claim("forty")
            await town.stands(debt=1_20, owed=0, received=8_70)
            await town.claim("seventy")
            await town.stands(debt=50, owed=0, received=8_70)
            await town.claim("seventy")  # neither can it repay wholly, nor can 0.20 be paid
            await town.stands(debt=50, owed=70, received=8_70)
            await town.claim("seventy")  # 1.40 less 0.40: the channel pays no less than 1.00
            await town.stands(debt=10, owed=0, received=9_70)
            await town.claim("three")
            await town.stands(debt=0, owed=0, received=12_60)

    asyncio.run(run())


def test_a_set_that_came_back_repays_a_debt_when_it_is_sent_again(database_url: str) -> None:
    """The oldest grant is settled first; what goes back afterwards undoes exactly its part."""

    async def run() -> None:
        async with shop(database_url, TEXT, more=("tests.support.moody_channel",)) as it:
            town = Town(it)
            await town.set_up()
            false = await town.claim("three")
            BOOK.mood = "hand"
            await town.claim("forty")
            second = await town.claim("three")
            await town.stands(debt=0, owed=0, received=6_40)
            await town.work(hours=25)  # nobody accepted the set
            await town.stands(debt=0, owed=3_40, received=3_00)
            await town.reverse(false)
            await town.stands(debt=3_00, owed=3_40, received=3_00)
            lead = (await town.engine.payouts.held(BRAND))[0].grant_ids[0]
            await town.engine.payouts.send_again(BRAND, lead)
            await town.work()
            await town.stands(debt=60, owed=0, received=4_00)
            await town.reverse(second)  # 2.00 of it were settled against the debt, 1.00 was sent
            await town.stands(debt=3_60, owed=0, received=4_00)
            await town.work(hours=25)  # it goes back a second time: nothing was ever received for it
            await town.stands(debt=3_00, owed=0, received=3_00)

    asyncio.run(run())


def test_what_is_left_of_a_set_that_came_back_adds_up_with_other_change(sqlite_url: str) -> None:
    """Two of three small packets are too little for the channel by themselves; the next one takes them along."""

    async def run() -> None:
        async with shop(sqlite_url, TEXT, more=("tests.support.moody_channel",)) as it:
            town = Town(it)
            await town.set_up()
            BOOK.mood = "hand"
            first, *_ = [await town.claim("forty") for _ in range(3)]
            await town.stands(debt=0, owed=0, received=1_20)
            await town.reverse(first)
            await town.work(hours=25)
            await town.stands(debt=0, owed=80, received=0)
            BOOK.mood = "pay"
            [held] = await town.engine.payouts.held(BRAND)
            await town.engine.payouts.send_again(BRAND, held.grant_ids[0])
            await town.work()
            await town.stands(debt=0, owed=80, received=0)
            await town.claim("forty")
            await town.stands(debt=0, owed=0, received=1_20)

    asyncio.run(run())
