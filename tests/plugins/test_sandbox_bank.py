"""The sandbox bank: signatures that fit one message, payments made once, and confirmation by the payee."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
import pytest

from engine.spi import InProgress, Money, NotFound, Paid, PayoutOrder, Refused, Unknown
from plugins.sandbox_bank import signing
from plugins.sandbox_bank.app import BankApp
from plugins.sandbox_bank.book import CONFIRM_US, Book
from plugins.sandbox_bank.channel import SandboxBank

SECRET: Final = "between the bank and its client"
NOW: Final = datetime(2026, 10, 1, 1, 10, tzinfo=UTC)
ORDER: Final = PayoutOrder("B1A1", "consumer-2", Money(888_00, "CNY"), "888.00元红包")


class Clock:
    us = int(NOW.timestamp()) * 1_000_000

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.us / 1_000_000, UTC)


def with_bank(folder: Path, story: Callable[[SandboxBank, BankApp, Clock], Awaitable[None]]) -> None:
    """A channel and its bank without a network between them."""

    async def run() -> None:
        clock, book = Clock(), Book(folder / "bank.sqlite3")
        app = BankApp(book, "bottlecap", SECRET.encode(), now_us=lambda: clock.us)
        channel = SandboxBank(clock=clock.now)
        await channel.start(
            {
                "BOTTLECAP_BANK_URL": "http://bank",
                "BOTTLECAP_BANK_CLIENT": "bottlecap",
                "BOTTLECAP_BANK_SECRET": SECRET,
            }
        )
        assert channel._http
        await channel._http.aclose()
        channel._http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bank")
        try:
            await story(channel, app, clock)
        finally:
            await channel.stop()
            book.close()

    asyncio.run(run())


def test_a_payment_waits_for_its_payee_and_is_made_once(tmp_path: Path) -> None:
    async def story(channel: SandboxBank, app: BankApp, clock: Clock) -> None:
        assert await channel.query(ORDER.order_no) == NotFound()
        for _ in range(2):
            assert isinstance(await channel.send(ORDER), InProgress)
        assert app._book.confirm("consumer-2", clock.us) == ["B1A1"]
        assert app._book.confirm("consumer-2", clock.us) == []
        assert await channel.query(ORDER.order_no) == Paid(NOW, "SB000000000001")
        assert await channel.send(ORDER) == Paid(NOW, "SB000000000001")
        assert len(app._book.settled()) == 1

    with_bank(tmp_path, story)


def test_who_does_not_confirm_in_time_is_refused_for_good(tmp_path: Path) -> None:
    async def story(channel: SandboxBank, app: BankApp, clock: Clock) -> None:
        await channel.send(ORDER)
        clock.us += CONFIRM_US
        answer = await channel.query(ORDER.order_no)
        assert isinstance(answer, Refused)
        assert answer.payee_fault
        assert app._book.confirm("consumer-2", clock.us) == []

    with_bank(tmp_path, story)


def test_a_number_stands_for_one_payment(tmp_path: Path) -> None:
    async def story(channel: SandboxBank, app: BankApp, clock: Clock) -> None:
        await channel.send(ORDER)
        other = PayoutOrder("B1A1", "consumer-2", Money(1_00, "CNY"), "")
        assert isinstance(await channel.send(other), Unknown)
        beyond = PayoutOrder("B2A1", "consumer-2", Money(5_000_01, "CNY"), "")
        answer = await channel.send(beyond)
        assert isinstance(answer, Refused)
        assert not answer.payee_fault

    with_bank(tmp_path, story)


@pytest.mark.parametrize("spoil", ["body", "path", "method", "created", "secret"])
def test_a_signature_fits_one_message_only(spoil: str) -> None:
    given = {
        "method": "PUT",
        "path": "/payments/B1A1",
        "body": b"{}",
        "created": 1_000_000,
        "secret": b"s" * 32,
    }
    headers = signing.sign_request(
        given["secret"], "bottlecap", "PUT", "/payments/B1A1", b"{}", 1_000_000, "ab" * 16
    )  # type: ignore[arg-type]  # a mixed table, by name
    other = {
        "method": "GET",
        "path": "/payments/B1A2",
        "body": b"[]",
        "created": 1_000_301,
        "secret": b"t" * 32,
    }
    told = {**given, spoil: other[spoil]}

    def read(told: dict[str, object]) -> signing.Signed | None:
        return signing.read_request(
            told["secret"], headers, told["method"], told["path"], told["body"], told["created"]
        )  # type: ignore[arg-type]  # a mixed table, by name

    assert read(given) is not None
    assert read(told) is None


def test_an_answer_fits_its_request_only() -> None:
    signed = signing.sign_answer(b"s", "bottlecap", 200, b"{}", 1, "sig1=:AAAA:")
    assert signing.answer_is_valid(b"s", signed, 200, b"{}", "sig1=:AAAA:")
    assert not signing.answer_is_valid(b"s", signed, 200, b"{}", "sig1=:BBBB:")
    assert not signing.answer_is_valid(b"s", signed, 404, b"{}", "sig1=:AAAA:")
    assert not signing.answer_is_valid(b"s", signed, 200, b"[]", "sig1=:AAAA:")


def test_the_bank_answers_no_request_twice(tmp_path: Path) -> None:
    """A request that was overheard is worth nothing: its nonce is used."""

    async def story(channel: SandboxBank, app: BankApp, clock: Clock) -> None:
        body = json.dumps({"payee": "p", "amount": {"minor": 1, "currency": "CNY"}}).encode()
        headers = signing.sign_request(
            SECRET.encode(), "bottlecap", "PUT", "/payments/X", body, clock.us // 1_000_000, "ab" * 16
        )
        assert channel._http
        first, second = [
            await channel._http.put("/payments/X", content=body, headers=headers) for _ in range(2)
        ]
        assert (first.status_code, second.status_code) == (200, 401)

    with_bank(tmp_path, story)


def test_a_notice_is_believed_with_its_signature_only(tmp_path: Path) -> None:
    async def story(channel: SandboxBank, app: BankApp, clock: Clock) -> None:
        body = b'{"order_no": "B1A1"}'
        for secret, believed in ((SECRET.encode(), True), (b"another", False)):
            headers = signing.sign_request(
                secret, "bottlecap", "POST", "/hooks/sandbox_bank", body, clock.us // 1_000_000, "cd" * 16
            )
            found = channel.read_notice(headers, body)
            assert (found is not None and found.order_no == "B1A1") is believed

    with_bank(tmp_path, story)
