"""Carries out what was committed: payouts and deliveries, one lease at a time, each answer settled exactly."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from dsl.values import Label
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.grants.asking import plugin_of
from engine.grants.stored import params_of
from engine.grants.views import grant_view
from engine.members.identity import ConsumerKey
from engine.outbox.again import SendAgain
from engine.outbox.pausing import ResumeChannel
from engine.outbox.payouts import amount_of, told
from engine.outbox.preparing import Prepare
from engine.outbox.settle import Answer, SettleOrder
from engine.outbox.standings import standings
from engine.outbox.stuck import (
    ALARM_AFTER,
    HeldPayout,
    PausedChannel,
    StuckPayout,
    held_payout,
    is_stuck,
    stuck_payout,
)
from engine.outcomes import GrantView, Refusal
from engine.plugin_error import PluginError
from engine.records import Order
from engine.spi.answers import Unknown
from engine.spi.channels import PayoutOrder
from engine.spi.rewards import Delivery, GrantRequest
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore
from engine.watch import TRACE

_log = logging.getLogger(__name__)

TOGETHER = 16
WAIT_SECONDS = 20


def _lanes(taken: Iterable[tuple[Order, str]]) -> list[list[tuple[Order, str]]]:
    """What may go at once. What waited for a float goes one after the other, as long as the float lasts."""
    waited: dict[str, list[tuple[Order, str]]] = {}
    free = []
    for order, action in taken:
        if order.hold == "float":
            waited.setdefault(order.brand, []).append((order, action))
        else:
            free.append([(order, action)])
    return [*free, *waited.values()]


class PayoutDoor:
    """The worker behind payouts and deliveries. Any number may run at once, on any number of machines."""

    def __init__(self, core: Core, store: OutboxStore, members: MemberStore) -> None:
        self._core = core
        self._store = store
        self._members = members
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"

    async def run_once(self) -> int:
        """Send or look up what is due; how many orders were touched.

        Raises `Busy` or `Unavailable` after all have ended: an answer that could not be kept is asked for again.
        """
        now = self._core.clock.now()
        taken = await self._store.take_due(self._name, to_micros(now), TOGETHER)
        done = await asyncio.gather(*map(self._in_turn, _lanes(taken)), return_exceptions=True)
        for outcome in done:
            if isinstance(outcome, BaseException):
                raise outcome
        return len(taken)

    async def _in_turn(self, lane: list[tuple[Order, str]]) -> None:
        for order, action in sorted(lane, key=lambda one: one[0].id):
            await self._carry_out(order, action)

    async def _carry_out(self, order: Order, action: str) -> None:
        TRACE.set(order.trace or "")  # of this order's task alone: its log lines name the request behind it
        if action == "prepare":
            channels = self._core.catalog.channels
            prepare = Prepare(order.order_no, order.grant_id, order.tries, channels, self._core.clock.now())
            leaving = await self._core.settle(prepare)
            if leaving is None:
                return
            order, action = leaving, "send"
        answer = await self._ask(order, action)
        channel = self._core.catalog.channels.get(order.channel or "")
        zone = channel.zone if channel else "UTC"
        settle = SettleOrder(
            order.order_no, order.grant_id, order.tries, answer, self._core.clock.now(), zone
        )
        state = await self._core.settle(settle)
        _log.info("order %s: %s answered %s, now %s", order.order_no, action, type(answer).__name__, state)
        if state == "paused":
            _log.error(
                "brand %s: the float of channel %s is empty, its payouts wait", order.brand, order.channel
            )
        if is_stuck(replace(order, state=state), self._core.clock.now()):
            _log.error(
                "order %s has no definite answer for a day: still owed, a person must look", order.order_no
            )

    async def _ask(self, order: Order, action: str) -> Answer:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await (self._pay(order, action) if order.topic == "payout" else self._deliver(order))
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, value may have moved: unknown
            _log.warning("order %s: %s failed: %r", order.order_no, action, error)
            return Unknown(f"{type(error).__name__}: {error}"[:200])

    async def _asked(self, plugin: object, asking: Awaitable[object]) -> Answer:
        """A plugin's answer. One that is none counts as unknown; trouble is told with the plugin's name."""
        name = plugin_of(plugin)
        try:
            answer = await asking
        except Exception as error:
            raise PluginError(name, "carry out an order", f"{type(error).__name__}: {error}") from error
        if isinstance(answer, Answer):
            return answer
        raise PluginError(name, "carry out an order", f"it answered {answer!r}")

    async def _pay(self, order: Order, action: str) -> Answer:
        channel = self._core.catalog.channels.get(order.channel or "")
        if channel is None or not self._core.plugins.started(channel.code):
            return Unknown(f"payment channel `{order.channel}` is not running")
        if action == "query":
            return await self._asked(channel, channel.query(order.order_no))
        remark = str(told(order).get("remark", ""))
        send = PayoutOrder(order.order_no, order.payee or "", amount_of(order), remark)
        return await self._asked(channel, channel.send(send))

    async def _deliver(self, order: Order) -> Answer:
        grant = (await self._members.grants_by_id(order.brand, [order.grant_id]))[0]
        reward = self._core.catalog.rewards.get(grant.reward)
        if reward is None:
            return Unknown(f"no plugin declares reward `{grant.reward}`")
        request = GrantRequest(
            grant.id, grant.brand, grant.campaign_id, grant.recipient_kind, grant.recipient_id,
            params_of(grant.params), from_micros(grant.at_us),
        )  # fmt: skip
        delivery = Delivery(order.order_no, request, json.loads(order.payload))
        return await self._asked(reward, reward.deliver(delivery))

    async def notice(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool:
        """A message from a payment channel. One that is not signed rightly is ignored and logged.

        A true one is only a hint: the order is looked up at once, and the look-up's answer counts.
        """
        known = self._core.catalog.channels.get(channel)
        found = (
            known.read_notice({name.lower(): value for name, value in headers.items()}, body)
            if known
            else None
        )
        if found is None:
            _log.warning("a notice for channel %s was not signed by it and is ignored", channel)
            return False
        await self._store.hurry(found.order_no, to_micros(self._core.clock.now()))
        return True

    async def stuck(self, brand: str) -> tuple[StuckPayout, ...]:
        """Payouts that need a person, longest waiting first. They stay owed and keep their numbers."""
        since_us = to_micros(self._core.clock.now() - ALARM_AFTER)
        return tuple(stuck_payout(order) for order in await self._store.stuck(brand, since_us))

    async def held(self, brand: str) -> tuple[HeldPayout, ...]:
        """Payouts that wait for a reason, in the order of being owed."""
        return tuple(held_payout(order) for order in await self._store.held(brand))

    async def paused(self, brand: str) -> tuple[PausedChannel, ...]:
        """Channels that wait for the brand's float."""
        channels = self._core.catalog.channels
        return tuple(
            PausedChannel(
                wait.event,
                channels[wait.event].label if wait.event in channels else Label(wait.event, wait.event),
                from_micros(wait.since_us),
                from_micros(wait.due_us),
            )
            for wait in await self._store.paused(brand)
        )

    async def resume(self, brand: str, channel: str) -> bool:
        """The brand has filled its float: what waited goes on at once, in the order of being owed.

        False when the channel was not paused.
        """
        now = self._core.clock.now()
        was = await self._core.settle(ResumeChannel(brand, channel, now))
        await self._store.resume(brand, to_micros(now))
        return was

    async def send_again(
        self, brand: str, grant_id: int, who: ConsumerKey | None = None
    ) -> GrantView | Refusal:
        """Send money again that came back or was refused too often, as its payee or the brand asks. Raises `NotFound`."""
        key = self._core.who(brand, who) if who else None
        answer = await self._core.settle(SendAgain(brand, grant_id, self._core.clock.now(), key))
        if isinstance(answer, Refusal):
            return answer
        [view] = await standings(self._store, [answer], [grant_view(answer, {}, self._core.clock.now())])
        return view

    async def next_due(self) -> datetime | None:
        """When the worker next has something to do."""
        micros = await self._store.next_due()
        return None if micros is None else from_micros(micros)
