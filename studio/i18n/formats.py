"""How amounts, instants and days are written in each language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from engine.api import Money

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SIGNS: Final = {"CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "KWD": "KD ", "USD": "US$"}
_CHINESE_UNITS: Final = {
    "CNY": "元", "EUR": "欧元", "GBP": "英镑", "HKD": "港元",
    "JPY": "日元", "KWD": "科威特第纳尔", "USD": "美元",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoneyParts:
    """An amount split for display: the figure may be set large, the sign or unit small."""

    sign: str
    figure: str
    unit: str

    def __str__(self) -> str:
        return f"{self.sign}{self.figure}{self.unit}"


def money_parts(amount: Money, locale: str) -> MoneyParts:
    """`¥2.88` in English, `2.88元` in Chinese."""
    if locale.startswith("zh"):
        return MoneyParts("", amount.amount, _CHINESE_UNITS[amount.currency])
    return MoneyParts(_SIGNS[amount.currency], amount.amount, "")


def money_text(amount: Money, locale: str) -> str:
    """An amount in running text."""
    return str(money_parts(amount, locale))


def month_text(month: date, locale: str) -> str:
    """`June 2026`, `2026年6月`."""
    if locale.startswith("zh"):
        return f"{month.year}年{month.month}月"
    return f"{_MONTHS[month.month - 1]} {month.year}"


def day_of_month_text(day: date, locale: str) -> str:
    """A day where its month is told beside: `3 June`, `6月3日`."""
    if locale.startswith("zh"):
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}"


def day_text(instant: datetime, zone: ZoneInfo, locale: str) -> str:
    """The calendar day of an instant in a zone: `3 June 2026`, `2026年6月3日`."""
    day = instant.astimezone(zone)
    if locale.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_text(instant: datetime, zone: ZoneInfo) -> str:
    """The time of day to the second: `09:00:40`."""
    return f"{instant.astimezone(zone):%H:%M:%S}"


def instant_text(instant: datetime, zone: ZoneInfo, locale: str) -> str:
    """Day and time to the second: `3 June 2026, 09:00:40`, `2026年6月3日 09:00:40`."""
    between = " " if locale.startswith("zh") else ", "
    return f"{day_text(instant, zone, locale)}{between}{clock_text(instant, zone)}"


def until_text(end: datetime, zone: ZoneInfo, locale: str) -> str:
    """The last moment before `end`, which is excluded: at midnight the day before, else day and minute."""
    local = end.astimezone(zone)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return day_text(end - timedelta(microseconds=1), zone, locale)
    return f"{day_text(end, zone, locale)} {local:%H:%M}"
