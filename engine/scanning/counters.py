"""Names of the counters behind budgets, stocks, limits and caps. Calendar periods are of the campaign's zone."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from dsl.decision import Period
from dsl.zones import local_date, start_of_day

#: Characters of a name; a longer one keeps its beginning, and a digest of the whole for its end.
NAME_MAX: Final = 200


def _bounded(name: str) -> str:
    if len(name) <= NAME_MAX:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:40]
    return f"{name[: NAME_MAX - 41]}#{digest}"


def period_key(period: Period, at: datetime, zone: str) -> str:
    """`2026-07-10`, `2026-W28` (ISO 8601, from Monday), `2026-07`, or `all` for the whole campaign."""
    if period is None:
        return "all"
    began, ended, day = _LAST_DAY.get(zone, _NO_DAY)
    if not began <= at < ended:
        day = local_date(at, zone)
        _LAST_DAY[zone] = (start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone), day)
    return _calendar(period, day)


#: In each zone the day last asked for, with its bounds: hardly a claim is of another day than the one before it.
_LAST_DAY: Final[dict[str, tuple[datetime, datetime, date]]] = {}
_NO_DAY: Final = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), date.min)


@lru_cache(maxsize=4096)
def _calendar(period: Literal["day", "week", "month"], day: date) -> str:
    if period == "day":
        return day.isoformat()
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{day.year:04}-{day.month:02}"


def budget(brand: str, campaign_id: int, currency: str, period: str) -> str:
    """Money given in a period."""
    return f"{brand}|c{campaign_id}|budget|{currency}|{period}"


def pot(brand: str, campaign_id: int, key: str, period: str) -> str:
    """Money given from the budget of one block, in a period."""
    return _bounded(f"{brand}|c{campaign_id}|pot|{key}|{period}")


def stock(brand: str, campaign_id: int, key: str) -> str:
    """Rewards taken from a limited stock."""
    return _bounded(f"{brand}|c{campaign_id}|stock|{key}")


def limit(brand: str, campaign_id: int, subject: str, name: str, period: str) -> str:
    """Claims of one subject in a period. A person's own bear the account's id between bars."""
    return _bounded(f"{brand}|c{campaign_id}|claims|{subject}|{name}|{period}")


def cap(brand: str, campaign_id: int, rule: str, kind: str, recipient_id: int, period: str) -> str:
    """Rewards of one rule for one recipient in a period."""
    return _bounded(f"{brand}|c{campaign_id}|cap|{rule}|{kind}|{recipient_id}|{period}")


def uses(brand: str, campaign_id: int, terms: str, account: int, period: str) -> str:
    """Coupons of the same terms that an account has had taken in a period."""
    return _bounded(f"{brand}|c{campaign_id}|uses|{terms}|{account}|{period}")


def misses(brand: str, campaign_id: int, account: int, key: str) -> str:
    """Draws of an account, at one place in the rules, since the last that was won."""
    return _bounded(f"{brand}|c{campaign_id}|misses|{account}|{key}")


def earned(brand: str, account: int, year: int) -> str:
    """Points that rules gave an account in a calendar year of the brand, less what was taken back."""
    return f"{brand}|earned|{account}|{year}"


def phase(brand: str, campaign_id: int, fact: str) -> str:
    """Claims that a phase for the first so many has granted."""
    return _bounded(f"{brand}|c{campaign_id}|{fact}")


def alliance_month(brand: str, alliance_id: int, period: str) -> str:
    """Coupons of a partner issued in a calendar month of the brand."""
    return f"{brand}|a{alliance_id}|issued|{period}"


def alliance_out(brand: str, alliance_id: int) -> str:
    """The worth of all coupons of a partner ever given, in minor units, less those taken back."""
    return f"{brand}|a{alliance_id}|out"


def alliance_ends(brand: str, alliance_id: int, period: str) -> str:
    """Of those the worth of the ones whose last day lies in a day or month, and that no till has taken."""
    return f"{brand}|a{alliance_id}|ends|{period}"


def of_two_brands(key: str) -> bool:
    """Whether rows of a partner's book take from a counter, so that one brand's rows alone do not prove it."""
    return key.split("|", 3)[2:3] == ["ends"]
