"""Reads and locks the rows that a batch of commands names, in one order, so that batches rarely wait in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any, Final

from engine import own_words
from engine.alliances.rows import Statement
from engine.commit.happening import TOLD, Happening
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.fraud.rows import DeviceUse, Guesser
from engine.group_records import Group, Purchase
from engine.outlets.identity import House, Till, Trade
from engine.parcels.rows import Parcel
from engine.records import (
    Claim,
    ClerkScan,
    Coupon,
    Deletion,
    Funding,
    Grant,
    Mark,
    Order,
    Record,
    Redemption,
    Referral,
    Wait,
)
from engine.storage.belongings import load_belongings
from engine.storage.brand_store import BrandStore
from engine.storage.database import Transaction
from engine.storage.grades import load_grades
from engine.storage.loading_people import PeopleLoader, rows_query
from engine.storage.reads import Reads
from engine.storage.rows import any_of, names_of, rows_of
from engine.till_records import Return, Sale, Stock
from engine.trade_records import Diversion, Registration, ServiceCase

_BRAND = ("brand", "text")
#: Where each kind of thing is found, joined to the accounts of which it is asked.
_HAPPENED: Final[dict[Happening, str]] = {
    "claim": "claim ON claim.brand = wanted.brand AND claim.person_id = wanted.account"
    " AND claim.at_us >= wanted.since"
    f" AND claim.kind NOT IN ({', '.join(repr(kind) for kind in own_words.BY_OTHERS)})",
    "referral": "referral ON referral.brand = wanted.brand AND referral.sharer_id = wanted.account"
    " AND referral.at_us >= wanted.since",
    "redemption": "coupon ON coupon.brand = wanted.brand AND coupon.consumer_id = wanted.account"
    " JOIN redemption ON redemption.id = coupon.redemption_id AND redemption.state = 'done'"
    " AND redemption.at_us >= wanted.since",
}
#: The same of what was told of a brand's own event.
_TOLD: Final = (
    "told ON told.brand = wanted.brand AND told.consumer_id = wanted.account AND told.at_us >= wanted.since"
    " AND told.event = ${place}"
)


class Loader:
    """Loads keys into a world within one transaction; `locking` all counters, not only those that are exact."""

    def __init__(self, transaction: Transaction, brands: BrandStore, *, locking: bool = False) -> None:
        self._transaction = transaction
        self._people = PeopleLoader(transaction, brands)
        self._reads = Reads(transaction)
        self._locking = locking

    async def load(self, want: Wants, world: World) -> None:
        """Bring missing rows into the world: whoever is missing, and when nobody is, all the rest. What does not exist
        stays absent.

        An identity brings its account and every account of that person at once: everybody asks for them next. What is
        not locked is read last, in a statement of its own: it is seen as it is once no lock is waited for any more.
        """
        if want.people_missing:
            await self._people.load(world, want)
            want.settle_people()
            return
        await self._trade(world, want)
        await self._locked(world, want)
        await load_belongings(self._transaction, world, want)
        exact, bounded = want.exact.missing, want.counters.missing
        await self._locked_counters(world, exact | bounded if self._locking else exact)
        self._counters(world, set() if self._locking else bounded - want.exact.known - exact)
        self._figures(world, want)
        await self._reads.run()
        if any(source in world.claims for source in want.sources.missing):
            await self._people.look_again(world, want)  # whoever claimed may have become known meanwhile
        want.settle()

    async def _trade(self, world: World, want: Wants) -> None:
        await self._tills(world, want.tills.missing)
        await self._outlets(world, want.outlets.missing)
        await self._chain(world, want)
        await load_grades(self._transaction, world, want)

    async def _locked(self, world: World, want: Wants) -> None:
        """What is locked, each kind by itself: what comes after a lock is seen as it is once that is held."""
        by_code = [("honourer", "text"), ("code", "text")]
        await self._rows_now(world, Coupon, by_code, want.coupons.missing, lock=True)
        by_id = [("id", "bigint")]
        await self._rows_now(world, Parcel, by_id, _singles(want.parcels.missing), lock=True)
        await self._sales(world, want)
        await self._redemptions(world, want)
        by_product = [_BRAND, ("outlet_id", "bigint"), ("product", "text")]
        await self._groups(world, want)
        await self._rows_now(world, Stock, by_product, want.stocks.missing, lock=True)
        held = {(one, "hold") for one in want.holds.missing}
        await self._rows_now(world, Wait, [("subject_id", "bigint"), ("topic", "text")], held, lock=True)
        await self._waits(world, want)
        await self._rows_now(world, Deletion, [("id", "bigint")], _singles(want.deletions.missing), lock=True)
        await self._grants(world, want)
        await self._rows_now(world, Order, [("order_no", "text")], _singles(want.orders.missing), lock=True)
        await self._rows_now(
            world, Wait, [("subject_id", "bigint")], _singles(want.abouts.missing), lock=True
        )
        await self._rows_now(
            world, Statement, [("id", "bigint")], _singles(want.statements.missing), lock=True
        )
        unsent = {(*name, state) for name in want.payees.missing for state in ("due", "sending", "small")}
        by_payee = [_BRAND, ("payee", "text"), ("state", "text")]
        await self._rows_now(world, Order, by_payee, unsent, lock=True)

    def _figures(self, world: World, want: Wants) -> None:
        """What is read as it is. A guesser's lock guards nothing but the guesser."""
        self._rows(world, Guesser, [("key", "text")], _singles(want.guessers.missing), lock=True)
        self._rows(world, Claim, [_BRAND, ("source", "text")], want.sources.missing)
        self._rows(world, Mark, [_BRAND, ("value_hash", "text")], want.marks.missing)
        self._rows(world, Referral, [_BRAND, ("friend_id", "bigint")], want.friends.missing)
        by_day = [_BRAND, ("device", "text"), ("day", "text")]
        self._rows(world, DeviceUse, by_day, want.devices.missing)
        self._served(world, want.served.missing)
        self._balances(world, want.balances.missing)
        self._happenings(world, want.happenings.missing)

    def _rows(
        self,
        world: World,
        record_type: type[Record],
        columns: Sequence[tuple[str, str]],
        wanted: Collection[tuple[Any, ...]],
        *,
        lock: bool = False,
    ) -> None:
        """Read rows together with what else waits to be read."""
        if wanted:
            sql, args = rows_query(self._transaction, record_type, columns, wanted, lock=lock)
            self._reads.add(sql, args, lambda rows: world.put(record_type(*row) for row in rows))

    async def _rows_now(
        self,
        world: World,
        record_type: type[Record],
        columns: Sequence[tuple[str, str]],
        wanted: Collection[tuple[Any, ...]],
        *,
        lock: bool = False,
    ) -> list[Any]:
        """Read rows on which the next read depends, after all that waits."""
        found: list[Any] = []
        if wanted:
            sql, args = rows_query(self._transaction, record_type, columns, wanted, lock=lock)
            self._reads.add(sql, args, lambda rows: found.extend(record_type(*row) for row in rows))
            await self._reads.run()
            world.put(found)
        return found

    def _served(self, world: World, wanted: Collection[tuple[str, int, int]]) -> None:
        if not wanted:
            return
        condition, args = any_of(
            self._transaction, [_BRAND, ("consumer_id", "bigint")], {(b, c) for b, c, _ in wanted}
        )
        sql = (
            f"SELECT {names_of(ClerkScan)} FROM clerk_scan WHERE {condition} AND at_us >= ${len(args) + 1}"
            " ORDER BY at_us, id"
        )
        since = min(since for _, _, since in wanted)
        self._reads.add(sql, [*args, since], lambda rows: world.put(ClerkScan(*row) for row in rows))

    async def _tills(self, world: World, clerks: Collection[int]) -> None:
        """Each clerk's outlet with its owner; None for a clerk who is not on record or has left."""
        if not clerks:
            return
        condition, args = any_of(self._transaction, [("clerk.id", "bigint")], {(one,) for one in clerks})
        sql = (
            "SELECT clerk.id, clerk.brand, clerk.outlet_id, min(owner.id) AS owner_id FROM clerk"
            " LEFT JOIN clerk AS owner ON owner.outlet_id = clerk.outlet_id AND owner.role = 'owner'"
            f" AND owner.closed_us IS NULL WHERE {condition} AND clerk.closed_us IS NULL"
            " GROUP BY clerk.id, clerk.brand, clerk.outlet_id"
        )
        rows = await self._transaction.fetch(sql, args)
        world.fresh.update(clerks)
        world.tills.update(dict.fromkeys(clerks))
        world.tills.update(
            (row["id"], Till(row["brand"], row["outlet_id"], row["id"], row["owner_id"])) for row in rows
        )

    async def _outlets(self, world: World, named: Collection[tuple[str, str, str]]) -> None:
        """Outlets by their codes with the owner, the clerk of that number and the dealer who supplies them; None where there is no such outlet."""
        if not named:
            return
        columns = [_BRAND, ("code", "text"), ("number", "text")]
        table, args = rows_of(self._transaction, columns, sorted(named))
        rows = await self._transaction.fetch(
            f"WITH wanted (brand, code, number) AS ({table}) SELECT wanted.brand, wanted.code, wanted.number,"
            " outlet.id, min(owner.id) AS owner_id, min(clerk.id) AS clerk_id, min(dealer.id) AS dealer_id FROM wanted"
            " JOIN outlet ON outlet.brand = wanted.brand AND outlet.code = wanted.code"
            " LEFT JOIN clerk AS owner ON owner.brand = outlet.brand AND owner.outlet_id = outlet.id"
            " AND owner.role = 'owner' AND owner.closed_us IS NULL"
            " LEFT JOIN clerk ON clerk.brand = outlet.brand AND clerk.outlet_id = outlet.id"
            " AND clerk.number = wanted.number AND clerk.closed_us IS NULL"
            " LEFT JOIN dealer ON dealer.brand = outlet.brand AND dealer.code = outlet.dealer"
            " GROUP BY wanted.brand, wanted.code, wanted.number, outlet.id",
            args,
        )
        world.fresh.update(named)
        world.outlets.update(dict.fromkeys(named))
        for row in rows:
            trade = Trade(row["clerk_id"], row["id"], row["owner_id"], row["dealer_id"])
            world.outlets[row["brand"], row["code"], row["number"]] = trade

    async def _sales(self, world: World, want: Wants) -> None:
        """Baskets, with the coupons that were taken in them, and what came back under a request."""
        by_request = [_BRAND, ("outlet_id", "bigint"), ("request_id", "text")]
        found = await self._rows_now(world, Sale, by_request, want.sale_requests.missing, lock=True)
        found += await self._rows_now(
            world, Sale, [("id", "bigint")], _singles(want.sales.missing), lock=True
        )
        await self._rows_now(world, Return, by_request, want.return_requests.missing)
        if found:
            ids = _singles(sale.id for sale in found)
            taken = await self._rows_now(world, Redemption, [("sale_id", "bigint")], ids)
            want.redemptions.missing.update(one.id for one in taken if one.id not in want.redemptions.known)

    async def _chain(self, world: World, want: Wants) -> None:
        """Who holds cartons and works there, what was observed of cartons, and the service cases of codes."""
        by_name = [_BRAND, ("name", "text")]
        await self._rows_now(world, Registration, by_name, want.holders.missing)
        await self._rows_now(world, Diversion, by_name, want.diversions.missing, lock=True)
        await self._rows_now(world, ServiceCase, by_name, want.cases.missing, lock=True)
        for brand in sorted({brand for brand, _ in want.cases.missing}):
            newest = await self._transaction.fetch(
                "SELECT coalesce(max(number), 0) AS newest FROM service_case WHERE brand = $1", [brand]
            )
            world.case_numbers[brand] = newest[0]["newest"]
        if want.houses.missing:
            condition, args = any_of(
                self._transaction, [("outlet.id", "bigint")], _singles(want.houses.missing)
            )
            rows = await self._transaction.fetch(
                "SELECT outlet.id, outlet.code, min(owner.id) AS owner_id FROM outlet LEFT JOIN clerk AS owner"
                " ON owner.brand = outlet.brand AND owner.outlet_id = outlet.id AND owner.role = 'owner'"
                f" AND owner.closed_us IS NULL WHERE {condition} GROUP BY outlet.id, outlet.code",
                args,
            )
            world.houses.update((row["id"], House(row["id"], row["code"], row["owner_id"])) for row in rows)
            world.fresh.update(want.houses.missing)
        if want.staff.missing:
            condition, args = any_of(
                self._transaction, [_BRAND, ("consumer_id", "bigint")], want.staff.missing
            )
            rows = await self._transaction.fetch(
                f"SELECT brand, consumer_id, id, outlet_id FROM clerk WHERE {condition} AND closed_us IS NULL"
                " ORDER BY id",
                args,
            )
            world.staff.update(dict.fromkeys(want.staff.missing, ()))
            for row in rows:
                name = (row["brand"], row["consumer_id"])
                world.staff[name] = (*world.staff[name], Trade(row["id"], row["outlet_id"]))

    async def _groups(self, world: World, want: Wants) -> None:
        """Groups, and under their locks their purchases; purchases by themselves, and coupons by id."""
        by_id = [("id", "bigint")]
        await self._rows_now(world, Group, by_id, _singles(want.groups.missing), lock=True)
        by_group = [("group_id", "bigint")]
        await self._rows_now(world, Purchase, by_group, _singles(want.groups.missing), lock=True)
        await self._rows_now(world, Purchase, by_id, _singles(want.purchases.missing), lock=True)
        await self._rows_now(world, Coupon, by_id, _singles(want.coupon_ids.missing), lock=True)

    async def _redemptions(self, world: World, want: Wants) -> None:
        by_request = [_BRAND, ("outlet_id", "bigint"), ("request_id", "text")]
        found = await self._rows_now(
            world, Redemption, by_request, want.redemption_requests.missing, lock=True
        )
        found += await self._rows_now(
            world, Redemption, [("id", "bigint")], _singles(want.redemptions.missing), lock=True
        )
        if found:
            ids = _singles(redemption.id for redemption in found)
            await self._rows_now(world, Funding, [("redemption_id", "bigint")], ids)
            coupons = _singles(redemption.coupon_id for redemption in found)
            await self._rows_now(world, Coupon, [("id", "bigint")], coupons, lock=True)

    async def _waits(self, world: World, want: Wants) -> None:
        """What still waits for accounts, and what events have put an end to."""
        whose = {
            (brand, account, state) for brand, account in want.waits.missing for state in ("waiting", "held")
        }
        by_person = [_BRAND, ("person_id", "bigint"), ("state", "text")]
        await self._rows_now(world, Wait, by_person, whose, lock=True)
        await self._rows_now(world, Wait, [("event_id", "bigint")], _singles(want.ended.missing), lock=True)

    async def _grants(self, world: World, want: Wants) -> None:
        found = await self._rows_now(
            world, Grant, [("cause_id", "bigint")], _singles(want.causes.missing), lock=True
        )
        found += await self._rows_now(
            world, Grant, [("id", "bigint")], _singles(want.grants.missing), lock=True
        )
        ids = _singles(grant.id for grant in found)
        orders = await self._rows_now(world, Order, [("grant_id", "bigint")], ids, lock=True)
        waiting = [grant.id for grant in found if grant.state == "locked"]
        waiting += [order.grant_id for order in orders if order.state in {"refused", "returned"}]
        await self._rows_now(world, Wait, [("subject_id", "bigint")], _singles(waiting), lock=True)
        coupons = _singles(grant.coupon_id for grant in found if grant.coupon_id is not None)
        await self._rows_now(world, Coupon, [("id", "bigint")], coupons, lock=True)

    async def _locked_counters(self, world: World, keys: Collection[str]) -> None:
        if keys and self._transaction.dialect == "postgres":
            wanted = sorted(keys)
            await self._transaction.execute(
                "INSERT INTO counter (key, brand, used) SELECT key, brand, 0 FROM unnest($1::text[], $2::text[])"
                " AS wanted(key, brand) ON CONFLICT (key) DO NOTHING",
                [wanted, [key.split("|", 1)[0] for key in wanted]],
            )
        self._counters(world, keys, lock=self._transaction.dialect == "postgres")
        await self._reads.run()

    def _counters(self, world: World, keys: Collection[str], *, lock: bool = False) -> None:
        if not keys:
            return
        condition, args = any_of(self._transaction, [("key", "text")], _singles(keys))
        sql = f"SELECT key, used FROM counter WHERE {condition} ORDER BY key{' FOR UPDATE' if lock else ''}"
        world.counters.update(dict.fromkeys(keys, 0))
        self._reads.add(sql, args, world.counters.update)

    def _balances(self, world: World, keys: Collection[str]) -> None:
        if not keys:
            return
        condition, args = any_of(self._transaction, [("key", "text")], _singles(keys))
        world.balances.update(dict.fromkeys(keys, 0))
        self._reads.add(f"SELECT key, amount FROM balance WHERE {condition}", args, world.balances.update)

    def _happenings(self, world: World, wanted: Collection[tuple[str, int, Happening, int]]) -> None:
        """Count what happened to accounts since some instants, one query for each kind of thing."""
        for brand, account, what, since in wanted:
            world.happened.setdefault((brand, account, what), {})[since] = 0
        for what in dict.fromkeys(key[2] for key in wanted):
            asked = sorted((brand, account, since) for brand, account, kind, since in wanted if kind == what)
            table, args = rows_of(
                self._transaction, [_BRAND, ("account", "bigint"), ("since", "bigint")], asked
            )
            joined = _HAPPENED.get(what)
            if joined is None:
                joined = _TOLD.format(place=len(args) + 1)
                args = [*args, what.removeprefix(TOLD)]
            sql = (
                f"WITH wanted (brand, account, since) AS ({table}) SELECT wanted.brand, wanted.account,"
                f" wanted.since, count(*) AS number FROM wanted JOIN {joined}"
                " GROUP BY wanted.brand, wanted.account, wanted.since"
            )
            self._reads.add(sql, args, partial(_count, world, what))


def _count(world: World, what: Happening, rows: Sequence[Any]) -> None:
    for brand, account, since, number in rows:
        world.happened[brand, account, what][since] = number


def _singles(values: Iterable[Any]) -> set[tuple[Any]]:
    return {(value,) for value in values}
