"""Closes a month between two brands, in one transaction.

A redemption belongs to the month in which the till was answered. What is called off later goes on the statement that is
closed next, and so does a line that came too late for its own: nothing is left out, told twice or changed afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from engine.alliances.agreement import Alliance
from engine.alliances.rows import Statement, StatementLine
from engine.clock import to_micros
from engine.ids import new_id
from engine.records import Wait
from engine.storage.code_store import raise_revision
from engine.storage.database import Database, Transaction
from engine.storage.rows import to_record, write_records

_HAS = "EXISTS (SELECT 1 FROM statement_line AS line WHERE line.funding_id = funding.id AND line.kind = '{}')"
#: What goes on a statement that ends at $2: redemptions, and those of earlier statements that were called off.
_REDEEMED: Final = (
    "SELECT id, at_us, issuer_bears, fee FROM funding WHERE alliance_id = $1 AND at_us < $2 AND at_us >= $3"
    f" AND (state = 'done' OR cancelled_us >= $2) AND NOT {_HAS.format('redeemed')}"
)
_CANCELLED: Final = (
    "SELECT id, cancelled_us AS at_us, -issuer_bears AS issuer_bears, -fee AS fee FROM funding WHERE alliance_id = $1"
    f" AND cancelled_us < $2 AND cancelled_us >= $3 AND {_HAS.format('redeemed')} AND NOT {_HAS.format('cancelled')}"
)
_OF_COUPONS: Final = {
    "issued": "coupon.issued_us >= $2 AND coupon.issued_us < $3 AND coupon.state <> 'cancelled'",
    "expired": "coupon.expires_us > $2 AND coupon.expires_us <= $3 AND coupon.state = 'open'",
    "still_open": "coupon.issued_us < $3 AND coupon.expires_us > $3 AND $2 < $3"
    " AND (coupon.state = 'open' OR redemption.at_us >= $3)",
}


async def close_month(
    database: Database, alliance: Alliance, wait: Wait, following: Wait, now_us: int
) -> Statement | None:
    """Close the month that `wait` is about; the statement, or None where it is closed already.

    `following` closes the month after, unless this statement is the last.
    """
    async with database.transaction() as transaction:
        for brand in sorted(
            (alliance.issuer, alliance.honourer)
        ):  # nobody else closes it meanwhile, and all learn of it
            await raise_revision(transaction, brand)
        rows = await transaction.fetch(
            "SELECT * FROM statement WHERE alliance_id = $1 ORDER BY number DESC LIMIT 1", [alliance.id]
        )
        last = to_record(Statement, rows[0]) if rows else None
        if last and last.until_us >= wait.until_us:
            return None
        statement = await _counted(transaction, alliance, last, wait, now_us)
        lines = await _lines(transaction, statement, last.from_us if last else 0)
        statement = _summed(statement, lines)
        await write_records(transaction, [statement, *lines])
        if statement.final:
            await transaction.execute(
                "UPDATE alliance SET settled_us = $2 WHERE id = $1", [alliance.id, now_us]
            )
        else:
            await write_records(transaction, [following])
    return statement


async def _counted(
    transaction: Transaction, alliance: Alliance, last: Statement | None, wait: Wait, now_us: int
) -> Statement:
    """The statement with the numbers of coupons, before its lines."""
    counted = {}
    for name, condition in _OF_COUPONS.items():
        rows = await transaction.fetch(
            "SELECT count(*) AS n FROM coupon LEFT JOIN redemption ON redemption.id = coupon.redemption_id"
            f" WHERE coupon.alliance_id = $1 AND {condition}",
            [alliance.id, wait.since_us, wait.until_us],
        )
        counted[name] = int(rows[0]["n"])
    locked = await transaction.fetch(
        "SELECT count(*) AS n FROM wait WHERE brand = $1 AND topic = 'lock' AND state IN ('waiting', 'held')"
        " AND payload LIKE $2",
        [alliance.issuer, f'%"alliance"%"{alliance.name}"%'],
    )
    over = alliance.ends is not None and to_micros(alliance.ends) <= wait.until_us
    newest = alliance.newest
    assert newest is not None, "a month is only ever closed of what was agreed"
    return Statement(
        id=new_id(), brand=alliance.issuer, honourer=alliance.honourer, alliance_id=alliance.id,
        number=last.number + 1 if last else 1, from_us=wait.since_us, until_us=wait.until_us, closed_us=now_us,
        currency=newest.terms.worth.currency, redeemed=0, cancelled=0, issuer_owes=0, honourer_owes=0,
        final=int(over and counted["still_open"] == locked[0]["n"] == 0), **counted,
    )  # fmt: skip


async def _lines(transaction: Transaction, statement: Statement, since_us: int) -> list[StatementLine]:
    """What goes on a statement. `since_us` is the beginning of the month before: nothing comes later than that."""
    found = []
    for kind, sql in (("redeemed", _REDEEMED), ("cancelled", _CANCELLED)):
        rows = await transaction.fetch(
            f"{sql} ORDER BY at_us, id", [statement.alliance_id, statement.until_us, since_us]
        )
        found += [
            StatementLine(
                new_id(),
                statement.brand,
                statement.id,
                row["id"],
                kind,
                row["at_us"],
                row["issuer_bears"],
                row["fee"],
            )
            for row in rows
        ]
    return found


def _summed(statement: Statement, lines: list[StatementLine]) -> Statement:
    """The statement with the sums of its lines."""
    return replace(
        statement,
        redeemed=sum(line.kind == "redeemed" for line in lines),
        cancelled=sum(line.kind == "cancelled" for line in lines),
        issuer_owes=sum(line.issuer_owes for line in lines),
        honourer_owes=sum(line.honourer_owes for line in lines),
    )
