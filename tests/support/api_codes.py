"""Codes for tests of the HTTP API: one batch of the first brand, its ranges, its texts and who took them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from engine.api import (
    BatchView,
    BulkOutcome,
    BulkRefused,
    CodeView,
    Gaps,
    Handover,
    Invalid,
    Label,
    LineFault,
    NotFound,
    PackedView,
    Packing,
    RangeChangeView,
    UnitView,
)
from engine.codes.bulk_changes import foretell, read_changes
from engine.codes.gaps import ChildGaps, ParentGaps, ShortUnit, Stretch
from engine.codes.ranges import CodeStatus
from engine.codes.ranges import RangeChange as ReadChange
from tests.support.engine_double import BRAND, NOON
from tests.support.printer_text import PrinterText


def own(brand: str, number: int, known: int) -> None:
    if brand != BRAND or number != known:
        raise NotFound


UNIT = UnitView(3, "Cartons", "carton", 4, NOON)


@dataclass
class ApiPacking:
    """The family of the first code."""

    changes: list[Any] = field(default_factory=list)

    async def read(self, brand: str, table: list[str], by: str) -> Packing | BulkRefused:
        if table[0] != "child,parent\n":
            return BulkRefused((LineFault(1, Label("no header", "没有表头")),), 1)
        self.changes.append(("packing", brand, len(table) - 1))
        return Packing(len(table) - 1, 1)

    async def link(
        self, brand: str, child: int, first: int, last: int, parent: int, into: int, per: int, by: str,
        since: datetime | None = None,
    ) -> None:  # fmt: skip
        own(brand, child, 2)
        self.changes.append(("link", child, first, last, parent, into, per, since))

    async def unpack(
        self, brand: str, child: int, first: int, last: int, by: str, since: datetime | None = None
    ) -> None:
        own(brand, child, 2)
        self.changes.append(("unpack", child, first, last, since))

    async def contents(self, brand: str, batch_id: int, first: int, last: int) -> tuple[tuple[str, int], ...]:
        own(brand, batch_id, 2)
        return (("in_lid", 24),)

    async def code(self, brand: str, text: str) -> CodeView:
        own(brand, 2, 2)
        code = UnitView(2, "June", "in_lid", 1)
        history = (PackedView(UNIT, NOON, NOON, "line 4"), PackedView(None, NOON, NOON, "Wang"))
        return CodeView(code, CodeStatus("active", "CN-GD"), (UNIT,), (), history)

    async def gaps(self, brand: str) -> Gaps:
        children = (ChildGaps(2, 8, 2, (Stretch(9, 10),)),)
        return Gaps(NOON, children, (ParentGaps(3, 2, 4, 2, 1, (ShortUnit(4, 1),)),))


@dataclass
class Codes:
    """One batch, number 2, of ten codes."""

    changes: list[Any] = field(default_factory=list)
    batch_view: ClassVar = BatchView(2, "June", "09521000100015", "in_lid", 10, NOON, 10, 3)

    async def create_batch(
        self, brand: str, name: str, gtin: str, kind: str, size: int, by: str
    ) -> BatchView:
        self.changes.append(("batch", brand, size))
        return replace(self.batch_view, id=3, name=name, gtin=gtin, kind=kind, size=size)

    async def batches(self, brand: str) -> tuple[BatchView, ...]:
        return (self.batch_view,) if brand == BRAND else ()

    async def batch(self, brand: str, batch_id: int) -> BatchView:
        own(brand, batch_id, 2)
        return self.batch_view

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
        own(brand, batch_id, 2)
        if last < first:
            raise Invalid("last", Label("The range runs backwards.", "号段首尾颠倒。"))
        self.changes.append(("range", first, last, aspect, value, effective_at))

    async def history(self, brand: str, batch_id: int) -> tuple[RangeChangeView, ...]:
        own(brand, batch_id, 2)
        return (RangeChangeView(2, 1, 10, "state", "active", NOON, NOON, "ada@example.com"),)

    async def export(
        self,
        brand: str,
        batch_id: int,
        *,
        form: str,
        origin: str,
        first: int | None = None,
        last: int | None = None,
    ) -> Printed:
        own(brand, batch_id, 2)
        first, last = first or 1, last or 10
        prefix = "" if form == "code" else f"{origin}/c/"
        lines = [f"{prefix}CODE{serial:010}\n".encode() for serial in range(first, last + 1)]
        return Printed(lines, first, form)

    async def foretell_changes(self, brand: str, batch_id: int, table: str) -> BulkOutcome | BulkRefused:
        changes = self._table(brand, batch_id, table)
        return changes if isinstance(changes, BulkRefused) else foretell(batch_id, (), changes, NOON)

    async def change_many(self, brand: str, batch_id: int, table: str, by: str) -> BulkOutcome | BulkRefused:
        changes = self._table(brand, batch_id, table)
        if isinstance(changes, BulkRefused):
            return changes
        self.changes.append(("table", len(changes)))
        return foretell(batch_id, (), changes, NOON)

    def _table(self, brand: str, batch_id: int, table: str) -> tuple[ReadChange, ...] | BulkRefused:
        """Read by the engine's own reader."""
        own(brand, batch_id, 2)
        return read_changes(table, batch_id, self.batch_view.size, ZoneInfo("Asia/Shanghai"), NOON, "Ling")

    async def hand_over(self, brand: str, batch_id: int, first: int, last: int, form: str, by: str) -> None:
        own(brand, batch_id, 2)
        self.changes.append(("handover", first, last, form, by))

    async def handovers(self, brand: str, batch_id: int) -> tuple[Handover, ...]:
        own(brand, batch_id, 2)
        taken = [change[1:] for change in self.changes if change[0] == "handover"]
        return tuple(Handover(2, first, last, form, NOON, by) for first, last, form, by in reversed(taken))


class Printed(PrinterText):
    """With the manifest's real members."""

    @property
    def manifest_json(self) -> str:
        assert self.taken, "the file is not made yet"
        whole = b"".join(self.lines)
        told = {"batch": 2, "name": "June", "gtin": "09521000100015", "kind": "in_lid", "line_end": "lf"}
        told |= {"bytes": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
        told |= {"form": self.form, "first": self.first, "last": self.last, "count": len(self.lines)}
        return json.dumps(told | {"created_at": NOON.isoformat(), "roll": 1, "rolls": 1})
