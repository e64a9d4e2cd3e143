"""What is certain about the engine's own facts beyond their kinds, so that no example is an impossible person."""

from __future__ import annotations

from typing import Final

from dsl.limits import EXPERIMENT_SCALE
from dsl.vocabulary import OWN, FactKind, window_of

#: The only values that a whole number can take, both ends included.
RANGES: Final[dict[str, tuple[int, int]]] = {"scan.hour": (0, 23)}
#: A moment that is known exactly when a count is above zero.
KNOWN_WITH: Final[dict[str, str]] = {"consumer.last_claim": "consumer.claims"}
#: A flag that is yes exactly when a count is zero.
YES_AT_ZERO: Final[dict[str, str]] = {"friend.is_new": "consumer.claims"}
#: Facts that the engine gives with every event.
NEVER_MISSING: Final = frozenset(
    {
        "consumer.claims",
        "consumer.friends",
        "consumer.points",
        "consumer.redemptions",
        "consumer.tags",
        "event.opens",
        "friend.is_new",
        "scan.clerk",
        "scan.hour",
    }
)
#: Kinds whose facts are usually known: without anything to count, a count is zero.
ALWAYS_KNOWN: Final[tuple[FactKind, ...]] = ("count", "flag")
#: The largest value tried where nothing bounds a number.
MANY: Final = 1_000_000_000_000
#: Regions to stand for "another part", and countries to stand for "elsewhere", in the order in which they are tried.
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "CN": ("CN-SH", "CN-BJ", "CN-GD", "CN-ZJ", "CN-SC", "CN-HB", "CN-SN", "CN-LN"),
}
COUNTRIES: Final = ("CN", "SG", "DE", "US", "FR", "JP", "GB")


def never_missing(fact: str) -> bool:
    """Whether the engine gives the fact with every event."""
    return fact.startswith(OWN) or window_of(fact)[0] in NEVER_MISSING


def range_of(fact: str) -> tuple[int, int]:
    """The lowest and highest number that a count can be."""
    if fact.startswith("experiment."):
        return 0, EXPERIMENT_SCALE - 1
    return RANGES.get(fact, (0, MANY))
