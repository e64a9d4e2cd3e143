"""Payment unknown, then found paid; processes that die between a commit and a payment; orders that keep their number."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from engine.api import Money
from engine.outbox.orders import order_number
from tests.support.app import Program, Site, Wallet, opened_site, running_wallet, server_process
from tests.support.clock import ClockFile, beijing, told
from tests.support.hold import held
from tests.support.people import Brand, Json, found_brand, paid_once

AMOUNTS = {"A": "8.88", "B": "1.88", "C": "5.00", "D": "1.00", "E": "2.00", "F": "3.00"}
CAMPAIGN = """campaign "November packets"
  brand    "Dew Drinks"
  runs     2026-11-01 to 2026-11-30 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet
""" + "".join(
    f"""
on scan of batch "{name}"
  give red_packet {amount} CNY
  if spent
    refuse
"""
    for name, amount in AMOUNTS.items()
)


def test_payment_unknown_then_found_paid_and_crashes_between_commit_and_payout(
    database_url: str, clock: ClockFile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Unknown is not failed: one order number for a grant until the channel is definite, whatever dies when."""

    async def journey(wallet: Wallet) -> None:
        async with AsyncExitStack() as stack:
            story = Story(database_url, clock, wallet)
            stack.callback(story.end_programs)
            site = await stack.enter_async_context(opened_site(database_url, clock, wallet.url))
            client = await stack.enter_async_context(site.client())
            story.brand = Brand([client], await found_brand(site.engine))
            story.client = client
            await story.set_up()
            await story.unknown_then_paid(site)
            await story.killed_before_sending()
            await story.killed_before_noting()
            await story.killed_before_the_commit(site)
            await story.two_workers(site)
            await story.unknown_for_a_day(site, caplog)
            await story.end(site)

    wallet_clock = ClockFile(tmp_path / "wallet-clock")
    wallet_clock.at("2026-11-05 09:00:00")
    with running_wallet(tmp_path, wallet_clock) as wallet:
        asyncio.run(journey(wallet))


class Story:
    """A Thursday in November, and the noon after it."""

    brand: Brand
    client: httpx.AsyncClient

    def __init__(self, database_url: str, clock: ClockFile, wallet: Wallet) -> None:
        self.database_url, self.clock, self.wallet = database_url, clock, wallet
        self.codes: dict[str, str] = {}
        self.campaign = ""
        self._programs: list[Program] = []

    def end_programs(self) -> None:
        for program in self._programs:
            program.end()

    def at(self, text: str, *, wallet_too: bool = True) -> None:
        """Move the servers' clock; the wallet's follows unless its books lag behind."""
        self.clock.at(text)
        if wallet_too:
            self.wallet.clock.at(text)

    async def server(self, *, payouts: bool = False) -> tuple[Program, httpx.AsyncClient, Brand]:
        """Another server process, its caller, and the brand's system that calls it."""
        program = server_process(self.database_url, self.clock, self.wallet.url, payouts=payouts)
        self._programs.append(program)
        await asyncio.to_thread(program.wait)
        client = httpx.AsyncClient(base_url=program.url, trust_env=False, timeout=30)
        return program, client, Brand([client], self.brand.key)

    async def set_up(self) -> None:
        self.at("2026-11-05 09:00:00")
        self.campaign = await self.brand.publish("november-packets", CAMPAIGN)
        for name in AMOUNTS:
            [self.codes[name]] = await self.brand.codes(name, 1)

    async def claim(self, who: str, brand: Brand | None = None) -> str:
        """A granted claim of the person's own code; the grant's id."""
        answer = await (brand or self.brand).claim(who, self.codes[who])
        assert answer.status_code == 201, answer.text
        [grant] = answer.json()["grants"]
        assert Money(grant["amount"]["amount_minor"], "CNY").amount == AMOUNTS[who]
        return str(grant["id"])

    async def grant(self, grant: str) -> Json:
        return dict(await self.brand.done("GET", f"/grants/{grant}"))

    async def is_owed(self, grant: str) -> bool:
        told_state = await self.grant(grant)
        return (told_state["state"], told_state["paid_at"]) == ("owed", None)

    async def assert_paid(self, grant: str, at: str) -> None:
        told_state = await self.grant(grant)
        assert (told_state["state"], told_state["paid_at"]) == ("paid", told(at))

    async def numbers(self) -> list[str]:
        """The order numbers on the wallet's statement."""
        return [line["order_no"] for line in await self.wallet.statement()]

    async def give_notice(self, order_no: str, name: str, **signed: str) -> int:
        """The wallet, or somebody else, says that an order is paid; the status of our answer."""
        headers, body = self.wallet.notice(order_no, name, **signed)
        answer = await self.client.post("/hooks/sandbox_wallet", headers=headers, content=body)
        return answer.status_code

    async def unknown_then_paid(self, site: Site) -> None:
        """A: ten seconds of silence are no failure; look-ups and the same number again find the one payment."""
        self.wallet.faults(scripts={"*": ["stall"]}, slow_s=2, late_s=4)
        self.at("2026-11-05 10:00:00")
        grant = await self.claim("A")
        n1 = order_number(int(grant), 1)
        self.at("2026-11-05 10:00:01")
        url = self.wallet.url
        async with opened_site(self.database_url, self.clock, url, patience_s=1) as worker:
            sending = asyncio.create_task(worker.engine.payouts.run_once())
            await self._until_at_wallet(n1)
            self.at("2026-11-05 10:00:11", wallet_too=False)
            assert await sending == 1
        assert await self.is_owed(grant)
        page = await self.brand.done("GET", f"/codes/{self.codes['A']}?consumer=A")
        assert (page["phase"], page["answer"]["grants"][0]["state"]) == ("won", "owed")
        figures = await self.brand.figures(self.campaign)
        assert (figures["owed"], figures["paid"]) == (888, 0)

        for at, what in (("10:00:41", "look-up"), ("10:01:41", "sent again")):
            self.at(f"2026-11-05 {at}", wallet_too=False)
            assert await site.engine.payouts.run_once() == 1, what
            assert await self.wallet.state(n1) == "in_progress"
            assert await self.is_owed(grant)
        assert await self.wallet.state(order_number(int(grant), 2)) == "", "no second number"
        self.at("2026-11-05 10:02:10")
        assert await site.engine.payouts.run_once() == 1
        await self.assert_paid(grant, "2026-11-05 10:00:03")
        for at in ("10:05:00", "10:06:00"):
            self.at(f"2026-11-05 {at}")
            assert await self.give_notice(n1, f"late-{at}") == 204
            assert await site.engine.payouts.run_once() == 0
        assert await self.numbers() == [n1]

    async def killed_before_sending(self) -> None:
        """B: the process dies after the commit; another shows the packet on its way; a restart sends it."""
        program, client, elsewhere = await self.server()
        async with client:
            self.at("2026-11-05 10:10:00")
            grant = await self.claim("B", elsewhere)
            program.kill()
        self.at("2026-11-05 10:11:00")
        page = await self.brand.done("GET", f"/codes/{self.codes['B']}?consumer=B")
        shown = page["answer"]["grants"][0]
        assert (shown["amount"]["amount_minor"], shown["state"]) == (188, "owed")
        n2 = order_number(int(grant), 1)
        self.wallet.faults(scripts={"*": ["slow"]}, slow_s=2)
        self.at("2026-11-05 10:12:00")
        async with opened_site(self.database_url, self.clock, self.wallet.url) as restarted:
            assert await restarted.pay_out() == 1
            assert await self.is_owed(grant)
            self.at("2026-11-05 10:12:02")
            assert await self.give_notice(n2, "paid-n2") == 204
            assert await restarted.pay_out() == 1
        await self.assert_paid(grant, "2026-11-05 10:12:02")

    async def killed_before_noting(self) -> None:
        """C: the process dies with the order at the wallet; the restart asks for the same number, which is paid."""
        self.wallet.faults(scripts={"*": ["stall"]}, slow_s=0.5, late_s=8)
        program, client, elsewhere = await self.server(payouts=True)
        async with client:
            self.at("2026-11-05 10:20:00")
            grant = await self.claim("C", elsewhere)
            n3 = order_number(int(grant), 1)
            await self._until_at_wallet(n3)
            self.at("2026-11-05 10:20:00.300", wallet_too=False)
            program.kill()
        self.wallet.clock.at("2026-11-05 10:20:00.500")
        assert await self.wallet.state(n3) == "paid"
        assert await self.is_owed(grant)
        self.at("2026-11-05 10:22:00")
        async with opened_site(self.database_url, self.clock, self.wallet.url) as restarted:
            await restarted.pay_out()
        await self.assert_paid(grant, "2026-11-05 10:20:00.500")
        assert (await self.numbers()).count(n3) == 1
        assert await self.wallet.state(order_number(int(grant), 2)) == ""

    async def _until_at_wallet(self, order_no: str) -> None:
        give_up = time.monotonic() + 20
        while await self.wallet.state(order_no) == "":
            assert time.monotonic() < give_up, "the order never reached the wallet"
            await asyncio.sleep(0.02)

    async def killed_before_the_commit(self, site: Site) -> None:
        """D: nothing is kept of a claim whose process dies before its commit; the phone's repeat is granted once."""
        self.wallet.faults()
        used = (await self.brand.figures(self.campaign))["used"]
        program, client, elsewhere = await self.server()
        async with client, held(self.database_url):
            self.at("2026-11-05 10:30:00")
            lost = asyncio.create_task(elsewhere.claim("D", self.codes["D"], press="d-1"))
            await asyncio.sleep(0.5)
            assert not lost.done()
            program.kill()
            with pytest.raises(httpx.TransportError):
                await lost
        self.at("2026-11-05 10:30:05")
        page = await self.brand.done("GET", f"/codes/{self.codes['D']}")
        assert page["phase"] == "ask"
        assert (await self.brand.figures(self.campaign))["used"] == used
        repeat = await self.brand.claim("D", self.codes["D"], press="d-1")
        assert (repeat.status_code, repeat.json()["repeated"]) == (201, False)
        await site.pay_out()
        await self.assert_paid(repeat.json()["grants"][0]["id"], "2026-11-05 10:30:05")

    async def two_workers(self, site: Site) -> None:
        """F: two workers reach for one order at the same instant; the channel sees one payment."""
        self.at("2026-11-05 10:40:00")
        grant = await self.claim("F")
        async with opened_site(self.database_url, self.clock, self.wallet.url) as other:
            touched = await asyncio.gather(*(each.engine.payouts.run_once() for each in (site, other)))
        assert sorted(touched) == [0, 1]
        await self.assert_paid(grant, "2026-11-05 10:40:00")
        assert (await self.numbers()).count(order_number(int(grant), 1)) == 1

    async def unknown_for_a_day(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        """E: never under another number while the channel is silent; an alarm after a day; then it is definite."""
        self.wallet.faults(scripts={"*": ["drop", "drop"]}, queries={"*": "error"})
        self.at("2026-11-05 10:46:00")
        grant = await self.claim("E")
        n5, n5b = order_number(int(grant), 1), order_number(int(grant), 2)
        self.at("2026-11-05 10:46:01")
        await site.engine.payouts.run_once()
        noon, forged = beijing("2026-11-06 12:00:00"), False
        while (due := await site.engine.payouts.next_due()) and due < noon:
            if not forged and due > beijing("2026-11-05 15:00:00"):
                forged = True
                await self._forge(site, n5, caplog)
                continue
            self.clock.set(due)
            self.wallet.clock.set(due)
            assert await site.engine.payouts.run_once() == 1
            assert await self.is_owed(grant)
            stuck = (await self.brand.done("GET", "/payouts/stuck"))["items"]
            a_day = due >= beijing("2026-11-06 10:46:01")
            assert [one["order_no"] for one in stuck] == ([n5] if a_day else [])
        assert due == noon
        assert stuck[0]["amount"] == {"amount_minor": 200, "currency": "CNY"}
        assert stuck[0]["first_sent_at"] == told("2026-11-05 10:46:01")
        assert f"order {n5} has no definite answer for a day" in caplog.text

        self.at("2026-11-06 12:00:00")
        self.wallet.faults()
        assert await site.engine.payouts.run_once() == 1
        assert await self.is_owed(grant)
        assert await self.wallet.state(n5b) == ""
        self.at("2026-11-06 12:01:00")
        assert await site.engine.payouts.run_once() == 1
        await self.assert_paid(grant, "2026-11-06 12:01:00")
        assert (await self.numbers())[-1] == n5b
        assert (await self.brand.done("GET", "/payouts/stuck"))["items"] == []

    async def _forge(self, site: Site, order_no: str, caplog: pytest.LogCaptureFixture) -> None:
        """At three in the afternoon somebody claims that n5 is paid."""
        self.at("2026-11-05 15:00:00")
        before = await site.engine.payouts.next_due()
        assert await self.give_notice(order_no, "forged", secret="not the wallet's") == 400
        assert "was not signed by it and is ignored" in caplog.text
        assert await site.engine.payouts.run_once() == 0
        assert await site.engine.payouts.next_due() == before

    async def end(self, site: Site) -> None:
        """18.76 and the packet of the two workers: granted is paid, and the wallet has one line for each grant."""
        figures = await self.brand.figures(self.campaign)
        assert (figures["granted"], figures["paid"], figures["owed"]) == (1876 + 300, 1876 + 300, 0)
        assert len(await self.wallet.statement()) == 6
        assert await paid_once(self.wallet, self.brand) == 1876 + 300
        assert await site.engine.audit() == ()
