"""Alarms about packs far from home, for studio and API: what each names, how it came about, and closing it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime

from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.codes.packing_door import contents
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.core import Core
from engine.errors import NotFound
from engine.storage.chain_store import ChainStore
from engine.trade_records import Diversion

ALARMS_MAX = 200


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A code as people name it: batch, kind, serial, printed text."""

    batch: str
    kind: str
    serial: int
    code: str


@dataclass(frozen=True, slots=True)
class AlarmView:
    """`claims` of the carton's `packs` were made away from `planned`, in `seen`. `closed_at` is when somebody was done
    with it."""

    id: int
    carton: PlaceView
    pallet: PlaceView | None
    dealer: str | None
    planned: str
    seen: tuple[str, ...]
    claims: int
    packs: int
    first_at: datetime
    last_at: datetime
    raised_at: datetime
    closed_at: datetime | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class ObservationView:
    """One claim far from home, with the unit of which it is noted."""

    unit: PlaceView
    batch: str
    serial: int
    planned: str
    seen: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CloseAlarm:
    """Somebody is done with an alarm; what is observed from then on begins anew."""

    brand: str
    name: str
    alarm_id: int
    by: str
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The carton's own row."""
        want.brands.add(self.brand)
        want.diversions.add((self.brand, self.name))

    def apply(self, world: World) -> tuple[None, Changes]:
        """Closed, once."""
        row = world.diversions.get((self.brand, self.name))
        if row is None or row.id != self.alarm_id or row.closed_us is not None:
            return None, NOTHING
        return None, Changes(changed=(replace(row, closed_us=to_micros(self.at), closed_by=self.by[:120]),))


class DiversionDoor:
    """Diverted packs of a brand."""

    def __init__(self, core: Core, chain: ChainStore) -> None:
        self._core = core
        self._chain = chain

    async def alarms(self, brand: str) -> tuple[AlarmView, ...]:
        """Alarms, open ones first, then the newest."""
        state = await self._core.brand(brand)
        rows = await self._chain.diversions(brand, ALARMS_MAX)
        return tuple([await self._view(state, row) for row in rows])

    async def alarm(self, brand: str, alarm_id: int) -> AlarmView:
        """One alarm. Raises `NotFound`."""
        found = next((one for one in await self.alarms(brand) if one.id == alarm_id), None)
        if found is None:
            raise NotFound(f"there is no alarm {alarm_id}")
        return found

    async def observations(self, brand: str) -> tuple[ObservationView, ...]:
        """The newest claims far from home, alarm or not."""
        state = await self._core.brand(brand)
        return tuple(
            ObservationView(
                self._place(state, row.name), state.batches_by_id[row.batch_id].name, row.serial, row.planned, row.seen,
                from_micros(row.at_us),
            )
            for row in await self._chain.observations(brand, None, ALARMS_MAX)
        )  # fmt: skip

    async def close(self, brand: str, alarm_id: int, by: str) -> None:
        """Be done with an alarm. Raises `NotFound`."""
        rows = await self._chain.diversions(brand, ALARMS_MAX)
        row = next((one for one in rows if one.id == alarm_id), None)
        if row is None:
            raise NotFound(f"there is no alarm {alarm_id}")
        await self._core.settle(CloseAlarm(brand, row.name, row.id, by, self._core.clock.now()))

    async def _view(self, state: BrandState, row: Diversion) -> AlarmView:
        assert row.raised_us is not None
        held = await asyncio.to_thread(contents, state, row.batch_id, row.serial, row.serial, row.last_us)
        return AlarmView(
            row.id,
            self._place(state, row.name),
            self._place(state, row.pallet) if row.pallet else None,
            row.dealer,
            row.planned,
            tuple(json.loads(row.seen)),
            row.claims,
            held[row.kind] or 1,
            from_micros(row.first_us),
            from_micros(row.last_us),
            from_micros(row.raised_us),
            None if row.closed_us is None else from_micros(row.closed_us),
            row.closed_by,
        )

    def _place(self, state: BrandState, name: str) -> PlaceView:
        _, batch_id, serial = name.split(":")
        batch = state.batches_by_id[int(batch_id)]
        return PlaceView(batch.name, batch.kind, int(serial), self._core.codes.text(batch, int(serial)))
