"""What a person has done, counted for a decision: only what the ruling version reads, in the same locked read.

Every decision takes its counts from here, whatever the event. Days are calendar days of the campaign's zone, today
included; a claim, redemption or friend counts from the next decision on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from dsl.program import Program
from dsl.vocabulary import window_of
from dsl.zones import local_date, start_of_day
from engine.clock import to_micros
from engine.commit.happening import TOLD, Happening
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.events.declaring import TIMES
from engine.records import Consumer
from engine.scanning import counters
from engine.scanning.takes import takes_of

#: The facts that count what happened, and what that is.
_COUNTED: Final[dict[str, Happening]] = {
    "consumer.claims": "claim",
    "consumer.redemptions": "redemption",
    "consumer.friends": "referral",
}
#: Before everything.
_EVER: Final = -(2**62)


def ask_history(
    world: World,
    want: Wants,
    program: Program,
    trigger: int,
    brand: str,
    campaign_id: int,
    person: Consumer | None,
    at: datetime,
) -> None:
    """Name the claims of phases, the misses at draws and the happenings that the trigger's rules count, of every account of a person."""
    for _, key in _phases(program, trigger, brand, campaign_id):
        want.exact.add(key)
    if person is None:
        return
    for one in takes_of(program.campaign.triggers[trigger]).tries.values():
        for account in world.accounts(person):
            want.exact.add(counters.misses(brand, campaign_id, account, one.key))
    for _, what, since in _counts(program, trigger, at):
        for account in world.accounts(person):
            want.happenings.add((brand, account, what, since))


def history_facts(
    world: World,
    program: Program,
    trigger: int,
    brand: str,
    campaign_id: int,
    person: Consumer | None,
    at: datetime,
) -> dict[str, object]:
    """The counts by their full names. Somebody not yet known has done nothing."""
    accounts = world.accounts(person) if person else ()
    counted: dict[str, object] = {
        name: world.used(key) for name, key in _phases(program, trigger, brand, campaign_id)
    }
    for one in takes_of(program.campaign.triggers[trigger]).tries.values():
        own = (counters.misses(brand, campaign_id, account, one.key) for account in accounts)
        counted[one.fact] = sum(map(world.used, own))
    return counted | {
        name: sum(world.happened[brand, account, what][since] for account in accounts)
        for name, what, since in _counts(program, trigger, at)
    }


def _counts(program: Program, trigger: int, at: datetime) -> Iterator[tuple[str, Happening, int]]:
    """Each count that is read: its fact, what it counts, and since when."""
    for name, what, days in _counts_read(program.facts_read(trigger)):
        yield name, what, _begins(at, days, program.campaign.zone)


@lru_cache(maxsize=4096)
def _counts_read(facts: frozenset[str]) -> tuple[tuple[str, Happening, int | None], ...]:
    """Of a trigger's facts those that are counts: what each counts, and over how many days."""
    windows = ((name, *window_of(name)) for name in facts)
    return tuple(
        (name, what, days)
        for name, fact, days in windows
        if (what := _counted(fact)) and name != "consumer.claims"  # a figure that every account keeps
    )


def _counted(fact: str) -> Happening | None:
    """What a fact counts; None for one that is no count of the past."""
    return TOLD + fact.removeprefix(TIMES) if fact.startswith(TIMES) else _COUNTED.get(fact)


def _phases(program: Program, trigger: int, brand: str, campaign_id: int) -> Iterator[tuple[str, str]]:
    """The facts that count the claims of phases, and their counters."""
    for name in _phases_read(program.facts_read(trigger)):
        yield name, counters.phase(brand, campaign_id, name)


@lru_cache(maxsize=4096)
def _phases_read(facts: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in facts if name.startswith("phase."))


def _begins(at: datetime, days: int | None, zone: str) -> int:
    if days is None:
        return _EVER
    return to_micros(start_of_day(local_date(at, zone) - timedelta(days=days - 1), zone))
