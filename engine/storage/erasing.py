"""Erases what is personal in the rows that stay: ledger and figures keep their sums under an opaque number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from engine.commit.changes import Erasure
from engine.records import Identity, Mark
from engine.storage.database import Transaction
from engine.storage.rows import any_of


async def remove(transaction: Transaction, rows: Iterable[Identity | Mark]) -> None:
    """Delete rows."""
    for row in rows:
        await transaction.execute(f"DELETE FROM {row.TABLE} WHERE id = $1", [row.id])


async def erase(transaction: Transaction, erasure: Erasure) -> None:
    """Places, personal facts, devices and links of accounts. What was counted stays counted."""
    people = {(erasure.brand, account) for account in erasure.accounts}
    for table, owner in (("claim", "person_id"), ("refusal", "consumer_id")):
        where, args = any_of(transaction, [("brand", "text"), (owner, "bigint")], people)
        for row in await transaction.fetch(f"SELECT id, facts FROM {table} WHERE {where}", args):
            kept = {
                name: value for name, value in json.loads(row["facts"]).items() if name not in erasure.facts
            }
            await transaction.execute(
                f"UPDATE {table} SET facts = $2 WHERE id = $1",
                [row["id"], json.dumps(kept, ensure_ascii=False)],
            )
        if table == "claim":
            await transaction.execute(f"UPDATE claim SET region = NULL WHERE {where}", args)
            await transaction.execute(  # a friend's claim is named by the friend's digest
                f"UPDATE claim SET source = 'gone:' || CAST(id AS TEXT) WHERE kind = 'invitation' AND {where}",
                args,
            )
    for place, visitor in enumerate(erasure.visitors):
        await transaction.execute(
            "UPDATE exposure SET visitor = $3 WHERE brand = $1 AND visitor = $2",
            [erasure.brand, visitor, f"gone-{erasure.accounts[0]}-{place}"],
        )
    for visitor in erasure.visitors:
        named = f"{erasure.brand}|{visitor}"
        await transaction.execute("DELETE FROM code_sent WHERE number = $1 OR asker = $1", [named])
    where, args = any_of(transaction, [("brand", "text"), ("consumer_id", "bigint")], people)
    await transaction.execute(f"DELETE FROM share_link WHERE {where}", args)
    await transaction.execute(f"UPDATE service_case SET told = '' WHERE {where}", args)
    await transaction.execute(f"UPDATE clerk SET consumer_id = NULL WHERE {where}", args)
    where, args = any_of(transaction, [("brand", "text"), ("person_id", "bigint")], people)
    await _strike_reviews(transaction, where, args, erasure.facts)
    await transaction.execute(f"UPDATE parcel SET address = NULL WHERE {where}", args)
    await transaction.execute(
        f"UPDATE observation SET seen = '' WHERE claim_id IN (SELECT id FROM claim WHERE {where})", args
    )


async def _strike_reviews(
    transaction: Transaction, where: str, args: Sequence[object], personal: frozenset[str]
) -> None:
    """Place, phone and personal facts of claims that a guard held or noted: code and verdict stay."""
    sql = f"SELECT id, payload FROM wait WHERE {where} AND topic = 'review'"
    for row in await transaction.fetch(sql, args):
        known = {**json.loads(row["payload"]), "region": None, "device": None}
        known.pop("value", None)
        facts = json.loads(known["facts"]).items()
        known["facts"] = json.dumps(
            {name: value for name, value in facts if name not in personal}, ensure_ascii=False
        )
        await transaction.execute(
            "UPDATE wait SET payload = $2 WHERE id = $1", [row["id"], json.dumps(known, ensure_ascii=False)]
        )
