"""What is packed in what: from a moment on, so many neighbouring codes are in each of neighbouring units.

One link says it for a bottle, for the 24 bottles of a carton or for all cartons of a production run: each child serial
from `first` to `last` is in the parent's serial `into + (serial - origin) // per`, so `per` are in each unit. Links are only ever added; of those in effect
that cover a serial the one with the latest moment holds, of equal moments the one recorded last. So re-packing is one
link more, and what held before can be told for any instant.

A link is 36 bytes, as an array of which millions are read and searched at once.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: `parent` is 0 where the codes are taken out of whatever they were in.
LINK: Final = np.dtype(
    [
        ("first", "<i4"), ("last", "<i4"), ("origin", "<i4"), ("into", "<i4"), ("per", "<i4"),
        ("parent", "<i8"), ("since_us", "<i8"),
    ]
)  # fmt: skip
Links = NDArray[Any]

#: Links kept in one row of the database.
BLOCK_MAX: Final = 65_536


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """Links of the codes of one batch that were recorded together: when, and by whom."""

    child: int
    links: Links
    recorded_us: int
    by: str


@dataclass(frozen=True, slots=True)
class Packed:
    """The unit that a code is in, by batch and serial, and since when."""

    batch: int
    serial: int
    since_us: int


@dataclass(frozen=True, slots=True)
class PackedLine:
    """One line of a code's history: into which unit (None: taken out), from when on, recorded when and by whom."""

    unit: tuple[int, int] | None
    since_us: int
    recorded_us: int
    by: str


def link(first: int, last: int, parent: int, into: int, per: int, since_us: int) -> Links:
    """One link: serials `first` to `last` in units of a batch from `into` on, `per` in each."""
    return np.array([(first, last, first, into, per, parent, since_us)], LINK)


def unit_at(links: Links, serials: NDArray[np.int64]) -> NDArray[np.int64]:
    """The units' serials, for a serial of each link."""
    found: NDArray[np.int64] = links["into"].astype(np.int64) + (serials - links["origin"]) // links["per"]
    return found


def pack(links: Links) -> str:
    """Links as they are stored."""
    return b64encode(zlib.compress(links.astype(LINK, copy=False).tobytes(), 1)).decode("ascii")


def unpack(stored: str) -> Links:
    """Stored links."""
    return np.frombuffer(zlib.decompress(b64decode(stored)), LINK)


def merged(child: NDArray[np.int64], parent: NDArray[np.int64], into: NDArray[np.int64],
           since_us: NDArray[np.int64]) -> Links:  # fmt: skip
    """Single codes of one batch, each in a unit, as the fewest links: runs in one unit, then runs of equal units."""
    order = np.lexsort((child, since_us, parent))
    child, parent, into, since_us = child[order], parent[order], into[order], since_us[order]
    begins = _begins(
        (parent[1:] == parent[:-1]) & (since_us[1:] == since_us[:-1])
        & (into[1:] == into[:-1]) & (child[1:] == child[:-1] + 1)
    )  # fmt: skip
    first, length = child[begins], np.diff(np.append(begins, len(child)))
    parent, into, since_us = parent[begins], into[begins], since_us[begins]
    begins = _begins(
        (parent[1:] == parent[:-1]) & (since_us[1:] == since_us[:-1]) & (length[1:] == length[:-1])
        & (into[1:] == into[:-1] + 1) & (first[1:] == first[:-1] + length[:-1])
    )  # fmt: skip
    units = np.diff(np.append(begins, len(first)))
    found = np.zeros(len(begins), LINK)
    found["first"] = found["origin"] = first[begins]
    found["per"], found["into"] = length[begins], into[begins]
    found["last"] = first[begins] + units * length[begins] - 1
    found["parent"], found["since_us"] = parent[begins], since_us[begins]
    return found


def _begins(goes_on: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where runs begin, from whether each place but the first goes on with the run before it."""
    return np.flatnonzero(np.concatenate(([True], ~goes_on)))
