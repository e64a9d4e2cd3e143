"""Products, batches and range changes. Each change raises the brand's revision in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.clock import from_micros, to_micros
from engine.codes.batch import Batch, allocate
from engine.codes.handover import Handover
from engine.codes.links import LinkBlock, pack
from engine.codes.ranges import RangeChange
from engine.ids import new_id
from engine.storage.brand_store import batch_of, range_change
from engine.storage.database import Database, Transaction
from engine.storage.models import ProductRow

_RAISE = "UPDATE brand SET revision = revision + 1 WHERE slug = $1 RETURNING revision"


async def raise_revision(transaction: Transaction, brand: str) -> int:
    """Tell every process that something of the brand has changed; its new revision. Locks the brand until the end."""
    rows = await transaction.fetch(_RAISE, [brand])
    return int(rows[0]["revision"])


class CodeStore:
    """Reads and writes behind item codes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_batch(
        self, brand: str, name: str, gtin: str, kind: str, key_id: int, size: int, by: str, now: datetime
    ) -> Batch | None:
        """Allocate and insert a batch, in constant time at any size; None where the key has no room.

        Raises `Collision` when the name is taken in this brand.
        """
        async with self._database.transaction() as transaction:
            if transaction.dialect == "postgres":
                await transaction.execute("LOCK TABLE batch IN SHARE ROW EXCLUSIVE MODE")
            rows = await transaction.fetch(
                "SELECT * FROM batch WHERE key_id = $1 ORDER BY base DESC LIMIT 1", [key_id]
            )
            base = allocate([batch_of(row) for row in rows], key_id, size)
            if base is None:
                return None
            batch = Batch(new_id(), brand, key_id, base, size, gtin, kind, name, now)
            await transaction.execute(
                "INSERT INTO batch (id, brand, name, gtin, kind, key_id, base, size, created_us, created_by)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                [batch.id, brand, name, gtin, kind, key_id, base, size, to_micros(now), by],
            )
            await raise_revision(transaction, brand)
            return batch

    async def batches(self, brand: str | None = None) -> list[Batch]:
        """All batches, or a brand's, oldest first."""
        if brand is None:
            return [batch_of(row) for row in await self._database.fetch("SELECT * FROM batch ORDER BY id")]
        rows = await self._database.fetch("SELECT * FROM batch WHERE brand = $1 ORDER BY id", [brand])
        return [batch_of(row) for row in rows]

    async def batch_mark(self) -> tuple[int, int]:
        """Changes whenever a batch is added: how many there are, and the newest id."""
        rows = await self._database.fetch("SELECT count(*) AS n, coalesce(max(id), 0) AS newest FROM batch")
        return rows[0]["n"], rows[0]["newest"]

    async def add_changes(self, brand: str, changes: Sequence[RangeChange]) -> None:
        """Record range changes together, in their order."""
        async with self._database.transaction() as transaction:
            revision = await raise_revision(transaction, brand)
            await transaction.execute_many(
                "INSERT INTO code_range (id, brand, batch_id, first_serial, last_serial, aspect, value, effective_us,"
                " recorded_us, recorded_by, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                [
                    (
                        new_id(), brand, change.batch_id, change.first, change.last, change.aspect, change.value,
                        to_micros(change.effective_at), to_micros(change.recorded_at), change.by, revision,
                    )
                    for change in changes
                ],
            )  # fmt: skip

    async def add_links(self, brand: str, blocks: Sequence[LinkBlock]) -> None:
        """Record what is packed in what, all together."""
        async with self._database.transaction() as transaction:
            revision = await raise_revision(transaction, brand)
            await transaction.execute_many(
                "INSERT INTO code_link (id, brand, batch_id, links, packed, recorded_us, recorded_by, revision)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    (
                        new_id(), brand, block.child, len(block.links), pack(block.links), block.recorded_us,
                        block.by, revision,
                    )
                    for block in blocks
                ],
            )  # fmt: skip

    async def changes(self, brand: str, batch_id: int) -> list[RangeChange]:
        """A batch's range changes in the order they were recorded."""
        rows = await self._database.fetch(
            "SELECT * FROM code_range WHERE brand = $1 AND batch_id = $2 ORDER BY recorded_us, id",
            [brand, batch_id],
        )
        return [range_change(row) for row in rows]

    async def add_handover(self, brand: str, taken: Handover) -> None:
        """Record that codes were handed over."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO code_handover (id, brand, batch_id, first_serial, last_serial, form, taken_us, taken_by)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [
                    new_id(), brand, taken.batch_id, taken.first, taken.last, taken.form,
                    to_micros(taken.at), taken.by,
                ],
            )  # fmt: skip

    async def handovers(self, brand: str, batch_id: int, limit: int) -> list[Handover]:
        """Who took codes of a batch, newest first, `limit` at most."""
        rows = await self._database.fetch(
            "SELECT * FROM code_handover WHERE brand = $1 AND batch_id = $2 ORDER BY id DESC LIMIT $3",
            [brand, batch_id, limit],
        )
        return [
            Handover(
                row["batch_id"], row["first_serial"], row["last_serial"], row["form"],
                from_micros(row["taken_us"]), row["taken_by"],
            )
            for row in rows
        ]  # fmt: skip

    async def set_product(self, brand: str, gtin: str, name_en: str, name_zh: str) -> None:
        """Name a product."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO product (id, brand, gtin, name_en, name_zh) VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (brand, gtin) DO UPDATE SET name_en = excluded.name_en, name_zh = excluded.name_zh",
                [new_id(), brand, gtin, name_en, name_zh],
            )
            await raise_revision(transaction, brand)

    async def products(self, brand: str) -> Sequence[ProductRow]:
        """A brand's products."""
        with self._database.orm():
            return await ProductRow.filter(brand=brand).order_by("gtin")
