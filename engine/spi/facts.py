"""Facts from outside: weather, a loyalty system, a dealer's data, that segments may test."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.vocabulary import FactWord


@dataclass(frozen=True, slots=True)
class FactContext:
    """Whose facts are asked for: one scan, at the instant `at` (aware).

    `consumer_id` is None while nobody has signed in. `gtin` has 14 digits.
    """

    brand: str
    campaign_id: int
    consumer_id: int | None
    gtin: str
    batch: str
    at: datetime


class FactSource(ABC):
    """Declares facts and reads them. Names have the form `subject.word`, as in `weather.is_hot`.

    A count declared as `windowed` may also be asked for over the last days, as `loyalty.visits/30d`; `window_of`
    parts such a name. Days are calendar days of the campaign's zone, today included.
    """

    facts: tuple[FactWord, ...]

    @abstractmethod
    async def read(self, names: Collection[str], context: FactContext) -> Mapping[str, object]:
        """The values of those facts; only facts that the live campaign really reads are asked for.

        A name that is absent or None is unknown, and a condition on it does not hold. A slow
        answer holds up the scan, so an engine that waits too long goes on without it.
        """
