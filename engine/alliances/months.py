"""The calendar months by which two brands settle, in the issuer's zone, and what closes each. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dsl.zones import local_date, start_of_day
from engine.alliances.agreement import Alliance
from engine.clock import from_micros, to_micros
from engine.ids import new_id
from engine.records import Wait

TOPIC: Final = "statement"
#: After a month's end nothing that was received in it is still being written.
CLOSES_AFTER: Final = timedelta(minutes=10)


def month_of(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """The first instant of the month of an instant, and of the next one."""
    first = local_date(at, zone).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return start_of_day(first, zone), start_of_day(following, zone)


def first_month(alliance: Alliance, at: datetime, zone: str) -> Wait:
    """What closes the month of an instant."""
    begins, ends = month_of(at, zone)
    since_us, until_us = to_micros(begins), to_micros(ends)
    return Wait(
        id=new_id(), brand=alliance.issuer, topic=TOPIC, subject_id=alliance.id, cause_id=alliance.id, campaign_id=0,
        person_id=alliance.id, event="", asked="{}", friend=0, hold="", payload="{}", state="waiting",
        since_us=since_us, until_us=until_us, due_us=to_micros(ends + CLOSES_AFTER),
    )  # fmt: skip


def next_month(alliance: Alliance, wait: Wait, zone: str) -> Wait:
    """What closes the month after the one that `wait` closes."""
    return first_month(alliance, from_micros(wait.until_us), zone)
