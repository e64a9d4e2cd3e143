"""Codes that are withdrawn with the unit that they are in: they must not become good by being packed elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import numpy as np

from engine.clock import to_micros
from engine.codes.link_book import LinkBook
from engine.codes.links import Links
from engine.codes.ranges import RangeChange


def freed(
    book: LinkBook, changes: Mapping[int, Iterable[RangeChange]], fresh: Mapping[int, Links], now_us: int
) -> Iterator[tuple[int, int, int]]:
    """Batch and serials of codes that new links would take out of a unit that was withdrawn before.

    `changes` are those of the batches whose codes hold others, by batch. Links of a moment before the withdrawal only tell
    late what had been so.
    """
    for batch, own in changes.items():
        for first, last, since_us in _withdrawn(list(own), now_us):
            yield from _leaving(book, batch, first, last, since_us, fresh, now_us)


def _withdrawn(changes: list[RangeChange], now_us: int) -> Iterator[tuple[int, int, int]]:
    """The stretches of a batch that are withdrawn now, and since when."""
    states = [one for one in changes if one.aspect == "state" and to_micros(one.effective_at) <= now_us]
    edges = sorted({edge for one in states for edge in (one.first, one.last + 1)})
    for low, high in pairwise(edges):
        over = [one for one in states if one.covers(low)]
        newest = max(over, key=lambda one: (one.effective_at, one.recorded_at), default=None)
        if newest and newest.value == "withdrawn":
            yield low, high - 1, to_micros(newest.effective_at)


def _leaving(
    book: LinkBook, batch: int, first: int, last: int, since_us: int, fresh: Mapping[int, Links], now_us: int
) -> Iterator[tuple[int, int, int]]:
    for child, held in book.within(batch, first, last, now_us):
        links = fresh.get(child)
        for low, high in zip(held["first"].tolist(), held["last"].tolist(), strict=True):
            if links is not None:
                hit = (links["first"] <= high) & (links["last"] >= low) & (links["since_us"] >= since_us)
                for link in links[np.flatnonzero(hit)]:
                    yield child, max(low, int(link["first"])), min(high, int(link["last"]))
            yield from _leaving(book, child, low, high, since_us, fresh, now_us)
