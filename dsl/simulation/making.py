"""A population made by chance from its description; the same seed makes the same one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dsl.campaign import Campaign
from dsl.columns.facts import Column, Numbers, Words, column_of
from dsl.conditions import Compare
from dsl.facts_read import parts_of, trigger_conditions
from dsl.instants import instant, micros
from dsl.limits import EXPERIMENT_SCALE
from dsl.simulation.beyond import base_triggers, following, mixed, usual_triggers
from dsl.simulation.fate import draw_numbers
from dsl.simulation.population import Beyond, History, Population, PopulationError
from dsl.simulation.running import evolves
from dsl.simulation.spec import Spec, Weights, kinds_read, value_of
from dsl.simulation.weights import HOURS, usual_regions
from dsl.vocabulary import window_of
from dsl.zones import local_date, start_of_day

_DAY: Final = 86_400_000_000
_QUARTER: Final = _DAY // 96
#: What nobody does in a simulation; a population may say otherwise.
NOT_SIMULATED: Final = frozenset({"consumer.redemptions", "consumer.friends"})
#: How the facts begin that a code brings with it.
_CODES: Final = ("code.", "scan.region")
#: How long ago those who come with claims have claimed last, at most.
_WHILE: Final = 180


def make_population(campaign: Campaign, scans: int, spec: Spec, seed: int = 1) -> Population:
    """So many scans over the campaign's run; of a campaign without scans, so many of its other events.

    Each consumer has one home, where they buy and scan; facts of the consumer stay the same, others are
    drawn anew with each scan. Scans are shared evenly among the campaign's `on scan` events, what else the
    description says beside them. Raises PopulationError.
    """
    chance = np.random.default_rng([seed, scans])
    people = spec.consumers or max(1, scans // 4)
    at, consumers, triggers = _coming(campaign, scans, spec, chance, people, usual_triggers(campaign))
    others = [
        _coming(campaign, round(scans * rate), spec, chance, people, base_triggers(campaign, kind))
        for kind, rate in spec.events.items()
    ]
    if others:
        at, consumers, triggers = mixed([(at, consumers, triggers), *others])
    beyond: Beyond | None = None
    if spec.redeems or spec.invites:
        at, consumers, triggers, beyond = following(
            campaign, at, consumers, triggers, people, chance, redeems=spec.redeems, invites=spec.invites
        )
        people = max(people, int(consumers.max(initial=0)) + 1)
    before = _before(campaign, people, spec, chance)
    columns = _columns(campaign, spec, chance, at, consumers, triggers, people)
    kinds = np.array([trigger.kind == "scan" for trigger in campaign.triggers])
    if beyond is not None or not kinds[triggers].all():
        scanned = (triggers >= 0) & kinds[triggers]
        columns = {
            name: _of_codes(column, scanned) if name.startswith(_CODES) else column
            for name, column in columns.items()
        }
    return Population(at, consumers, triggers, before, columns, beyond)


def _coming(
    campaign: Campaign, size: int, spec: Spec, chance: Generator, people: int, events: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """When so many events come, who comes with each, and which of the triggers answers it."""
    at = _instants(campaign, size, spec, chance)
    consumers = (people * chance.random(size) ** spec.eagerness).astype(np.int64)
    return at, consumers, np.array(events)[chance.integers(0, len(events), size)]


def _of_codes(column: Column, scanned: NDArray[np.bool_]) -> Column:
    """What is told of codes, known of scans alone."""
    if isinstance(column, Words):
        return Words(np.where(scanned, column.codes, -1), column.table)
    return Numbers(column.values, scanned if column.known is None else column.known & scanned)


def _instants(campaign: Campaign, scans: int, spec: Spec, chance: Generator) -> NDArray[np.int64]:
    first = local_date(campaign.starts, campaign.zone)
    last = local_date(campaign.ends - timedelta(microseconds=1), campaign.zone)
    days = min((last - first).days + 1, spec.days or 10**6)
    starts = np.array(
        [micros(start_of_day(first + timedelta(days=day), campaign.zone)) for day in range(days)]
    )
    hours = np.array(spec.hours or HOURS, np.float64)
    hour = chance.choice(24, scans, p=hours / hours.sum())
    at = starts[chance.integers(0, days, scans)] + hour * (_DAY // 24) + chance.integers(0, _DAY // 24, scans)
    inside: NDArray[np.int64] = np.clip(at, micros(campaign.starts), micros(campaign.ends) - 1)
    inside.sort()
    return inside


def _before(campaign: Campaign, people: int, spec: Spec, chance: Generator) -> History:
    claims = np.array([int(value_of("claims", "count", one) or 0) for one in spec.claims])  # type: ignore[call-overload]  # a count is an int
    history = History.new(people)
    history.claims[:] = claims[_chosen(list(spec.claims.values()), people, chance)]
    history.last_claim[:] = micros(campaign.starts) - chance.integers(1, _WHILE * _DAY, people)
    return history


def _columns(
    campaign: Campaign,
    spec: Spec,
    chance: Generator,
    at: NDArray[np.int64],
    consumers: NDArray[np.int64],
    triggers: NDArray[np.int64],
    people: int,
) -> dict[str, Column]:
    kinds, columns = kinds_read(campaign), dict[str, Column]()
    regions = dict(spec.weights.get("code.region") or usual_regions(_regions_named(campaign)))
    home = _valued("code.region", "region", regions, people, chance).rows(consumers)
    for name, kind in sorted(kinds.items()):
        if evolves(name):
            continue
        weights = spec.weights.get(name)
        if name in ("code.region", "scan.region") and (weights is None or name == "code.region"):
            columns[name] = home
        elif weights:
            each = name.startswith("consumer.")
            made = _valued(name, kind, weights, people if each else len(at), chance)
            columns[name] = made.rows(consumers) if each else made
        elif name.startswith("experiment."):
            columns[name] = numbers_of(name, consumers)
        elif name == "scan.hour":
            columns[name] = hours_of(at, campaign.zone)
        elif name == "code.batch":
            columns[name] = column_of_batches(campaign, triggers)
        elif window_of(name)[0] in NOT_SIMULATED:
            columns[name] = Numbers(np.zeros(len(at), np.int64))
        elif name == "scan.clerk":
            columns[name] = Words(np.zeros(len(at), np.int8), (False,))
    unknown = sorted(set(spec.weights) - set(kinds))
    if unknown:
        raise PopulationError(
            f"the campaign does not read `{unknown[0]}`", f"活动规则没有用到 `{unknown[0]}`"
        )
    return columns


def _valued(name: str, kind: str, weights: Weights, size: int, chance: Generator) -> Column:
    values = [value_of(name, kind, text) for text in weights]  # type: ignore[arg-type]  # kinds come from the campaign
    table = column_of(values)
    return table.rows(_chosen(list(weights.values()), size, chance))


def _chosen(weights: list[float], size: int, chance: Generator) -> NDArray[np.int64]:
    if len(weights) == 1:
        return np.zeros(size, np.int64)
    edges = np.cumsum(weights)
    return np.searchsorted(edges[:-1] / edges[-1], chance.random(size), side="right")


def _regions_named(campaign: Campaign) -> set[str]:
    conditions = [segment.condition for segment in campaign.segments]
    conditions += [one for trigger in campaign.triggers for one in trigger_conditions(trigger)]
    compares: list[Compare] = [compare for one in conditions for compare in parts_of(one)[0]]
    return {str(value) for compare in compares if compare.kind == "region" for value in compare.values}


def numbers_of(experiment: str, consumers: NDArray[np.int64]) -> Numbers:
    """Each consumer's number in an experiment: the same in every simulation, whatever else the campaign says."""
    return Numbers(draw_numbers(crc32(experiment.encode()), 0, 0, EXPERIMENT_SCALE, consumers))


def hours_of(at: NDArray[np.int64], zone: str) -> Numbers:
    """The hour of the day of each instant, by the clocks of a zone. (Clocks differ by quarters of an hour.)"""
    quarters, places = np.unique(at // _QUARTER, return_inverse=True)
    place = ZoneInfo(zone)
    hours = [instant(quarter * _QUARTER).astimezone(place).hour for quarter in quarters.tolist()]
    return Numbers(np.array(hours, np.int64)[places])


def column_of_batches(campaign: Campaign, triggers: NDArray[np.int64]) -> Words:
    """The batch that each scan's event asks for; unknown where it asks for none."""
    names = [trigger.batch for trigger in campaign.triggers]
    table = tuple(sorted({name for name in names if name}))
    places = np.array([-1 if name is None else table.index(name) for name in names] + [-1])
    return Words(places[triggers], table)
