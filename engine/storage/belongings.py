"""What belongs to accounts, for the commands that join or delete people."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from engine.commit.wants import Wants
from engine.commit.world import World
from engine.records import Identity
from engine.storage.database import Transaction
from engine.storage.rows import any_of, to_record

_OWNER: Final = [("grants.brand", "text"), ("grants.recipient_id", "bigint")]
_BONUSES: Final = (
    "SELECT grants.id, grants.brand, grants.recipient_id AS account,"
    " COALESCE(claim.person_id, coupon.consumer_id) AS friend FROM grants"
    " LEFT JOIN claim ON claim.id = grants.cause_id AND grants.cause_kind = 'claim'"
    " LEFT JOIN redemption ON redemption.id = grants.cause_id AND grants.cause_kind = 'redemption'"
    " LEFT JOIN coupon ON coupon.id = redemption.coupon_id"
    " WHERE {owner} AND grants.recipient_kind = 'referrer' AND grants.state <> 'reversed' ORDER BY grants.id"
)
_HOLDINGS: Final = (
    "SELECT id, brand, recipient_id AS account FROM grants WHERE {owner}"
    " AND recipient_kind IN ('consumer', 'referrer')"
    " AND (state = 'locked' OR coupon_id IS NOT NULL AND state = 'given' OR EXISTS (SELECT 1 FROM parcel"
    " WHERE parcel.id = grants.id AND parcel.state IN ('asked', 'to_pack', 'returned'))) ORDER BY id"
)
_PLACES: Final = (
    "SELECT brand, consumer_id AS account, group_id FROM purchase WHERE {owner}"
    " AND group_id IS NOT NULL AND state IN ('waiting', 'paid', 'sent')"
)


async def load_belongings(transaction: Transaction, world: World, want: Wants) -> None:
    """Bonuses for friends, what is locked or a coupon, places in groups and identities, where they are missing."""
    if want.bonuses.missing:
        owner, args = any_of(transaction, _OWNER, want.bonuses.missing)
        found: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        for row in await transaction.fetch(_BONUSES.format(owner=owner), args):
            if row["friend"] is not None:
                found[row["brand"], row["account"]].append((row["id"], row["friend"]))
        world.bonuses.update({name: tuple(found[name]) for name in want.bonuses.missing})
        world.fresh.update(want.bonuses.missing)
    if want.holdings.missing:
        owner, args = any_of(transaction, _OWNER, want.holdings.missing)
        held: dict[tuple[str, int], list[int]] = defaultdict(list)
        for row in await transaction.fetch(_HOLDINGS.format(owner=owner), args):
            held[row["brand"], row["account"]].append(row["id"])
        world.holdings.update({name: tuple(held[name]) for name in want.holdings.missing})
        world.fresh.update(want.holdings.missing)
    if want.places.missing:
        owner, args = any_of(transaction, [("brand", "text"), ("consumer_id", "bigint")], want.places.missing)
        inside: dict[tuple[str, int], set[int]] = defaultdict(set)
        for row in await transaction.fetch(_PLACES.format(owner=owner), args):
            inside[row["brand"], row["account"]].add(row["group_id"])
        world.places_of.update({name: tuple(sorted(inside[name])) for name in want.places.missing})
        world.fresh.update(want.places.missing)
    if want.keys_of.missing:
        where, args = any_of(
            transaction, [("consumer_id", "bigint")], {(one,) for one in want.keys_of.missing}
        )
        rows = await transaction.fetch(f"SELECT * FROM identity WHERE {where} ORDER BY id", args)
        keys = [to_record(Identity, row) for row in rows]
        world.put(keys)
        for account in want.keys_of.missing:
            own = ((one.brand, one.kind, one.value_hash) for one in keys if one.consumer_id == account)
            world.keys_of[account] = tuple(own)
        world.fresh.update(want.keys_of.missing)
