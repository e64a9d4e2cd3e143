"""Who is in which group of an experiment: fixed by the person's first account, over versions and phones.

A number is HMAC-SHA256 under the campaign's own key over `experiment|account`, scaled as an integer. Accounts that
turn out to be one person follow the first of them; where they had been in different groups, that person has met both
and is left out of comparisons.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dsl.facts_read import experiments_of
from dsl.limits import EXPERIMENT_SCALE
from dsl.program import Program
from engine.campaigns.live import LiveCampaign

_FACT = "experiment."


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How many persons with claims are in a group of an experiment; `share` is in hundredths of a percent."""

    name: str
    share: int
    persons: int


@dataclass(frozen=True, slots=True)
class ExperimentFigures:
    """An experiment's groups. `left_out` persons joined accounts of different groups and are in none of them."""

    name: str
    groups: tuple[GroupFigures, ...]
    left_out: int


def number_of(key: bytes, experiment: str, account_id: int) -> int:
    """An account's number in [0, scale)."""
    digest = hmac.digest(key, f"{experiment}|{account_id}".encode(), hashlib.sha256)
    return int.from_bytes(digest, "big") * EXPERIMENT_SCALE >> 256


def numbers_in(
    program: Program, trigger: int, campaign: LiveCampaign, accounts: Collection[int]
) -> dict[str, object]:
    """A person's numbers in the experiments that a trigger's rules ask for; identifiers grow with time."""
    first = min(accounts)
    return {
        fact: number_of(campaign.key, fact.removeprefix(_FACT), first)
        for fact in program.facts_read(trigger)
        if fact.startswith(_FACT)
    }


def figures(campaign: LiveCampaign, persons: Iterable[Collection[int]]) -> tuple[ExperimentFigures, ...]:
    """Persons, each told by all their accounts, in the groups of the newest version's experiments."""
    program = campaign.versions[-1].program
    known = list(persons)
    return tuple(
        _figures(campaign.key, name, groups, known)
        for name, groups in (experiments_of(program.campaign) if program else {}).items()
    )


def _figures(
    key: bytes, name: str, groups: tuple[tuple[str, int, int], ...], persons: list[Collection[int]]
) -> ExperimentFigures:
    counts = dict.fromkeys((group for group, _, _ in groups), 0)
    left_out = 0
    for accounts in persons:
        numbers = [number_of(key, name, account) for account in accounts]
        met = {group for group, low, high in groups for number in numbers if low <= number <= high}
        if len(met) == 1:
            counts[met.pop()] += 1
        else:
            left_out += 1
    shares = {group: high - low + 1 for group, low, high in groups}
    told = (GroupFigures(group, shares[group], count) for group, count in counts.items())
    return ExperimentFigures(name, tuple(told), left_out)
