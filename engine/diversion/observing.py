"""Packs claimed outside the province that they were planned for: noted, and from a number on an alarm. Pure.

Whoever bought such a pack gets what everybody gets and is told nothing: it is the trade's affair.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.campaigns.live import BrandState, Unit
from engine.clock import to_micros
from engine.codes.batch import Batch
from engine.codes.ranges import CodeStatus
from engine.commit.changes import Changes
from engine.commit.world import World
from engine.ids import new_id
from engine.outlets.holding import unit_name
from engine.regions import lettered
from engine.trade_records import Diversion, Observation

#: Places that are named in an alarm; all claims are counted.
_SEEN_MAX: Final = 20
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Away:
    """A pack, planned for one province and seen in another; the unit of which it is noted, and the pallet above."""

    batch: Batch
    serial: int
    planned: str
    seen: str
    dealer: str | None
    unit: Unit
    pallet: Unit | None

    @property
    def name(self) -> str:
        """The name of the unit of which it is noted."""
        return unit_name(*self.unit.key)


def away(
    brand: BrandState, batch: Batch, serial: int, status: CodeStatus, seen: str | None, at: datetime
) -> Away | None:
    """That a pack is far from home; None where it is not, or where nobody can say."""
    planned = status.region
    if not planned or not seen or not _apart(planned, seen):
        return None
    units = brand.units(batch.id, serial, at)
    cartons = (unit for kind in ("carton", "in_carton") for unit in units if unit.batch.kind == kind)
    unit = next(cartons, Unit(batch, serial))
    pallet = next((unit for unit in units if unit.batch.kind == "pallet"), None)
    return Away(batch, serial, planned, lettered(seen), status.dealer, unit, pallet)


def _apart(planned: str, seen: str) -> bool:
    """Whether two regions surely lie in different provinces: where only the country is known, nothing is sure."""
    ours, theirs = lettered(planned).split("-")[:2], lettered(seen).split("-")[:2]
    return ours[0] != theirs[0] or (len(ours) == 2 == len(theirs) and ours[1] != theirs[1])


def observed(world: World, brand: BrandState, found: Away, claim_id: int, at: datetime) -> Changes:
    """The observation, and the carton's own row: it becomes an alarm, or the alarm grows."""
    at_us = to_micros(at)
    noted = Observation(
        new_id(), brand.slug, found.name, claim_id, found.batch.id, found.serial, found.planned, found.seen, at_us
    )  # fmt: skip
    earlier = world.diversions.get((brand.slug, found.name))
    open_ = earlier if earlier and earlier.closed_us is None else None
    grown = _grown(brand, found, open_ or _begun(brand, found, earlier, at_us), at_us)
    return Changes(new=(noted,), changed=(grown,)) if open_ else Changes(new=(noted, grown))


def _begun(brand: BrandState, found: Away, earlier: Diversion | None, at_us: int) -> Diversion:
    return Diversion(
        id=new_id(),
        brand=brand.slug,
        name=found.name,
        round=earlier.round + 1 if earlier else 1,
        batch_id=found.unit.batch.id,
        serial=found.unit.serial,
        kind=found.batch.kind,
        pallet=None,
        dealer=None,
        planned=found.planned,
        seen="[]",
        recent="[]",
        claims=0,
        first_us=at_us,
        last_us=at_us,
    )


def _grown(brand: BrandState, found: Away, row: Diversion, at_us: int) -> Diversion:
    settings = brand.trade
    since_us = at_us - settings.diversion_window // _MICROSECOND
    recent = [one for one in (*json.loads(row.recent), at_us) if one > since_us][-settings.diversion_claims :]
    seen = list(dict.fromkeys([*json.loads(row.seen), found.seen]))[:_SEEN_MAX]
    raised_us = row.raised_us
    if raised_us is None and len(recent) >= settings.diversion_claims:
        raised_us = at_us
    return replace(
        row,
        pallet=unit_name(*found.pallet.key) if found.pallet else None,
        dealer=found.dealer,
        planned=found.planned,
        seen=json.dumps(seen),
        recent=json.dumps(recent),
        claims=row.claims + 1,
        last_us=max(row.last_us, at_us),
        raised_us=raised_us,
    )
