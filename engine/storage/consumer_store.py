"""Reads for the service desk: who a code, an order or a number belongs to, and what happened to a person."""

from __future__ import annotations

from collections.abc import Sequence

from engine.records import Claim, Consumer, Grant, Identity, Referral, Refused, Wait
from engine.storage.database import Database, Row
from engine.storage.rows import to_record

_OWN = "('consumer', 'referrer')"


class ConsumerStore:
    """Each read goes by an index of the person, the code or the number asked for. None locks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refusals_of(self, brand: str, source: str, limit: int) -> list[Refused]:
        """Who asked for a code in vain, newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM refusal WHERE brand = $1 AND source = $2 ORDER BY id DESC LIMIT $3",
            [brand, source, limit],
        )
        return [to_record(Refused, row) for row in rows]

    async def account(self, brand: str, account: int) -> Consumer | None:
        """An account of the brand."""
        rows = await self._database.fetch(
            "SELECT * FROM consumer WHERE id = $1 AND brand = $2", [account, brand]
        )
        return to_record(Consumer, rows[0]) if rows else None

    async def grant(self, brand: str, grant_id: int) -> Grant | None:
        """A grant of the brand."""
        rows = await self._database.fetch(
            "SELECT * FROM grants WHERE id = $1 AND brand = $2", [grant_id, brand]
        )
        return to_record(Grant, rows[0]) if rows else None

    async def grant_of_order(self, brand: str, order_no: str) -> Grant | None:
        """The grant behind an order number."""
        rows = await self._database.fetch(
            "SELECT grants.* FROM outbox JOIN grants ON grants.id = outbox.grant_id"
            " WHERE outbox.order_no = $1 AND outbox.brand = $2",
            [order_no, brand],
        )
        return to_record(Grant, rows[0]) if rows else None

    async def identities(self, accounts: Sequence[int]) -> list[Identity]:
        """By what a person is recognised, oldest first."""
        rows = await self._database.fetch(
            f"SELECT * FROM identity WHERE consumer_id IN ({_marks(accounts, 1)}) ORDER BY id", list(accounts)
        )
        return [to_record(Identity, row) for row in rows]

    async def money(self, brand: str, accounts: Sequence[int]) -> list[Row]:
        """Sums of a person's money by state and currency; what a delivered reward costs the brand is none of it."""
        return await self._database.fetch(
            "SELECT state, currency, SUM(amount) AS minor FROM grants WHERE brand = $1"
            f" AND recipient_kind IN {_OWN} AND recipient_id IN ({_marks(accounts, 2)})"
            " AND amount IS NOT NULL AND fund <> 'cost' GROUP BY state, currency ORDER BY state, currency",
            [brand, *accounts],
        )

    async def counted(
        self, brand: str, table: str, accounts: Sequence[int], since_us: Sequence[int]
    ) -> list[int]:
        """How many claims, refusals or redemptions of a person there are since each instant, and ever."""
        source, one = {
            "claim": ("claim WHERE brand = $1 AND kind = 'scan' AND person_id IN", "at_us"),
            "refusal": ("refusal WHERE brand = $1 AND kind = 'scan' AND consumer_id IN", "at_us"),
            "redemption": (
                (
                    "redemption JOIN coupon ON coupon.id = redemption.coupon_id"
                    " WHERE redemption.state = 'done' AND coupon.brand = $1 AND coupon.consumer_id IN"
                ),
                "redemption.at_us",
            ),
        }[table]
        sums = ", ".join(
            f"COALESCE(SUM(CASE WHEN {one} >= ${place} THEN 1 ELSE 0 END), 0) AS n{place}"
            for place in range(2, len(since_us) + 2)
        )
        marks = _marks(accounts, len(since_us) + 2)
        rows = await self._database.fetch(
            f"SELECT {sums}, COUNT(*) AS n FROM {source} ({marks})", [brand, *since_us, *accounts]
        )
        return [int(rows[0][f"n{place}"]) for place in range(2, len(since_us) + 2)] + [int(rows[0]["n"])]

    async def visited(self, brand: str, accounts: Sequence[int]) -> list[Row]:
        """Outlets at which a person redeemed or was served: outlet, times, last instant."""
        claims = (
            "SELECT claim.outlet_id, claim.at_us FROM claim WHERE claim.brand = $1"
            f" AND claim.person_id IN ({_marks(accounts, 2)}) AND claim.outlet_id IS NOT NULL"
        )
        redeemed = (
            "SELECT redemption.outlet_id, redemption.at_us FROM coupon JOIN redemption"
            " ON redemption.coupon_id = coupon.id AND redemption.state = 'done' WHERE coupon.brand = $1"
            f" AND coupon.consumer_id IN ({_marks(accounts, 2)})"
        )
        return await self._database.fetch(
            "SELECT outlet.code, outlet.name_en, outlet.name_zh, COUNT(*) AS times, MAX(been.at_us) AS last_us"
            f" FROM ({claims} UNION ALL {redeemed}) AS been JOIN outlet ON outlet.id = been.outlet_id"
            " GROUP BY outlet.code, outlet.name_en, outlet.name_zh ORDER BY last_us DESC LIMIT 20",
            [brand, *accounts],
        )

    async def claims(self, brand: str, accounts: Sequence[int], before: int, limit: int) -> list[Claim]:
        """A person's claims of every kind, newest first, with ids below `before`."""
        rows = await self._page("claim", "person_id", brand, accounts, before, limit)
        return [to_record(Claim, row) for row in rows]

    async def refusals(self, brand: str, accounts: Sequence[int], before: int, limit: int) -> list[Refused]:
        """What a person was refused, newest first."""
        rows = await self._page("refusal", "consumer_id", brand, accounts, before, limit)
        return [to_record(Refused, row) for row in rows]

    async def rewards(self, brand: str, accounts: Sequence[int], before: int, limit: int) -> list[Grant]:
        """What a person got for something else than an own claim: as a sharer, by time, taken back points."""
        own = _marks(accounts, 4)
        rows = await self._database.fetch(
            f"SELECT * FROM grants WHERE brand = $1 AND id < $2 AND recipient_kind IN {_OWN} AND recipient_id IN ({own})"
            " AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.id = grants.cause_id AND claim.person_id IN"
            f" ({own})) ORDER BY id DESC LIMIT $3",
            [brand, before, limit, *accounts],
        )
        return [to_record(Grant, row) for row in rows]

    async def redemptions(self, brand: str, accounts: Sequence[int], before: int, limit: int) -> list[Row]:
        """Where a person's coupons were taken, newest first, with the outlet's names."""
        return await self._database.fetch(
            "SELECT redemption.*, coupon.name_en, coupon.name_zh, outlet.name_en AS at_en, outlet.name_zh AS at_zh"
            " FROM coupon JOIN redemption ON redemption.coupon_id = coupon.id"
            " JOIN outlet ON outlet.id = redemption.outlet_id"
            f" WHERE coupon.brand = $1 AND redemption.id < $2 AND coupon.consumer_id IN ({_marks(accounts, 4)})"
            " ORDER BY redemption.id DESC LIMIT $3",
            [brand, before, limit, *accounts],
        )

    async def shares(
        self, brand: str, campaigns: Sequence[int], accounts: Sequence[int], before: int
    ) -> list[Row]:
        """The share links that a person has made: one a campaign and account."""
        if not campaigns:
            return []
        places = _marks(campaigns, 3)
        return await self._database.fetch(
            "SELECT id, campaign_id, created_us FROM share_link WHERE brand = $1 AND id < $2"
            f" AND campaign_id IN ({places}) AND consumer_id IN ({_marks(accounts, 3 + len(campaigns))})"
            " ORDER BY id DESC",
            [brand, before, *campaigns, *accounts],
        )

    async def referrals(
        self, brand: str, accounts: Sequence[int], before: int, limit: int
    ) -> tuple[list[Referral], list[Referral]]:
        """Whom a person brought, and who brought the person."""
        found = []
        for column in ("sharer_id", "friend_id"):
            rows = await self._page("referral", column, brand, accounts, before, limit)
            found.append([to_record(Referral, row) for row in rows])
        return found[0], found[1]

    async def brought(self, brand: str, accounts: Sequence[int]) -> int:
        """How many friends a person brought."""
        rows = await self._database.fetch(
            f"SELECT COUNT(*) AS n FROM referral WHERE brand = $1 AND sharer_id IN ({_marks(accounts, 2)})",
            [brand, *accounts],
        )
        return int(rows[0]["n"])

    async def consents(self, accounts: Sequence[int]) -> list[Row]:
        """What a person agreed to and took back, newest first."""
        return await self._database.fetch(
            f"SELECT id, purpose, given, at_us FROM consent WHERE consumer_id IN ({_marks(accounts, 1)})"
            " ORDER BY id DESC",
            list(accounts),
        )

    async def reviews(self, brand: str, accounts: Sequence[int]) -> list[Wait]:
        """The person's claims that guards held or noted."""
        rows = await self._database.fetch(
            f"SELECT * FROM wait WHERE brand = $1 AND person_id IN ({_marks(accounts, 2)}) AND topic = 'review'"
            " ORDER BY id DESC",
            [brand, *accounts],
        )
        return [to_record(Wait, row) for row in rows]

    async def looked(self, brand: str, user_id: int, about: str, since_us: int) -> bool:
        """Whether somebody has said since an instant why this person is looked at."""
        rows = await self._database.fetch(
            "SELECT 1 FROM act WHERE brand = $1 AND about = $2 AND user_id = $3 AND kind = 'looked_at'"
            " AND at_us >= $4 LIMIT 1",
            [brand, about, user_id, since_us],
        )
        return bool(rows)

    async def acts(self, brand: str, about: Sequence[str], limit: int) -> list[Row]:
        """What was done about a person, newest first."""
        marks = ", ".join(f"${place}" for place in range(3, 3 + len(about)))
        return await self._database.fetch(
            f"SELECT * FROM act WHERE brand = $1 AND about IN ({marks}) ORDER BY id DESC LIMIT $2",
            [brand, limit, *about],
        )

    async def looks_of(self, brand: str, user_id: int, since_id: int, limit: int) -> list[Row]:
        """Whom somebody has looked at lately, newest first."""
        return await self._database.fetch(
            "SELECT about, before, after, at_us FROM act WHERE brand = $1 AND id >= $2 AND user_id = $3"
            " AND kind = 'looked_at' ORDER BY id DESC LIMIT $4",
            [brand, since_id, user_id, limit],
        )

    async def bonuses_between(self, brand: str, one: Sequence[int], other: Sequence[int]) -> list[Grant]:
        """What two people have for bringing each other and what can still be taken back."""
        found: list[Grant] = []
        for own, friends in ((one, other), (other, one)):
            rows = await self._database.fetch(
                "SELECT grants.* FROM grants JOIN claim ON claim.id = grants.cause_id WHERE grants.brand = $1"
                f" AND grants.recipient_kind = 'referrer' AND grants.recipient_id IN ({_marks(own, 2)})"
                f" AND claim.person_id IN ({_marks(friends, 2 + len(own))})"
                " AND grants.state IN ('locked', 'owed', 'given') ORDER BY grants.id",
                [brand, *own, *friends],
            )
            found += [to_record(Grant, row) for row in rows]
        return found

    async def _page(
        self, table: str, column: str, brand: str, accounts: Sequence[int], before: int, limit: int
    ) -> list[Row]:
        return await self._database.fetch(
            f"SELECT * FROM {table} WHERE brand = $1 AND id < $2 AND {column} IN ({_marks(accounts, 4)})"
            " ORDER BY id DESC LIMIT $3",
            [brand, before, limit, *accounts],
        )


def _marks(values: Sequence[object], first: int) -> str:
    return ", ".join(f"${place}" for place in range(first, first + len(values)))
