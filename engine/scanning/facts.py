"""The engine's own facts about an event, from the rows that the batch has read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dsl.values import Money
from engine.clock import from_micros, to_micros
from engine.grants.stored import json_of
from engine.members.attributes import birthday_counts, birthdays_on, tags_of
from engine.records import Consumer


def own_facts(
    *,
    at: datetime,
    zone: str,
    person: Consumer | None,
    points: int,
    code_region: str | None = None,
    batch: str | None = None,
    outlet: str | None = None,
    region: str | None = None,
    clerk: bool = False,
    opens: int = 0,
    tier: str | None = None,
    grade: str | None = None,
) -> dict[str, object]:
    """Facts by full name. A person not yet known has claimed nothing."""
    claims = person.claims if person else 0
    local = at.astimezone(ZoneInfo(zone))
    birthday = person.birthday if person and birthday_counts(person, local.year) else None
    last = person.last_claim_us if person else None
    if person and not claims and to_micros(at) < (person.returned_until_us or 0):
        claims, last = 1, person.returned_us  # deletion is no way to be new again
    return {
        "event.at": at,
        "consumer.claims": claims,
        "consumer.last_claim": None if last is None else from_micros(last),
        "consumer.points": points,
        "event.opens": opens,
        "code.region": code_region,
        "code.batch": batch,
        "code.outlet": outlet,
        "outlet.grade": grade,
        "scan.region": region,
        "consumer.is_birthday": None if birthday is None else birthday in birthdays_on(local.date()),
        "consumer.birthday_month": None if birthday is None else birthday[:2] == f"{local:%m}",
        "consumer.tags": tags_of(person) if person else (),
        "consumer.tier": tier,
        "scan.hour": local.hour,
        "scan.clerk": clerk,
        "friend.is_new": claims == 0,
    }


def facts_json(facts: Mapping[str, object], read: frozenset[str]) -> str:
    """The facts that a decision read, and its instant, so that it can be replayed."""
    kept = {name: _stored(value) for name, value in facts.items() if name in read or name == "event.at"}
    return json_of(kept)


def facts_of(stored: str) -> dict[str, object]:
    """The facts in a stored `facts`."""
    return {name: _restored(value) for name, value in json.loads(stored).items()}


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    return value


def _restored(value: object) -> object:
    match value:
        case {"instant": str(instant)}:
            return datetime.fromisoformat(instant)
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case list():
            return tuple(value)
    return value
