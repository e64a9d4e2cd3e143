"""Figures and lists of what campaigns did."""

from __future__ import annotations

from typing import Any, Final

from engine.records import Claim, Grant, Refused
from engine.storage.database import Database, Row
from engine.storage.rows import to_record


def _sum(column: str, condition: str, name: str) -> str:
    """A sum over the rows that meet a condition; PostgreSQL would sum to a decimal."""
    return f"CAST(sum(CASE WHEN {condition} THEN {column} ELSE 0 END) AS BIGINT) AS {name}"


_COUPONS: Final = "SELECT campaign_id, count(*) AS coupons, " + _sum("1", "state = 'redeemed'", "redemptions")
_GRANTS: Final = "SELECT campaign_id, max(currency) AS currency, " + ", ".join(
    [
        _sum("points", "state = 'given'", "points"),
        _sum("amount", "fund = 'budget'", "granted"),
        *(
            _sum("amount", f"fund = 'budget' AND state = '{state}'", state)
            for state in ("locked", "owed", "paid", "reversed")
        ),
    ]
)


class ResultStore:
    """Reads over claims, refusals and grants of one brand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self, brand: str, campaign_id: int | None = None) -> dict[int, dict[str, Any]]:
        """Counts and sums by campaign. Money sums are by state; a campaign has one currency in the list."""
        found: dict[int, dict[str, Any]] = {}
        scope, args = (
            ("brand = $1", [brand])
            if campaign_id is None
            else ("brand = $1 AND campaign_id = $2", [brand, campaign_id])
        )

        def put(rows: list[Row]) -> None:
            for row in rows:
                own = found.setdefault(row["campaign_id"], {})
                own.update({name: value for name, value in dict(row).items() if name != "campaign_id"})

        fetch = self._database.fetch
        put(
            await fetch(
                f"SELECT campaign_id, count(*) AS claims FROM claim WHERE {scope} GROUP BY campaign_id", args
            )
        )
        put(
            await fetch(
                f"SELECT campaign_id, count(*) AS refusals FROM refusal WHERE {scope} AND campaign_id IS NOT NULL GROUP BY campaign_id",
                args,
            )
        )
        put(
            await fetch(
                f"SELECT campaign_id, count(*) AS scans FROM exposure WHERE {scope} AND campaign_id IS NOT NULL GROUP BY campaign_id",
                args,
            )
        )
        put(await fetch(f"{_COUPONS} FROM coupon WHERE {scope} GROUP BY campaign_id", args))
        put(await fetch(f"{_GRANTS} FROM grants WHERE {scope} GROUP BY campaign_id", args))
        return found

    async def counters(self, keys: list[str]) -> dict[str, int]:
        """Counters by key; those never taken are absent."""
        if not keys:
            return {}
        marks = ", ".join(f"${place}" for place in range(1, len(keys) + 1))
        rows = await self._database.fetch(f"SELECT key, used FROM counter WHERE key IN ({marks})", keys)
        return {row["key"]: row["used"] for row in rows}

    async def claims(self, brand: str, campaign_id: int, before: int | None, limit: int) -> list[Claim]:
        """A campaign's claims, newest first, with ids below `before`."""
        return await self._page("claim", Claim, brand, campaign_id, before, limit)

    async def refusals(self, brand: str, campaign_id: int, before: int | None, limit: int) -> list[Refused]:
        """A campaign's refusals, newest first, with ids below `before`."""
        return await self._page("refusal", Refused, brand, campaign_id, before, limit)

    async def _page(
        self, table: str, record_type: type, brand: str, campaign_id: int, before: int | None, limit: int
    ) -> list[Any]:
        rows = await self._database.fetch(
            f"SELECT * FROM {table} WHERE brand = $1 AND campaign_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
            [brand, campaign_id, before if before is not None else 2**62, limit],
        )
        return [to_record(record_type, row) for row in rows]

    async def event(self, brand: str, event_id: int) -> Claim | Refused | None:
        """A claim or refusal by id."""
        for table, record_type in (("claim", Claim), ("refusal", Refused)):
            rows = await self._database.fetch(
                f"SELECT * FROM {table} WHERE brand = $1 AND id = $2", [brand, event_id]
            )
            if rows:
                found: Claim | Refused = to_record(record_type, rows[0])
                return found
        return None

    async def grants_of(self, cause_ids: list[int]) -> dict[int, list[Grant]]:
        """What each claim or redemption caused."""
        found: dict[int, list[Grant]] = {cause_id: [] for cause_id in cause_ids}
        if not cause_ids:
            return found
        marks = ", ".join(f"${place}" for place in range(1, len(cause_ids) + 1))
        rows = await self._database.fetch(
            f"SELECT * FROM grants WHERE cause_id IN ({marks}) ORDER BY id", cause_ids
        )
        for row in rows:
            found[row["cause_id"]].append(to_record(Grant, row))
        return found

    async def opened_by(self, event_id: int) -> list[Grant]:
        """The rewards, locked before, whose key an event was."""
        rows = await self._database.fetch(
            "SELECT grants.* FROM wait JOIN grants ON grants.id = wait.subject_id"
            " WHERE wait.event_id = $1 ORDER BY grants.id",
            [event_id],
        )
        return [to_record(Grant, row) for row in rows]
