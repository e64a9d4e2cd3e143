"""Takes due orders for one worker at a time: a lease that runs out when the worker dies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from engine.records import Order, Wait
from engine.storage.database import Database
from engine.storage.rows import to_record, write_records

LEASE_US: Final = 30_000_000
_OPEN: Final = "('due', 'sending', 'sent', 'unknown', 'handed')"


class OutboxStore:
    """The queue of what must be carried out outside."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_due(self, worker: str, now_us: int, limit: int) -> list[tuple[Order, str]]:
        """Orders that are due, leased to this worker, with what to do: `prepare`, `send` or `query`.

        The lease and the count of tries are committed before the first call, so a crash between call and
        answer leaves an order that is known to have perhaps been sent: the next worker looks it up.
        """
        async with self._database.transaction() as transaction:
            lock = " FOR UPDATE SKIP LOCKED" if transaction.dialect == "postgres" else ""
            rows = await transaction.fetch(
                f"SELECT * FROM outbox WHERE state IN {_OPEN} AND next_us <= $1"
                f" AND (lease_us IS NULL OR lease_us <= $1) ORDER BY next_us, id LIMIT $2{lock}",
                [now_us, limit],
            )
            taken = [self._lease(to_record(Order, row), worker, now_us) for row in rows]
            await write_records(transaction, [order for order, _ in taken], replace=True)
            return taken

    @staticmethod
    def _lease(order: Order, worker: str, now_us: int) -> tuple[Order, str]:
        if (
            order.topic == "payout" and order.channel is None
        ):  # it has not left: it is prepared before it does
            unsent = replace(
                order, state="sending", tries=order.tries + 1, lease_by=worker, lease_us=now_us + LEASE_US
            )
            return unsent, "prepare"
        # The third try repeats the sending, in case the first never arrived and look-ups lag behind.
        send = (
            order.state == "due"
            or (order.state == "sent" and order.tries == 2)
            or (order.state == "unknown" and order.tries == 2)
        )
        leased = replace(
            order,
            state="sending" if send else order.state,
            tries=order.tries + 1,
            lease_by=worker,
            lease_us=now_us + LEASE_US,
            first_sent_us=order.first_sent_us if order.first_sent_us is not None or not send else now_us,
        )
        return leased, "send" if send else "query"

    async def hurry(self, order_no: str, now_us: int) -> None:
        """Let an order be looked up at once: a notice hinted that it has changed."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE outbox SET next_us = $2 WHERE order_no = $1 AND next_us > $2"
                " AND state IN ('sending', 'sent', 'unknown', 'handed')",
                [order_no, now_us],
            )

    async def stuck(self, brand: str, since_us: int) -> list[Order]:
        """Payouts first sent by an instant and still open, or given up on; those of reversed grants are stopped."""
        rows = await self._database.fetch(
            "SELECT * FROM outbox WHERE brand = $1 AND topic = 'payout' AND state IN ('refused', 'sending', 'sent', 'unknown')"
            " AND (state = 'refused' OR first_sent_us <= $2) ORDER BY first_sent_us, id LIMIT 200",
            [brand, since_us],
        )
        return [to_record(Order, row) for row in rows]

    async def resume(self, brand: str, now_us: int) -> None:
        """Let what waited for a float go on at once."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE outbox SET next_us = $2 WHERE brand = $1 AND hold = 'float' AND state = 'due' AND next_us > $2",
                [brand, now_us],
            )

    async def released(self, brand: str, payees: Iterable[str], now_us: int) -> None:
        """Let what waited for the release of a payee go on at once."""
        wanted = sorted(set(payees))
        marks = ", ".join(f"${place}" for place in range(3, len(wanted) + 3))
        async with self._database.transaction() as transaction:
            await transaction.execute(
                f"UPDATE outbox SET next_us = $2 WHERE brand = $1 AND payee IN ({marks})"
                " AND hold = 'person' AND state = 'due' AND next_us > $2",
                [brand, now_us, *wanted],
            )

    async def paused(self, brand: str) -> list[Wait]:
        """The channels of a brand that wait for their float."""
        rows = await self._database.fetch(
            "SELECT * FROM wait WHERE brand = $1 AND person_id = $2 AND topic = 'float'"
            " AND state IN ('waiting', 'held') ORDER BY id",
            [brand, 0],
        )
        return [to_record(Wait, row) for row in rows]

    async def held(self, brand: str) -> list[Order]:
        """Payouts that wait for something, in the order of being owed."""
        rows = await self._database.fetch(
            "SELECT * FROM outbox WHERE brand = $1 AND topic = 'payout' AND hold IS NOT NULL"
            " AND state IN ('due', 'small', 'sent', 'refused', 'returned') ORDER BY id LIMIT 200",
            [brand],
        )
        return [to_record(Order, row) for row in rows]

    async def of_grants(self, grant_ids: Iterable[int]) -> list[Order]:
        """Every payout of grants, first attempts first."""
        wanted = sorted(set(grant_ids))
        if not wanted:
            return []
        marks = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
        rows = await self._database.fetch(
            f"SELECT * FROM outbox WHERE grant_id IN ({marks}) AND topic = 'payout' ORDER BY attempt", wanted
        )
        return [to_record(Order, row) for row in rows]

    async def orders_of(self, grant_id: int) -> list[Order]:
        """Every order of a grant, first attempt first."""
        rows = await self._database.fetch(
            "SELECT * FROM outbox WHERE grant_id = $1 ORDER BY attempt", [grant_id]
        )
        return [to_record(Order, row) for row in rows]

    async def next_due(self) -> int | None:
        """When the next order is due, in microseconds since the epoch."""
        rows = await self._database.fetch(f"SELECT min(next_us) AS n FROM outbox WHERE state IN {_OPEN}")
        return rows[0]["n"] if rows else None
