"""Who is in which group of an experiment: fixed by the person's first account, over versions and phones.

A number is HMAC-SHA256 under the campaign's own key over `experiment|account`, scaled as an integer. Accounts that
turn out to be one person follow the first of them; where they had been in different groups, that person has met both
and is left out of comparisons. Whoever is refused by a rule that reads a group keeps the account: nobody draws anew.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from functools import lru_cache

from dsl.limits import EXPERIMENT_SCALE
from dsl.program import Program
from engine.campaigns.live import LiveCampaign

_FACT = "experiment."


def number_of(key: bytes, experiment: str, account_id: int) -> int:
    """An account's number in [0, scale)."""
    digest = hmac.digest(key, f"{experiment}|{account_id}".encode(), hashlib.sha256)
    return int.from_bytes(digest, "big") * EXPERIMENT_SCALE >> 256


def numbers_in(
    program: Program, trigger: int, campaign: LiveCampaign, accounts: Collection[int]
) -> dict[str, object]:
    """A person's numbers in the experiments that a trigger's rules ask for; identifiers grow with time."""
    asked = _experiments(program.facts_read(trigger))
    return {fact: number_of(campaign.key, fact.removeprefix(_FACT), min(accounts)) for fact in asked}


@lru_cache(maxsize=4096)
def _experiments(facts: frozenset[str]) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact.startswith(_FACT))
