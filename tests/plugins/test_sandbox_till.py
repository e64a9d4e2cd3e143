"""The wallet collects and refunds: against the real program, with lost answers, closings and refunds sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from engine.spi import (
    Awaiting,
    Bill,
    Closed,
    Collected,
    InProgress,
    Money,
    NotFound,
    Refunded,
    RefundOrder,
    Refused,
    Unknown,
)
from plugins.sandbox_wallet.bills import BillOrder
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.collecting import SandboxTill
from plugins.sandbox_wallet.records import Merchant
from tests.support.wallet import WalletProcess, running_wallet

T = TypeVar("T")
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalletProcess]:
    with running_wallet(tmp_path_factory.mktemp("wallet"), balance_minor=0) as process:
        yield process


@pytest.fixture
def wallet(shared: WalletProcess) -> WalletProcess:
    shared.control("faults", {})
    return shared


def bill(number: str, minor: int = 35_91, expires: datetime = LATER) -> Bill:
    return Bill(number, "consumer-1", Money(minor, "CNY"), "Group", expires, "http://127.0.0.1/back")


def with_till(wallet: WalletProcess, what: Callable[[SandboxTill], Awaitable[T]]) -> T:
    async def run() -> T:
        till = SandboxTill(timeout_s=5)
        await till.start(wallet.config)
        try:
            return await what(till)
        finally:
            await till.stop()

    return asyncio.run(run())


def policy(answer: object) -> str:
    assert isinstance(answer, Awaiting), answer
    return httpx.get(answer.pay_url, trust_env=False).headers["content-security-policy"]


def pay(answer: object) -> str:
    assert isinstance(answer, Awaiting), answer
    return httpx.post(answer.pay_url, headers={"accept-language": "zh"}, trust_env=False).text


def test_a_bill_is_paid_once_and_refunded_once_whatever_is_sent_again(wallet: WalletProcess) -> None:
    async def story(till: SandboxTill) -> None:
        assert await till.look_up("b1") == NotFound()
        opened = await till.open(bill("b1"))
        assert opened == await till.open(bill("b1"))
        assert "form-action 'self'" in policy(opened)
        assert "已支付" in pay(opened)
        paid = await till.look_up("b1")
        assert isinstance(paid, Collected)
        assert paid == await till.close("b1") == await till.open(bill("b1"))
        assert isinstance(await till.open(bill("b1", 1)), Unknown)
        order = RefundOrder("r1", "b1", Money(35_91, "CNY"))
        assert await till.look_up_refund("r1") == NotFound()
        back = await till.refund(order)
        assert isinstance(back, Refunded)
        assert back == await till.refund(order) == await till.look_up_refund("r1")
        assert isinstance(await till.refund(RefundOrder("r2", "b1", Money(1, "CNY"))), Unknown)

    with_till(wallet, story)


def test_a_bill_that_is_closed_or_over_is_never_paid(wallet: WalletProcess) -> None:
    async def story(till: SandboxTill) -> None:
        opened = await till.open(bill("b3"))
        assert await till.close("b3") == Closed()
        assert "已关闭" in pay(opened)
        assert await till.look_up("b3") == Closed()
        assert await till.open(bill("b4", expires=datetime.now(UTC))) == Closed()

    with_till(wallet, story)


@pytest.mark.parametrize(("fault", "booked"), [("drop", False), ("lose", True), ("bad_signature", True)])
def test_a_refund_whose_answer_is_lost_is_unknown_and_the_same_number_settles_it(
    wallet: WalletProcess, fault: str, booked: bool
) -> None:
    async def story(till: SandboxTill) -> None:
        number = fault.replace("_", "")
        pay(await till.open(bill(f"b{number}")))
        wallet.control("faults", {"scripts": {f"r{number}": [fault]}})
        order = RefundOrder(f"r{number}", f"b{number}", Money(35_91, "CNY"))
        assert isinstance(await till.refund(order), Unknown)
        assert isinstance(await till.look_up_refund(order.refund_no), Refunded if booked else NotFound)
        assert isinstance(await till.refund(order), Refunded)

    with_till(wallet, story)


def test_a_slow_refund_is_in_progress_and_an_empty_float_is_refused_until_it_is_filled(
    wallet: WalletProcess,
) -> None:
    async def story(till: SandboxTill) -> None:
        pay(await till.open(bill("b7", 100)))
        wallet.control("faults", {"scripts": {"r7": ["refuse_balance", "slow"]}, "slow_s": 60})
        order = RefundOrder("r7", "b7", Money(100, "CNY"))
        refused = await till.refund(order)
        assert isinstance(refused, Refused)
        assert refused.until == "float"
        assert await till.refund(order) == InProgress()

    with_till(wallet, story)


def test_the_book_tells_every_movement_and_money_leaves_no_further_than_it_came(tmp_path: Path) -> None:
    book = Book(tmp_path / "book.sqlite3")
    try:
        book.open_merchant(Merchant("m", b"s", "CNY", 0, "http://127.0.0.1/hooks"))
        token = book.open_bill("m", BillOrder("b1", "c-1", 100, "CNY", "Tea", "", 10), 1).token
        book.pay_bill(token, 10)  # its last instant is over
        assert book.movements("m") == []
        token = book.open_bill("m", BillOrder("b2", "c-1", 100, "CNY", "Tea", "", 10), 1).token
        book.pay_bill(token, 9)
        book.pay_bill(token, 9)
        assert book.refund("m", ("r1", "b2", 101), 9, None) == "REFUND_TOO_LARGE"
        assert book.refund("m", ("r1", "b1", 100), 9, None) == "BILL_NOT_PAID"
        book.refund("m", ("r1", "b2", 60), 9, 20)
        assert book.refund("m", ("r2", "b2", 41), 9, None) == "REFUND_TOO_LARGE"
        assert book.movements("m") == [("b2", 100), ("r1", -60)]
        merchant = book.merchant("m")
        assert merchant
        assert merchant.balance_minor == 40
        told = [notice.body for notice in book.due_notices(9)]
        assert [b"bill.paid" in body for body in told] == [True]
        book.settle(20)
        assert sorted(b"refund.done" in notice.body for notice in book.due_notices(20)) == [False, True]
    finally:
        book.close()
