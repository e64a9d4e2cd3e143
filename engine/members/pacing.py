"""How often one-time codes are sent: no stranger can use up what a number's owner needs.

| counted, within 24 hours | bound | for whom |
|---|---|---|
| one asker and one number | 5, a minute apart | everybody |
| one asker, all numbers | 15 | everybody |
| one number, all strangers together | 5 at once, then one an hour | strangers |
| one network address, all numbers | 30 at once, then one in ten minutes | strangers |

No stranger to a number is who has proven it before, or has claimed a genuine pack with this brand: a pack costs money, so it
proves more than a puzzle would. Addresses are counted in memory alone, by each process.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label
from engine.storage.code_sent_store import Quota

A_DAY_MAX: Final = 5
ALL_NUMBERS_MAX: Final = 15
AGAIN_AFTER: Final = timedelta(minutes=1)
STRANGERS_FREE: Final = 5
STRANGERS_APART: Final = timedelta(hours=1)
ADDRESS_FREE: Final = 30
ADDRESS_APART: Final = timedelta(minutes=10)
_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_KEPT_MAX: Final = 50_000


def quotas(asker: str, number: str, *, stranger: bool) -> tuple[Quota, ...]:
    """What sending a code takes from, under names that the caller digests; one's own first."""
    own = (
        Quota(f"{asker}|{number}", A_DAY_MAX, 0, AGAIN_AFTER // _MICROSECOND),
        Quota(asker, ALL_NUMBERS_MAX, ALL_NUMBERS_MAX, 0),
    )
    shared = Quota(number, None, STRANGERS_FREE, STRANGERS_APART // _MICROSECOND)
    return (*own, shared) if stranger else own


def too_soon(wait: timedelta, *, shared: bool) -> Label:
    """When another code can be asked for; and, where others have used up the number, how not to wait."""
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    en = "1 minute" if minutes == 1 else f"{minutes:,} minutes"
    en, zh = (
        (f"{-(-minutes // 60)} hours", f"{-(-minutes // 60)} 小时")
        if minutes > 120
        else (en, f"{minutes} 分钟")
    )
    if not shared:
        return Label(f"another code can be sent in {en}", f"请在 {zh}后再获取验证码")
    return Label(
        f"many codes were asked for here; try again in {en}, or claim a pack with this phone first: then you need not wait",
        f"这里获取验证码过于频繁，请在 {zh}后再试；用这部手机先扫码领取一次，就无须等待",
    )


class Addresses:
    """How often codes were asked for from network addresses, in memory: addresses are stored nowhere."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[datetime, int, datetime]] = OrderedDict()

    def wait(self, address: str, now: datetime) -> timedelta | None:
        """Count a request from an address; how long it must wait, in which case it is not counted."""
        since, count, last = self._asked.get(address, (now, 0, now))
        if now - since >= _DAY:
            since, count = now, 0
        if count >= ADDRESS_FREE and now < last + ADDRESS_APART:
            return last + ADDRESS_APART - now
        self._asked[address] = (since, count + 1, now)
        self._asked.move_to_end(address)
        while len(self._asked) > _KEPT_MAX:
            self._asked.popitem(last=False)
        return None
