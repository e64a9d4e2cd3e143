"""The channel against the real wallet program, with every kind of trouble it can make."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from engine.spi import InProgress, Money, NotFound, Paid, PayoutAnswer, PayoutOrder, Refused, Unknown
from plugins.sandbox_wallet.channel import SandboxWallet
from plugins.sandbox_wallet.client import Verified, WalletClient
from tests.support.wallet import MERCHANT, SECRET, WalletProcess, running_wallet

T = TypeVar("T")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalletProcess]:
    with running_wallet(tmp_path_factory.mktemp("wallet")) as process:
        yield process


@pytest.fixture
def wallet(shared: WalletProcess) -> WalletProcess:
    shared.control("faults", {})
    return shared


def order(number: str, minor: int = 888, payee: str = "consumer-1") -> PayoutOrder:
    return PayoutOrder(number, payee, Money(minor, "CNY"), "Open the cap")


def with_channel(
    wallet: WalletProcess,
    what: Callable[[SandboxWallet], Awaitable[T]],
    timeout_s: float = 5,
    **settings: str,
) -> T:
    async def run() -> T:
        channel = SandboxWallet(timeout_s=timeout_s)
        await channel.start({**wallet.config, **settings})
        try:
            return await what(channel)
        finally:
            await channel.stop()

    return asyncio.run(run())


def send(wallet: WalletProcess, what: PayoutOrder, timeout_s: float = 5, **settings: str) -> PayoutAnswer:
    return with_channel(wallet, lambda channel: channel.send(what), timeout_s, **settings)


def query(wallet: WalletProcess, number: str) -> PayoutAnswer:
    return with_channel(wallet, lambda channel: channel.query(number))


def ask(wallet: WalletProcess, what: Callable[[WalletClient], Awaitable[T]]) -> T:
    async def run() -> T:
        client = WalletClient(wallet.url, MERCHANT, SECRET.encode())
        try:
            return await what(client)
        finally:
            await client.close()

    return asyncio.run(run())


def lines_of(wallet: WalletProcess, number: str) -> list[dict[str, object]]:
    answer = ask(wallet, lambda client: client.statement())
    assert isinstance(answer, Verified)
    lines = answer.data["lines"]
    assert isinstance(lines, list)
    return [line for line in lines if line["order_no"] == number]


def test_an_order_is_paid_once_however_often_it_is_sent(wallet: WalletProcess) -> None:
    first, second = send(wallet, order("once")), send(wallet, order("once"))
    assert isinstance(first, Paid)
    assert first == second == query(wallet, "once")
    assert [line["amount_minor"] for line in lines_of(wallet, "once")] == [888]


def test_twenty_equal_orders_at_one_instant_are_one_payment(wallet: WalletProcess) -> None:
    async def burst(channel: SandboxWallet) -> list[PayoutAnswer]:
        return list(await asyncio.gather(*(channel.send(order("burst")) for _ in range(20))))

    answers = with_channel(wallet, burst)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Paid)
    assert len(lines_of(wallet, "burst")) == 1


def test_a_number_that_belongs_to_another_order_is_unknown_and_pays_nothing_more(
    wallet: WalletProcess,
) -> None:
    send(wallet, order("taken", 100))
    answer = send(wallet, order("taken", 200))
    assert answer == Unknown("the wallet answered 409 ORDER_DIFFERS")
    assert [line["amount_minor"] for line in lines_of(wallet, "taken")] == [100]


def test_a_number_that_was_never_sent_is_definitely_not_found(wallet: WalletProcess) -> None:
    assert query(wallet, "never-sent") == NotFound()


@pytest.mark.parametrize("fault", ["lose", "error", "bad_signature"])
def test_a_spoilt_answer_to_an_applied_order_is_unknown_and_then_found_paid(
    wallet: WalletProcess, fault: str
) -> None:
    number = f"spoilt-{fault.replace('_', '-')}"
    wallet.control("faults", {"scripts": {number: [fault]}})
    assert isinstance(send(wallet, order(number)), Unknown)
    found = query(wallet, number)
    assert isinstance(found, Paid)
    assert send(wallet, order(number)) == found
    assert len(lines_of(wallet, number)) == 1


def test_an_answer_later_than_the_time_out_is_unknown_and_then_found_paid(wallet: WalletProcess) -> None:
    wallet.control("faults", {"scripts": {"late": ["late"]}, "late_s": 0.6})
    assert send(wallet, order("late"), timeout_s=0.2) == Unknown("no answer: TimeoutError")
    assert isinstance(query(wallet, "late"), Paid)


@pytest.mark.parametrize("fault", ["drop", "unknown_code"])
def test_an_order_that_was_never_applied_is_unknown_then_not_found_then_paid_under_its_number(
    wallet: WalletProcess, fault: str
) -> None:
    number = f"lost-{fault.replace('_', '-')}"
    wallet.control("faults", {"scripts": {number: [fault]}})
    assert isinstance(send(wallet, order(number)), Unknown)
    assert query(wallet, number) == NotFound()
    assert isinstance(send(wallet, order(number)), Paid)


def test_a_paid_order_that_look_ups_hide_for_a_while_is_still_paid_only_once(wallet: WalletProcess) -> None:
    wallet.control("faults", {"scripts": {"hidden": ["hide"]}, "hide_s": 60})
    assert isinstance(send(wallet, order("hidden")), Unknown)
    assert query(wallet, "hidden") == NotFound()
    assert isinstance(send(wallet, order("hidden")), Paid)
    assert len(lines_of(wallet, "hidden")) == 1


def test_a_slow_order_is_in_progress_and_then_paid_without_another_send(wallet: WalletProcess) -> None:
    wallet.control("faults", {"scripts": {"slow": ["slow"]}, "slow_s": 0.4})
    assert send(wallet, order("slow")) == InProgress()
    assert query(wallet, "slow") == InProgress()
    asyncio.run(asyncio.sleep(0.5))
    assert isinstance(query(wallet, "slow"), Paid)


def test_failing_look_ups_are_unknown_and_never_not_found(wallet: WalletProcess) -> None:
    send(wallet, order("looked-up"))
    for fault in ("error", "lose", "bad_signature"):
        wallet.control("faults", {"queries": {"looked-up": fault}})
        assert isinstance(query(wallet, "looked-up"), Unknown), fault


def test_an_unverified_payee_is_refused_for_good_under_that_number(wallet: WalletProcess) -> None:
    """A refusal would not be definite if a delayed copy of the same order could still pay."""
    wallet.control("payees", {"payee": "consumer-c", "verified": False})
    refused = send(wallet, order("c1", 2000, "consumer-c"))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.payee_fault) == ("PAYEE_NOT_VERIFIED", True)
    wallet.control("payees", {"payee": "consumer-c", "verified": True})
    assert send(wallet, order("c1", 2000, "consumer-c")) == refused
    assert isinstance(send(wallet, order("c2", 2000, "consumer-c")), Paid)


def test_a_float_that_is_too_small_is_not_the_payees_fault(tmp_path: Path) -> None:
    with running_wallet(tmp_path, balance_minor=30_000) as wallet:
        assert isinstance(send(wallet, order("e", 18_000)), Paid)
        refused = send(wallet, order("f", 15_000))
        assert isinstance(refused, Refused)
        assert (refused.code, refused.payee_fault) == ("INSUFFICIENT_BALANCE", False)
        wallet.control("top_up", {"merchant": MERCHANT, "amount_minor": 50_000})
        assert query(wallet, "f") == NotFound()
        assert isinstance(send(wallet, order("f", 15_000)), Paid), "the same number, once there is money"
        balance = ask(wallet, lambda client: client.balance())
        assert isinstance(balance, Verified)
        assert balance.data["balance_minor"] == 47_000


def test_amounts_outside_the_limits_are_refused(wallet: WalletProcess) -> None:
    refused = send(wallet, order("too-much", 50_000_01))
    assert isinstance(refused, Refused)
    assert refused.code == "AMOUNT_OUT_OF_RANGE"
    assert isinstance(send(wallet, order("just-enough", 50_000_00)), Paid)


def test_a_wrong_secret_is_unknown_because_nobody_signed_the_answer(wallet: WalletProcess) -> None:
    answer = send(wallet, order("stranger"), BOTTLECAP_WALLET_SECRET="another secret")
    assert answer == Unknown("answer 401 is not signed by the wallet")
    assert query(wallet, "stranger") == NotFound()


def test_a_wallet_that_is_not_there_is_unknown() -> None:
    nowhere = WalletProcess(Path("unused"))
    nowhere.url = "http://127.0.0.1:9"
    assert send(nowhere, order("n1")) == Unknown("no answer: ConnectError")


def test_what_was_paid_before_a_kill_is_in_the_book_after_it(tmp_path: Path) -> None:
    with running_wallet(tmp_path) as wallet:
        wallet.control("faults", {"scripts": {"n3": ["lose", "error"]}})
        assert isinstance(send(wallet, order("n3", 500)), Unknown)
        wallet.kill()
        assert send(wallet, order("n3", 500)) == Unknown("no answer: ConnectError")
        wallet.start()
        assert isinstance(query(wallet, "n3"), Paid)
        assert isinstance(send(wallet, order("n3", 500)), Unknown), "the script goes on after the restart"
        assert isinstance(send(wallet, order("n3", 500)), Paid)
        assert len(lines_of(wallet, "n3")) == 1


def test_equal_seeds_make_equal_trouble(tmp_path: Path) -> None:
    numbers = [f"s{number}" for number in range(40)]

    def answers(folder: Path, seed: int) -> list[str]:
        folder.mkdir()
        with running_wallet(folder) as wallet:
            wallet.control("faults", {"seed": seed, "rates": {"error": 0.3, "refuse_payee": 0.2}})

            async def run(channel: SandboxWallet) -> list[str]:
                return [type(await channel.send(order(number))).__name__ for number in numbers]

            return with_channel(wallet, run)

    first = answers(tmp_path / "a", 7)
    assert first == answers(tmp_path / "b", 7)
    assert first != answers(tmp_path / "c", 8)
    assert set(first) == {"Paid", "Refused", "Unknown"}


def test_an_unsigned_request_learns_nothing(wallet: WalletProcess) -> None:
    for path in ("/v1/balance", "/v1/statement", "/v1/transfers/once", "/v1/payees/consumer-1"):
        answer = httpx.get(wallet.url + path, trust_env=False)
        assert answer.status_code == 401
        assert answer.json()["code"] == "SIGN_ERROR"


def test_the_same_signed_request_is_taken_only_once(wallet: WalletProcess) -> None:
    caught: list[httpx.Request] = []

    async def replay() -> int:
        async def remember(request: httpx.Request) -> None:
            caught.append(request)

        client = WalletClient(wallet.url, MERCHANT, SECRET.encode())
        client._http.event_hooks["request"].append(remember)
        await client.balance()
        answer = await client._http.send(caught[0])
        await client.close()
        return answer.status_code

    assert asyncio.run(replay()) == 401


def test_a_payees_view_shows_what_they_received(wallet: WalletProcess) -> None:
    send(wallet, order("mine-1", 188, "小明"))
    send(wallet, order("mine-2", 12, "小明"))
    answer = ask(wallet, lambda client: client.payee("小明"))
    assert isinstance(answer, Verified)
    assert (answer.data["received_minor"], answer.data["verified"]) == (200, True)


def test_the_page_for_people_shows_payments_in_both_languages_and_runs_no_ones_markup(
    wallet: WalletProcess,
) -> None:
    send(wallet, order("shown", 188, "<script>alert(1)</script>"))
    english = httpx.get(wallet.url, trust_env=False)
    chinese = httpx.get(f"{wallet.url}/?lang=zh", trust_env=False)
    assert "1.88 yuan" in english.text
    assert "已到账" in chinese.text
    assert "<script>" not in english.text
    assert "default-src 'none'" in english.headers["content-security-policy"]


def test_the_switches_refuse_nonsense_and_say_what_is_wrong(wallet: WalletProcess) -> None:
    answer = httpx.post(f"{wallet.url}/_control/faults", json={"rates": {"loose": 1}}, trust_env=False)
    assert answer.status_code == 400
    assert answer.json()["message"] == "no such fault: loose"
    form = httpx.post(f"{wallet.url}/_control/faults", data={"seed": "1"}, trust_env=False)
    assert form.status_code == 415


def test_a_kill_in_the_middle_of_a_rush_loses_no_answered_payment_and_doubles_none(tmp_path: Path) -> None:
    numbers = [f"rush{number}" for number in range(120)]

    async def rush(channel: SandboxWallet, killer: Callable[[], None] | None) -> dict[str, PayoutAnswer]:
        answers: dict[str, PayoutAnswer] = {}
        eight = asyncio.Semaphore(8)

        async def one(number: str) -> None:
            async with eight:
                answers[number] = await channel.send(order(number, 100))
            if killer and len(answers) == 30:
                killer()

        await asyncio.gather(*(one(number) for number in numbers))
        return answers

    with running_wallet(tmp_path) as wallet:
        before = with_channel(wallet, lambda channel: rush(channel, wallet.kill))
        wallet.start()
        paid = {number for number, answer in before.items() if isinstance(answer, Paid)}
        assert 30 <= len(paid) <= 38
        found = with_channel(wallet, lambda channel: rush(channel, None))
        assert all(found[number] == before[number] for number in paid)
        statement = ask(wallet, lambda client: client.statement())
        assert isinstance(statement, Verified)
        lines = statement.data["lines"]
        assert isinstance(lines, list)
        assert sorted(line["order_no"] for line in lines) == sorted(numbers)
        balance = ask(wallet, lambda client: client.balance())
        assert isinstance(balance, Verified)
        assert balance.data["balance_minor"] == 100_000_000 - 100 * len(numbers)
