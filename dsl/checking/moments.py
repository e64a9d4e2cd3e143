"""Dates and times in the campaign's zone: from what is written to exact instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from dsl.checking.scope import Scope
from dsl.nodes import Moment, Word
from dsl.suggest import nearest
from dsl.zones import Gap, Overlap, settle, start_of_day, zone_names

_TIME = re.compile(r"(\d\d):(\d\d)(?:([+-])(\d\d):(\d\d))?")


def check_zone(scope: Scope, word: Word) -> str | None:
    """An IANA time zone."""
    if word.text in zone_names():
        return word.text
    scope.say("BC0407", word, near=nearest(word.text, sorted(zone_names())), name=word.text)
    return None


def check_start(scope: Scope, moment: Moment) -> datetime | None:
    """The instant (UTC) at which something starts: a date means its first instant."""
    return _instant(scope, moment, end=False)


def check_end(scope: Scope, moment: Moment) -> datetime | None:
    """The first instant (UTC) that is over: a date means through the end of that day."""
    return _instant(scope, moment, end=True)


def _instant(scope: Scope, moment: Moment, *, end: bool) -> datetime | None:
    day = _day(scope, moment)
    if day is None or scope.zone is None:
        return None
    if moment.time is None:
        return start_of_day(day + timedelta(days=1) if end else day, scope.zone)
    return _at_time(scope, moment, moment.time, day, scope.zone)


def _day(scope: Scope, moment: Moment) -> date | None:
    try:
        day = date.fromisoformat(moment.date)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2199:
        scope.say("BC0501", moment, text=moment.date)
        return None
    return day


def _at_time(scope: Scope, moment: Moment, written: str, day: date, zone: str) -> datetime | None:
    parts = _TIME.fullmatch(written)
    if parts is None or int(parts[1]) > 23 or int(parts[2]) > 59:
        scope.say("BC0502", moment, text=written)
        return None
    local = datetime.combine(day, time(int(parts[1]), int(parts[2])))
    settled = settle(local, zone)
    if parts[3] is not None:
        return _chosen(scope, moment, local, parts, settled)
    shown = f"{moment.date} {written}"
    match settled:
        case Gap(following):
            fixed = f"{following:%Y-%m-%d %H:%M}"
            scope.say("BC0503", moment, instead=fixed, text=shown, zone=zone, next=fixed)
            return None
        case Overlap(first, second):
            choices = (f"{moment.date} {written}{_offset(instant)}" for instant in (first, second))
            scope.say(
                "BC0504",
                moment,
                text=shown,
                zone=zone,
                **dict(zip(("first", "second"), choices, strict=True)),
            )
            return None
    return settled


def _chosen(
    scope: Scope, moment: Moment, local: datetime, parts: re.Match[str], settled: datetime | Gap | Overlap
) -> datetime | None:
    """A time with its offset, which must be one that the zone has then."""
    distance = timedelta(hours=int(parts[4]), minutes=int(parts[5]))
    candidates = (settled.first, settled.second) if isinstance(settled, Overlap) else (settled,)
    if distance < timedelta(hours=24):
        place = timezone(distance if parts[3] == "+" else -distance)
        instant = local.replace(tzinfo=place).astimezone(UTC)
        if any(
            not isinstance(candidate, Gap) and candidate.astimezone(UTC) == instant
            for candidate in candidates
        ):
            return instant
    scope.say("BC0505", moment, offset=f"{parts[3]}{parts[4]}:{parts[5]}", zone=scope.zone)
    return None


def _offset(instant: datetime) -> str:
    shown = f"{instant:%z}"
    return f"{shown[:3]}:{shown[3:5]}"
