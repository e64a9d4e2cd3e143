"""Item codes for studio, API and command line: batches, ranges, export."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from dsl.values import Label
from engine.codes.batch import BATCH_CODES_MAX, Batch, misplaced
from engine.codes.bulk_changes import BulkOutcome, BulkRefused, foretell, read_changes, wrong
from engine.codes.export import Printing, Roll
from engine.codes.gs1_ai import as_gtin14
from engine.codes.handover import Handover
from engine.codes.kinds import KIND_NAMES, is_of_place
from engine.codes.printed import FORMS, Form
from engine.codes.range_book import RangeBook
from engine.codes.ranges import RangeChange, aspect_of
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.outcomes import BatchView
from engine.storage.code_store import CodeStore
from engine.storage.database import Collision
from engine.storage.result_store import ResultStore

#: So many handovers are shown: the newest.
HANDOVERS_MAX: Final = 1_000


@dataclass(frozen=True)
class Export:
    """Serials `first` to `last` as a text for the printer. Its bytes are made when they are asked for.

    The manifest is complete once `chunks` is used up, or all that was written earlier is taken.
    """

    printing: Printing
    first: int
    last: int
    form: Form
    made_at: datetime

    @property
    def chunks(self) -> Iterator[bytes]:
        """The text in pieces of whole lines, after what was taken."""
        return iter(self.printing)

    @property
    def size(self) -> int:
        """Bytes of the whole text."""
        return self.printing.file.size

    @property
    def width(self) -> int:
        """Bytes of each line with its end."""
        return self.printing.file.width

    @property
    def tag(self) -> str:
        """Names these very bytes: the same for the same wish, for ever."""
        return self.printing.file.tag

    def part(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` to `end` of the text, the end not included."""
        return self.printing.file.part(start, end)

    def serials(self, start: int, end: int) -> tuple[int, int]:
        """First and last serial that bytes `start` to `end` touch."""
        lines = self.printing.file.touched(start, end)
        return self.first + lines.start, self.first + lines.stop - 1

    def take(self, lines: bytes) -> bool:
        """Go on after whole lines written earlier; False where they are not the next ones of this text."""
        return self.printing.take(lines)

    @property
    def manifest_json(self) -> str:
        """What was written: count, bytes, SHA-256."""
        return self.printing.manifest(self.made_at).json()


class CodeDoor:
    """Batches of item codes."""

    def __init__(self, core: Core, store: CodeStore, results: ResultStore) -> None:
        self._core = core
        self._store = store
        self._results = results

    async def set_product(self, brand: str, gtin: str, name: Label) -> None:
        """Name a product. Raises `Invalid` for a GTIN that is none."""
        await self._store.set_product(brand, _gtin(gtin), name.en, name.zh)

    async def products(self, brand: str) -> tuple[tuple[str, Label], ...]:
        """Named products by GTIN-14."""
        rows = await self._store.products(brand)
        return tuple((row.gtin, Label(row.name_en, row.name_zh)) for row in rows)

    async def create_batch(
        self, brand: str, name: str, gtin: str, kind: str, size: int, by: str
    ) -> BatchView:
        """Make a batch of any size at once. Its codes are dead until they are activated. Codes of places have no GTIN."""
        await self._core.brand(brand)
        if not 1 <= len(name.strip()) <= 64:
            raise Invalid(
                "name", Label("give the batch a name of 1 to 64 characters", "批次名称长度为 1 至 64 个字符")
            )
        if kind not in KIND_NAMES:
            raise Invalid(
                "kind",
                Label(
                    f"use one of {', '.join(sorted(KIND_NAMES))}", f"请使用 {'、'.join(sorted(KIND_NAMES))}"
                ),
            )
        if not 1 <= size <= BATCH_CODES_MAX:
            raise Invalid(
                "size",
                Label(
                    f"a batch has 1 to {BATCH_CODES_MAX:,} codes", f"一个批次为 1 至 {BATCH_CODES_MAX:,} 个码"
                ),
            )
        if is_of_place(kind) and gtin:
            raise Invalid(
                "gtin",
                Label(
                    "a code on a place has no product: leave this empty", "货架码和海报码不对应商品，请留空"
                ),
            )
        product = "" if is_of_place(kind) else _gtin(gtin)
        key_id, now = self._core.codes.newest_key, self._core.clock.now()
        try:
            made = await self._store.add_batch(brand, name.strip(), product, kind, key_id, size, by, now)
            if made is None:
                made = await self._store.add_batch(
                    brand, name.strip(), product, kind, key_id + 1, size, by, now
                )
        except Collision:
            raise Invalid("name", Label(f"a batch `{name}` exists already", f"批次“{name}”已存在")) from None
        assert made is not None
        await self._core.codes.load()
        return _view(made, 0, 0, 0)

    async def _batch(self, brand: str, batch_id: int) -> Batch:
        batch = await self._core.codes.batch(batch_id)
        if batch is None or batch.brand != brand:
            raise NotFound(f"there is no batch {batch_id}")
        return batch

    async def batches(self, brand: str) -> tuple[BatchView, ...]:
        """A brand's batches, newest first."""
        state = await self._core.brand(brand)
        claimed, early = await self._results.claimed(brand), await self._results.early(brand)
        now = self._core.clock.now()
        views = []
        for batch in await self._store.batches(brand):
            changes = await self._store.changes(brand, batch.id)
            views.append(
                _view(
                    batch,
                    _active(state.ranges, batch, changes, now),
                    claimed.get(batch.id, 0),
                    early.get(batch.id, 0),
                )
            )
        return tuple(reversed(views))

    async def batch(self, brand: str, batch_id: int) -> BatchView:
        """One batch. Raises `NotFound`."""
        batch = await self._batch(brand, batch_id)
        return next(view for view in await self.batches(brand) if view.id == batch.id)

    async def change(
        self,
        brand: str,
        batch_id: int,
        first: int,
        last: int,
        aspect: str,
        value: str,
        by: str,
        effective_at: datetime | None = None,
    ) -> None:
        """Change serials `first` to `last`, both included: activate, withdraw, assign. Nothing is ever unsaid."""
        batch = await self._batch(brand, batch_id)
        fault = wrong(batch.size, first, last, aspect, value, effective_at)
        if fault is not None:
            raise Invalid(*fault)
        kept = aspect_of(aspect)
        assert kept is not None
        now = self._core.clock.now()
        await self._store.add_changes(
            brand,
            [RangeChange(batch_id, first, last, kept, value, effective_at or now, now, by)],
        )

    async def foretell_changes(self, brand: str, batch_id: int, table: str) -> BulkOutcome | BulkRefused:
        """What a CSV table of changes would change; nothing is kept."""
        batch, changes = await self._read_table(brand, batch_id, table, "")
        return changes if isinstance(changes, BulkRefused) else await self._foretold(batch, changes)

    async def change_many(self, brand: str, batch_id: int, table: str, by: str) -> BulkOutcome | BulkRefused:
        """Record every change of a CSV table in one transaction, or none; see `bulk_changes.read_changes`."""
        batch, changes = await self._read_table(brand, batch_id, table, by)
        if isinstance(changes, BulkRefused):
            return changes
        outcome = await self._foretold(batch, changes)
        await self._store.add_changes(brand, changes)
        return outcome

    async def _read_table(
        self, brand: str, batch_id: int, table: str, by: str
    ) -> tuple[Batch, tuple[RangeChange, ...] | BulkRefused]:
        batch = await self._batch(brand, batch_id)
        zone = ZoneInfo((await self._core.brand(brand)).zone)
        return batch, read_changes(table, batch.id, batch.size, zone, self._core.clock.now(), by)

    async def _foretold(self, batch: Batch, changes: tuple[RangeChange, ...]) -> BulkOutcome:
        earlier = await self._store.changes(batch.brand, batch.id)
        # Ten thousand lines take a second of pure reckoning, and scans go on meanwhile.
        return await asyncio.to_thread(foretell, batch.id, earlier, changes, self._core.clock.now())

    async def history(self, brand: str, batch_id: int) -> tuple[RangeChange, ...]:
        """Every change of a batch, oldest first."""
        await self._batch(brand, batch_id)
        return tuple(await self._store.changes(brand, batch_id))

    def code_text(self, batch_id: int, serial: int) -> str:
        """The printed code of a serial. Raises `NotFound` for an unknown batch, `Invalid` outside it."""
        batch = self._core.codes.known(batch_id)
        if batch is None:
            raise NotFound(f"there is no batch {batch_id}")
        if not 1 <= serial <= batch.size:
            raise Invalid(
                "serial", Label(f"serials go from 1 to {batch.size:,}", f"序号范围为 1 至 {batch.size:,}")
            )
        return self._core.codes.text(batch, serial)

    async def export(
        self,
        brand: str,
        batch_id: int,
        *,
        form: str,
        origin: str,
        first: int | None = None,
        last: int | None = None,
        roll: tuple[int, int] = (1, 1),
    ) -> Export:
        """The codes as text for the printer, one a line; `roll` tells which file of how many it is.

        Whoever sends any of it on records that with `hand_over` first.
        """
        batch = await self._batch(brand, batch_id)
        if form == "digital_link" and not batch.gtin:
            raise Invalid(
                "form",
                Label(
                    "a code on a place has no GTIN: use its address", "货架码和海报码没有 GTIN，请使用网址"
                ),
            )
        if form not in FORMS:
            raise Invalid("form", Label(f"use one of {', '.join(FORMS)}", f"请使用 {'、'.join(FORMS)}"))
        low = 1 if first is None else first
        high = batch.size if last is None else last
        _require_serials(batch, low, high)
        chosen: Form = form
        try:
            printing = Printing(
                batch, self._core.codes.key(batch.key_id), chosen, origin, Roll(*roll, low, high)
            )
        except ValueError as error:
            raise Invalid(
                "origin", Label(str(error), "请填写协议和主机名，例如 https://q.brand.cn")
            ) from error
        return Export(printing, low, high, chosen, self._core.clock.now())

    async def hand_over(self, brand: str, batch_id: int, first: int, last: int, form: str, by: str) -> None:
        """Keep that `by` takes serials `first` to `last` in a form of `HANDOVER_FORMS`, before they leave."""
        batch = await self._batch(brand, batch_id)
        _require_serials(batch, first, last)
        taken = Handover(batch.id, first, last, form, self._core.clock.now(), by)
        await self._store.add_handover(brand, taken)

    async def handovers(self, brand: str, batch_id: int) -> tuple[Handover, ...]:
        """Who took which codes of a batch, newest first, the last thousand."""
        await self._batch(brand, batch_id)
        return tuple(await self._store.handovers(brand, batch_id, HANDOVERS_MAX))


def _require_serials(batch: Batch, first: int, last: int) -> None:
    fault = misplaced(batch.size, first, last)
    if fault is not None:
        raise Invalid(*fault)


def _gtin(text: str) -> str:
    found = as_gtin14(text)
    if found is None:
        raise Invalid(
            "gtin", Label(f"`{text}` is not a GTIN: check its digits", f"“{text}”不是有效的 GTIN，请检查数字")
        )
    return found


def _view(batch: Batch, active: int, claimed: int, early: int) -> BatchView:
    return BatchView(
        batch.id, batch.name, batch.gtin, batch.kind, batch.size, batch.created_at, active, claimed, early
    )


def _active(book: RangeBook, batch: Batch, changes: list[RangeChange], now: datetime) -> int:
    """How many serials are active, by looking once at each stretch between range edges."""
    edges = sorted({1, batch.size + 1} | {c.first for c in changes} | {c.last + 1 for c in changes})
    total = 0
    for low, high in pairwise(edges):
        if low <= batch.size and book.status(batch.id, low, now).state == "active":
            total += min(high, batch.size + 1) - low
    return total
