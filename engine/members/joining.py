"""Two accounts turn out to be one person: a verified mobile number is the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import random_code
from engine.ids import new_id
from engine.members.attributes import with_attributes_of
from engine.members.identity import Who, ask_identity, enrol, person_of
from engine.records import Consumer, Identity, Record

_MEMBER_SYMBOLS = 8


@dataclass(frozen=True, slots=True)
class LinkMobile:
    """An account has this verified mobile. The account that had it first stands for the person from now on.

    Every account names its person directly, so all accounts of the one that joins are moved.
    """

    who: Who
    mobile: Who
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Both identities and the accounts behind them."""
        ask_identity(world, want, self.who)
        ask_identity(world, want, self.mobile)

    def apply(self, world: World) -> tuple[None, Changes]:
        """Link the number, or join the accounts; repeating it changes nothing."""
        at_us = to_micros(self.at)
        person = person_of(world, self.who)
        rows: tuple[Record, ...] = ()
        if person is None:
            person, rows = enrol(self.who, random_code(_MEMBER_SYMBOLS), at_us)
        first = person_of(world, self.mobile)
        if first is None:
            identity = Identity(
                new_id(), self.mobile.brand, self.mobile.kind, self.mobile.value_hash, person.id, at_us
            )
            return None, Changes(new=(*rows, identity))
        if first.id == person.id:
            return None, Changes(new=rows) if rows else NOTHING
        last = max((us for us in (first.last_claim_us, person.last_claim_us) if us is not None), default=None)
        both = with_attributes_of(first, person)
        joined = replace(both, claims=first.claims + person.claims, last_claim_us=last)
        accounts = [world.consumers.get(one, person) for one in world.accounts(person)]
        moved = tuple(_moved(account, first.id) for account in accounts)
        return None, Changes(new=rows, changed=(joined, *moved))


def _moved(account: Consumer, person_id: int) -> Consumer:
    """The account under another person, which now has all that was known of it."""
    return replace(
        account, person_id=person_id, birthday=None, consent_us=None, tags=None, tier=None,
        birthday_from=None,
    )  # fmt: skip
