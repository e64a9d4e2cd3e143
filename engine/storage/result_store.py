"""Figures and lists of what campaigns did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from engine.records import Claim, Grant, Refused
from engine.storage.database import Database, Row
from engine.storage.rows import to_record


class ResultStore:
    """Reads over claims, refusals and grants of one brand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self, brand: str, campaign_id: int | None = None) -> dict[int, dict[str, Any]]:
        """Counts and sums by campaign, from its tallies. Money is by state, in the currency that the most was granted in."""
        told: dict[int, Counter[str]] = defaultdict(Counter)
        for key, figure in (await self._tallies(brand)).items():
            scope, _, name = key.partition("|")
            if scope[0] == "c" and campaign_id in (None, int(scope[1:])):
                told[int(scope[1:])][name] += figure
        return {campaign: _by_name(sums) for campaign, sums in told.items()}

    async def claimed(self, brand: str) -> dict[int, int]:
        """How many codes of each batch are claimed."""
        found = await self._tallies(brand)
        return self._of_batches(found, "claims")

    async def early(self, brand: str) -> dict[int, int]:
        """How often codes of each batch were claimed before they were active."""
        return self._of_batches(await self._tallies(brand), "early")

    @staticmethod
    def _of_batches(found: Mapping[str, int], what: str) -> dict[int, int]:
        told = (key[1:].split("|") for key in found if key[0] == "b" and key.endswith(f"|{what}"))
        return {int(batch): found[f"b{batch}|{what}"] for batch, _ in told}

    async def _tallies(self, brand: str) -> Counter[str]:
        """Every tally of a brand, the parts of all processes together, by its name without the brand."""
        sums: Counter[str] = Counter()
        for row in await self._database.fetch("SELECT key, figure FROM tally WHERE brand = $1", [brand]):
            name = row["key"].split("|", 1)[1].rpartition("|")[0]
            sums[name] += row["figure"]
        return sums

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

    async def winners(self, brand: str, campaign_id: int, limit: int) -> list[Row]:
        """Listed prizes that were given and still stand, newest first: title, instant, the winner's member code."""
        return await self._database.fetch(
            "SELECT grants.title_en, grants.title_zh, grants.at_us, consumer.member_code FROM winner"
            " JOIN grants ON grants.id = winner.id AND grants.state NOT IN ('locked', 'reversed')"
            " JOIN consumer ON consumer.id = grants.recipient_id"
            " WHERE winner.brand = $1 AND winner.campaign_id = $2 ORDER BY winner.id DESC LIMIT $3",
            [brand, campaign_id, limit],
        )

    async def opened_by(self, event_id: int) -> list[Grant]:
        """The rewards, locked before, whose key an event was."""
        rows = await self._database.fetch(
            "SELECT grants.* FROM wait JOIN grants ON grants.id = wait.subject_id"
            " WHERE wait.event_id = $1 ORDER BY grants.id",
            [event_id],
        )
        return [to_record(Grant, row) for row in rows]


def _by_name(sums: Counter[str]) -> dict[str, Any]:
    granted = {name.split("|")[1]: figure for name, figure in sums.items() if name.startswith("granted|")}
    currency = max(granted, key=lambda one: (granted[one], one), default=None)
    found: dict[str, Any] = {"currency": currency}
    for name, figure in sums.items():
        plain, _, money = name.partition("|")
        if not money or money == currency:
            found[plain] = figure
    return found
