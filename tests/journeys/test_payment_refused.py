"""Payment refused: still owed, tried again, carried on, and taken back; nothing is split, lost or paid twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from engine.api import Reason
from engine.outbox.orders import order_number
from tests.support.app import Site, Wallet, opened_site
from tests.support.bank_on_clock import Bank, running_bank
from tests.support.clock import ClockFile, beijing, told
from tests.support.people import Brand, Json, found_brand, refused
from tests.support.wallet import MERCHANT

#: Fen, by the batch that gives it.
AMOUNTS: Final = {
    "a1": 50, "a2": 60, "b": 888_00, "c": 20_00, "d": 5_00, "e": 180_00, "f": 150_00, "g": 10_00, "g11": 1_00,
}  # fmt: skip
HEAD: Final = """campaign "October packets"
  brand    "Dew Drinks"
  runs     2026-10-01 to 2026-11-30 in Asia/Shanghai
  budget   5,000.00 CNY
  channel  sandbox_packets
"""
CAMPAIGN: Final = (
    HEAD
    + "  channel  sandbox_bank\n"
    + "".join(
        f"""
on scan of batch "{name}"
  give red_packet {fen // 100}.{fen % 100:02d} CNY
  if spent
    refuse
"""
        for name, fen in AMOUNTS.items()
    )
)
TOO_LARGE: Final = (
    HEAD
    + """
on scan of batch "trip"
  give red_packet 888.00 CNY
  if spent
    refuse
"""
)


def test_payment_refused_is_owed_tried_again_carried_on_and_taken_back(
    database_url: str, clock: ClockFile, wallet: Wallet, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every obstacle of a channel has its own way on, and each person's money adds up at every moment."""

    async def journey(bank: Bank) -> None:
        async with (
            opened_site(database_url, clock, wallet.url, more=bank.settings) as site,
            site.client() as client,
        ):
            story = Story(site, Brand([client], await found_brand(site.engine)), clock, wallet, bank)
            await story.set_up()
            await story.first_of_october(caplog)
            await story.second_and_third()
            await story.fourth_and_fifth()
            await story.eleven_packets()
            await story.day_thirty()
            await story.nothing_pays_so_much()
            await story.end()

    with running_bank(tmp_path, clock) as bank:
        asyncio.run(journey(bank))


class Story:
    """A holiday week, and the end of the month."""

    def __init__(self, site: Site, brand: Brand, clock: ClockFile, wallet: Wallet, bank: Bank) -> None:
        self.site, self.brand, self.clock, self.wallet, self.bank = site, brand, clock, wallet, bank
        self.codes: dict[str, list[str]] = {}
        self.grants: dict[str, str] = {}
        self.payees: dict[str, str] = {}
        self.campaign = ""

    def at(self, text: str) -> None:
        self.clock.at(f"2026-{text}")

    async def set_up(self) -> None:
        """The float with the wallet is 300.00."""
        self.at("09-30 12:00:00")
        self.wallet.control("top_up", {"merchant": MERCHANT, "amount_minor": -100_000_000 + 300_00})
        self.campaign = await self.brand.publish("october-packets", CAMPAIGN)
        for name in AMOUNTS:
            self.codes[name] = await self.brand.codes(name, 11 if name == "g11" else 1)

    async def claim(self, name: str, who: str, number: int = 0) -> str:
        """A granted claim; the grant's id."""
        answer = await self.brand.claim(who, self.codes[name][number])
        assert answer.status_code == 201, answer.text
        [grant] = answer.json()["grants"]
        assert grant["amount"]["amount_minor"] == AMOUNTS[name]
        self.grants[name] = str(grant["id"])
        self.payees[who] = f"consumer-{grant['recipient']['id']}"
        return str(grant["id"])

    async def stands(self, name: str, state: str, payout: str | None, words: str = "") -> Json:
        """How a grant stands, the same in the API and in its holder's wallet."""
        grant = dict(await self.brand.done("GET", f"/grants/{self.grants[name]}"))
        shown = grant["payout"]
        assert (grant["state"], shown and shown["state"]) == (state, payout), grant
        assert words in (shown["words"]["en"] if shown else ""), shown
        return grant

    async def paid_by_wallet(self, payee: str) -> list[int]:
        lines = await self.wallet.statement()
        return [line["amount_minor"] for line in lines if line["payee"] == self.payees[payee]]

    def verified(self, who: str, verified: bool) -> None:
        self.wallet.control("payees", {"payee": self.payees[who], "verified": verified})

    def accept(self, who: str) -> None:
        self.wallet.control("accept", {"payee": self.payees[who]})

    async def float_left(self) -> int:
        async with self.wallet._asked() as client:
            answer = await client.balance()
        return int(answer.data["balance_minor"])  # type: ignore[union-attr, call-overload]  # verified, and a number by the protocol

    async def owes(self, owed: int, paid: int, reversed_: int = 0) -> None:
        """Granted is owed, paid and taken back."""
        found = await self.brand.figures(self.campaign)
        assert (found["owed"], found["paid"], found["reversed"]) == (owed, paid, reversed_), found
        assert await self.site.engine.audit() == ()

    async def first_of_october(self, caplog: pytest.LogCaptureFixture) -> None:
        self.at("10-01 09:00:00")
        await self.claim("a1", "A")
        await self.site.pay_out()
        await self.stands("a1", "owed", "small", "Paid once you reach 1.00 yuan")
        assert await self.wallet.statement() == []

        self.at("10-01 09:10:00")
        await self.claim("b", "B")
        await self.site.pay_out()
        await self.stands("b", "owed", "confirm", "Confirm your account with the bank")
        assert await self.wallet.statement() == [], "888.00 is not split into packets"

        self.at("10-01 09:20:00")
        await self.claim("c", "C")
        self.verified("C", False)
        await self.site.pay_out()
        grant = await self.stands("c", "owed", "retry", "Verify your name in the wallet")
        assert grant["payout"]["next_at"] == told("2026-10-02 09:20:00")

        self.at("10-01 09:30:00")
        await self.claim("d", "D")
        self.verified("D", False)
        await self.site.pay_out()
        await self.stands("d", "owed", "retry")

        self.at("10-01 20:00:00")
        await self.claim("e", "E")
        await self.site.pay_out()
        await self.stands("e", "paid", None)
        self.accept("E")
        assert await self.float_left() == 120_00
        self.at("10-01 20:01:00")
        await self.claim("f", "F")
        caplog.clear()
        await self.site.pay_out()
        self.at("10-01 20:02:00")
        await self.claim("a2", "A")
        await self.site.pay_out()
        await self.stands("f", "owed", "later", "Your money is safe")
        await self.stands("a2", "owed", "later")
        alarms = [one for one in caplog.messages if "the float of channel sandbox_packets is empty" in one]
        assert len(alarms) == 1
        held = await self.brand.done("GET", "/payouts/held")
        assert [one["channel"] for one in held["paused"]] == ["sandbox_packets"]
        assert held["paused"][0]["since"] == told("2026-10-01 20:01:00")
        await self.owes(50 + 888_00 + 20_00 + 5_00 + 150_00 + 60, 180_00)
        for at in (
            "20:16:00",
            "20:17:00",
        ):  # tried again by itself, still empty: no second alarm, no retry is counted
            self.at(f"10-01 {at}")
            await self.site.pay_out()
        assert len([one for one in caplog.messages if "is empty" in one]) == 1
        await self.stands("f", "owed", "later")

    async def second_and_third(self) -> None:
        """The float is filled at half past eight; A's two grants are one payment, B confirms, C is verified."""
        self.at("10-01 20:30:00")
        self.wallet.control("top_up", {"merchant": MERCHANT, "amount_minor": 500_00})
        answer = await self.brand.done("POST", "/payouts/channels/sandbox_packets/resumption")
        assert answer == {"resumed": True}
        await self.site.pay_out()
        await self.stands("f", "paid", None)
        self.accept("F")
        lines = await self.wallet.statement()
        assert [line["amount_minor"] for line in lines] == [180_00, 150_00, 1_10]
        assert lines[-1]["order_no"] == order_number(int(self.grants["a2"]), 1)
        for name in ("a1", "a2"):
            await self.stands(name, "paid", None)
        self.accept("A")
        assert await self.float_left() == 470_00 - 1_10
        assert (await self.brand.done("GET", "/payouts/held"))["paused"] == []

        for at in ("09:20:00", "09:30:00"):
            self.at(f"10-02 {at}")
            await self.site.pay_out()
        await self.stands("c", "owed", "retry")
        self.at("10-02 10:00:00")
        assert len(self.bank.confirm(self.payees["B"])) == 1
        await self.owes(888_00 + 20_00 + 5_00, 180_00 + 150_00 + 1_10)
        self.at("10-02 11:00:00")
        await self.site.pay_out()
        grant = await self.stands("b", "paid", None)
        assert grant["paid_at"] == told("2026-10-02 10:00:00")

        self.at("10-02 18:00:00")
        self.verified("C", True)
        self.at("10-03 09:20:00")
        await self.site.pay_out()
        grant = await self.stands("c", "paid", None)
        assert grant["paid_at"] == told("2026-10-03 09:20:00")
        assert await self.paid_by_wallet("C") == [20_00]
        self.accept("C")
        self.at("10-03 09:30:00")
        await self.site.pay_out()
        self.at("10-03 12:00:00")
        await self.claim("g", "G")
        await self.site.pay_out()
        await self.stands("g", "paid", None)
        answer = await self.brand.send("POST", f"/grants/{self.grants['g']}/sending")
        refused(answer, Reason.NOTHING_TO_SEND)

    async def fourth_and_fifth(self) -> None:
        """D is refused for the fourth time; G's packet comes back, and is sent once more when asked for."""
        self.at("10-04 09:30:00")
        await self.site.pay_out()
        grant = await self.stands("d", "owed", "refused", "Verify your name")
        assert grant["payout"]["may_ask"]
        assert await self.wallet.state(order_number(int(self.grants["d"]), 4)) == "refused"
        before = await self.float_left()
        self.at("10-04 12:00:00")
        await self.site.pay_out()
        grant = await self.stands("g", "owed", "returned", "it came back to us")
        assert (grant["paid_at"], grant["payout"]["may_ask"]) == (None, True)
        assert await self.float_left() == before + 10_00
        await self.owes(5_00 + 10_00, 180_00 + 150_00 + 1_10 + 888_00 + 20_00)
        self.at("10-04 20:00:00")
        await self.site.pay_out()
        await self.stands("g", "owed", "returned")
        self.at("10-05 10:00:00")
        await self.brand.done("POST", f"/grants/{self.grants['g']}/sending")
        await self.site.pay_out()
        await self.stands("g", "paid", None)
        self.accept("G")
        self.at("10-06 10:00:00")
        await self.site.pay_out()
        grant = await self.stands("g", "paid", None)
        assert grant["paid_at"] == told("2026-10-05 10:00:00")
        assert await self.paid_by_wallet("G") == [10_00]

    async def eleven_packets(self) -> None:
        """Ten on the day; the eleventh waits for midnight, and that is no refusal."""
        for number in range(11):
            self.at(f"10-06 11:{number:02d}:00")
            await self.claim("g11", "G", number)
            await self.site.pay_out()
        assert await self.paid_by_wallet("G") == [10_00] + 10 * [1_00]
        grant = await self.stands("g11", "owed", "tomorrow", "The rest comes tomorrow")
        assert grant["payout"]["next_at"] == told("2026-10-07 00:00:00")
        self.at("10-06 23:59:59")
        self.accept("G")
        await self.site.pay_out()
        await self.stands("g11", "owed", "tomorrow")
        self.at("10-07 00:00:00")
        await self.site.pay_out()
        grant = await self.stands("g11", "paid", None)
        assert grant["paid_at"] == told("2026-10-07 00:00:00")
        assert await self.wallet.state(order_number(int(self.grants["g11"]), 2)) == "", "no second number"
        self.accept("G")

    async def day_thirty(self) -> None:
        """D's 5.00 lapses 30 days after it was granted, and its budget is free; the code stays used."""
        self.at("10-31 09:29:59")
        await self.site.pay_out()
        await self.stands("d", "owed", "refused")
        used = (await self.brand.figures(self.campaign))["used"]
        self.at("10-31 09:30:00")
        assert (await self.site.engine.waits.next_due() or 0) <= self.clock.micros()
        await self.site.pay_out()
        await self.stands("d", "reversed", "lapsed", "the account could not be paid")
        assert (await self.brand.figures(self.campaign))["used"] == used - 5_00
        again = await self.brand.claim("D", self.codes["d"][0])
        assert again.json()["grants"][0]["state"] == "reversed"
        other = await self.brand.claim("Z", self.codes["d"][0])
        refused(other, Reason.ALREADY_CLAIMED)

    async def nothing_pays_so_much(self) -> None:
        """A draft with a prize of 888.00 and the packets alone cannot be published."""
        draft = await self.brand.done("POST", "/campaigns", {"slug": "trip", "text": TOO_LARGE})
        answer = await self.brand.send("POST", f"/campaigns/{draft['id']}/publication")
        assert answer.status_code == 409
        assert "no channel can pay 888.00 CNY" in answer.text

    async def end(self) -> None:
        paid = 110 + 888_00 + 20_00 + 180_00 + 150_00 + 10_00 + 11_00
        await self.owes(0, paid, 5_00)
        assert sum(line["amount_minor"] for line in await self.wallet.statement()) == paid - 888_00
        assert beijing("2026-10-31 09:30:00") == self.clock.now()
