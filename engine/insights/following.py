"""What followed from what: a coupon taken at a till and the next pack claimed, a page seen and a pack claimed later. Pure.

Only the first claim after something follows from it, so each counts once, however the claims are read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

Row = Mapping[str, Any]

#: How long after a page was seen a claim still counts as following from it, in microseconds.
SEEN_US: Final = 30 * 24 * 3600 * 1_000_000


class Claims:
    """When each person claimed packs, in order: rows with `person`, `id` and `at_us`."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row in rows:
            self._of[row["person"]].append((row["at_us"], row["id"]))
        for many in self._of.values():
            many.sort()

    def next(self, person: int, since_us: int) -> tuple[int, int] | None:
        """Instant and id of a person's first claim after an instant."""
        many = self._of.get(person, [])
        place = bisect_right(many, (since_us, 2**63))
        return many[place] if place < len(many) else None


def again(redemptions: Sequence[Row], claims: Claims, fresh: Collection[int]) -> Iterator[dict[str, Any]]:
    """The redemptions whose next claim is among the fresh ones, with the instant at which that was known."""
    for row in redemptions:
        found = claims.next(row["person"], row["at_us"])
        if found and found[1] in fresh and not _called_off_before(row, found[0]):
            yield {**row, "known_us": found[0]}


def bought_after(redemption: Row, claims: Claims) -> bool:
    """Whether whoever redeemed had claimed another pack when the redemption was called off."""
    found = claims.next(redemption["person"], redemption["at_us"])
    return found is not None and not _called_off_before(redemption, found[0])


def _called_off_before(redemption: Row, at_us: int) -> bool:
    cancelled_us = redemption["cancelled_us"]
    return cancelled_us is not None and cancelled_us <= at_us


def seen_bought(
    exposures: Sequence[Row], claims: Claims, fresh: Collection[int], taken: Collection[tuple[int, int]]
) -> Iterator[dict[str, Any]]:
    """The last page that each fresh claim followed from: of a code that nobody has claimed, within 30 days."""
    last: dict[int, dict[str, Any]] = {}
    for row in exposures:
        found = claims.next(row["person"], row["at_us"])
        if (row["batch_id"], row["serial"]) in taken or not found or found[1] not in fresh:
            continue
        if found[0] - row["at_us"] < SEEN_US and row["at_us"] >= last.get(found[1], row)["at_us"]:
            last[found[1]] = {**row, "known_us": found[0]}
    yield from last.values()
