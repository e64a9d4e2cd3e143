"""A person's own data: handed out, and deleted. What a deletion means is shown before it is confirmed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dsl.values import Money
from engine.clock import from_micros
from engine.core import Core
from engine.errors import NotFound
from engine.ledger.accounts import party
from engine.members.attributes import purposes_of, tags_of
from engine.members.deleting import DeletePerson
from engine.members.door import MemberDoor
from engine.members.identity import ConsumerKey
from engine.outcomes import CouponView
from engine.records import Consumer, Deletion, Wait
from engine.spi.answers import Delivered
from engine.storage.group_store import GroupStore
from engine.storage.member_store import MemberStore
from engine.storage.person_store import PersonStore

#: Purchases that are told of, newest first: more than anybody makes.
_EXPORTED: Final = 10_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parting:
    """What a person loses by a deletion, and what is still paid. Money maps to sums."""

    points: int
    locked: Money | None
    coupons: tuple[CouponView, ...]
    owed: Money | None


@dataclass(frozen=True, slots=True)
class DeletionView:
    """A deletion: the opaque number it stands under, by when all is erased, and how long records are kept apart."""

    id: int
    person: int
    asked_at: datetime
    erase_by: datetime
    erased_at: datetime | None
    prizes_until: datetime
    orders_until: datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That accounts of a brand were deleted: kept beside the database, to be applied again to an older copy of it."""

    brand: str
    accounts: tuple[int, ...]
    at: datetime

    def line(self) -> str:
        """As a line of JSON."""
        return json.dumps([self.brand, list(self.accounts), self.at.isoformat()])

    @classmethod
    def of_line(cls, line: str) -> Tombstone:
        """From such a line. Raises `ValueError` for any other."""
        brand, accounts, at = json.loads(line)
        return cls(str(brand), tuple(map(int, accounts)), datetime.fromisoformat(at))


class ForgettingDoor:
    """Deletions, the people's own data, and what plugins must forget.

    `tombstones` is a file outside the database that grows by a line with each deletion.
    """

    def __init__(
        self,
        core: Core,
        store: PersonStore,
        people: MemberStore,
        members: MemberDoor,
        tombstones: Path | None,
    ) -> None:
        self._core = core
        self._store = store
        self._people = people
        self._members = members
        self._tombstones = tombstones

    async def parting(self, brand: str, who: ConsumerKey) -> Parting:
        """What a deletion would mean; nothing for somebody whom nobody knows."""
        person = await self._people.person(self._core.who(brand, who).key)
        return await self.parting_of(brand, person)

    async def parting_of(self, brand: str, person: Consumer | None) -> Parting:
        """The same of a person who is known otherwise."""
        held = await self._members.held_by(brand, person)
        coupons = tuple(one for one in held.coupons if one.state == "open")
        return Parting(held.points, held.locked, coupons, held.owed)

    async def delete(self, brand: str, who: ConsumerKey) -> DeletionView:
        """Delete a person, who was verified and has seen what it means. Raises `NotFound` where nobody is known."""
        return await self.delete_account(brand, (await self._person(brand, who)).id)

    async def delete_account(self, brand: str, account: int) -> DeletionView:
        """Delete the person behind an account. Raises `NotFound` where nobody of the brand is left to delete."""
        done = await self._delete(brand, account)
        if done is None:
            raise NotFound("nobody is known so")
        return _view(done)

    async def _delete(self, brand: str, account: int) -> Deletion | None:
        words = self._core.vocabulary.every_fact()
        personal = frozenset(word.name for word in words if word.personal)
        facts = personal | {"consumer.tags", "consumer.tier"}
        done = await self._core.settle(DeletePerson(brand, account, self._core.clock.now(), facts))
        if done is not None:
            self._keep(_tombstone(done))
        return done

    def _keep(self, stone: Tombstone) -> None:
        """Add a line to the file beside the database."""
        if self._tombstones is not None:
            with self._tombstones.open("a", encoding="utf-8") as file:
                file.write(stone.line() + "\n")

    async def deletions(self, brand: str) -> tuple[DeletionView, ...]:
        """Every deletion of a brand, newest first."""
        return tuple(_view(one) for one in await self._store.deletions(brand))

    async def tombstones(self) -> tuple[Tombstone, ...]:
        """Every deletion of every brand, as it is kept beside the database."""
        return tuple(_tombstone(one) for one in await self._store.deletions(None))

    async def apply_again(self, stones: Iterable[Tombstone]) -> int:
        """Delete those again whom an older copy of the database brought back; how many people they were."""
        count = 0
        for stone in stones:
            for account in await self._store.living(stone.brand, stone.accounts):
                count += await self._delete(stone.brand, account) is not None
        return count

    async def apply_file(self) -> int:
        """The same with the file, before the service begins; how many people came back and went again."""
        if self._tombstones is None:
            return 0
        lines = self._tombstones.read_text("utf-8").splitlines() if self._tombstones.exists() else []
        again = await self.apply_again([Tombstone.of_line(line) for line in lines if line.strip()])
        known = {tuple(json.loads(line)[1]) for line in lines if line.strip()}
        for stone in await self.tombstones():  # a crash may have come between the commit and its line
            if stone.accounts not in known and again == 0:
                self._keep(stone)
        if again:
            _log.warning("%d deletions were applied again", again)
        return again

    async def erase_in_plugins(self, wait: Wait) -> bool:
        """Ask every plugin that keeps something of people to forget a deleted person; whether all have."""
        names = tuple(f"{party('consumer')}-{account}" for account in json.loads(wait.payload))
        done = True
        for eraser in self._core.catalog.erasers:
            try:
                answer = await eraser.erase(names)
            except Exception:  # noqa: BLE001 - a plugin's trouble is asked about again
                _log.exception("an eraser failed; it is asked again")
                done = False
                continue
            done = done and isinstance(answer, Delivered)
        return done

    async def export(self, brand: str, who: ConsumerKey) -> dict[str, Any]:
        """All that is kept of a person, as JSON values. Raises `NotFound`."""
        return await self.export_of(brand, await self._person(brand, who))

    async def export_of(self, brand: str, person: Consumer) -> dict[str, Any]:
        """The same of a person who is known otherwise."""
        accounts = await self._people.accounts_of(person.id)
        claims = await self._store.claims(brand, [one.id for one in accounts])
        firsts = [claim["id"] for claim in claims if _as_newcomer(claim["facts"])]
        for claim in claims:
            claim["again_as_newcomer"] = claim["id"] in firsts[1:]
        held = await self._members.held_by(brand, person)
        store = GroupStore(self._core.database)
        bought = await store.purchases_of(brand, [one.id for one in accounts], _EXPORTED)
        return {
            "brand": brand,
            "person": str(person.id),
            "accounts": [_account(one, await self._store.kinds(one.id)) for one in accounts],
            "attributes": {"birthday": person.birthday, "tags": list(tags_of(person)), "tier": person.tier},
            "consents": {
                "given": list(purposes_of(person)),
                "history": await self._store.consents([one.id for one in accounts]),
            },
            "points": held.points,
            "claims": claims,
            "rewards": [
                {
                    "title": asdict(grant.title), "state": grant.state, "at": grant.at.isoformat(),
                    "points": grant.points, "amount": str(grant.amount) if grant.amount else None,
                }
                for grant in held.grants
            ],
            "coupons": [
                {"code": one.code, "name": asdict(one.name), "state": one.state} for one in held.coupons
            ],
            "purchases": [
                {
                    "name": {"en": one.name_en, "zh": one.name_zh}, "state": one.state,
                    "at": from_micros(one.at_us).isoformat(), "amount": str(Money(one.amount, one.currency)),
                }
                for one in bought
            ],
        }  # fmt: skip

    async def _person(self, brand: str, who: ConsumerKey) -> Consumer:
        await self._core.brand(brand)
        person = await self._people.person(self._core.who(brand, who).key)
        if person is None:
            raise NotFound("nobody is known so")
        return person


def _as_newcomer(facts: dict[str, Any]) -> bool:
    """Whether a decision took somebody for a newcomer: of two such claims of one person, the later is flagged."""
    return facts.get("consumer.claims") == 0 or facts.get("friend.is_new") is True


def _account(one: Consumer, kinds: list[str]) -> dict[str, Any]:
    return {
        "account": str(one.id), "member_code": one.member_code, "known_by": kinds,
        "since": from_micros(one.created_us).isoformat(),
    }  # fmt: skip


def _view(one: Deletion) -> DeletionView:
    return DeletionView(
        one.id, one.person_id, from_micros(one.asked_us), from_micros(one.erase_by_us),
        None if one.erased_us is None else from_micros(one.erased_us),
        from_micros(one.prizes_until_us), from_micros(one.orders_until_us),
    )  # fmt: skip


def _tombstone(one: Deletion) -> Tombstone:
    return Tombstone(one.brand, tuple(json.loads(one.accounts)), from_micros(one.asked_us))
