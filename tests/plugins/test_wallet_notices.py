"""Notices: signed by Standard Webhooks, repeated until accepted, never believed unsigned."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime
from pathlib import Path

import httpx

from engine.spi import Notice
from plugins.sandbox_wallet import protocol
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.channel import SandboxWallet
from plugins.sandbox_wallet.faults import FaultPlan
from plugins.sandbox_wallet.notices import NoticeSender
from plugins.sandbox_wallet.records import Merchant, Order, Twist

SECRET = "a secret only the tests know"
START_US = 1_793_844_000_000_000


class Merchants:
    """A merchant's door that answers with the given codes, the last one for ever."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.taken: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.taken.append(request)
        return httpx.Response(self.codes.pop(0) if len(self.codes) > 1 else self.codes[0])


class Clock:
    now_us = START_US

    def __call__(self) -> int:
        return self.now_us


def paid_book(folder: Path, plan: FaultPlan = FaultPlan(), twist: Twist = Twist()) -> Book:  # noqa: B008  # frozen values
    book = Book(folder / "wallet.sqlite3")
    book.open_merchant(Merchant("m", SECRET.encode(), "CNY", 10_000, "http://merchant.test/hooks"))
    book.set_plan(plan)
    book.transfer("m", Order("n1", "consumer-1", 888, "CNY"), START_US, twist)
    return book


def deliver(book: Book, merchant: Merchants, clock: Clock, *waits_s: int) -> None:
    """Let the sender look once now and once after each wait."""

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(merchant)) as http:
            sender = NoticeSender(book, clock)
            await sender.send_due(http)
            for wait_s in waits_s:
                clock.now_us += wait_s * 1_000_000
                await sender.send_due(http)

    asyncio.run(run())


def channel_at(instant_us: int) -> SandboxWallet:
    channel = SandboxWallet(clock=lambda: datetime.fromtimestamp(instant_us / 1_000_000, UTC))
    asyncio.run(
        channel.start(
            {
                "BOTTLECAP_WALLET_URL": "http://wallet.test",
                "BOTTLECAP_WALLET_MERCHANT": "m",
                "BOTTLECAP_WALLET_SECRET": SECRET,
            }
        )
    )
    return channel


def test_the_signature_is_that_of_the_public_test_vector() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = protocol.notice_signature(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_paid_order_is_told_once_it_is_accepted_and_then_no_more(tmp_path: Path) -> None:
    merchant = Merchants(204)
    deliver(paid_book(tmp_path), merchant, Clock(), 60, 3600)
    assert len(merchant.taken) == 1


def test_a_notice_is_repeated_on_schedule_with_one_number_until_accepted(tmp_path: Path) -> None:
    merchant = Merchants(500, 503, 200)
    deliver(paid_book(tmp_path), merchant, Clock(), 4, 1, 299, 1, 86_400)
    assert len(merchant.taken) == 3
    assert len({request.headers["webhook-id"] for request in merchant.taken}) == 1


def test_a_merchant_that_is_gone_is_not_asked_again(tmp_path: Path) -> None:
    merchant = Merchants(410)
    deliver(paid_book(tmp_path), merchant, Clock(), 86_400)
    assert len(merchant.taken) == 1


def test_notices_can_be_doubled_and_lost(tmp_path: Path) -> None:
    twice, never = Merchants(200), Merchants(200)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    deliver(paid_book(tmp_path / "a", FaultPlan(notice_copies=2)), twice, Clock(), 1, 60)
    deliver(paid_book(tmp_path / "b", FaultPlan(notice_copies=0)), never, Clock(), 1, 60)
    assert (len(twice.taken), len(never.taken)) == (2, 0)


def test_an_order_in_progress_is_told_only_when_it_is_paid(tmp_path: Path) -> None:
    merchant = Merchants(200)
    book = paid_book(tmp_path, twist=Twist(settles_us=START_US + 30_000_000))
    deliver(book, merchant, Clock(), 29)
    assert merchant.taken == []
    clock = Clock()
    clock.now_us = START_US + 30_000_000
    deliver(book, merchant, clock)
    assert len(merchant.taken) == 1


def test_the_channel_reads_a_genuine_notice_and_no_forged_old_or_altered_one(tmp_path: Path) -> None:
    merchant = Merchants(200)
    deliver(paid_book(tmp_path), merchant, Clock())
    request = merchant.taken[0]
    headers, body = dict(request.headers), request.content
    channel = channel_at(START_US)
    assert channel.read_notice(headers, body) == Notice("ntc_SW000000000001", "n1")
    assert channel.read_notice(headers, body.replace(b"n1", b"n5")) is None
    assert channel.read_notice({**headers, "webhook-id": "another"}, body) is None
    assert channel.read_notice({**headers, "webhook-signature": "v1,AAAA"}, body) is None
    assert channel.read_notice({}, body) is None
    assert channel_at(START_US + 301_000_000).read_notice(headers, body) is None


def test_a_notice_may_carry_several_signatures_while_a_secret_is_exchanged(tmp_path: Path) -> None:
    merchant = Merchants(200)
    deliver(paid_book(tmp_path), merchant, Clock())
    request = merchant.taken[0]
    headers = dict(request.headers)
    headers["webhook-signature"] = f"v1,b2xk {headers['webhook-signature']}"
    assert channel_at(START_US).read_notice(headers, request.content) is not None
