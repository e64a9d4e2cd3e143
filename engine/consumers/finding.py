"""Whom a typed text means: exact look-ups only, so that nobody can leaf through people."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Final

from engine.campaigns.decided import Decided
from engine.clock import from_micros
from engine.consumers.views import By, Hit
from engine.core import Core
from engine.coupons.tills import typed_code
from engine.members.identity import VALUE_MAX, ConsumerKey
from engine.outbox.orders import is_order_number
from engine.records import Claim, Consumer, Refused
from engine.storage.consumer_store import ConsumerStore
from engine.storage.member_store import MemberStore
from engine.storage.result_store import ResultStore

_MOBILE: Final = re.compile(r"\+?[0-9]{6,15}")
_ID: Final = re.compile(r"[0-9]{15,19}")
#: Of all who tried a code, so many are shown.
TRIED_MAX: Final = 20


class Finder:
    """Looks a text up as everything that it can be, in the order of how people are usually named."""

    def __init__(
        self, core: Core, store: ConsumerStore, members: MemberStore, results: ResultStore, decided: Decided
    ) -> None:
        self._core = core
        self._store = store
        self._members = members
        self._results = results
        self._decided = decided

    async def find(self, brand: str, typed: str) -> tuple[Hit, ...]:
        """Everybody whom the text means, each person once; a refusal of nobody known stands for itself."""
        text = typed.strip()
        found: dict[int, Hit] = {}
        if 1 <= len(text) <= VALUE_MAX and text.isprintable():
            async for hit in self._looked_up(brand, text):
                found.setdefault(hit.person or -(hit.decision.event_id if hit.decision else 0), hit)
        return tuple(found.values())

    async def _looked_up(self, brand: str, text: str) -> AsyncIterator[Hit]:
        plain = re.sub(r"[\s().-]", "", text)
        if _MOBILE.fullmatch(plain):
            for value in dict.fromkeys((plain, f"+86{plain}")):
                person = await self._members.person(self._core.who(brand, ConsumerKey("mobile", value)).key)
                if person:
                    yield _hit(person, "mobile")
        code = typed_code(text)
        if code:
            person = await self._members.by_member_code(brand, code)
            if person:
                yield _hit(person, "member")
            coupon = await self._members.coupon(brand, code)
            holder = await self._person(brand, coupon.consumer_id) if coupon else None
            if holder:
                yield _hit(holder, "coupon")
        async for hit in self._of_code(brand, text):
            yield hit
        if is_order_number(text):
            grant = await self._store.grant_of_order(brand, text)
            if grant and grant.recipient_kind in ("consumer", "referrer"):
                person = await self._person(brand, grant.recipient_id)
                if person:
                    yield _hit(person, "order")
        if _ID.fullmatch(plain):
            async for hit in self._of_number(brand, int(plain)):
                yield hit
        person = await self._members.person(self._core.who(brand, ConsumerKey("ref", text)).key)
        if person:
            yield _hit(person, "reference")

    async def _of_code(self, brand: str, text: str) -> AsyncIterator[Hit]:
        """Who claimed a printed code, and who asked for it in vain."""
        known = await self._core.codes.recognise(text)
        if known is None or known.batch.brand != brand:
            return
        source = f"c:{known.batch.id}:{known.serial}"
        claim = await self._members.claim(brand, source)
        tried = await self._store.refusals_of(brand, source, TRIED_MAX)
        events: list[Claim | Refused] = [*([claim] if claim else []), *tried]
        for event in events:
            yield await self._of_event(brand, event, "code")

    async def _of_number(self, brand: str, number: int) -> AsyncIterator[Hit]:
        """A decision, a grant or an account by its number."""
        event = await self._results.event(brand, number)
        if event:
            yield await self._of_event(brand, event, "decision")
            return
        grant = await self._store.grant(brand, number)
        account = grant.recipient_id if grant and grant.recipient_kind in ("consumer", "referrer") else number
        person = await self._person(brand, account)
        if person:
            yield _hit(person, "decision" if grant else "account")

    async def _of_event(self, brand: str, event: Claim | Refused, by: By) -> Hit:
        account = event.person_id if isinstance(event, Claim) else event.consumer_id
        person = await self._person(brand, account) if account else None
        (row,) = await self._decided.told([event])
        if person is None:
            return Hit(None, "", by, None, 0, held=False, deleted=False, decision=row)
        hit = _hit(person, by)
        return Hit(hit.person, hit.name, by, hit.since, hit.claims, hit.held, hit.deleted, row)

    async def _person(self, brand: str, account: int) -> Consumer | None:
        own = await self._store.account(brand, account)
        if own is None or own.id == own.person_id:
            return own
        return await self._store.account(brand, own.person_id)


def name_of(person: Consumer) -> str:
    """How a person is called where nobody may know who it is: the end of the number, as in lists of decisions."""
    return f"…{person.id % 10_000:04}"


def _hit(person: Consumer, by: By) -> Hit:
    return Hit(
        person.id, name_of(person), by, from_micros(person.created_us), person.claims,
        held=person.held_us is not None, deleted=person.deleted_us is not None,
    )  # fmt: skip
