"""Charts as numbers of a drawing: bars of days, the way of a budget. The pages draw them without script. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 200


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar: where it stands, how high it is."""

    day: date
    amount: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day: where it stands, and its name."""

    day: date
    name: str
    x: int


@dataclass(frozen=True, slots=True)
class Days:
    """Bars of consecutive days, and what happened on them. `most` is the highest bar's amount."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    most: int


def days(
    amounts: dict[date, int], since: date, until: date, events: tuple[tuple[date, str], ...] = ()
) -> Days:
    """The bars of all days from `since` to `until`, also of empty ones."""
    count = (until - since).days + 1
    most = max([1, *amounts.values()])
    step = WIDTH / count
    gap = 1 if step < 8 else 3
    bars = []
    for number in range(count):
        day = since + timedelta(days=number)
        left, right = round(number * step), round((number + 1) * step)
        amount = max(0, amounts.get(day, 0))
        height = -(-amount * (HEIGHT - 12) // most)
        bars.append(Bar(day, amounts.get(day, 0), left, HEIGHT - height, max(1, right - left - gap), height))
    marks = tuple(
        Mark(day, name, round(((day - since).days + 0.5) * step))
        for day, name in events
        if since <= day <= until
    )
    return Days(tuple(bars), marks, most)


@dataclass(frozen=True, slots=True)
class Spending:
    """The way of a budget: points of a line for what was spent, for the plan and for the forecast.

    The budget ends on `ends` at the rate of the last days, None where it lasts; `rate` is minor units a day.
    """

    spent: str
    plan: str
    forecast: str
    marks: tuple[Mark, ...]
    today: int
    ends: date | None
    rate: int
    planned: int


#: Over how many days the rate is taken.
RATE_DAYS: Final = 7


def spending(
    amounts: dict[date, int],
    budget: int,
    since: date,
    until: date,
    today: date,
    events: tuple[tuple[date, str], ...] = (),
) -> Spending:
    """What was spent from day to day against a plan of equal days. All whole numbers; days `since` to `until` included."""
    count = (until - since).days + 1
    last = min(max(today, since), until)
    passed = (last - since).days + 1
    total, points = 0, [(0, HEIGHT)]
    top = max(budget, sum(amounts.values()), 1)
    for number in range(passed):
        total += amounts.get(since + timedelta(days=number), 0)
        points.append((_x(number + 1, count), _y(total, top)))
    span = min(RATE_DAYS, passed)
    recent = sum(amounts.get(last - timedelta(days=number), 0) for number in range(span))
    left = budget - total
    needed = -(-left * span // recent) if recent > 0 and left > 0 else 0
    ends = last if left <= 0 else last + timedelta(days=needed) if recent > 0 else None
    if ends is not None and ends > until:
        ends = None
    forecast = ""
    if recent > 0 and left > 0 and last < until:
        end = min(ends or until, until)
        amount = min(budget, total + recent * (end - last).days // span)
        forecast = f"{points[-1][0]},{points[-1][1]} {_x((end - since).days + 1, count)},{_y(amount, top)}"
    marks = tuple(
        Mark(day, name, _x((day - since).days, count)) for day, name in events if since <= day <= until
    )
    return Spending(
        " ".join(f"{x},{y}" for x, y in points),
        f"0,{HEIGHT} {WIDTH},{_y(budget, top)}",
        forecast,
        marks,
        points[-1][0],
        ends,
        recent // span,
        budget * passed // count,
    )


def _x(number: int, count: int) -> int:
    return WIDTH * number // count


def _y(amount: int, top: int) -> int:
    return HEIGHT - amount * (HEIGHT - 8) // top
