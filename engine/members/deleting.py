"""A person is deleted: what is locked or held for review, points and coupons end; what is owed is still paid; nothing
tells who it was.

The rows that money stands on stay under the account's number, so that the ledger keeps its sums. Of each identity a
one-way mark stays until the campaigns of then have ended: deletion is no way to be new again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.campaigns.live import BrandState
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes, Erasure
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.fraud import holding
from engine.grants.making import random_code
from engine.grants.reversing import ask_reversal, reverse, why_not_reversible
from engine.grants.stored import json_of
from engine.ids import new_id
from engine.ledger import accounts, rules
from engine.members.identity import ask_person, mark_of, person_behind
from engine.records import Consumer, Deletion, Grant, Identity, Mark, Record, Wait
from engine.waits.ending import EndWait

#: How long plugins may take to erase what they keep, and records of prizes and orders are kept apart.
ERASED_WITHIN: Final = timedelta(days=15)
PRIZES_KEPT_DAYS: Final = 2 * 365
ORDERS_KEPT_DAYS: Final = 3 * 365
#: Why what a deleted person had is taken back.
DELETED: Final = "the account was deleted"
_MEMBER_SYMBOLS: Final = 8


@dataclass(frozen=True, slots=True)
class DeletePerson:
    """Delete the person behind an account. Somebody deleted already stays so. `facts` are the personal ones."""

    brand: str
    account_id: int
    at: datetime
    facts: frozenset[str]

    def ask(self, world: World, want: Wants) -> None:
        """All accounts, by what they are recognised, what they hold, and the counters that are given back."""
        want.brands.add(self.brand)
        ask_person(world, want, self.account_id)
        person = person_behind(world, self.account_id)
        if person is None:
            return
        for account in world.accounts(person):
            want.keys_of.add(account)
            want.waits.add((self.brand, account))
            want.balances.add(accounts.points_balance(self.brand, account))
            want.holdings.add((self.brand, account))
            for grant in world.holdings.get((self.brand, account), ()):
                want.grants.add(grant)
                if grant in world.grants:
                    ask_reversal(world, want, world.grants[grant])
            for review in self._reviews(world, account):
                want.counters.update(holding.told(review)["takes"])

    def apply(self, world: World) -> tuple[Deletion | None, Changes]:
        """What was deleted; None where nobody is left to delete."""
        person = person_behind(world, self.account_id)
        if person is None or person.brand != self.brand or person.deleted_us is not None:
            return None, NOTHING
        own, at_us = world.accounts(person), to_micros(self.at)
        deletion = Deletion(
            new_id(), self.brand, person.id, json_of(list(own)), at_us, to_micros(self.at + ERASED_WITHIN),
            to_micros(self.at + timedelta(days=PRIZES_KEPT_DAYS)),
            to_micros(self.at + timedelta(days=ORDERS_KEPT_DAYS)),
        )  # fmt: skip
        held = (world.grants[one] for account in own for one in world.holdings[self.brand, account])
        ended = reverse(
            world, [one for one in held if why_not_reversible(world, one) is None], at_us, DELETED
        )
        for review in (one for account in own for one in self._reviews(world, account)):
            ended += holding.freed(review, "void", self.at)
        cancelled = tuple(row for account in own for row in self._points(world, deletion, account))
        keys = [world.identities[key] for account in own for key in world.keys_of[account]]
        marks = tuple(self._marks(world.brands[self.brand], keys))
        rows: tuple[Record, ...] = (deletion, *cancelled, *marks, *self._waits(deletion, marks))
        gone = tuple(self._anonymous(world.consumers[account]) for account in own)
        erased = Erasure(self.brand, own, tuple(key.value_hash for key in keys), self.facts)
        return deletion, ended + Changes(new=rows, changed=gone, removed=tuple(keys), erased=(erased,))

    def _reviews(self, world: World, account: int) -> Iterator[Wait]:
        """An account's claims that nobody has decided on: a release would find somebody new behind them."""
        waits = (world.waits[one] for one in world.waits_of.get((self.brand, account), ()))
        return (one for one in waits if one.topic == holding.TOPIC and one.state == "waiting")

    def _points(self, world: World, deletion: Deletion, account: int) -> Iterator[Record]:
        """An account's points end."""
        held = world.balances.get(accounts.points_balance(self.brand, account), 0)
        if held:
            grant = Grant(
                new_id(), self.brand, "deletion", deletion.id, 0, 0, 0, "points_forgone", "{}",
                f"{held:,} points cancelled", f"{held:,} 积分已注销", "consumer", account, None, None, -held, None,
                accounts.FORGONE, "given", "[]", deletion.asked_us, deletion.asked_us,
            )  # fmt: skip
            yield grant
            yield from rules.granted(grant)

    def _marks(self, brand: BrandState, keys: list[Identity]) -> Iterator[Mark]:
        """One for each identity, as long as a campaign runs that a newcomer could enter again."""
        programs = (one.version_at(self.at).program for one in brand.campaigns)
        ends = max(
            (one.campaign.ends for one in programs if one and one.campaign.ends > self.at), default=None
        )
        if ends is not None:
            for key in keys:
                yield Mark(new_id(), self.brand, mark_of(key.value_hash), to_micros(self.at), to_micros(ends))

    def _waits(self, deletion: Deletion, marks: tuple[Mark, ...]) -> Iterator[Wait]:
        """What plugins keep is erased next; the marks go with the last campaign."""
        yield self._wait(deletion, "erasure", deletion.id, deletion.asked_us, deletion.erase_by_us)
        for mark in marks:
            yield self._wait(deletion, "mark", mark.id, mark.until_us, mark.until_us)

    def _wait(self, deletion: Deletion, topic: str, subject: int, due_us: int, until_us: int) -> Wait:
        return Wait(
            new_id(), self.brand, topic, subject, deletion.id, 0, deletion.person_id, "", "{}", 0, "",
            deletion.accounts if topic == "erasure" else "{}", "waiting", deletion.asked_us, until_us, due_us,
        )  # fmt: skip

    def _anonymous(self, account: Consumer) -> Consumer:
        return replace(
            account, member_code=random_code(_MEMBER_SYMBOLS), birthday=None, consent_us=None, tags=None,
            tier=None, birthday_from=None, consents=None, deleted_us=to_micros(self.at),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DropMark:
    """The campaigns have ended that a mark was kept for."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The wait."""
        EndWait(self.wait, self.now).ask(world, want)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state; the mark is gone."""
        state, changes = EndWait(self.wait, self.now).apply(world)
        mark = Mark(self.wait.subject_id, self.wait.brand, "", 0, 0)
        return state, changes + Changes(removed=(mark,)) if changes.changed else changes


@dataclass(frozen=True, slots=True)
class Erased:
    """Every plugin has erased what it kept of a person."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The wait and the deletion."""
        EndWait(self.wait, self.now).ask(world, want)
        want.deletions.add(self.wait.subject_id)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state; the deletion is complete."""
        state, changes = EndWait(self.wait, self.now).apply(world)
        deletion = world.deletions.get(self.wait.subject_id)
        if not changes.changed or deletion is None:
            return state, changes
        return state, changes + Changes(changed=(replace(deletion, erased_us=to_micros(self.now)),))
