"""What the engine tells whoever watches it: each batch that was settled, and under which trace work was asked for.

A trace is 32 hexadecimal digits, as in W3C Trace Context: one request from its page to its payout. It is never a
reason for a decision; rows carry it only so that what was written about one request can be found together.
"""

from __future__ import annotations

from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Protocol

from engine.commit.changes import Changes
from engine.records import Claim, Grant, Order, Refused

#: The trace of the work at hand; empty where nobody has named one.
TRACE: Final[ContextVar[str]] = ContextVar("bottlecap_trace", default="")


@dataclass(frozen=True, slots=True)
class Settled:
    """A batch that is durable.

    `began` is on the clock of `time.time`, `seconds` how long its transaction took, retries included, and
    `queued` how many commands waited behind it. `traces` are those of its commands, without repetition.
    """

    commands: int
    queued: int
    began: float
    seconds: float
    changes: Changes
    traces: tuple[str, ...] = ()

    def claims(self) -> Counter[str]:
        """Granted claims by kind of event."""
        return Counter(row.kind for row in self.changes.new if isinstance(row, Claim))

    def refusals(self) -> Counter[str]:
        """Refusals by reason."""
        return Counter(row.reason for row in self.changes.new if isinstance(row, Refused))

    def grants(self) -> Counter[str]:
        """Grants by reward type."""
        return Counter(row.reward for row in self.changes.new if isinstance(row, Grant))

    def orders(self) -> Counter[tuple[str, str]]:
        """Orders by topic and the state that they came into."""
        rows = (*self.changes.new, *self.changes.changed)
        return Counter((row.topic, row.state) for row in rows if isinstance(row, Order))


class Watch(Protocol):
    """Somebody who watches. What a watch raises would fail the batch's caller, so it must not raise."""

    def settled(self, batch: Settled) -> None:
        """A batch was committed."""

    def queued(self, commands: int) -> None:
        """So many commands wait now."""


class Nobody:
    """Watches nothing."""

    def settled(self, batch: Settled) -> None:
        """Let it pass."""

    def queued(self, commands: int) -> None:
        """Let it pass."""
