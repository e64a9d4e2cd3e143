"""Moves the rows of an ended campaign out of the database, a piece a transaction.

A piece is read under lock, handed to whoever keeps it, and only when that has made it durable are its rows removed, what
they added up to carried forward and the piece noted, in one commit. Whoever is killed in between leaves a file that the
next run writes again under the same name.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from engine.archive.carrying import carried, carried_key
from engine.archive.piece import ArchiveFile, digest, name_of, packed
from engine.ids import new_id
from engine.ledger.accounts import BUDGET
from engine.records import Claim, Entry, Grant, Order, Record, Refused, Wait, Winner
from engine.storage.database import Database, Row, Transaction
from engine.storage.rows import add_up, to_record

#: Makes a file durable under a name before it returns.
Keep = Callable[[str, bytes], Awaitable[None]]

_PIECE: Final = 2_000
#: What leaves with a grant, and the column that names the grant.
_WITH_GRANT: Final = (
    (Entry, "cause_id", " AND kind NOT IN ('alliance', 'alliance_reversal', 'alliance_payment')"),
    (Order, "grant_id", ""),
    (Wait, "subject_id", " AND topic IN ('lock', 'payout')"),
    (Winner, "id", ""),
)
_TABLES: Final[Mapping[str, type[Record]]] = {"grants": Grant, "refusals": Refused, "claims": Claim}
#: Rows of which a campaign must have none before it may be archived.
_OPEN: Final = {
    "owed": "SELECT count(*) AS n FROM grants WHERE brand = $1 AND campaign_id = $2"
    " AND (state = 'locked' OR (state = 'owed' AND fund = 'budget'))",
    "orders": "SELECT count(*) AS n FROM grants JOIN outbox ON outbox.grant_id = grants.id WHERE grants.brand = $1"
    " AND grants.campaign_id = $2 AND outbox.state NOT IN ('done', 'stopped', 'joined')",
    "coupons": "SELECT count(*) AS n FROM coupon WHERE brand = $1 AND campaign_id = $2 AND state = 'open'"
    " AND expires_us > $3",
    "redemptions": "SELECT count(*) AS n FROM coupon JOIN redemption ON redemption.id = coupon.redemption_id"
    " WHERE coupon.brand = $1 AND coupon.campaign_id = $2 AND redemption.at_us >= $3",
}


class StillOpenError(Exception):
    """A reward of an ended campaign is owed or locked again: it must not leave."""


class ArchiveStore:
    """Reads and removes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def still_open(self, brand: str, campaign_id: int, before_us: int) -> dict[str, int]:
        """What keeps a campaign from being archived: how many of each kind of row."""
        found = {}
        for name, sql in _OPEN.items():
            asked = [brand, campaign_id, before_us][: 3 if "$3" in sql else 2]
            rows = await self._database.fetch(sql, asked)
            found[name] = int(rows[0]["n"])
        return {name: count for name, count in found.items() if count}

    async def files(self, brand: str, campaign_id: int) -> list[ArchiveFile]:
        """The pieces of a campaign, in order."""
        rows = await self._database.fetch(
            "SELECT number, kind, name, sha256, rows, first_id, last_id FROM archive_file"
            " WHERE brand = $1 AND campaign_id = $2 ORDER BY number",
            [brand, campaign_id],
        )
        return [ArchiveFile(**row) for row in rows]

    async def next_piece(
        self, brand: str, campaign_id: int, kind: str, folder: str, keep: Keep, at_us: int
    ) -> ArchiveFile | None:
        """Move the next piece of a kind out; None when nothing is left."""
        async with self._database.transaction() as transaction:
            if transaction.dialect == "postgres":  # one archive at a time
                await transaction.execute("SELECT 1 FROM campaign WHERE id = $1 FOR UPDATE", [campaign_id])
            known = await transaction.fetch(
                "SELECT number, kind, last_id FROM archive_file WHERE brand = $1 AND campaign_id = $2",
                [brand, campaign_id],
            )
            number = max((row["number"] for row in known), default=0) + 1
            past = max((row["last_id"] for row in known if row["kind"] == kind), default=-1)
            rows = await _rows(transaction, kind, brand, campaign_id, past)
            if not rows:
                return None
            content = packed(rows)
            own_ids = [row["id"] for table, row in rows if table == rows[0][0]]
            piece = ArchiveFile(
                number, kind, name_of(folder, number, kind), digest(content), len(rows), min(own_ids), max(own_ids)
            )  # fmt: skip
            await keep(piece.name, content)
            await _leave(transaction, kind, rows)
            await note(transaction, brand, campaign_id, piece, at_us)
            return piece

    async def finish(self, brand: str, campaign_id: int, piece: ArchiveFile, at_us: int) -> None:
        """Note that the list of all pieces is written."""
        async with self._database.transaction() as transaction:
            await note(transaction, brand, campaign_id, piece, at_us)


async def note(
    transaction: Transaction, brand: str, campaign_id: int, piece: ArchiveFile, at_us: int
) -> None:
    """Write down a piece."""
    await transaction.execute(
        "INSERT INTO archive_file (id, brand, campaign_id, number, kind, name, sha256, rows, first_id, last_id, at_us)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            new_id(), brand, campaign_id, piece.number, piece.kind, piece.name, piece.sha256, piece.rows,
            piece.first_id, piece.last_id, at_us,
        ],
    )  # fmt: skip


async def _rows(
    transaction: Transaction, kind: str, brand: str, campaign_id: int, past: int
) -> list[tuple[str, Row]]:
    """The next rows of a kind, with what leaves with them."""
    lock = " FOR UPDATE" if transaction.dialect == "postgres" else ""
    if kind == "exposures":
        sql = f"SELECT * FROM exposure WHERE brand = $1 AND campaign_id = $2 LIMIT $3{lock}"
        return [("exposure", row) for row in await transaction.fetch(sql, [brand, campaign_id, _PIECE])]
    table = _TABLES[kind].TABLE
    sql = (
        f"SELECT * FROM {table} WHERE brand = $1 AND campaign_id = $2 AND id > $3 ORDER BY id LIMIT $4{lock}"
    )
    own = await transaction.fetch(sql, [brand, campaign_id, past, _PIECE])
    rows = [(table, row) for row in own]
    if kind != "grants" or not own:
        return rows
    if open_ones := [row["id"] for row in own if _is_open(row)]:
        raise StillOpenError(f"grant {open_ones[0]} is open again")
    ids = [row["id"] for row in own]
    for record_type, column, more in _WITH_GRANT:
        among, args = _among(transaction, column, ids)
        found = await transaction.fetch(f"SELECT * FROM {record_type.TABLE} WHERE {among}{more}", args)
        rows += [(record_type.TABLE, row) for row in found]
    return rows


def _is_open(grant: Row) -> bool:
    """Whether money or a key is still waited for. What stores are owed for coupons is settled outside, by statement."""
    state: str = grant["state"]
    return state == "locked" or (state == "owed" and str(grant["fund"]) == BUDGET)


async def _leave(transaction: Transaction, kind: str, rows: Sequence[tuple[str, Row]]) -> None:
    """Carry forward what the rows added up to, and remove them; of a claim only what was decided goes."""
    types = {record_type.TABLE: record_type for record_type in (Entry, Grant, Order, Claim, Refused)}
    sums = carried(to_record(types[table], row) for table, row in rows if table in types)
    for row in (row for table, row in rows if table == "exposure" and row["campaign_id"] is not None):
        sums[carried_key("tally", f"{row['brand']}|c{row['campaign_id']}|scans")] += 1
    await add_up(transaction, "carried", "amount", sums)
    for table, ids in _by_table(rows).items():
        among, args = _among(transaction, "id", ids)
        if kind == "claims":
            emptied = "facts = '{}', draws = '', notes = '[]', takes = '[]'"
            await transaction.execute(f"UPDATE claim SET {emptied} WHERE {among}", args)
        else:
            await transaction.execute(f"DELETE FROM {table} WHERE {among}", args)


def _by_table(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for table, row in rows:
        found.setdefault(table, []).append(row["id"])
    return found


def _among(transaction: Transaction, column: str, ids: list[int]) -> tuple[str, list[Any]]:
    if transaction.dialect == "postgres":
        return f"{column} = ANY($1::bigint[])", [ids]
    return f"{column} IN (SELECT value FROM json_each($1))", [json.dumps(ids)]
