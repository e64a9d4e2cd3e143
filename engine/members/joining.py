"""Two accounts turn out to be one person: a verified mobile number is the same, or the brand has found it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import random_code
from engine.grants.reversing import ask_reversal, reverse, why_not_reversible
from engine.groups.one_place import ask_second_places, second_places_back
from engine.ids import new_id
from engine.members.attributes import with_attributes_of
from engine.members.identity import (
    Who,
    ask_identity,
    ask_person,
    enrol,
    person_behind,
    person_of,
    returner,
)
from engine.records import Consumer, Identity, Record

_MEMBER_SYMBOLS = 8
#: Why the bonus for bringing a person is taken back who turns out to be the same.
OWN_INVITATION: Final = "the friend is the same person"


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """An account has this verified mobile, or is known so to another service. The account that had it first stands for the person from now on.

    Every account names its person directly, so all accounts of the one that joins are moved.
    """

    who: Who
    mobile: Who
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Both identities and the accounts behind them; of two people, what they got for bringing each other."""
        ask_identity(world, want, self.who)
        ask_identity(world, want, self.mobile)
        first, person = person_of(world, self.mobile), person_of(world, self.who)
        if first and person and first.id != person.id:
            ask_join(world, want, first, person)

    def apply(self, world: World) -> tuple[None, Changes]:
        """Link the number, or join the accounts; repeating it changes nothing."""
        at_us = to_micros(self.at)
        person = person_of(world, self.who)
        rows: tuple[Record, ...] = ()
        if person is None:
            person, rows = enrol(world, self.who, random_code(_MEMBER_SYMBOLS), self.at)
        first = person_of(world, self.mobile)
        if first is None:
            identity = Identity(
                new_id(), self.mobile.brand, self.mobile.kind, self.mobile.value_hash, person.id, at_us
            )
            mark = returner(world, self.mobile, self.at)
            if mark is None:
                return None, Changes(new=(*rows, identity))
            known = replace(person, returned_us=mark.at_us, returned_until_us=mark.until_us)
            return None, Changes(new=(*rows, identity), changed=(known,))
        if first.id == person.id:
            return None, Changes(new=rows) if rows else NOTHING
        return None, Changes(new=rows) + join(world, first, person, at_us)


@dataclass(frozen=True, slots=True)
class JoinPeople:
    """The brand has found that two people are one: the one behind `keep` stands for both from now on."""

    brand: str
    keep: int
    other: int
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Both people, and what they got for bringing each other."""
        want.brands.add(self.brand)
        for account in (self.keep, self.other):
            ask_person(world, want, account)
        first, person = (person_behind(world, one) for one in (self.keep, self.other))
        if first and person and first.id != person.id:
            ask_join(world, want, first, person)

    def apply(self, world: World) -> tuple[bool, Changes]:
        """Whether they are joined now. Nobody who is unknown, another brand's or deleted is joined."""
        first, person = (person_behind(world, one) for one in (self.keep, self.other))
        for one in (first, person):
            if one is None or one.brand != self.brand or one.deleted_us is not None:
                return False, NOTHING
        assert first is not None and person is not None  # noqa: PT018 - both were looked at above
        if first.id == person.id:
            return True, NOTHING
        return True, join(world, first, person, to_micros(self.at))


def ask_join(world: World, want: Wants, first: Consumer, person: Consumer) -> None:
    """Name what two people got for bringing each other, with all that taking it back needs."""
    both = (*world.accounts(first), *world.accounts(person))
    want.bonuses.update((first.brand, account) for account in both)
    ask_second_places(world, want, first.brand, both)
    for grant in for_oneself(world, first, person):
        want.grants.add(grant)
        if grant in world.grants:
            ask_reversal(world, want, world.grants[grant])


def for_oneself(world: World, first: Consumer, person: Consumer) -> list[int]:
    """The bonuses that the one got for bringing the other: nobody brings oneself."""
    one, other = set(world.accounts(first)), set(world.accounts(person))
    return [
        grant
        for own, others in ((one, other), (other, one))
        for account in sorted(own)
        for grant, friend in world.bonuses.get((first.brand, account), ())
        if friend in others
    ]


def join(world: World, first: Consumer, person: Consumer, at_us: int) -> Changes:
    """Two people become one, for whom `first` stands: all accounts of the other are moved, one place in a group stays."""
    last = max((us for us in (first.last_claim_us, person.last_claim_us) if us is not None), default=None)
    held = min((us for us in (first.held_us, person.held_us) if us is not None), default=None)
    both = with_attributes_of(first, person)
    joined = replace(both, claims=first.claims + person.claims, last_claim_us=last, held_us=held)
    accounts = [world.consumers.get(one, person) for one in world.accounts(person)]
    moved = tuple(_moved(account, first.id) for account in accounts)
    owns = [world.grants[grant] for grant in for_oneself(world, first, person)]
    back = reverse(
        world, [one for one in owns if why_not_reversible(world, one) is None], at_us, OWN_INVITATION
    )
    both_own = (*world.accounts(first), *world.accounts(person))
    places = second_places_back(world, first.brand, both_own, from_micros(at_us))
    return Changes(changed=(joined, *moved)) + back + places


def _moved(account: Consumer, person_id: int) -> Consumer:
    """The account under another person, which now has all that was known of it."""
    return replace(
        account, person_id=person_id, birthday=None, consent_us=None, tags=None, tier=None,
        birthday_from=None,
        consents=None, held_us=None,
    )  # fmt: skip
