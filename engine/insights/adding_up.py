"""Adds up what has happened: for good what is old enough to be complete, and for a report also what has come since."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import NotFound
from engine.ids import made_before
from engine.insights.cells import NOWHERE, Adding, Cell, Place, code_of, codes_of
from engine.insights.following import SEEN_US, Claims, again, bought_after, seen_bought
from engine.outlets.holding import places_of
from engine.storage.database import Row
from engine.storage.figure_store import BY_INSTANT, SOURCES, FigureStore

#: No transaction lives longer: rows made earlier are all there.
SETTLED: Final = timedelta(minutes=3)
#: Past every id and instant.
_ALL: Final = 2**62


class AddingUp:
    """Follows the rows of every source."""

    def __init__(self, core: Core, store: FigureStore) -> None:
        self._core = core
        self._store = store
        self._turn = asyncio.Lock()

    async def keep_up(self) -> int:
        """Add up for good what is settled; how many rows were read. Any number of workers may do so at once."""
        read = 0
        async with self._turn:
            marks = await self._store.marks()
            for source in SOURCES:
                until, past = self._until(source), marks[source]
                while past < until - 1:
                    sums, reached, count = await self._stretch(source, past, until)
                    if not await self._store.keep(source, past, reached, sums):
                        break
                    past, read = reached, read + count
        return read

    async def since(self, brand: str, marks: Mapping[str, int]) -> Counter[Cell]:
        """What has happened to a brand behind these marks, and is not added up for good yet."""
        sums: Counter[Cell] = Counter()
        for source, past in marks.items():
            reached = past
            while True:
                more, reached, count = await self._stretch(source, reached, _ALL, brand)
                sums.update(more)
                if not count or reached >= _ALL - 1:
                    break
        return sums

    def _until(self, source: str) -> int:
        if source in BY_INSTANT:
            return to_micros(self._core.clock.now() - SETTLED)
        return made_before(SETTLED.total_seconds())

    async def _stretch(
        self, source: str, past: int, until: int, brand: str | None = None
    ) -> tuple[Counter[Cell], int, int]:
        """The sums of a source's next rows, how far they reach, and how many were read."""
        rows, reached = await self._store.next(source, past, until)
        by_brand: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if brand in (None, row["brand"]):
                by_brand[row["brand"]].append(row)
        sums: Counter[Cell] = Counter()
        for slug, own in by_brand.items():
            try:
                state = await self._core.brand(slug)
            except NotFound:  # rows without a brand are nobody's figures
                continue
            if source == "called_off":
                own = await self._with_next(slug, own)
            sums.update(await self._of_brand(source, state, own))
            if source == "claim":
                for follows, more in (await self._following(slug, own)).items():
                    sums.update(await self._of_brand(follows, state, more))
        return sums, reached, len(rows)

    async def _with_next(self, brand: str, rows: list[Row]) -> list[Row]:
        """Redemptions that were called off, with whether another purchase had followed."""
        claims = Claims(await self._store.claims_of(brand, {row["person"] for row in rows}))
        return [{**row, "again": bought_after(row, claims)} for row in rows]

    async def _following(self, brand: str, fresh: list[Row]) -> dict[str, list[Row]]:
        """The redemptions and the pages that these claims followed from."""
        ids = {row["id"] for row in fresh if row["kind"] == "scan" and row["person"] is not None}
        persons = {row["person"] for row in fresh if row["id"] in ids}
        since_us = min((row["at_us"] for row in fresh), default=0) - SEEN_US
        redeemed = await self._store.redemptions_of(brand, persons)
        seen = await self._store.seen_by(brand, persons, since_us)
        taken = await self._store.taken(brand, ((row["batch_id"], row["serial"]) for row in seen))
        concerned = {row["person"] for row in (*redeemed, *seen)}
        claims = Claims(await self._store.claims_of(brand, concerned))
        return {
            "again": list(again(redeemed, claims, ids)),
            "seen_bought": list(seen_bought(seen, claims, ids, taken)),
        }

    async def _of_brand(self, source: str, brand: BrandState, rows: list[Row]) -> Counter[Cell]:
        adding = Adding(brand.slug, brand.zone, Counter())
        places = await self.places(brand, rows)
        add = getattr(adding, source)
        for row in rows:
            own = places.of(row)
            code = code_of(row)
            add({**row, "batch_id": row["batch_id"] or (code[0] if code else None)}, own)
        return adding.sums

    async def places(self, brand: BrandState, rows: Sequence[Row]) -> Places:
        """To which outlets and regions rows of a brand belong."""
        known = brand.batches_by_id
        names = (
            name
            for batch_id, serial, at_us in codes_of(rows)
            if batch_id in known
            for name in places_of(brand, batch_id, serial, from_micros(at_us))
        )
        outlets = await self._store.outlets(brand.slug)
        return Places(brand, await self._store.holders(brand.slug, names), outlets)


class Places:
    """To which outlet and region rows of a brand belong: a redemption to the outlet that took it, a code to the outlet that
    holds its carton, then to that to which it was sent, then to that whose clerk served."""

    def __init__(
        self, brand: BrandState, holders: dict[str, tuple[int, int]], outlets: Sequence[Row]
    ) -> None:
        self._brand = brand
        self._holders = holders
        self._regions = {row["id"]: row["region"] for row in outlets}
        self._by_code = {row["code"]: row["id"] for row in outlets}

    def of(self, row: Row) -> Place:
        """Where a row belongs."""
        told = row.get("outlet_id")
        if told is not None and row.get("seller") is not None:
            return self._at(told if row["seller"] == self._brand.slug else 0, "")
        code = code_of(row)
        if code is None or code[0] not in self._brand.batches_by_id:
            return self._at(told or row.get("told_outlet") or 0, "")
        at = from_micros(row["at_us"])
        status = self._brand.status(*code, at)
        held = (self._holders.get(name) for name in places_of(self._brand, *code, at))
        holder = next(
            (outlet for one in held if one for outlet, since in [one] if since <= row["at_us"]), None
        )
        sent = self._by_code.get(status.outlet or "")
        outlet = holder or sent or told or row.get("told_outlet") or 0
        return self._at(outlet, status.region or "")

    def _at(self, outlet_id: int, region: str) -> Place:
        return Place(outlet_id, self._regions.get(outlet_id) or region) if outlet_id or region else NOWHERE
