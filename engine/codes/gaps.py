"""What a packing line has left open: codes that are in nothing, units that are not full. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.codes.links import Links, unit_at

#: Of each sort so many are named; all are counted.
NAMED_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """Serials `first` to `last`, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ShortUnit:
    """A unit that holds fewer, or more, than most of its batch do."""

    serial: int
    holds: int


@dataclass(frozen=True, slots=True)
class ChildGaps:
    """The codes of a batch: so many are in a unit, so many in none, with the first stretches of those."""

    batch_id: int
    packed: int
    loose: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ParentGaps:
    """The units of a batch that hold codes of another: how many do, how many each holds as a rule, and which do not."""

    batch_id: int
    child_id: int
    units: int
    usual: int
    uneven: int
    named: tuple[ShortUnit, ...]


def child_gaps(batch_id: int, size: int, standing: Links) -> ChildGaps:
    """The codes of a batch of `size` that the standing links leave out."""
    first, last = standing["first"].astype(np.int64), standing["last"].astype(np.int64)
    packed = int((last - first + 1).sum())
    low = np.concatenate(([1], last + 1))
    high = np.concatenate((first - 1, [size]))
    loose = np.flatnonzero(low <= high)[:NAMED_MAX]
    stretches = tuple(Stretch(int(low[place]), int(high[place])) for place in loose)
    return ChildGaps(batch_id, packed, size - packed, stretches)


def parent_gaps(child_id: int, standing: Links) -> Iterator[ParentGaps]:
    """Per batch of units, those that hold another number of this batch's codes than most do."""
    for parent in np.unique(standing["parent"]):
        serials, holds = _held(standing[standing["parent"] == parent])
        values, often = np.unique(holds, return_counts=True)
        usual = int(values[np.argmax(often)])
        uneven = np.flatnonzero(holds != usual)
        named = tuple(ShortUnit(int(serials[one]), int(holds[one])) for one in uneven[:NAMED_MAX])
        yield ParentGaps(int(parent), child_id, len(serials), usual, len(uneven), named)


def _held(standing: Links) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The units in order, and how many codes each holds."""
    first, last = standing["first"].astype(np.int64), standing["last"].astype(np.int64)
    begins = unit_at(standing, first).astype(np.int64)
    spans = unit_at(standing, last) - begins + 1
    which = np.repeat(np.arange(len(standing)), spans)
    unit = begins[which] + np.arange(len(which)) - np.repeat(np.cumsum(spans) - spans, spans)
    link = standing[which]
    low = link["origin"].astype(np.int64) + (unit - link["into"]) * link["per"]
    holds = np.minimum(last[which], low + link["per"] - 1) - np.maximum(first[which], low) + 1
    serials, places = np.unique(unit, return_inverse=True)
    return serials, np.bincount(places, weights=holds).astype(np.int64)
