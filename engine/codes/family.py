"""A code among its family: what holds for it follows from itself and from the units that it is in.

A pallet that is activated, shipped or withdrawn takes along all that is in it, however it is packed then:

- a code is withdrawn when it, or any unit that it is in, is withdrawn; else active when one of them is active;
- of where it was sent and when it was made, the change that came last holds: its own, or one of a unit, which counts
  from when the code was put into that unit. Of two at once the nearer one holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from engine.clock import to_micros
from engine.codes.kinds import NESTED
from engine.codes.link_book import LinkBook
from engine.codes.links import Packed
from engine.codes.range_book import RangeBook
from engine.codes.ranges import Aspect, CodeStatus, status_of

#: No family is deeper than its kinds; a link that leads back is cut here.
_DEPTH_MAX: Final = len(NESTED)


def units_of(links: LinkBook, batch_id: int, serial: int, at: datetime) -> tuple[Packed, ...]:
    """The units that a code is in at an instant, the innermost first."""
    if links.empty:
        return ()
    at_us, found = to_micros(at), list[Packed]()
    unit = links.unit_of(batch_id, serial, at_us)
    while unit is not None and len(found) < _DEPTH_MAX:
        found.append(unit)
        unit = links.unit_of(unit.batch, unit.serial, at_us)
    return tuple(found)


def family_status(ranges: RangeBook, links: LinkBook, batch_id: int, serial: int, at: datetime) -> CodeStatus:
    """What holds for a code at an instant, by its own changes and those of the units that it is in."""
    units = units_of(links, batch_id, serial, at)
    if not units:
        return ranges.status(batch_id, serial, at)
    at_us, joined_us = to_micros(at), 0
    states: set[str] = set()
    best: dict[Aspect, tuple[int, str]] = {}
    for batch, own, since_us in [(batch_id, serial, 0), *((u.batch, u.serial, u.since_us) for u in units)]:
        joined_us = max(joined_us, since_us)
        for aspect, (effective_us, _, _, value) in ranges.winners(batch, own, at_us).items():
            counts_from = max(effective_us, joined_us)
            if aspect == "state":
                states.add(value)
            elif aspect not in best or best[aspect][0] < counts_from:
                best[aspect] = (counts_from, value)
    state = next((one for one in ("withdrawn", "active") if one in states), "inactive")
    return status_of({**{aspect: value for aspect, (_, value) in best.items()}, "state": state})
