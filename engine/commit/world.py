"""What a batch of commands sees: the rows they named, read and locked in one transaction.

Commands are applied in order of arrival. Each is a pure function of the world and returns changes; the world
absorbs them, so the next command of the same batch sees them, and storage writes them all at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, fields
from operator import le
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeVar

from engine import own_words
from engine.commit.changes import Changes
from engine.outlets.identity import Till
from engine.records import (
    Claim,
    ClerkScan,
    Consumer,
    Coupon,
    Entry,
    Funding,
    Grant,
    Identity,
    Order,
    Record,
    Redemption,
    Referral,
    Refused,
    StoredRequest,
    Wait,
)

if TYPE_CHECKING:
    from engine.campaigns.live import Brands


#: What is counted of a person: claims, coupons redeemed, friends who came by an invitation.
Happening = Literal["claim", "redemption", "referral"]


Worked = TypeVar("Worked")


class Keys(NamedTuple):
    """Names of the rows that a command needs. Sets may be empty; a row that does not exist is absent.

    `persons` bring every account of those persons, `waits` what still waits for an account, `ended` what an
    event has put an end to. `tills` are clerks, for their outlets. `happenings` are counts: brand, account, what
    happened, since.
    """

    identities: frozenset[tuple[str, str, str]] = frozenset()
    consumers: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()
    sources: frozenset[tuple[str, str]] = frozenset()
    coupons: frozenset[tuple[str, str]] = frozenset()
    redemption_requests: frozenset[tuple[str, int, str]] = frozenset()
    redemptions: frozenset[int] = frozenset()
    friends: frozenset[tuple[str, int]] = frozenset()
    served: frozenset[tuple[str, int, int]] = frozenset()
    tills: frozenset[int] = frozenset()
    grants: frozenset[int] = frozenset()
    orders: frozenset[str] = frozenset()
    causes: frozenset[int] = frozenset()
    requests: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    balances: frozenset[str] = frozenset()
    happenings: frozenset[tuple[str, int, Happening, int]] = frozenset()
    waits: frozenset[tuple[str, int]] = frozenset()
    ended: frozenset[int] = frozenset()

    def __or__(self, other: Keys) -> Keys:
        return Keys._make([a | b if b else a for a, b in zip(self, other, strict=True)])

    def __sub__(self, other: Keys) -> Keys:
        return Keys._make([a - b if a else a for a, b in zip(self, other, strict=True)])

    def covers(self, other: Keys) -> bool:
        """Whether all of the other's keys are among these."""
        return all(map(le, other, self))


_NONE: Final = frozenset[Any]()


def union(many: Iterable[Keys]) -> Keys:
    """All the keys in one."""
    return Keys._make(
        [frozenset().union(*groups) if any(groups) else _NONE for groups in zip(*many, strict=True)]
    )


@dataclass(slots=True)
class World:
    """The rows of a batch, by the ways in which commands look them up."""

    brands: Brands
    identities: dict[tuple[str, str, str], Identity] = field(default_factory=dict)
    consumers: dict[int, Consumer] = field(default_factory=dict)
    accounts_of: dict[int, tuple[int, ...]] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    coupons: dict[tuple[str, str], Coupon] = field(default_factory=dict)
    coupons_by_id: dict[int, Coupon] = field(default_factory=dict)
    redemptions: dict[int, Redemption] = field(default_factory=dict)
    redemption_requests: dict[tuple[str, int, str], Redemption] = field(default_factory=dict)
    referrals_of: dict[tuple[str, int], tuple[Referral, ...]] = field(default_factory=dict)
    served: dict[tuple[str, int], ClerkScan] = field(default_factory=dict)
    tills: dict[int, Till | None] = field(default_factory=dict)
    grants: dict[int, Grant] = field(default_factory=dict)
    grants_of: dict[int, tuple[int, ...]] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    orders_of: dict[int, str] = field(default_factory=dict)
    fundings: dict[int, Funding] = field(default_factory=dict)
    requests: dict[str, StoredRequest] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    happened: dict[tuple[str, int, Happening], dict[int, int]] = field(default_factory=dict)
    waits: dict[int, Wait] = field(default_factory=dict)
    waits_of: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    wait_about: dict[int, int] = field(default_factory=dict)
    worked_out: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, work: Callable[[], Worked]) -> Worked:
        """What follows from the brands alone, which a batch reads once: worked out when it is first asked for."""
        if key not in self.worked_out:
            self.worked_out[key] = work()
        found: Worked = self.worked_out[key]
        return found

    def person(self, consumer: Consumer) -> Consumer:
        """The account that stands for the whole person."""
        return self.consumers[consumer.person_id]

    def accounts(self, person: Consumer) -> tuple[int, ...]:
        """Every account of a person, the one that stands for it included."""
        known = self.accounts_of.get(person.id, ())
        return known if known == (person.id,) else tuple(sorted({person.id, *known}))

    def till(self, clerk_id: int | None) -> Till | None:
        """Where a clerk stands; None for nobody. Raises LookupError for one that no command named."""
        if clerk_id is None:
            return None
        if clerk_id not in self.tills:
            raise LookupError(f"clerk {clerk_id} was not read before the outlet was needed")
        return self.tills[clerk_id]

    def put(self, records: Iterable[Record]) -> None:
        """Make rows known: those read, and those that a command of this batch will write."""
        for record in records:
            self._put(record)

    def used(self, key: str) -> int:
        """How much of a counter is used. Raises LookupError for one that no command named: never guess zero."""
        if key not in self.counters:
            raise LookupError(f"counter {key} was not read before it was needed")
        return self.counters[key]

    def absorb(self, changes: Changes) -> None:
        """Let later commands of the batch see what this one changes."""
        self.put(changes.new)
        self.put(changes.changed)
        for record in changes.new:
            self._count(record, 1)
        for record in changes.changed:
            if isinstance(record, Redemption) and record.state == "cancelled":
                self._count(record, -1)
        for key, amount in changes.taken.items():
            self.counters[key] = self.counters.get(key, 0) + amount

    def after(self, changes: Changes) -> World:
        """A world that has absorbed changes, this one left as it is."""
        copy = World(**{f.name: dict(getattr(self, f.name)) for f in fields(World)})
        copy.happened = {key: dict(counts) for key, counts in self.happened.items()}
        copy.absorb(changes)
        return copy

    def _put(self, record: Record) -> None:
        match record:
            case Identity():
                self.identities[record.brand, record.kind, record.value_hash] = record
            case Consumer():
                self._put_consumer(record)
            case Claim():
                self.claims[record.brand, record.source] = record
            case Coupon():
                self.coupons[record.honourer, record.code] = record
                self.coupons_by_id[record.id] = record
            case Redemption():
                self.redemptions[record.id] = record
                self.redemption_requests[record.brand, record.outlet_id, record.request_id] = record
            case Referral():
                known = self.referrals_of.get((record.brand, record.friend_id), ())
                self.referrals_of[record.brand, record.friend_id] = (*known, record)
            case ClerkScan():
                latest = self.served.get((record.brand, record.consumer_id))
                if latest is None or latest.at_us <= record.at_us:
                    self.served[record.brand, record.consumer_id] = record
            case Grant():
                self.grants[record.id] = record
                known_ids = self.grants_of.get(record.cause_id, ())
                if record.id not in known_ids:
                    self.grants_of[record.cause_id] = (*known_ids, record.id)
            case Wait():
                self.waits[record.id] = record
                self.wait_about[record.subject_id] = record.id
                waiting = self.waits_of.get((record.brand, record.person_id), ())
                if record.id not in waiting:
                    self.waits_of[record.brand, record.person_id] = (*waiting, record.id)
            case Order():
                self.orders[record.order_no] = record
                latest_order = self.orders.get(self.orders_of.get(record.grant_id, ""))
                if latest_order is None or latest_order.attempt <= record.attempt:
                    self.orders_of[record.grant_id] = record.order_no
            case Funding():
                self.fundings[record.redemption_id] = record
            case StoredRequest():
                self.requests[record.key] = record
            case Entry():
                balance = f"{record.brand}|{record.account}|{record.currency}"
                self.balances[balance] = self.balances.get(balance, 0) + record.amount
            case Refused():
                pass  # nothing is decided by earlier refusals

    def _count(self, record: Record, amount: int) -> None:
        """Add what has happened to the counts that were read; of others nobody will ask."""
        match record:
            case Claim() if record.kind not in own_words.BY_TIME:
                key: tuple[str, int, Happening] = (record.brand, record.person_id, "claim")
            case Referral():
                key = (record.brand, record.sharer_id, "referral")
            case Redemption():
                coupon = self.coupons_by_id[record.coupon_id]
                key = (coupon.brand, coupon.consumer_id, "redemption")
            case _:
                return
        for since in self.happened.get(key, ()):
            if since <= record.at_us:
                self.happened[key][since] += amount

    def _put_consumer(self, consumer: Consumer) -> None:
        known = self.consumers.get(consumer.id)
        if known and known.person_id != consumer.person_id:
            left = self.accounts_of.get(known.person_id, ())
            self.accounts_of[known.person_id] = tuple(one for one in left if one != consumer.id)
        self.consumers[consumer.id] = consumer
        own = self.accounts_of.get(consumer.person_id, ())
        if consumer.id not in own:
            self.accounts_of[consumer.person_id] = (*own, consumer.id)
