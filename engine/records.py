"""The rows that a transaction reads and writes, as frozen values.

Field names are column names; `engine.storage` maps each class to its table, and a test holds both equal.
Instants are bigint microseconds since the epoch (`*_us`), amounts integer minor units, `None` is NULL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.alliances.rows import Statement, StatementLine
from engine.events.rows import Told
from engine.fraud.rows import DeviceUse, Guesser
from engine.group_records import Group, Purchase
from engine.parcels.rows import Parcel, ParcelMove
from engine.till_records import Return, Sale, Stock, StockMove
from engine.trade_records import Diversion, Observation, OutletGrade, Registration, ServiceCase


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer account with a brand. `person_id` is the account that stands for the whole person.

    `claims` and `last_claim_us` are of what the person did, not of what time caused. `birthday` is `MM-DD`, kept with
    the consent of `consent_us`, and counts from the year `birthday_from` on; `tags` and `consents` (the purposes agreed to) are JSON lists. Who was
    deleted at `returned_us` and came back is no newcomer until `returned_until_us`. Who is on hold since `held_us` claims
    nothing, redeems nothing and is paid nothing until released.
    """

    TABLE: ClassVar = "consumer"
    id: int
    brand: str
    person_id: int
    member_code: str
    created_us: int
    claims: int = 0
    last_claim_us: int | None = None
    birthday: str | None = None
    consent_us: int | None = None
    tags: str | None = None
    tier: str | None = None
    birthday_from: int | None = None
    consents: str | None = None
    returned_us: int | None = None
    returned_until_us: int | None = None
    deleted_us: int | None = None
    held_us: int | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far one day's occasions of a campaign have been told: persons up to (`past_us`, `past_id`), or all."""

    TABLE: ClassVar = "sweep"
    key: str
    brand: str
    campaign_id: int
    past_us: int
    past_id: int
    lease_by: str
    lease_us: int
    done_us: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Something a consumer is recognised by: kind (device, ref, mobile) and a keyed hash of its value."""

    TABLE: ClassVar = "identity"
    id: int
    brand: str
    kind: str
    value_hash: str
    consumer_id: int
    created_us: int


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody with this identity was deleted: a one-way digest, kept until the campaigns of then have ended."""

    TABLE: ClassVar = "mark"
    id: int
    brand: str
    value_hash: str
    at_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class Deletion:
    """A person was deleted. `accounts` (JSON) are the opaque numbers under which the ledger stays whole.

    Plugins have erased what they keep at `erased_us`, which is due by `erase_by_us`. Prize records and orders are kept
    apart until `prizes_until_us` and `orders_until_us`.
    """

    TABLE: ClassVar = "deletion"
    id: int
    brand: str
    person_id: int
    accounts: str
    asked_us: int
    erase_by_us: int
    prizes_until_us: int
    orders_until_us: int
    erased_us: int | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """A person agreed to a purpose, or took it back: one row each time."""

    TABLE: ClassVar = "consent"
    id: int
    brand: str
    consumer_id: int
    purpose: str
    given: int
    at_us: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A granted claim. `source` names what was claimed: `c:BATCH:SERIAL`, `i:CAMPAIGN:PERSON` or
    `e:CAMPAIGN:EVENT`, the event by a digest of its name and its teller's id. `shown_hash` names the version whose page
    the claim was made from, where the page told, and `shown_page` its theme: `version_id` rules, whatever was shown. Clerk, outlet and dealer are those
    of the trade whom the event had."""

    TABLE: ClassVar = "claim"
    id: int
    brand: str
    source: str
    kind: str
    batch_id: int | None
    serial: int | None
    consumer_id: int
    person_id: int
    campaign_id: int
    version_id: int
    rule: int
    at_us: int
    region: str | None
    referrer_id: int | None
    clerk_id: int | None
    facts: str
    draws: str
    notes: str
    takes: str
    shown_hash: str | None = None

    @property
    def archived(self) -> bool:
        """Whether what was decided has left the database: a claim that is kept tells its draws, if only `[]`."""
        return not self.draws

    outlet_id: int | None = None
    dealer_id: int | None = None
    shown_page: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that changed nothing, with its one reason."""

    TABLE: ClassVar = "refusal"
    id: int
    brand: str
    kind: str
    source: str
    consumer_id: int | None
    campaign_id: int | None
    version_id: int | None
    outlet_id: int | None
    at_us: int
    reason: str
    facts: str
    words_en: str
    words_zh: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One reward for one party. Money: owed, paid or reversed; anything else: given or reversed.

    `fund` names the account kind that bears it; `takes` are the counters it took, as JSON pairs. A locked reward
    is `locked` before: `lock_*` say what opens it, from `until_us` on it is too late, `opens_us` is when it opens
    or has opened.
    """

    TABLE: ClassVar = "grants"
    id: int
    brand: str
    cause_kind: str
    cause_id: int
    campaign_id: int
    version_id: int
    line: int
    reward: str
    params: str
    title_en: str
    title_zh: str
    recipient_kind: str
    recipient_id: int
    amount: int | None
    currency: str | None
    points: int | None
    coupon_id: int | None
    fund: str
    state: str
    takes: str
    at_us: int
    due_us: int
    settled_us: int | None = None
    reason: str | None = None
    lock_en: str | None = None
    lock_zh: str | None = None
    until_us: int | None = None
    opens_us: int | None = None


@dataclass(frozen=True, slots=True)
class Winner:
    """A prize whose winner the market wants listed, by the id of its grant: the list shows those that still stand."""

    TABLE: ClassVar = "winner"
    id: int
    brand: str
    campaign_id: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits for an event of a person or for an instant, whichever is first.

    `topic` says what ends with it (`engine.waits.topics`); a `lock` is about the grant `subject_id`, made by the claim or
    redemption `cause_id`. `event`, `asked` (JSON) and `friend` (0 or 1) say which event of the campaign it waits for:
    the person's own, or that of a friend. State: waiting; held (the event `event_id` has come and must stand for
    `hold`); then opened, lapsed or void. At `due_us` time itself goes on with it. `payload` is what is given then.
    """

    TABLE: ClassVar = "wait"
    id: int
    brand: str
    topic: str
    subject_id: int
    cause_id: int
    campaign_id: int
    person_id: int
    event: str
    asked: str
    friend: int
    hold: str
    payload: str
    state: str
    since_us: int
    until_us: int
    due_us: int
    event_id: int | None = None
    ended_us: int | None = None


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon in a consumer's hands. `brand` issued it, `honourer` takes it at its outlets. `till` (JSON) is how a till
    takes it, where the terms say more than worth and minimum. `revoked_us`: since when the claim that gave it counts as
    false; it was used then, and is never good again."""

    TABLE: ClassVar = "coupon"
    id: int
    brand: str
    honourer: str
    code: str
    consumer_id: int
    campaign_id: int
    version_id: int
    terms: str
    name_en: str
    name_zh: str
    alliance_id: int | None
    worth: int
    pays: int
    currency: str
    minimum: int | None
    accepted_at: str
    referrer_id: int | None
    state: str
    issued_us: int
    expires_us: int
    redemption_id: int | None = None
    till: str | None = None
    revoked_us: int | None = None


@dataclass(frozen=True, slots=True)
class Redemption:
    """A coupon taken by an outlet under the outlet's own request number; done or cancelled.

    `discount` is what it took off in the sale `sale_id`, None where no basket was told; `takes` are the counters of the
    person's own bounds, as JSON pairs.
    """

    TABLE: ClassVar = "redemption"
    id: int
    brand: str
    coupon_id: int
    outlet_id: int
    clerk_id: int
    request_id: str
    at_us: int
    basket: int | None
    state: str
    cancel_request: str | None = None
    cancelled_us: int | None = None
    discount: int | None = None
    sale_id: int | None = None
    takes: str | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A friend who came through a sharer's link: one sharer a friend and campaign."""

    TABLE: ClassVar = "referral"
    id: int
    brand: str
    campaign_id: int
    sharer_id: int
    friend_id: int
    claim_id: int
    at_us: int


@dataclass(frozen=True, slots=True)
class ClerkScan:
    """A consumer scanned a clerk's code; claims within the window are attributed to that clerk: `claims` have been."""

    TABLE: ClassVar = "clerk_scan"
    id: int
    brand: str
    consumer_id: int
    clerk_id: int
    at_us: int
    claims: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a posting. The lines of a posting sum to zero in each currency."""

    TABLE: ClassVar = "entry"
    id: int
    brand: str
    posting_id: int
    kind: str
    cause_id: int
    account: str
    currency: str
    amount: int
    at_us: int


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be carried out outside after the commit. `order_no` is all the outside ever sees.

    A payout names its `payee`, and the `channel` by which it has left. `hold` says why it has not: `more` (the amount
    must grow), `day`, `float`, `payee` (who cannot be paid yet), `tap` (it came back), `confirm` (the payee must act).
    `takes` are counters taken of the channel's limits. `trace` is that of the request that caused it, for whoever reads logs.
    """

    TABLE: ClassVar = "outbox"
    id: int
    brand: str
    topic: str
    grant_id: int
    order_no: str
    attempt: int
    payload: str
    state: str
    tries: int
    next_us: int
    created_us: int
    lease_by: str | None = None
    lease_us: int | None = None
    first_sent_us: int | None = None
    note: str | None = None
    done_us: int | None = None
    trace: str | None = None
    channel: str | None = None
    payee: str | None = None
    hold: str | None = None
    takes: str | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """Who bears an alliance coupon's redemption: the shares and the fee, one row a redemption."""

    TABLE: ClassVar = "funding"
    id: int
    brand: str
    honourer: str
    alliance_id: int
    redemption_id: int
    currency: str
    issuer_bears: int
    honourer_bears: int
    fee: int
    at_us: int
    state: str
    cancelled_us: int | None = None


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """The first answer to an Idempotency-Key. `answer` refers to the row that holds it, or is the refusal."""

    TABLE: ClassVar = "request"
    key: str
    brand: str
    fingerprint: str
    answer: str
    at_us: int


Record = (
    Consumer
    | Identity
    | Mark
    | Deletion
    | Consent
    | Claim
    | Refused
    | Grant
    | Winner
    | Wait
    | Coupon
    | Redemption
    | Sale
    | Return
    | Stock
    | StockMove
    | Group
    | Purchase
    | Referral
    | ClerkScan
    | Registration
    | Observation
    | Diversion
    | ServiceCase
    | OutletGrade
    | Parcel
    | ParcelMove
    | Told
    | Entry
    | Order
    | Funding
    | Statement
    | StatementLine
    | StoredRequest
    | Guesser
    | DeviceUse
)
