"""What was decided and why, as values for pages, API and command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dsl.values import NO_WORDS, Label
from engine.outcomes import GrantView, Reason


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One event's result in a list: a claim with its grants, or a refusal. `event`: its name, where it has one."""

    event_id: int
    at: datetime
    kind: str
    code: str
    consumer: str
    outcome: Literal["granted", "refused"]
    reason: Reason | None
    words: Label
    grants: tuple[GrantView, ...]
    line: int
    opened: tuple[GrantView, ...] = ()
    event: Label = NO_WORDS


@dataclass(frozen=True, slots=True)
class Why:
    """A decision explained by replay, for the marketer. `steps` are sentences in order.

    `facts` are what the rules read, by name; `named` the same in words, each with its name. `missed` are lines
    that were passed over, with what they lacked.
    """

    row: DecisionRow
    version: int
    version_hash: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Label, ...]
    lines: tuple[int, ...]
    text: str
    named: tuple[tuple[str, Label, Label], ...] = ()
    missed: tuple[tuple[int, Label], ...] = ()
    campaign_id: int = 0
