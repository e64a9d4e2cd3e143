"""What a batch of commands sees: the rows they named, read and locked in one transaction; counters are only read.

Commands are applied in order of arrival. Each is a pure function of the world and returns changes; the world
absorbs them, so the next command of the same batch sees them, and storage writes them all at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

from engine import own_words
from engine.alliances.rows import Statement
from engine.commit.changes import Changes
from engine.commit.happening import TOLD, Happening
from engine.events.rows import Told
from engine.fraud.rows import DeviceUse, Guesser
from engine.group_records import Group, Purchase
from engine.outlets.identity import House, Till, Trade
from engine.parcels.rows import Parcel, ParcelMove
from engine.records import (
    Claim,
    ClerkScan,
    Consent,
    Consumer,
    Coupon,
    Deletion,
    Entry,
    Funding,
    Grant,
    Identity,
    Mark,
    Order,
    Record,
    Redemption,
    Referral,
    Refused,
    StoredRequest,
    Wait,
    Winner,
)
from engine.till_records import Return, Sale, Stock, StockMove
from engine.trade_records import Diversion, Observation, OutletGrade, Registration, ServiceCase

if TYPE_CHECKING:
    from engine.campaigns.live import Brands


Worked = TypeVar("Worked")


@dataclass(slots=True)
class World:
    """The rows of a batch, by the ways in which commands look them up.

    `graded_by` are the claims and redemptions by which outlets are graded that have no `grades` of that day yet.
    `bonuses` are the grants for friends, each with the friend's account. `fresh` are the names under which rows have come or changed since it was last emptied.
    """

    brands: Brands
    identities: dict[tuple[str, str, str], Identity] = field(default_factory=dict)
    consumers: dict[int, Consumer] = field(default_factory=dict)
    accounts_of: dict[int, tuple[int, ...]] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    coupons: dict[tuple[str, str], Coupon] = field(default_factory=dict)
    coupons_by_id: dict[int, Coupon] = field(default_factory=dict)
    redemptions: dict[int, Redemption] = field(default_factory=dict)
    redemption_requests: dict[tuple[str, int, str], Redemption] = field(default_factory=dict)
    redemptions_in: dict[int, tuple[int, ...]] = field(default_factory=dict)
    sales: dict[int, Sale] = field(default_factory=dict)
    sale_requests: dict[tuple[str, int, str], Sale] = field(default_factory=dict)
    return_requests: dict[tuple[str, int, str], Return] = field(default_factory=dict)
    stocks: dict[tuple[str, int, str], Stock] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    purchases: dict[int, Purchase] = field(default_factory=dict)
    purchases_in: dict[int, tuple[int, ...]] = field(default_factory=dict)
    places_of: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    referrals_of: dict[tuple[str, int], tuple[Referral, ...]] = field(default_factory=dict)
    served: dict[tuple[str, int], ClerkScan] = field(default_factory=dict)
    tills: dict[int, Till | None] = field(default_factory=dict)
    outlets: dict[tuple[str, str, str], Trade | None] = field(default_factory=dict)
    holders: dict[tuple[str, str], Registration] = field(default_factory=dict)
    houses: dict[int, House] = field(default_factory=dict)
    staff: dict[tuple[str, int], tuple[Trade, ...]] = field(default_factory=dict)
    diversions: dict[tuple[str, str], Diversion] = field(default_factory=dict)
    cases: dict[tuple[str, str], ServiceCase] = field(default_factory=dict)
    case_numbers: dict[str, int] = field(default_factory=dict)
    grades: dict[tuple[str, int, str], OutletGrade] = field(default_factory=dict)
    graded_by: dict[tuple[str, int, str], tuple[int, int]] = field(default_factory=dict)
    parcels: dict[int, Parcel] = field(default_factory=dict)
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
    deletions: dict[int, Deletion] = field(default_factory=dict)
    marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    bonuses: dict[tuple[str, int], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    holdings: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    keys_of: dict[int, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    guessers: dict[str, Guesser] = field(default_factory=dict)
    devices: dict[tuple[str, str, str], tuple[DeviceUse, ...]] = field(default_factory=dict)
    statements: dict[int, Statement] = field(default_factory=dict)
    worked_out: dict[Hashable, Any] = field(default_factory=dict)
    fresh: set[Hashable] = field(default_factory=set)

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

    def outlet(self, name: tuple[str, str, str] | None) -> Trade | None:
        """Those of an outlet by its name; None where it is not on record. Raises LookupError like `till`."""
        if name is None:
            return None
        if name not in self.outlets:
            raise LookupError(f"outlet {name} was not read before it was needed")
        return self.outlets[name]

    def put(self, records: Iterable[Record]) -> None:
        """Make rows known: those read, and those that a command of this batch will write."""
        for record in records:
            _PUT[type(record)](self, record)

    def used(self, key: str) -> int:
        """How much of a counter is used. Raises LookupError for one that no command named: never guess zero."""
        if key not in self.counters:
            raise LookupError(f"counter {key} was not read before it was needed")
        return self.counters[key]

    def absorb(self, changes: Changes) -> None:
        """Let later commands of the batch see what this one changes."""
        self.put(changes.new)
        self.put(changes.changed)
        for gone in changes.removed:
            if isinstance(gone, Identity):
                name = (gone.brand, gone.kind, gone.value_hash)
                self.identities.pop(name, None)
                self.fresh.add(name)
        if self.happened:
            for record in changes.new:
                self._count(record, 1)
        for record in changes.changed:
            if type(record) is Redemption and record.state == "cancelled":
                self._count(record, -1)
        for key, amount in changes.taken.items():
            self.counters[key] = self.counters.get(key, 0) + amount

    def after(self, changes: Changes) -> World:
        """A world that has absorbed changes, this one left as it is."""
        copy = World(**{f.name: getattr(self, f.name).copy() for f in fields(World)})
        copy.happened = {key: dict(counts) for key, counts in self.happened.items()}
        copy.absorb(changes)
        return copy

    def _put_identity(self, record: Identity) -> None:
        name = (record.brand, record.kind, record.value_hash)
        self.identities[name] = record
        self.fresh.add(name)

    def _put_mark(self, record: Mark) -> None:
        self.marks[record.brand, record.value_hash] = record

    def _put_deletion(self, record: Deletion) -> None:
        self.deletions[record.id] = record
        self.fresh.add(record.id)

    def _put_consent(self, record: Consent) -> None:
        """A history: the account's row tells what holds."""

    def _put_consumer(self, consumer: Consumer) -> None:
        known = self.consumers.get(consumer.id)
        if known and known.person_id != consumer.person_id:
            left = self.accounts_of.get(known.person_id, ())
            self.accounts_of[known.person_id] = tuple(one for one in left if one != consumer.id)
            self.fresh.add(known.person_id)
        self.consumers[consumer.id] = consumer
        own = self.accounts_of.get(consumer.person_id, ())
        if consumer.id not in own:
            self.accounts_of[consumer.person_id] = (*own, consumer.id)
        self.fresh.update((consumer.id, consumer.person_id))

    def _put_claim(self, record: Claim) -> None:
        name = (record.brand, record.source)
        self.claims[name] = record
        self.fresh.add(name)

    def _put_coupon(self, record: Coupon) -> None:
        self.coupons[record.honourer, record.code] = record
        self.coupons_by_id[record.id] = record
        self.fresh.update(((record.honourer, record.code), record.id))

    def _put_redemption(self, record: Redemption) -> None:
        name = (record.brand, record.outlet_id, record.request_id)
        self.redemptions[record.id] = record
        self.redemption_requests[name] = record
        self.fresh.update((record.id, name))
        if record.sale_id is not None:
            known = self.redemptions_in.get(record.sale_id, ())
            if record.id not in known:
                self.redemptions_in[record.sale_id] = (*known, record.id)

    def _put_sale(self, record: Sale) -> None:
        name = (record.brand, record.outlet_id, record.request_id)
        self.sales[record.id] = record
        self.sale_requests[name] = record
        self.fresh.update((record.id, name))

    def _put_return(self, record: Return) -> None:
        name = (record.brand, record.outlet_id, record.request_id)
        self.return_requests[name] = record
        self.fresh.add(name)

    def _put_stock(self, record: Stock) -> None:
        name = (record.brand, record.outlet_id, record.product)
        self.stocks[name] = record
        self.fresh.add(name)

    def _put_move(self, record: StockMove) -> None:
        """The stock itself tells what is there."""

    def _put_group(self, record: Group) -> None:
        self.groups[record.id] = record
        self.fresh.add(record.id)

    def _put_purchase(self, record: Purchase) -> None:
        self.purchases[record.id] = record
        self.fresh.add(record.id)
        if record.group_id is not None:
            known = self.purchases_in.get(record.group_id, ())
            if record.id not in known:
                self.purchases_in[record.group_id] = (*known, record.id)

    def _put_referral(self, record: Referral) -> None:
        name = (record.brand, record.friend_id)
        self.referrals_of[name] = (*self.referrals_of.get(name, ()), record)
        self.fresh.add(name)

    def _put_clerk_scan(self, record: ClerkScan) -> None:
        name = (record.brand, record.consumer_id)
        latest = self.served.get(name)
        if latest is None or latest.at_us <= record.at_us:
            self.served[name] = record
        self.fresh.add(name)

    def _put_grant(self, record: Grant) -> None:
        self.grants[record.id] = record
        known_ids = self.grants_of.get(record.cause_id, ())
        if record.id not in known_ids:
            self.grants_of[record.cause_id] = (*known_ids, record.id)
        self.fresh.update((record.id, record.cause_id))

    def _put_wait(self, record: Wait) -> None:
        name = (record.brand, record.person_id)
        self.waits[record.id] = record
        self.wait_about[record.subject_id] = record.id
        waiting = self.waits_of.get(name, ())
        if record.id not in waiting:
            self.waits_of[name] = (*waiting, record.id)
        self.fresh.update((name, record.subject_id))
        if record.event_id is not None:
            self.fresh.add(record.event_id)

    def _put_order(self, record: Order) -> None:
        self.orders[record.order_no] = record
        latest = self.orders.get(self.orders_of.get(record.grant_id, ""))
        if latest is None or latest.attempt <= record.attempt:
            self.orders_of[record.grant_id] = record.order_no
        self.fresh.add(record.order_no)
        if record.payee:
            self.fresh.add((record.brand, record.payee))

    def _put_funding(self, record: Funding) -> None:
        self.fundings[record.redemption_id] = record

    def _put_statement(self, record: Statement) -> None:
        self.statements[record.id] = record
        self.fresh.add(record.id)

    def _put_request(self, record: StoredRequest) -> None:
        self.requests[record.key] = record
        self.fresh.add(record.key)

    def _put_registration(self, record: Registration) -> None:
        name = (record.brand, record.name)
        self.holders[name] = record
        self.fresh.add(name)

    def _put_diversion(self, record: Diversion) -> None:
        name = (record.brand, record.name)
        latest = self.diversions.get(name)
        if latest is None or latest.round <= record.round:
            self.diversions[name] = record
        self.fresh.add(name)

    def _put_case(self, record: ServiceCase) -> None:
        name = (record.brand, record.name)
        self.cases[name] = record
        self.case_numbers[record.brand] = max(self.case_numbers.get(record.brand, 0), record.number)
        self.fresh.add(name)

    def _put_parcel(self, record: Parcel) -> None:
        self.parcels[record.id] = record
        self.fresh.add(record.id)

    def _put_parcel_move(self, record: ParcelMove) -> None:
        """The parcel itself tells where it is."""

    def _put_grade(self, record: OutletGrade) -> None:
        self.grades[record.brand, record.outlet_id, record.day] = record

    def _put_observation(self, record: Observation) -> None:
        """The evidence behind an alarm: nothing is decided by it."""

    def _put_guesser(self, record: Guesser) -> None:
        self.guessers[record.key] = record
        self.fresh.add(record.key)

    def _put_device_use(self, record: DeviceUse) -> None:
        name = (record.brand, record.device, record.day)
        self.devices[name] = (*self.devices.get(name, ()), record)
        self.fresh.add(name)

    def _put_entry(self, record: Entry) -> None:
        balance = f"{record.brand}|{record.account}|{record.currency}"
        self.balances[balance] = self.balances.get(balance, 0) + record.amount

    def _put_winner(self, record: Winner) -> None:
        """A list for readers: nothing is decided by it."""

    def _put_told(self, record: Told) -> None:
        """Counts tell of it where they are read."""

    def _put_refused(self, record: Refused) -> None:
        """Nothing is decided by earlier refusals."""

    def _count(self, record: Record, amount: int) -> None:
        """Add what has happened to the counts that were read; of others nobody will ask."""
        match record:
            case Claim() if record.kind not in own_words.BY_OTHERS:
                key: tuple[str, int, Happening] = (record.brand, record.person_id, "claim")
            case Referral():
                key = (record.brand, record.sharer_id, "referral")
            case Told():
                key = (record.brand, record.consumer_id, f"{TOLD}{record.event}")
            case Redemption():
                coupon = self.coupons_by_id[record.coupon_id]
                key = (coupon.brand, coupon.consumer_id, "redemption")
            case _:
                return
        for since in self.happened.get(key, ()):
            if since <= record.at_us:
                self.happened[key][since] += amount


#: How the world takes each kind of row.
_PUT: Final[dict[type[Record], Callable[[World, Any], None]]] = {
    Identity: World._put_identity,
    Mark: World._put_mark,
    Deletion: World._put_deletion,
    Consent: World._put_consent,
    Consumer: World._put_consumer,
    Claim: World._put_claim,
    Coupon: World._put_coupon,
    Redemption: World._put_redemption,
    Sale: World._put_sale,
    Return: World._put_return,
    Stock: World._put_stock,
    StockMove: World._put_move,
    Group: World._put_group,
    Purchase: World._put_purchase,
    Referral: World._put_referral,
    ClerkScan: World._put_clerk_scan,
    Grant: World._put_grant,
    Wait: World._put_wait,
    Order: World._put_order,
    Funding: World._put_funding,
    Statement: World._put_statement,
    StoredRequest: World._put_request,
    Guesser: World._put_guesser,
    DeviceUse: World._put_device_use,
    Entry: World._put_entry,
    Refused: World._put_refused,
    Winner: World._put_winner,
    Registration: World._put_registration,
    Observation: World._put_observation,
    Diversion: World._put_diversion,
    ServiceCase: World._put_case,
    OutletGrade: World._put_grade,
    Parcel: World._put_parcel,
    ParcelMove: World._put_parcel_move,
    Told: World._put_told,
}
