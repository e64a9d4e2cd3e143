"""The worker that tells what time itself causes. Any number may run at once, on any number of machines."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from engine.clock import to_micros
from engine.core import Core
from engine.events.record import Happened, RecordEvent
from engine.events.telling import tell
from engine.members.attributes import birthday_counts
from engine.members.identity import Who
from engine.occasions.due import Occasion, occasions
from engine.records import Consumer, Sweep
from engine.storage.account_store import AccountStore
from engine.storage.member_store import MemberStore
from engine.storage.sweep_store import SweepStore

_log = logging.getLogger(__name__)

#: Persons told of in one step.
TOGETHER: Final = 64


@dataclass(frozen=True, slots=True)
class StillSo:
    """The occasion still holds when it is decided: the person's birthday, or the silence since a claim."""

    occasion: Occasion
    last_claim_us: int | None

    def __call__(self, person: Consumer | None) -> bool:
        """Whether it does for the person as read under lock."""
        if person is None:
            return False
        if self.occasion.kind == "birthday":
            counts = birthday_counts(person, self.occasion.day.year)
            return counts and person.birthday in self.occasion.birthdays
        return person.last_claim_us == self.last_claim_us


class OccasionDoor:
    """Birthdays and silences.

    Each day of a campaign is swept once, in steps, person by person. What a person is told of is kept under an id
    that names person, campaign and occasion, in the same commit as what it gives; so a worker that dies between a
    commit and the note of how far it came tells nobody twice.
    """

    def __init__(self, core: Core, store: SweepStore, members: MemberStore, accounts: AccountStore) -> None:
        self._core = core
        self._store = store
        self._members = members
        self._accounts = accounts
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._done: set[str] = set()

    async def run_once(self) -> int:
        """One step of every day that is due; how many persons were told of. Raises `Busy` or `Unavailable`."""
        now = self._core.clock.now()
        told = 0
        for row in await self._accounts.brands():
            due = list(occasions(await self._core.brand(row.slug), now))
            fresh = [one.key for one in due if one.key not in self._done]
            self._done |= await self._store.done(fresh)
            for occasion in due:
                if occasion.key not in self._done:
                    told += await self._step(occasion)
        self._forget(now.date())
        return told

    async def birthday_told(self, brand: str, person: Consumer) -> None:
        """Somebody tells a birthday that is today: the day's sweep may have passed, and the next is a year away.

        What was told already is not told twice.
        """
        now = self._core.clock.now()
        state = await self._core.brand(brand)
        for occasion in occasions(state, now):
            if occasion.is_today(now) and StillSo(occasion, None)(person) and occasion.kind == "birthday":
                await self._tell(occasion, person)

    def _forget(self, today: date) -> None:
        """Let go of days long past: nobody asks for them again."""
        self._done = {key for key in self._done if (today - date.fromisoformat(key[-10:])).days < 7}

    async def _step(self, occasion: Occasion) -> int:
        now_us = to_micros(self._core.clock.now())
        sweep = await self._store.take(occasion, self._name, now_us)
        if sweep is None:
            return 0
        people = await self._store.next_people(occasion, sweep, TOGETHER)
        await asyncio.gather(*(self._tell(occasion, person) for person in people))
        await self._store.keep(_after(occasion, sweep, people, now_us))
        if len(people) < TOGETHER:
            _log.info("occasions %s are told", occasion.key)
        return len(people)

    async def _tell(self, occasion: Occasion, person: Consumer) -> None:
        who = await self._members.identity_of(person.id)
        if who is None:  # an account without any key can never come back for what it would be given
            return
        accounts = await self._members.accounts_of(person.person_id)
        own, *others = (occasion.id_for(one.id, person.last_claim_us) for one in _own_first(person, accounts))
        now = self._core.clock.now()
        happened = Happened(
            occasion.kind, own, now, occasion.facts(), occasion.kind, occasion.campaign_id, tuple(others)
        )
        command = RecordEvent(
            Who(occasion.brand, who.kind, who.value_hash),
            happened,
            now,
            self._core.catalog.rewards,
            self._core.catalog.facts_of_plugins,
            holds=StillSo(occasion, person.last_claim_us),
        )
        await tell(self._core, self._members, command)


def _own_first(person: Consumer, accounts: list[Consumer]) -> list[Consumer]:
    return sorted(accounts, key=lambda one: (one.id != person.id, one.id))


def _after(occasion: Occasion, sweep: Sweep, people: list[Consumer], now_us: int) -> Sweep:
    """The sweep when these people are told of; done when they were the last."""
    if people:
        last = people[-1]
        past_us = (last.last_claim_us or 0) if occasion.kind == "silence" else 0
        sweep = replace(sweep, past_us=past_us, past_id=last.id)
    return sweep if len(people) == TOGETHER else replace(sweep, done_us=now_us)
