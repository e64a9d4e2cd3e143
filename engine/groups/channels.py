"""Asks collecting channels: for bills that nobody has told of, for refunds until they have arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from dsl.values import Money
from engine.clock import from_micros, to_micros
from engine.commit.command import Command
from engine.core import Core
from engine.group_records import Purchase, purchase_of
from engine.groups.paying import BillAnswered
from engine.groups.refunding import RefundAnswered
from engine.records import Wait
from engine.spi.answers import NotFound, Unknown
from engine.spi.collecting import Awaiting, Bill, CollectAnswer, CollectingChannel, RefundAnswer, RefundOrder
from engine.storage.group_store import GroupStore

_log: Final = logging.getLogger(__name__)
#: How long a channel may take to answer, in seconds.
_WAIT_S: Final = 30
_GONE: Final = Unknown("there is no such purchase")
Answer = TypeVar("Answer", CollectAnswer, RefundAnswer)


class Cashier:
    """Talks to the channels that run. Whatever they raise is `Unknown`: money may have moved."""

    def __init__(self, core: Core, store: GroupStore) -> None:
        self._core = core
        self._store = store

    def choose(self, currency: str) -> CollectingChannel | None:
        """The channel that collects a currency: the first that runs."""
        return next((one for one in self._core.plugins.collectors() if currency in one.currencies), None)

    async def open(self, purchase: Purchase, back_url: str) -> CollectAnswer:
        """Open the bill of a purchase, or tell how it stands."""
        bill = Bill(
            purchase.bill_no, f"consumer-{purchase.consumer_id}", Money(purchase.amount, purchase.currency),
            _subject(purchase), from_micros(purchase.pay_by_us), back_url,
        )  # fmt: skip
        channel = self._channel(purchase)
        return await self._asked(channel, channel.open(bill)) if channel else _off(purchase)

    async def look_up(self, purchase: Purchase) -> CollectAnswer:
        """How the bill of a purchase stands."""
        channel = self._channel(purchase)
        return await self._asked(channel, channel.look_up(purchase.bill_no)) if channel else _off(purchase)

    async def close(self, purchase: Purchase) -> CollectAnswer:
        """See to it that a purchase is not paid any more, unless it was.

        A bill that the channel does not have is opened first, so that no request still on its way can open it later.
        """
        channel = self._channel(purchase)
        if channel is None:
            return _off(purchase)
        answer = await self._asked(channel, channel.close(purchase.bill_no))
        if isinstance(answer, NotFound) and isinstance(await self.open(purchase, ""), Awaiting):
            return await self._asked(channel, channel.close(purchase.bill_no))
        return answer

    async def refund(self, purchase: Purchase) -> RefundAnswer:
        """Give the money back: once it was tried, it is looked up first, and sent again under the same number."""
        channel = self._channel(purchase)
        if channel is None:
            return _off(purchase)
        if purchase.tries:
            known = await self._asked(channel, channel.look_up_refund(purchase.refund_no))
            if not isinstance(known, NotFound):
                return known
        order = RefundOrder(purchase.refund_no, purchase.bill_no, Money(purchase.amount, purchase.currency))
        return await self._asked(channel, channel.refund(order))

    async def ask_bill(self, wait: Wait, now: datetime) -> Command[str]:
        """A bill has not been told of: looked up, and at its end closed. The command carries the answer."""
        purchase = await self._store.purchase(wait.subject_id)
        answer: CollectAnswer = _GONE
        if purchase:
            over = to_micros(now) >= purchase.pay_by_us
            answer = await (self.close(purchase) if over else self.look_up(purchase))
        return BillAnswered(wait.subject_id, wait.cause_id or None, answer, now)

    async def ask_refund(self, wait: Wait, now: datetime) -> Command[str]:
        """A refund is due. The command carries the answer."""
        purchase = await self._store.purchase(wait.subject_id)
        answer = await self.refund(purchase) if purchase else _GONE
        return RefundAnswered(wait.subject_id, answer, now)

    async def notice(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool:
        """A message from a channel: a hint to look up at once, believed only with its signature."""
        known = self._core.catalog.collecting.get(channel)
        lower = {name.lower(): value for name, value in headers.items()}
        found = known.read_notice(lower, body) if known else None
        if found is None:
            return False
        purchase = await self._store.purchase(purchase_of(found.order_no) or 0)
        if purchase and purchase.channel == channel:
            await self.settle(purchase)
        return True

    async def settle(self, purchase: Purchase) -> None:
        """Look up what a purchase waits for, and go on with it."""
        now = self._core.clock.now()
        if purchase.state == "waiting":
            answer = await self.look_up(purchase)
            await self._core.settle(BillAnswered(purchase.id, purchase.group_id, answer, now))
        elif purchase.state == "refunding" and purchase.tries:
            channel = self._channel(purchase)
            if channel:
                told = await self._asked(channel, channel.look_up_refund(purchase.refund_no))
                await self._core.settle(RefundAnswered(purchase.id, told, now))

    def _channel(self, purchase: Purchase) -> CollectingChannel | None:
        running = self._core.plugins.collectors()
        return next((one for one in running if one.code == purchase.channel), None)

    async def _asked(self, channel: CollectingChannel, asking: Awaitable[Answer]) -> Answer | Unknown:
        try:
            async with asyncio.timeout(_WAIT_S):
                return await asking
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything, and the money may have moved
            _log.error(
                "collecting channel `%s` raised %s", channel.code, type(error).__name__, exc_info=error
            )
            return Unknown(f"{type(error).__name__}: {error}")


def _subject(purchase: Purchase) -> str:
    """What is bought, for whoever pays, in whichever language."""
    names = dict.fromkeys((purchase.name_en, purchase.name_zh))
    return " / ".join(names)[:64]


def _off(purchase: Purchase) -> Unknown:
    return Unknown(f"collecting channel `{purchase.channel}` does not run")
