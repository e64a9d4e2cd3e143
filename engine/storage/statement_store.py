"""What two brands have settled and still owe each other; what is disputed. The months are closed in `statement_closing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.alliances.agreement import Alliance
from engine.alliances.rows import Statement, StatementLine
from engine.ids import new_id
from engine.records import Coupon, Funding, Grant, Redemption
from engine.storage.database import Database, Row
from engine.storage.rows import to_record

#: Coupons of an alliance by their number at an instant: given, and still in somebody's hands.
_OPEN = "SELECT count(*) AS n FROM coupon WHERE alliance_id = $1 AND state = 'open' AND expires_us > $2"


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since the last statement: so many given and redeemed, and so much owed by each; open now."""

    issued: int
    redeemed: int
    still_open: int
    issuer_owes: int
    honourer_owes: int


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a line, for whoever replays it."""

    line: StatementLine
    statement: Statement
    funding: Funding
    redemption: Redemption
    coupon: Coupon
    grant: Grant | None


class StatementStore:
    """Reads and writes behind statements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, alliance_id: int) -> list[Statement]:
        """All statements of an alliance, the newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM statement WHERE alliance_id = $1 ORDER BY number DESC", [alliance_id]
        )
        return [to_record(Statement, row) for row in rows]

    async def one(self, alliance_id: int, number: int) -> Statement | None:
        """A statement by its number."""
        rows = await self._database.fetch(
            "SELECT * FROM statement WHERE alliance_id = $1 AND number = $2", [alliance_id, number]
        )
        return to_record(Statement, rows[0]) if rows else None

    async def lines(self, statement_id: int, after: tuple[int, int], limit: int) -> list[StatementLine]:
        """Lines in the order of their instants, behind the instant and id of the last one seen."""
        rows = await self._database.fetch(
            "SELECT * FROM statement_line WHERE statement_id = $1 AND (at_us > $2 OR at_us = $2 AND id > $3)"
            " ORDER BY at_us, id LIMIT $4",
            [statement_id, *after, limit],
        )
        return [to_record(StatementLine, row) for row in rows]

    async def outlets(self, lines: Sequence[StatementLine]) -> dict[int, str]:
        """The code of the outlet that took the coupon, by the line's id."""
        if not lines:
            return {}
        marks = ", ".join(f"${place}" for place in range(1, len(lines) + 1))
        rows = await self._database.fetch(
            "SELECT line.id, outlet.code FROM statement_line AS line JOIN funding ON funding.id = line.funding_id"
            " JOIN redemption ON redemption.id = funding.redemption_id"
            f" JOIN outlet ON outlet.id = redemption.outlet_id WHERE line.id IN ({marks})",
            [line.id for line in lines],
        )
        return {row["id"]: row["code"] for row in rows}

    async def since(self, alliance: Alliance, from_us: int, now_us: int) -> Since:
        """What the month that runs has come to so far."""
        given = await self._count(
            "SELECT count(*) AS n FROM coupon WHERE alliance_id = $1 AND issued_us >= $2 AND state <> 'cancelled'",
            alliance.id, from_us,
        )  # fmt: skip
        rows = await self._database.fetch(
            "SELECT count(*) AS n, coalesce(sum(issuer_bears), 0) AS issuer, coalesce(sum(fee), 0) AS honourer"
            " FROM funding WHERE alliance_id = $1 AND at_us >= $2 AND state = 'done'",
            [alliance.id, from_us],
        )
        back = await self._database.fetch(
            "SELECT coalesce(sum(issuer_bears), 0) AS issuer, coalesce(sum(fee), 0) AS honourer FROM funding"
            " WHERE alliance_id = $1 AND cancelled_us >= $2 AND at_us < $2",
            [alliance.id, from_us],
        )
        owed = [int(rows[0][side]) - int(back[0][side]) for side in ("issuer", "honourer")]
        still_open = await self._count(_OPEN, alliance.id, now_us)
        return Since(given, rows[0]["n"], still_open, owed[0], owed[1])

    async def counters(self, keys: Sequence[str]) -> dict[str, int]:
        """Figures of counters."""
        marks = ", ".join(f"${place}" for place in range(1, len(keys) + 1))
        rows = await self._database.fetch(f"SELECT key, used FROM counter WHERE key IN ({marks})", list(keys))
        return {row["key"]: row["used"] for row in rows}

    async def declined(self, alliance: Alliance) -> list[Row]:
        """Each time a till of the partner would not take a coupon that was good: when, which outlet, and why."""
        return await self._database.fetch(
            "SELECT refusal.id, refusal.at_us, refusal.words_en, refusal.words_zh, outlet.code FROM refusal JOIN coupon"
            " ON coupon.honourer = refusal.brand AND refusal.source = 'k:' || coupon.code"
            " LEFT JOIN outlet ON outlet.id = refusal.outlet_id WHERE refusal.brand = $1"
            " AND refusal.kind = 'redemption' AND refusal.reason = 'store_declined' AND coupon.alliance_id = $2"
            " ORDER BY refusal.at_us DESC, refusal.id DESC LIMIT 100",
            [alliance.honourer, alliance.id],
        )

    async def unpaid(self, brand: str) -> list[Statement]:
        """Statements of the brand, on either side, by which somebody owes something that is not confirmed as paid."""
        rows = await self._database.fetch(
            "SELECT statement.* FROM statement JOIN alliance ON alliance.id = statement.alliance_id"
            " WHERE (alliance.brand = $1 OR alliance.honourer = $1) AND paid_us IS NULL"
            " AND issuer_owes <> honourer_owes ORDER BY statement.id",
            [brand],
        )
        return [to_record(Statement, row) for row in rows]

    async def behind(self, alliance_id: int, line_id: int) -> Behind | None:
        """A line with the rows that it came from."""
        found = await self._one(
            StatementLine,
            "SELECT line.* FROM statement_line AS line JOIN statement ON statement.id = line.statement_id"
            " WHERE line.id = $1 AND statement.alliance_id = $2",
            line_id, alliance_id,
        )  # fmt: skip
        if found is None:
            return None
        statement = await self._one(Statement, "SELECT * FROM statement WHERE id = $1", found.statement_id)
        funding = await self._one(Funding, "SELECT * FROM funding WHERE id = $1", found.funding_id)
        redemption = await self._one(
            Redemption, "SELECT * FROM redemption WHERE id = $1", funding.redemption_id
        )
        coupon = await self._one(Coupon, "SELECT * FROM coupon WHERE id = $1", redemption.coupon_id)
        grant = await self._one(
            Grant, "SELECT * FROM grants WHERE brand = $1 AND campaign_id = $2 AND coupon_id = $3",
            coupon.brand, coupon.campaign_id, coupon.id,
        )  # fmt: skip
        return Behind(found, statement, funding, redemption, coupon, grant)

    async def disputes(self, alliance_id: int) -> list[Row]:
        """What is disputed, the newest first, with the number of its statement."""
        return await self._database.fetch(
            "SELECT dispute.*, statement.number FROM dispute JOIN statement_line AS line ON line.id = dispute.line_id"
            " JOIN statement ON statement.id = line.statement_id WHERE dispute.alliance_id = $1 ORDER BY dispute.id DESC",
            [alliance_id],
        )

    async def dispute(
        self, alliance: Alliance, line_id: int, raised_by: str, words: str, now_us: int
    ) -> None:
        """Note that a side does not accept a line. Raises `Collision` where it is disputed already."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO dispute (id, brand, alliance_id, line_id, raised_by, words, at_us)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [new_id(), alliance.issuer, alliance.id, line_id, raised_by, words, now_us],
            )

    async def answer(self, alliance_id: int, line_id: int, brand: str, words: str, now_us: int) -> bool:
        """What the other side says to it; whether there was something of theirs to answer."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(
                "UPDATE dispute SET answer = $4, answered_us = $5 WHERE alliance_id = $1 AND line_id = $2"
                " AND raised_by <> $3 AND answer IS NULL RETURNING id",
                [alliance_id, line_id, brand, words, now_us],
            )
        return bool(rows)

    async def _count(self, sql: str, *args: object) -> int:
        rows = await self._database.fetch(sql, list(args))
        return int(rows[0]["n"])

    async def _one(self, record_type: Any, sql: str, *args: object) -> Any:
        rows = await self._database.fetch(sql, list(args))
        return to_record(record_type, rows[0]) if rows else None
