"""Claims that guards hold or note, and the alarm about wrong codes, for the brand's back office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dsl.values import Label, Money
from engine.campaigns.facts_in_words import in_words
from engine.clock import from_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.fraud.guessing import brand_key, guesses_now
from engine.fraud.holding import told
from engine.fraud.reviewing import EndReview
from engine.outcomes import ClaimAnswer, Refusal
from engine.records import Wait
from engine.scanning.facts import facts_of
from engine.scanning.plugin_facts import FactsNeeded, read_facts
from engine.spi.facts import FactContext
from engine.storage.review_store import ReviewStore


@dataclass(frozen=True, slots=True)
class Review:
    """A claim that a guard held or noted. `state`: waiting, noted, released, rejected, lapsed, void (its person was deleted).

    `facts` are those that were read, `named` the same in words; `aside` is the money kept for it. `device` is a digest by which accounts on one phone
    can be told to belong together.
    """

    id: int
    campaign_id: int
    person_id: int
    code: str
    device: str
    at: datetime
    until: datetime
    state: str
    aside: Money | None
    facts: Mapping[str, object]
    reason: str
    by: str
    named: tuple[tuple[str, Label, Label], ...] = ()


@dataclass(frozen=True, slots=True)
class WrongCodesAlarm:
    """So many wrong codes come that the brand is told, since an instant; `count` within the last ten minutes."""

    since: datetime
    count: int


class ReviewDoor:
    """What guards have held and noted."""

    def __init__(self, core: Core, store: ReviewStore) -> None:
        self._core = core
        self._store = store

    async def all(self, brand: str, limit: int = 200) -> tuple[Review, ...]:
        """Held claims first, oldest first; then what is decided or noted, newest first."""
        zone = (await self._core.brand(brand)).zone
        return tuple(self._view(wait, zone) for wait in await self._store.reviews(brand, limit))

    async def alarm(self, brand: str) -> WrongCodesAlarm | None:
        """The alarm about wrong codes, as long as so many come."""
        row = await self._store.guesser(brand_key(brand))
        if row is None or row.blocked_us is None:
            return None
        count = guesses_now(row, self._core.clock.now())
        return WrongCodesAlarm(from_micros(row.blocked_us), count) if count else None

    async def release(self, brand: str, review_id: int, by: str) -> ClaimAnswer | Refusal:
        """Grant a held claim with the instant at which it was made. Raises `NotFound`."""
        wait = await self._one(brand, review_id)
        catalog, facts = self._core.catalog, dict[str, object]()
        while True:
            command = EndReview(
                brand, wait.id, wait.subject_id, "release", self._core.clock.now(), catalog.rewards,
                catalog.facts_of_plugins, by=by, plugin_facts=facts,
            )  # fmt: skip
            answer = await self._core.settle(command)
            if isinstance(answer, ClaimAnswer | Refusal):
                return answer
            if not isinstance(answer, FactsNeeded):
                raise TypeError(f"a release was answered {answer!r}")
            facts |= await self._told(wait, answer)

    async def reject(self, brand: str, review_id: int, reason: str, by: str) -> Review | Refusal:
        """Turn a held claim down: its money is free, its code unused, and its person is told why. Raises `NotFound`."""
        wait = await self._one(brand, review_id)
        if not 1 <= len(reason.strip()) <= 80:
            raise Invalid("reason", Label("say why, in 1 to 80 characters", "请填写原因，1 至 80 个字符"))
        command = EndReview(
            brand, wait.id, wait.subject_id, "reject", self._core.clock.now(), reason=reason.strip(), by=by
        )
        answer = await self._core.settle(command)
        return answer if isinstance(answer, Refusal) else await self._shown(brand, review_id)

    async def _shown(self, brand: str, review_id: int) -> Review:
        zone = (await self._core.brand(brand)).zone
        return self._view(await self._one(brand, review_id), zone)

    def _view(self, wait: Wait, zone: str) -> Review:
        shown = _view(wait)
        return replace(shown, named=in_words(self._core.vocabulary, shown.facts, zone))

    async def _one(self, brand: str, review_id: int) -> Wait:
        wait = await self._store.review(brand, review_id)
        if wait is None:
            raise NotFound(f"there is no review {review_id}")
        return wait

    async def _told(self, wait: Wait, needed: FactsNeeded) -> dict[str, object]:
        known = told(wait)
        context = FactContext(
            wait.brand, wait.campaign_id, wait.person_id, known["gtin"], known["batch_name"],
            from_micros(wait.since_us),
        )  # fmt: skip
        return await read_facts(self._core.catalog, needed.names, context)


def _view(wait: Wait) -> Review:
    known = told(wait)
    aside = [Money(amount, currency) for currency, amount in known["aside"].items()]
    facts = facts_of(known["facts"])
    return Review(
        wait.id, wait.campaign_id, wait.person_id, known["code"], (known["device"] or "")[:12],
        from_micros(wait.since_us), from_micros(wait.until_us), wait.state, aside[0] if aside else None,
        {name: value for name, value in facts.items() if name != "event.at"}, known.get("reason", ""),
        known.get("by", ""),
    )  # fmt: skip
