"""Collecting channels: served currencies, declared settings, and no belief in what is not signed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

from dsl.values import CURRENCY_EXPONENTS, Money
from engine.spi.answers import Unknown
from engine.spi.collecting import Bill, CollectingChannel, RefundOrder
from engine.spi.conformance.channels import notice_problems, setting_problems
from engine.spi.conformance.naming import naming_problems


def collecting_problems(channel: CollectingChannel) -> Iterator[str]:
    """What is wrong with a channel that has not been started."""
    yield from naming_problems(channel)
    unserved = set(channel.currencies) - set(CURRENCY_EXPONENTS)
    if unserved or not channel.currencies:
        yield f"its currencies must be among {', '.join(CURRENCY_EXPONENTS)}"
        return
    yield from setting_problems(channel.settings)
    yield from notice_problems(channel.read_notice)
    yield from asyncio.run(_idle_problems(channel))


async def _idle_problems(channel: CollectingChannel) -> list[str]:
    amount = Money(1_00, channel.currencies[0])
    bill = Bill("conformance1", "nobody", amount, "conformance", datetime(2100, 1, 1, tzinfo=UTC), "")
    try:
        answers = [
            await channel.open(bill),
            await channel.look_up(bill.bill_no),
            await channel.close(bill.bill_no),
            await channel.refund(RefundOrder("conformance2", bill.bill_no, amount)),
            await channel.look_up_refund("conformance2"),
        ]
        await channel.stop()
        await channel.stop()
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
        return [f"before `start` it raised {type(error).__name__}; answer Unknown, and let `stop` do nothing"]
    wrong = [answer for answer in answers if not isinstance(answer, Unknown)]
    return [f"before `start` it must answer Unknown, not {answer}" for answer in wrong]
