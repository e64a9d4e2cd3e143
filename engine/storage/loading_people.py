"""Reads who asks, with every account of each person, and locks those accounts before anything that belongs to them is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Final

from engine.commit.wants import Wants
from engine.commit.world import World
from engine.members.identity import mark_of
from engine.records import Consumer, Identity, Record, StoredRequest
from engine.storage.brand_store import BrandStore
from engine.storage.database import Transaction
from engine.storage.rows import any_of, names_of, rows_of

Columns = Sequence[tuple[str, str]]

_BY_VALUE: Final = [("brand", "text"), ("kind", "text"), ("value_hash", "text")]


class PeopleLoader:
    """Loads brands, answers given before, and people into a world."""

    def __init__(self, transaction: Transaction, brands: BrandStore) -> None:
        self._transaction = transaction
        self._brands = brands

    async def load(self, world: World, want: Wants) -> None:
        """Bring whoever is missing into the world. Of strangers their marks are asked for next."""
        if self._transaction.dialect == "postgres":
            await self._at_once(world, want)
        else:
            await self._brands_of(world, want.brands.missing)
            await self._rows(world, StoredRequest, [("key", "text")], _singles(want.requests.missing))
            await self._one_by_one(world, want, want.identities.missing)
        strangers = want.identities.missing - world.identities.keys()
        want.marks.update((brand, mark_of(value)) for brand, _, value in strangers)

    async def look_again(self, world: World, want: Wants) -> None:
        """Read those anew who were strangers a moment ago."""
        strangers = want.identities.known - world.identities.keys()
        await self._one_by_one(world, want, strangers)

    async def _brands_of(self, world: World, slugs: Collection[str]) -> None:
        found = await self._brands.load(self._transaction, slugs) if slugs else {}
        world.brands.update(found)
        world.fresh.update(found)

    async def _at_once(self, world: World, want: Wants) -> None:
        """All in one statement. Who joined another person while the lock was waited for is read again; the new person is
        asked for in the next round."""
        identities = sorted(want.identities.missing)
        (row,) = await self._transaction.fetch(
            _all_of_them(),
            [
                sorted(want.brands.missing), sorted(want.requests.missing),
                *([key[place] for key in identities] for place in range(3)),
                sorted(want.consumers.missing), sorted(want.persons.missing),
            ],
        )  # fmt: skip
        brands, requests, known, own, locked = row.values()
        current = {slug: self._brands.known(slug, revision) for slug, revision in brands}
        world.brands.update({slug: brand for slug, brand in current.items() if brand})
        world.fresh.update(world.brands.keys() & current.keys())
        await self._brands_of(world, [slug for slug, brand in current.items() if brand is None])
        world.put(StoredRequest(*columns) for columns in requests)
        world.put(Identity(*columns) for columns in known)
        world.put(Consumer(*columns) for columns in locked)
        persons = want.persons.missing
        want.consumers.missing.update(account for account, _ in own)
        persons.update(person for _, person in own)
        read = {account for account, _ in own} | _accounts_of(world, persons)
        moved = read - {columns[0] for columns in locked}
        await self._rows(world, Consumer, [("id", "bigint")], _singles(moved))

    async def _one_by_one(self, world: World, want: Wants, keys: Collection[tuple[str, str, str]]) -> None:
        for identity in await self._rows(world, Identity, _BY_VALUE, keys):
            want.consumers.missing.add(identity.consumer_id)
        for account in await self._rows(
            world, Consumer, [("id", "bigint")], _singles(want.consumers.missing)
        ):
            want.persons.missing.add(account.person_id)
        persons = want.persons.missing
        found = await self._rows(world, Consumer, [("person_id", "bigint")], _singles(persons), lock=True)
        moved = _accounts_of(world, persons) - {account.id for account in found}
        await self._rows(world, Consumer, [("id", "bigint")], _singles(moved))

    async def _rows(
        self,
        world: World,
        record_type: type[Record],
        columns: Columns,
        wanted: Collection[tuple[Any, ...]],
        *,
        lock: bool = False,
    ) -> list[Any]:
        if not wanted:
            return []
        sql, args = rows_query(self._transaction, record_type, columns, wanted, lock=lock)
        records = [record_type(*row) for row in await self._transaction.fetch_plain(sql, args)]
        world.put(records)
        return records


def rows_query(
    transaction: Transaction,
    record_type: type[Record],
    columns: Columns,
    wanted: Iterable[tuple[Any, ...]],
    *,
    lock: bool = False,
) -> tuple[str, list[Any]]:
    """What reads a record's rows whose columns equal one of the tuples, always in the same order."""
    order = "id" if "id" in record_type.__dataclass_fields__ else "key"
    names, table = names_of(record_type), record_type.TABLE
    if transaction.dialect != "postgres" or len(columns) == 1:
        condition, args = any_of(transaction, columns, wanted)
        sql = f"SELECT {names} FROM {table} WHERE {condition} ORDER BY {order}"
    else:  # a join, for it costs less than IN, which first sees to it that no tuple stands there twice
        tuples, args = rows_of(transaction, columns, sorted(set(wanted)))
        equal = " AND ".join(f"{name} = w{place}" for place, (name, _) in enumerate(columns))
        asked = ", ".join(f"w{place}" for place in range(len(columns)))
        sql = f"SELECT {names} FROM ({tuples}) AS wanted ({asked}) JOIN {table} ON {equal} ORDER BY {order}"
    return (f"{sql} FOR UPDATE OF {table}" if lock and transaction.dialect == "postgres" else sql), args


@cache
def _all_of_them() -> str:
    """Brands, requests, identities, the accounts named or known by them, and locked: all accounts of those persons, in one
    order, so that an account and its person, or two who join, are never locked one after the other."""
    identity, consumer, request = names_of(Identity), names_of(Consumer), names_of(StoredRequest)
    return (
        f"WITH known AS MATERIALIZED (SELECT {identity} FROM unnest($3::text[], $4::text[], $5::text[])"
        " AS wanted (b, k, v) JOIN identity ON brand = b AND kind = k AND value_hash = v),"
        " own AS MATERIALIZED (SELECT id, person_id FROM consumer"
        " WHERE id = ANY(ARRAY(SELECT consumer_id FROM known) || $6::bigint[])) "
        "SELECT ARRAY(SELECT q FROM (SELECT slug, revision FROM brand WHERE slug = ANY($1::text[])) q) AS brands,"
        f" ARRAY(SELECT q FROM (SELECT {request} FROM {StoredRequest.TABLE} WHERE key = ANY($2::text[])) q) AS requests,"
        " ARRAY(SELECT known FROM known) AS known, ARRAY(SELECT own FROM own) AS own,"
        f" ARRAY(SELECT q FROM (SELECT {consumer} FROM consumer"
        " WHERE person_id = ANY(ARRAY(SELECT person_id FROM own) || $7::bigint[]) ORDER BY id FOR UPDATE) q) AS locked"
    )


def _accounts_of(world: World, persons: Iterable[int]) -> set[int]:
    return {account for person in persons for account in world.accounts_of.get(person, ())}


def _singles(values: Iterable[Any]) -> set[tuple[Any]]:
    return {(value,) for value in values}
