"""Declarations of brands' own events: appended, the newest of each name in force."""

from __future__ import annotations

from engine.clock import from_micros
from engine.events.declaring import DeclaredEvent, EventDeclaration
from engine.ids import new_id
from engine.storage.database import Database, Row


class EventStore:
    """Reads and appends declarations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def in_force(self, brand: str) -> tuple[DeclaredEvent, ...]:
        """The brand's events by name."""
        rows = await self._database.fetch(
            "SELECT * FROM brand_event WHERE brand = $1 ORDER BY name, number", [brand]
        )
        newest = {row["name"]: row for row in rows}
        return tuple(
            DeclaredEvent(
                EventDeclaration.restored(row["declared"]), row["number"], from_micros(row["declared_us"]),
                row["declared_by"],
            )
            for row in newest.values()
            if row["declared"] is not None
        )  # fmt: skip

    async def published(self, brand: str) -> list[Row]:
        """The texts of every published version of a brand, with their campaigns' slugs."""
        return await self._database.fetch(
            "SELECT campaign_version.text, campaign.slug FROM campaign_version JOIN campaign"
            " ON campaign.id = campaign_version.campaign_id WHERE campaign_version.brand = $1",
            [brand],
        )

    async def append(self, brand: str, name: str, declared: str | None, now_us: int, by: str) -> int:
        """Put a new state of a declaration in force; its number. Every process learns of it."""
        async with self._database.transaction() as transaction:
            await transaction.execute("UPDATE brand SET revision = revision + 1 WHERE slug = $1", [brand])
            rows = await transaction.fetch(
                "SELECT coalesce(max(number), 0) AS number FROM brand_event WHERE brand = $1 AND name = $2",
                [brand, name],
            )
            number = int(rows[0]["number"]) + 1
            await transaction.execute(
                "INSERT INTO brand_event (id, brand, name, number, declared, declared_us, declared_by)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [new_id(), brand, name, number, declared, now_us, by],
            )
        return number
