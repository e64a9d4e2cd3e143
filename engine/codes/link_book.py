"""The links of a brand in memory: which unit a code is in at an instant, and what is in a unit. It only grows.

Links of a batch that do not overlap lie in one layer, sorted, so that a code is found by bisection; each time that
codes are packed again lies in a layer of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.codes.links import LINK, LinkBlock, Links, Packed, PackedLine, unit_at

#: So many blocks of a batch are searched one by one before they are laid together.
RECENT_MAX: Final = 16
_Places = NDArray[np.int64]


class _Layer:
    """Links that do not overlap, in order, with the places at which they were recorded."""

    __slots__ = ("first", "links", "places")

    def __init__(self, links: Links, places: _Places) -> None:
        self.links, self.places = links, places
        self.first = np.ascontiguousarray(links["first"])

    def at(self, serial: int) -> int:
        """The index of the link that covers a serial, or -1."""
        found = (
            int(self.first.searchsorted(np.int32(serial), "right")) - 1
        )  # another type would copy the array
        return found if found >= 0 and self.links["last"][found] >= serial else -1


def _layers(links: Links, base: int) -> Iterator[_Layer]:
    places = np.arange(base, base + len(links))
    order = np.lexsort((places, links["first"]))
    left = order
    while len(left):
        apart = _apart(links["first"][left], links["last"][left])
        yield _Layer(links[left[apart]], places[left[apart]])
        left = left[~apart]


def _apart(first: NDArray[np.int32], last: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of some intervals, sorted by their beginnings, begin behind every earlier one that does."""
    if (first[1:] > last[:-1]).all():
        return np.ones(len(first), np.bool_)
    end, kept = -1, []
    for begins, ends in zip(first.tolist(), last.tolist(), strict=True):
        kept.append(begins > end)
        end = ends if kept[-1] else end
    return np.array(kept)


class _Family:
    """All links of the codes of one batch."""

    __slots__ = ("_layers", "_parts", "_recent", "_settled", "ends", "heads", "size")

    def __init__(self) -> None:
        self._parts: list[Links] = []
        self.heads: list[tuple[int, str]] = []
        self.ends: list[int] = []
        self.size = 0
        self._settled = 0
        self._layers: list[_Layer] = []
        self._recent: list[_Layer] = []

    def add(self, block: LinkBlock) -> None:
        """Links recorded after all others."""
        self._recent.extend(_layers(block.links, self.size))
        self._parts.append(block.links)
        self.size += len(block.links)
        self.heads.append((block.recorded_us, block.by))
        self.ends.append(self.size)
        # Laying together costs as much as there is, so it waits until there is a quarter more.
        if len(self._recent) > RECENT_MAX and self.size - self._settled >= self._settled // 4:
            self._layers, self._recent, self._settled = list(_layers(self.all(), 0)), [], self.size

    def all(self) -> Links:
        """Every link, in the order of recording."""
        if len(self._parts) > 1:
            whole = np.concatenate(self._parts)
            self._parts = [whole]
        return self._parts[0] if self._parts else np.zeros(0, LINK)

    def best(self, serial: int, at_us: int) -> np.void | None:
        """The link that holds for a serial at an instant."""
        best, rank = None, (0, -1)
        for layer in (*self._layers, *self._recent):
            found = layer.at(serial)
            if found < 0:
                continue
            link = layer.links[found]
            own = (int(link["since_us"]), int(layer.places[found]))
            if own[0] <= at_us and (best is None or own > rank):
                best, rank = link, own
        return best


class LinkBook:
    """What is packed in what. `revision` is the brand's revision up to which links are recorded; storage moves it."""

    __slots__ = ("_families", "revision")

    def __init__(self, blocks: Iterable[LinkBlock] = ()) -> None:
        self._families: dict[int, _Family] = {}
        self.revision = -1
        self.record(blocks)

    def record(self, blocks: Iterable[LinkBlock]) -> None:
        """Add links, in the order in which they were recorded."""
        for block in blocks:
            self._families.setdefault(block.child, _Family()).add(block)

    @property
    def empty(self) -> bool:
        """Whether nothing was ever packed."""
        return not self._families

    @property
    def children(self) -> tuple[int, ...]:
        """The batches whose codes are, or were, in something."""
        return tuple(self._families)

    def parents(self) -> tuple[int, ...]:
        """The batches whose codes hold, or held, others."""
        found = {int(one) for family in self._families.values() for one in np.unique(family.all()["parent"])}
        return tuple(sorted(found - {0}))

    def unit_of(self, batch: int, serial: int, at_us: int) -> Packed | None:
        """The unit that a code is in at an instant; None when it is in none."""
        family = self._families.get(batch)
        link = family.best(serial, at_us) if family else None
        if link is None or not link["parent"]:
            return None
        return Packed(int(link["parent"]), _unit(link, serial), int(link["since_us"]))

    def history(self, batch: int, serial: int) -> tuple[PackedLine, ...]:
        """Each unit that a code was ever said to be in, in the order of recording."""
        family = self._families.get(batch)
        if family is None:
            return ()
        links = family.all()
        lines = []
        for place in np.flatnonzero((links["first"] <= serial) & (serial <= links["last"])):
            link = links[place]
            unit = (int(link["parent"]), _unit(link, serial)) if link["parent"] else None
            recorded_us, by = family.heads[bisect_right(family.ends, int(place))]
            lines.append(PackedLine(unit, int(link["since_us"]), recorded_us, by))
        return tuple(lines)

    def standing(self, batch: int, at_us: int) -> Links:
        """The links of a batch that hold at an instant, cut where others hold, in order and none overlapping."""
        family = self._families.get(batch)
        return _resolved(family.all(), at_us) if family else np.zeros(0, LINK)

    def within(self, parent: int, first: int, last: int, at_us: int) -> Iterator[tuple[int, Links]]:
        """Per batch, the links that put codes into the units `first` to `last` of a batch at an instant.

        Each is cut to these units; none is empty.
        """
        for child, family in self._families.items():
            links = family.all()
            leads = np.flatnonzero(links["parent"] == parent)
            leads = leads[_reaches(links[leads], first, last)]
            if not len(leads):
                continue
            held = _resolved(links[_touching(links, links[leads])], at_us)
            held = _cut(held[held["parent"] == parent], first, last)
            if len(held):
                yield child, held


def _unit(link: np.void, serial: int) -> int:
    return int(link["into"]) + (serial - int(link["origin"])) // int(link["per"])


def _touching(links: Links, some: Links) -> NDArray[np.bool_]:
    """Which links overlap any of some."""
    order = np.argsort(some["first"], kind="stable")
    low, high = some["first"][order], np.maximum.accumulate(some["last"][order])
    place = np.searchsorted(high, links["first"], "left")
    inside = place < len(low)
    found: NDArray[np.bool_] = inside & (low[np.minimum(place, len(low) - 1)] <= links["last"])
    return found


def _resolved(links: Links, at_us: int) -> Links:
    """The links in effect at an instant, cut so that each serial is covered by the one that holds."""
    in_effect = links["since_us"] <= at_us
    links = links[in_effect]
    if not len(links):
        return links
    layers = list(_layers(links, 0))
    if len(layers) == 1:
        return _in_a_unit(layers[0].links)
    edges = np.unique(np.concatenate((links["first"], links["last"] + 1)))
    low = edges[:-1]
    winner = np.full(len(low), -1, np.int64)
    since = np.full(len(low), np.iinfo(np.int64).min)
    for layer in layers:
        found = np.searchsorted(layer.first, low, "right") - 1
        covered = (found >= 0) & (layer.links["last"][found] >= low)
        own_since = layer.links["since_us"][found]
        place = layer.places[found]
        wins = covered & ((own_since > since) | ((own_since == since) & (place > winner)))
        winner[wins], since[wins] = place[wins], own_since[wins]
    stands = winner >= 0
    held = links[winner[stands]]
    held["first"], held["last"] = low[stands], edges[1:][stands] - 1
    return _in_a_unit(held)


def _in_a_unit(links: Links) -> Links:
    found: Links = links[links["parent"] != 0]
    return found


def _cut(links: Links, first: int, last: int) -> Links:
    """The links as far as they lead into the units `first` to `last`."""
    held = links.copy()
    begin = held["origin"].astype(np.int64) + (first - held["into"].astype(np.int64)) * held["per"]
    end = held["origin"].astype(np.int64) + (last + 1 - held["into"].astype(np.int64)) * held["per"] - 1
    held["first"] = np.maximum(held["first"], begin)
    held["last"] = np.minimum(held["last"], end)
    found: Links = held[held["first"] <= held["last"]]
    return found


def _reaches(links: Links, first: int, last: int) -> NDArray[np.bool_]:
    """Which links lead into any of the units `first` to `last`."""
    low, high = unit_at(links, links["first"]), unit_at(links, links["last"])
    found: NDArray[np.bool_] = (low <= last) & (high >= first)
    return found
