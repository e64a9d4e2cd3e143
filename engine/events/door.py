"""Events beyond the scan, told by a brand's own systems and by the consumer's page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label, Money
from dsl.vocabulary import TriggerWord
from dsl.zones import local_date
from engine import own_words
from engine.core import Core
from engine.errors import Invalid
from engine.events.answers import EventAnswer
from engine.events.declaring import outside
from engine.events.record import ID_MAX, Happened, RecordEvent
from engine.events.telling import tell
from engine.members.identity import ConsumerKey, Who
from engine.scanning.plugin_facts import is_of_kind
from engine.storage.member_store import MemberStore

#: How long after it happened an event may be told, and by how much the teller's clock may be ahead.
LATE_MAX: Final = timedelta(days=3)
AHEAD_MAX: Final = timedelta(minutes=5)
_TEXT_MAX: Final = 200


class EventDoor:
    """Telling that something has happened to a consumer."""

    def __init__(self, core: Core, members: MemberStore) -> None:
        self._core = core
        self._members = members
        words = (*own_words.TRIGGERS, *core.catalog.triggers.values())
        self._declared = {word.name: word for word in words if word.name not in own_words.BY_OTHERS}

    async def declared_by(self, brand: str) -> Mapping[str, TriggerWord]:
        """The events that may be told, by name, the brand's own among them: not those that time itself causes."""
        own = (await self._core.brand(brand)).events
        return {**self._declared, **{one.name: one.trigger() for one in own}}

    async def record(
        self,
        brand: str,
        event: str,
        event_id: str,
        who: ConsumerKey,
        *,
        at: datetime | None = None,
        facts: Mapping[str, object] | None = None,
        campaign_id: int | None = None,
    ) -> EventAnswer:
        """Note an event and let every live campaign with rules for it answer.

        `event_id` is the teller's own: told again, the event gets the first answer. `facts` are the event's own, by
        full name; `at` is when it happened, if not now; `campaign_id` leaves out all other campaigns. Raises
        `Invalid` with the field, `KeyReused` for the same id with other content, `NotFound` for an unknown brand.
        """
        now = self._core.clock.now()
        own = (await self._core.brand(brand)).event(event)
        word = own.trigger() if own else self._declared.get(event)
        if word is None:
            known = ", ".join(sorted(await self.declared_by(brand)))
            raise Invalid(
                "event", Label(f"there is no such event; known: {known}", f"没有这个事件，可用的有：{known}")
            )
        if not (1 <= len(event_id) <= ID_MAX and event_id.isprintable()):
            raise Invalid(
                "id",
                Label(f"use 1 to {ID_MAX} printable characters", f"请使用 1 至 {ID_MAX} 个可显示字符"),
            )
        if at is not None and not now - LATE_MAX <= at <= now + AHEAD_MAX:
            raise Invalid(
                "at",
                Label(
                    f"an event is told within {LATE_MAX.days} days, and not before it happens",
                    f"事件须在发生后 {LATE_MAX.days} 天内上报，且不得早于发生时间",
                ),
            )
        told = dict(facts or {})
        _check_facts(word, told)
        wrong = outside(own, told) if own else None
        if wrong:
            raise Invalid(f"facts/{wrong[0]}", wrong[1])
        identity = self._core.who(brand, who)
        print_ = _fingerprint(identity, at, told, campaign_id)
        happened = Happened(event, event_id, min(at or now, now), told, print_, campaign_id)
        catalog = self._core.catalog
        command = RecordEvent(identity, happened, now, catalog.rewards, catalog.facts_of_plugins)
        return (await tell(self._core, self._members, command)).of_consumer()

    async def share(self, brand: str, who: ConsumerKey, campaign_id: int) -> EventAnswer | None:
        """The share button of a campaign was pressed; None for somebody who has claimed nothing in it.

        Whether anything was then sent, a page cannot learn: the press is what counts, once for the newest claim of a
        code or link and a day of the brand.
        """
        state = await self._core.brand(brand)
        person = await self._members.person(self._core.who(brand, who).key)
        claim = await self._members.newest_claim(brand, person.id, campaign_id) if person else None
        if claim is None:
            return None
        day = local_date(self._core.clock.now(), state.zone).isoformat()
        return await self.record(brand, "share", f"{claim.id}:{day}", who, campaign_id=campaign_id)


def _check_facts(word: TriggerWord, told: Mapping[str, object]) -> None:
    """Each fact is one that the event declares, of its kind. Raises `Invalid` with the fact's place."""
    declared = {fact.name: fact for fact in word.facts}
    for name, value in told.items():
        field, fact = f"facts/{name}", declared.get(name)
        if fact is None:
            known = ", ".join(declared) or "–"
            raise Invalid(
                field,
                Label(
                    f"`{word.name}` has no such fact; it has: {known}",
                    f"该事件没有这个事实，可用的有：{known}",
                ),
            )
        sound = is_of_kind(fact.kind, value) and value is not None
        if isinstance(value, str):
            sound = sound and 1 <= len(value) <= _TEXT_MAX and value.isprintable()
        if isinstance(value, int) and not isinstance(value, bool):
            sound = sound and 0 <= value <= 10**12
        if isinstance(value, Money):
            sound = sound and 0 <= value.minor <= 10**12
        if fact.choices:
            sound = sound and value in fact.choices
        if not sound:
            raise Invalid(
                field, Label(f"this is no value of the kind {fact.kind}", f"该值不是 {fact.kind} 类型")
            )


def _fingerprint(who: Who, at: datetime | None, facts: Mapping[str, object], campaign_id: int | None) -> str:
    """A digest of all that was told beside name and id."""
    told = [who.kind, who.value_hash, at and at.isoformat(), campaign_id]
    text = json.dumps([*told, sorted((name, repr(value)) for name, value in facts.items())])
    return hashlib.sha256(text.encode()).hexdigest()
