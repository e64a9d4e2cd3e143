"""Reads the rows that figures are added up from, in the order of their ids, and keeps what they add up to.

Every statement takes the next rows of one table by its primary key (or, of what is called off later, by that instant), so
none is ever read twice and nothing is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.ids import new_id
from engine.insights.cells import Cell
from engine.storage.database import Database, Row

#: Rows of one statement, and keys that one asks for.
CHUNK: Final = 2_000
_KEYS: Final = 500

_COUPON_OF: Final = (
    " JOIN coupon ON coupon.id = redemption.coupon_id LEFT JOIN grants AS won ON won.brand = coupon.brand"
    " AND won.recipient_kind IN ('consumer', 'referrer', 'friend') AND won.recipient_id = coupon.consumer_id"
    " AND won.coupon_id = coupon.id LEFT JOIN claim AS winning ON winning.id = won.cause_id"
)
_REDEMPTION: Final = (
    "coupon.brand, redemption.brand AS seller, redemption.outlet_id, redemption.at_us, redemption.basket,"
    " redemption.sale_id, redemption.request_id, redemption.cancelled_us, coupon.currency, coupon.campaign_id,"
    " coupon.version_id, winning.batch_id"
)
_OUTLET: Final = "SELECT id, brand, batch_id, serial, at_us, campaign_id, NULL AS version_id, NULL AS outlet_id FROM exposure"

#: The statement of each source; `$1` is how far it has come, `$2` how far it goes, `$3` how many rows.
STATEMENTS: Final[Mapping[str, str]] = {
    "exposure": f"{_OUTLET} WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3",
    "claim": (
        "SELECT claim.id, claim.brand, kind, source, batch_id, serial, campaign_id, version_id, outlet_id, at_us,"
        " own.person_id AS person FROM claim LEFT JOIN consumer AS own ON own.id = claim.person_id"
        " WHERE claim.id > $1 AND claim.id < $2 ORDER BY claim.id LIMIT $3"
    ),
    "refusal": (
        "SELECT id, brand, kind, source, reason, NULL AS batch_id, campaign_id, version_id, outlet_id, at_us"
        " FROM refusal WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3"
    ),
    "redemption": (
        f"SELECT redemption.id, {_REDEMPTION} FROM redemption{_COUPON_OF}"
        " WHERE redemption.id > $1 AND redemption.id < $2 ORDER BY redemption.id LIMIT $3"
    ),
    "called_off": (
        f"SELECT redemption.cancelled_us AS id, {_REDEMPTION}, holder.person_id AS person FROM redemption{_COUPON_OF}"
        " JOIN consumer AS holder ON holder.id = coupon.consumer_id"
        " WHERE redemption.cancelled_us > $1 AND redemption.cancelled_us < $2"
        " ORDER BY redemption.cancelled_us LIMIT $3"
    ),
    "returned": (
        f"SELECT sale_return.id, sale_return.refund, sale_return.at_us AS known_us, {_REDEMPTION} FROM sale_return"
        " JOIN redemption ON redemption.sale_id = sale_return.sale_id AND redemption.request_id LIKE '%.1'"
        f"{_COUPON_OF} WHERE sale_return.id > $1 AND sale_return.id < $2 ORDER BY sale_return.id LIMIT $3"
    ),
    "cost": (
        "SELECT entry.id, entry.brand, entry.account, entry.currency, entry.amount, entry.at_us AS known_us,"
        " COALESCE(cause.at_us, redemption.at_us, given.at_us, entry.at_us) AS at_us,"
        " COALESCE(given.campaign_id, coupon.campaign_id) AS campaign_id,"
        " COALESCE(given.version_id, coupon.version_id) AS version_id,"
        " COALESCE(cause.batch_id, winning.batch_id) AS batch_id, cause.serial, cause.outlet_id AS told_outlet,"
        " redemption.outlet_id, redemption.brand AS seller FROM entry LEFT JOIN grants AS given ON given.id = entry.cause_id"
        " LEFT JOIN claim AS cause ON cause.id = given.cause_id"
        " LEFT JOIN redemption ON redemption.id = COALESCE(given.cause_id, entry.cause_id)"
        + _COUPON_OF.replace(" JOIN coupon", " LEFT JOIN coupon", 1)
        + " WHERE entry.id > $1 AND entry.id < $2 AND entry.currency <> 'PTS' AND (entry.account LIKE 'campaign:%'"
        " OR entry.account LIKE 'alliance:%:cost' OR entry.account LIKE 'alliance:%:fees') ORDER BY entry.id LIMIT $3"
    ),
}
#: Sources that are followed by an instant in microseconds, not by an id.
BY_INSTANT: Final = frozenset({"called_off"})
SOURCES: Final = tuple(STATEMENTS)


class FigureStore:
    """The sources of figures, how far each has been added up, and the sums."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def marks(self) -> dict[str, int]:
        """How far each source has come; 0 where nothing was added up yet."""
        rows = await self._database.fetch("SELECT source, past FROM figure_mark")
        return dict.fromkeys(SOURCES, 0) | {row["source"]: row["past"] for row in rows}

    async def next(self, source: str, past: int, until: int) -> tuple[list[Row], int]:
        """The next rows of a source behind `past` and below `until`, and how far they reach: `until` less one at the end.

        Rows that share the last row's id come together, whatever their number.
        """
        limit = CHUNK
        while True:
            rows = await self._database.fetch(STATEMENTS[source], [past, until, limit])
            if len(rows) < limit:
                return rows, max(past, until - 1)
            whole = [row for row in rows if row["id"] != rows[-1]["id"]]
            if whole:
                return whole, whole[-1]["id"]
            limit *= 2

    async def claims_of(self, brand: str, persons: Iterable[int]) -> list[Row]:
        """When persons claimed packs, on all their accounts."""
        return await self._in_parts(
            "SELECT own.person_id AS person, claim.id, claim.at_us FROM consumer AS own JOIN claim"
            " ON claim.brand = $1 AND claim.person_id = own.id AND claim.kind = 'scan' WHERE own.person_id IN ({})",
            brand, persons,
        )  # fmt: skip

    async def redemptions_of(self, brand: str, persons: Iterable[int]) -> list[Row]:
        """Whatever coupons of persons were taken at tills."""
        return await self._in_parts(
            f"SELECT own.person_id AS person, {_REDEMPTION} FROM consumer AS own JOIN coupon AS held"
            " ON held.brand = $1 AND held.consumer_id = own.id JOIN redemption ON redemption.coupon_id = held.id"
            f"{_COUPON_OF} WHERE own.person_id IN ({{}})",
            brand, persons,
        )  # fmt: skip

    async def seen_by(self, brand: str, persons: Iterable[int], since_us: int) -> list[Row]:
        """The pages that persons have opened since an instant: of those only who have agreed to messages."""
        return await self._in_parts(
            "SELECT person.id AS person, seen.brand, seen.batch_id, seen.serial, seen.at_us, seen.campaign_id,"
            " NULL AS version_id, NULL AS outlet_id FROM consumer AS person"
            " JOIN consumer AS own ON own.person_id = person.id JOIN identity ON identity.consumer_id = own.id"
            " JOIN exposure AS seen ON seen.brand = $1 AND seen.visitor = identity.value_hash AND seen.at_us >= $2"
            " WHERE person.consents LIKE '%\"messages\"%' AND person.id IN ({})",
            brand, persons, since_us,
        )  # fmt: skip

    async def taken(self, brand: str, codes: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Which of these codes somebody has claimed."""
        rows = await self._in_parts(
            "SELECT batch_id, serial FROM claim WHERE brand = $1 AND source IN ({})",
            brand, {f"c:{batch}:{serial}" for batch, serial in codes},
        )  # fmt: skip
        return {(row["batch_id"], row["serial"]) for row in rows}

    async def _in_parts(self, sql: str, brand: str, wanted: Iterable[object], *more: object) -> list[Row]:
        """All rows of a statement that asks for some hundred keys at a time, in the place of `{}`."""
        found: list[Row] = []
        keys = sorted(set(wanted), key=str)
        first = 2 + len(more)
        for start in range(0, len(keys), _KEYS):
            part = keys[start : start + _KEYS]
            marks = ", ".join(f"${place}" for place in range(first, first + len(part)))
            found += await self._database.fetch(sql.format(marks), [brand, *more, *part])
        return found

    async def holders(self, brand: str, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The outlet that registered each unit, and when, in microseconds."""
        rows = await self._in_parts(
            "SELECT name, outlet_id, at_us FROM registration WHERE brand = $1 AND name IN ({})", brand, names
        )
        return {row["name"]: (row["outlet_id"], row["at_us"]) for row in rows}

    async def outlets(self, brand: str) -> list[Row]:
        """A brand's outlets: id, code, region, names."""
        return await self._database.fetch(
            "SELECT id, code, region, name_en, name_zh FROM outlet WHERE brand = $1 ORDER BY code", [brand]
        )

    async def margin(self, brand: str) -> int | None:
        """What the brand earns of a redeemed basket, per thousand; None where it has not said."""
        rows = await self._database.fetch("SELECT margin FROM brand WHERE slug = $1", [brand])
        return rows[0]["margin"] if rows else None

    async def set_margin(self, brand: str, margin: int | None) -> None:
        """Keep what the brand earns of a redeemed basket."""
        await self._database.execute("UPDATE brand SET margin = $2 WHERE slug = $1", [brand, margin])

    async def newest(
        self, table: str, brand: str, campaign_id: int, since_us: int, until_us: int, before: int, limit: int
    ) -> list[Row]:
        """A campaign's claims or refusals of scans between two instants, newest first, with ids below `before`."""
        own = "version_id, batch_id, serial, outlet_id, '' AS reason"
        if table == "refusal":
            own = "version_id, NULL AS batch_id, outlet_id, reason"
        return await self._database.fetch(
            f"SELECT id, brand, source, at_us, campaign_id, {own} FROM {table} WHERE brand = $1 AND campaign_id = $2"
            " AND id < $5 AND kind = 'scan' AND at_us >= $3 AND at_us < $4 ORDER BY id DESC LIMIT $6",
            [brand, campaign_id, since_us, until_us, before, limit],
        )

    async def keep(self, source: str, past: int, reached: int, sums: Mapping[Cell, int]) -> bool:
        """Add sums up and move the mark, unless somebody else has moved it since: then nothing is changed."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO figure_mark (source, past) VALUES ($1, 0) ON CONFLICT DO NOTHING", [source]
            )
            moved = await transaction.fetch(
                "UPDATE figure_mark SET past = $3 WHERE source = $1 AND past = $2 RETURNING source",
                [source, past, reached],
            )
            if moved and sums:
                names = ", ".join(Cell._fields)
                marks = ", ".join(f"${place}" for place in range(2, 2 + len(Cell._fields)))
                await transaction.execute_many(
                    f"INSERT INTO figure (id, {names}, amount) VALUES ($1, {marks}, ${2 + len(Cell._fields)})"
                    f" ON CONFLICT ({names}) DO UPDATE SET amount = figure.amount + excluded.amount",
                    [(new_id(), *cell, amount) for cell, amount in sorted(sums.items()) if amount],
                )
        return bool(moved)

    async def sums(
        self, brand: str, since: int, until: int, known: int, by: Sequence[str], only: Mapping[str, object]
    ) -> list[Row]:
        """Sums of days from `since` to `until`, both included, as known on the day `known`: by measure and by columns.

        `only` names columns that must equal a value. Columns are named by the engine, never by whoever asks.
        """
        columns = ", ".join(("measure", *by))
        args: list[object] = [brand, since, until, known]
        where = ""
        for column, value in only.items():
            args.append(value)
            where += f" AND {column} = ${len(args)}"
        return await self._database.fetch(
            f"SELECT {columns}, CAST(SUM(amount) AS BIGINT) AS amount FROM figure"
            f" WHERE brand = $1 AND day BETWEEN $2 AND $3 AND known <= $4{where} GROUP BY {columns}",
            args,
        )
