"""Telling genuine codes from everything else, without a database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.codes.batch import Batch
from engine.codes.permutation import CodeKey, Permutation


@dataclass(frozen=True, slots=True)
class Recognised:
    """A genuine code: its batch and its serial in it, from 1."""

    batch: Batch
    serial: int


@dataclass(frozen=True, slots=True)
class NotGenuine:
    """Not a code of ours. Says nothing more, so that a near miss tells a guesser nothing."""


NOT_GENUINE: Final = NotGenuine()


class Recogniser:
    """Tells genuine codes from all other texts by arithmetic on what it holds in memory, without a database.

    It is built anew when keys or batches change; that costs as much as sorting the batches. A scan costs one
    decryption and one bisection for each key, whether the code is genuine, a near miss or not yet allocated:
    keep a few keys, not one for each batch. Should a text open under two keys (less than one in fifty
    thousand million), the key given first has it, so that adding a key never changes what a code means.
    """

    __slots__ = ("_rings",)

    def __init__(self, keys: Iterable[CodeKey], batches: Iterable[Batch]) -> None:
        permutations = [Permutation(key) for key in keys]
        by_key: dict[int, list[Batch]] = {permutation.key.id: [] for permutation in permutations}
        if len(by_key) != len(permutations):
            raise ValueError("two keys have the same id")
        for batch in sorted(batches, key=lambda batch: batch.base):
            ring = by_key.get(batch.key_id)
            if ring is None:
                raise ValueError(f"batch {batch.id} names key {batch.key_id}, which is not given")
            if ring and ring[-1].base + ring[-1].size > batch.base:
                raise ValueError(f"batches {ring[-1].id} and {batch.id} overlap under key {batch.key_id}")
            ring.append(batch)
        self._rings = tuple(
            (permutation.decode, tuple(batch.base for batch in ring), tuple(ring))
            for permutation, ring in zip(permutations, by_key.values(), strict=True)
        )

    def recognise(self, text: str) -> Recognised | NotGenuine:
        """What a typed or scanned text is. Takes any text at all and never raises."""
        found: Recognised | NotGenuine = NOT_GENUINE
        for decode, bases, batches in self._rings:
            index = decode(text)
            place = bisect_right(bases, -1 if index is None else index) - 1
            if index is None or place < 0:
                continue
            batch = batches[place]
            if index < batch.base + batch.size and found is NOT_GENUINE:
                found = Recognised(batch, index - batch.base + 1)
        return found
