"""Payment channels: sane limits, declared settings, and no belief in what is not signed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from zoneinfo import available_timezones

from dsl.values import CURRENCY_EXPONENTS
from engine.spi.answers import Unknown
from engine.spi.channels import Notice, PaymentChannel, PayoutOrder, Setting
from engine.spi.conformance.naming import label_problems, naming_problems

_SETTING: Final = re.compile(r"[A-Z][A-Z0-9_]{2,63}")


def channel_problems(channel: PaymentChannel) -> Iterator[str]:
    """What is wrong with a channel that has not been started."""
    yield from naming_problems(channel)
    limits = list(_limit_problems(channel))
    yield from limits
    if channel.per_day is not None and channel.per_day < 1:
        yield f"it pays {channel.per_day} orders a day to one payee; leave `per_day` out if there is no bound"
    if channel.zone not in available_timezones():
        yield f"its days are those of `{channel.zone}`, which is no time zone"
    yield from setting_problems(channel.settings)
    yield from notice_problems(channel.read_notice)
    if not limits:
        yield from asyncio.run(_idle_problems(channel))


def _limit_problems(channel: PaymentChannel) -> Iterator[str]:
    unserved = set(channel.currencies) - set(CURRENCY_EXPONENTS)
    if unserved or not channel.currencies:
        yield f"its currencies must be among {', '.join(CURRENCY_EXPONENTS)}"
    if channel.minimum.currency != channel.maximum.currency:
        yield "its minimum and maximum must be in one currency"
    elif channel.minimum.currency not in channel.currencies:
        yield f"its limits are in {channel.minimum.currency}, which it does not pay"
    elif not 0 < channel.minimum.minor <= channel.maximum.minor:
        yield f"its limits {channel.minimum} to {channel.maximum} leave no room"


def setting_problems(settings: Iterable[Setting]) -> Iterator[str]:
    """What is wrong with the settings that a channel declares."""
    for setting in settings:
        if not _SETTING.fullmatch(setting.name):
            yield f"setting `{setting.name}` must be named like an environment variable"
        if setting.secret and setting.default is not None:
            yield f"setting `{setting.name}` is a secret and must not have a default"
        yield from label_problems(f"setting `{setting.name}` label", setting.label)


def notice_problems(read_notice: Callable[[Mapping[str, str], bytes], Notice | None]) -> Iterator[str]:
    """What is wrong with how a channel reads notices that nobody has signed."""
    for body in (b"", b"{}", b"\xff\x00", b'{"order_no": "n1", "state": "paid"}'):
        try:
            believed = read_notice({"content-type": "application/json"}, body)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
            yield f"`read_notice` raised {type(error).__name__} for an unsigned body; return None"
            return
        if believed is not None:
            yield "`read_notice` believes a notice that nobody has signed"
            return


async def _idle_problems(channel: PaymentChannel) -> list[str]:
    order = PayoutOrder("conformance1", "nobody", channel.minimum, "conformance")
    try:
        answers = [await channel.send(order), await channel.query(order.order_no)]
        await channel.stop()
        await channel.stop()
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
        return [f"before `start` it raised {type(error).__name__}; answer Unknown, and let `stop` do nothing"]
    wrong = [answer for answer in answers if not isinstance(answer, Unknown)]
    return [f"before `start` it must answer Unknown, not {answer}" for answer in wrong]
