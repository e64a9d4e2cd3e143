"""Reads for wallets and clerks' screens; share links; the joining of two accounts of one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from dsl.campaign import TierTerms
from engine.campaigns.live import BrandState
from engine.ids import new_id
from engine.members.tiers import Standing, earned_keys, standing, year_of
from engine.records import Claim, Consumer, Coupon, Grant, Identity, Redemption, Referral, Refused
from engine.storage.database import UNSTORABLE, Database
from engine.storage.models import ShareLinkRow
from engine.storage.rows import to_record
from engine.storage.tallies import add_tallies


class MemberStore:
    """Reads about members, none of which locks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _records(self, record_type: type, sql: str, args: Sequence[object]) -> list:  # type: ignore[type-arg]  # narrowed by each caller
        return [to_record(record_type, row) for row in await self._database.fetch(sql, args)]

    async def person(self, key: tuple[str, str, str]) -> Consumer | None:
        """The person behind an identity."""
        found = await self._records(
            Consumer,
            "SELECT person.* FROM identity JOIN consumer ON consumer.id = identity.consumer_id"
            " JOIN consumer AS person ON person.id = consumer.person_id"
            " WHERE identity.brand = $1 AND identity.kind = $2 AND identity.value_hash = $3",
            key,
        )
        return found[0] if found else None

    async def has_scanned(self, brand: str, person_id: int) -> bool:
        """Whether any account of a person has claimed a code."""
        rows = await self._database.fetch(
            "SELECT claim.id FROM consumer JOIN claim ON claim.brand = consumer.brand AND claim.person_id = consumer.id"
            " WHERE consumer.brand = $1 AND consumer.person_id = $2 AND claim.kind = 'scan' LIMIT 1",
            [brand, person_id],
        )
        return bool(rows)

    async def by_member_code(self, brand: str, member_code: str) -> Consumer | None:
        """The person behind a member code."""
        found = await self._records(
            Consumer,
            "SELECT person.* FROM consumer JOIN consumer AS person ON person.id = consumer.person_id"
            " WHERE consumer.brand = $1 AND consumer.member_code = $2",
            [brand, member_code],
        )
        return found[0] if found else None

    async def consumer(self, consumer_id: int) -> Consumer | None:
        """An account by id."""
        found = await self._records(Consumer, "SELECT * FROM consumer WHERE id = $1", [consumer_id])
        return found[0] if found else None

    async def newest_claim(self, brand: str, person_id: int, campaign_id: int) -> Claim | None:
        """A person's newest claim of a code or link in a campaign, whichever of their accounts made it."""
        found = await self._records(
            Claim,
            "SELECT claim.* FROM consumer JOIN claim"
            " ON claim.brand = consumer.brand AND claim.person_id = consumer.id"
            " WHERE consumer.person_id = $1 AND claim.brand = $2 AND claim.campaign_id = $3"
            " AND claim.kind IN ('scan', 'invitation') ORDER BY claim.id DESC LIMIT 1",
            [person_id, brand, campaign_id],
        )
        return found[0] if found else None

    async def identity_of(self, consumer_id: int) -> Identity | None:
        """One of the keys by which an account is recognised, the oldest."""
        sql = "SELECT * FROM identity WHERE consumer_id = $1 ORDER BY id LIMIT 1"
        found = await self._records(Identity, sql, [consumer_id])
        return found[0] if found else None

    async def accounts_of(self, person_id: int) -> list[Consumer]:
        """Every account of a person."""
        return await self._records(
            Consumer, "SELECT * FROM consumer WHERE person_id = $1 ORDER BY id", [person_id]
        )

    async def grants(self, brand: str, kinds: Sequence[str], recipient_id: int, limit: int) -> list[Grant]:
        """A party's newest grants."""
        marks = ", ".join(f"${place}" for place in range(4, 4 + len(kinds)))
        return await self._records(
            Grant,
            f"SELECT * FROM grants WHERE brand = $1 AND recipient_id = $2 AND recipient_kind IN ({marks})"
            " ORDER BY id DESC LIMIT $3",
            [brand, recipient_id, limit, *kinds],
        )

    async def grants_by_id(self, brand: str, ids: Iterable[int]) -> list[Grant]:
        """Grants of the brand by id."""
        found = []
        for grant_id in ids:
            found += await self._records(
                Grant, "SELECT * FROM grants WHERE brand = $1 AND id = $2", [brand, grant_id]
            )
        return found

    async def coupons(self, brand: str, consumer_id: int, limit: int = 100) -> list[Coupon]:
        """The newest coupons that a person got from a brand."""
        return await self._records(
            Coupon,
            "SELECT * FROM coupon WHERE brand = $1 AND consumer_id = $2 ORDER BY id DESC LIMIT $3",
            [brand, consumer_id, limit],
        )

    async def coupon(self, honourer: str, code: str) -> Coupon | None:
        """A coupon by its code, as the brand that honours it."""
        found = await self._records(
            Coupon, "SELECT * FROM coupon WHERE honourer = $1 AND code = $2", [honourer, code]
        )
        return found[0] if found else None

    async def coupons_by_id(self, ids: Iterable[int]) -> dict[int, Coupon]:
        """Coupons by id."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        marks = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
        found = await self._records(Coupon, f"SELECT * FROM coupon WHERE id IN ({marks})", wanted)
        return {coupon.id: coupon for coupon in found}

    async def redemptions(self, ids: Iterable[int]) -> dict[int, Redemption]:
        """Redemptions by id."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        marks = ", ".join(f"${place}" for place in range(1, len(wanted) + 1))
        found = await self._records(Redemption, f"SELECT * FROM redemption WHERE id IN ({marks})", wanted)
        return {redemption.id: redemption for redemption in found}

    async def redemptions_at(self, brand: str, outlet_id: int, since_us: int) -> list[Redemption]:
        """An outlet's redemptions since an instant, newest first."""
        return await self._records(
            Redemption,
            "SELECT * FROM redemption WHERE brand = $1 AND outlet_id = $2 AND at_us >= $3 ORDER BY id DESC LIMIT 200",
            [brand, outlet_id, since_us],
        )

    async def missed_bonuses(self, brand: str, person_id: int, limit: int) -> list[Refused]:
        """Bonuses that a person's accounts did not get, newest first."""
        return await self._records(
            Refused,
            "SELECT * FROM refusal WHERE brand = $1 AND kind IN ('bonus', 'review') AND consumer_id IN"
            " (SELECT id FROM consumer WHERE person_id = $2) ORDER BY id DESC LIMIT $3",
            [brand, person_id, limit],
        )

    async def refused_redemptions(self, brand: str, before: int | None, limit: int) -> list[Refused]:
        """What tills were refused, newest first, with ids below `before`. No campaign is named in these rows."""
        return await self._records(
            Refused,
            "SELECT * FROM refusal WHERE brand = $1 AND campaign_id IS NULL AND kind = 'redemption' AND id < $2"
            " ORDER BY id DESC LIMIT $3",
            [brand, before if before is not None else 2**62, limit],
        )

    async def grants_at(self, brand: str, outlet_id: int, since_us: int, until_us: int) -> list[Grant]:
        """Money for an outlet and its people, given or taken back between two instants."""
        parties = (
            "SELECT 'store' AS kind, CAST($2 AS BIGINT) AS id"
            " UNION ALL SELECT 'owner', id FROM clerk WHERE brand = $1 AND outlet_id = $2"
            " UNION ALL SELECT 'clerk', id FROM clerk WHERE brand = $1 AND outlet_id = $2"
        )
        return await self._books(parties, [brand, outlet_id, since_us, until_us - 1])

    async def grants_to_dealer(self, brand: str, dealer_id: int, since_us: int, until_us: int) -> list[Grant]:
        """Money for a dealer, given or taken back between two instants."""
        parties = "SELECT 'dealer' AS kind, CAST($2 AS BIGINT) AS id"
        return await self._books(parties, [brand, dealer_id, since_us, until_us - 1])

    async def _books(self, parties: str, args: list[object]) -> list[Grant]:
        return await self._records(
            Grant,
            f"WITH party (kind, id) AS ({parties}) SELECT grants.* FROM party JOIN grants ON grants.brand = $1"
            " AND grants.recipient_kind = party.kind AND grants.recipient_id = party.id"
            " WHERE grants.amount IS NOT NULL AND (grants.at_us BETWEEN $3 AND $4"
            " OR grants.state = 'reversed' AND grants.settled_us BETWEEN $3 AND $4) ORDER BY grants.id",
            args,
        )

    async def grants_of(self, cause_id: int) -> list[Grant]:
        """What a claim or redemption caused."""
        return await self._records(Grant, "SELECT * FROM grants WHERE cause_id = $1 ORDER BY id", [cause_id])

    async def opened_by(self, claim_id: int) -> list[Grant]:
        """The claimer's own rewards that were locked before, and that the claim has opened."""
        return await self._records(
            Grant,
            "SELECT grants.* FROM wait JOIN grants ON grants.id = wait.subject_id"
            " WHERE wait.event_id = $1 AND wait.friend = 0 ORDER BY grants.id",
            [claim_id],
        )

    async def claim(self, brand: str, source: str) -> Claim | None:
        """A claim by what was claimed."""
        found = await self._records(
            Claim, "SELECT * FROM claim WHERE brand = $1 AND source = $2", [brand, source]
        )
        return found[0] if found else None

    async def balance(self, key: str) -> int:
        """An account's balance."""
        rows = await self._database.fetch("SELECT amount FROM balance WHERE key = $1", [key])
        return rows[0]["amount"] if rows else 0

    async def standing(
        self, brand: BrandState, tiers: Sequence[TierTerms], person: Consumer | None, at: datetime
    ) -> Standing:
        """Where a person stands among tiers, all accounts together."""
        own = [one.id for one in await self.accounts_of(person.id)] if person else []
        year = year_of(at, brand.zone)
        figures = await self.used(list(earned_keys(brand.slug, own, year)))
        return standing(tiers, brand.slug, own, year, figures.__getitem__)

    async def used(self, keys: Sequence[str]) -> dict[str, int]:
        """The figures of counters; 0 where nothing was taken."""
        if not keys:
            return {}
        marks = ", ".join(f"${place}" for place in range(1, len(keys) + 1))
        rows = await self._database.fetch(f"SELECT key, used FROM counter WHERE key IN ({marks})", keys)
        return dict.fromkeys(keys, 0) | {row["key"]: row["used"] for row in rows}

    async def note_exposure(
        self,
        brand: str,
        visitor: str,
        batch_id: int,
        serial: int,
        day: int,
        campaign_id: int | None,
        at_us: int,
    ) -> None:
        """Count a page opened, once a visitor, code and day."""
        async with self._database.transaction() as transaction:
            new = await transaction.fetch(
                "INSERT INTO exposure (id, brand, visitor, batch_id, serial, day, campaign_id, at_us)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id",
                [new_id(), brand, visitor, batch_id, serial, day, campaign_id, at_us],
            )
            if new and campaign_id is not None:
                await add_tallies(transaction, {f"{brand}|c{campaign_id}|scans": 1})

    async def share_link(
        self, brand: str, campaign_id: int, consumer_id: int, token: str, now_us: int
    ) -> str:
        """The token of a consumer's share link: the one there is, or this new one."""
        await self._database.execute(
            "INSERT INTO share_link (id, brand, campaign_id, consumer_id, token, created_us)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            [new_id(), brand, campaign_id, consumer_id, token, now_us],
        )
        with self._database.orm():
            kept = await ShareLinkRow.get(brand=brand, campaign_id=campaign_id, consumer_id=consumer_id)
            return str(kept.token)

    async def link_by_token(self, token: str) -> ShareLinkRow | None:
        """A share link."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await ShareLinkRow.get_or_none(token=token)
        return None

    async def referral(self, brand: str, campaign_id: int, friend_id: int) -> Referral | None:
        """Who brought a friend to a campaign."""
        found = await self._records(
            Referral,
            "SELECT * FROM referral WHERE brand = $1 AND campaign_id = $2 AND friend_id = $3",
            [brand, campaign_id, friend_id],
        )
        return found[0] if found else None
