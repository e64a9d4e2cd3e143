"""What service sees of a person: whom a search found, the person as a whole, and what happened in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from dsl.values import Label, Money
from engine.campaigns.decision_views import DecisionRow
from engine.members.views import Membership
from engine.outcomes import CouponView, GrantView

#: Why somebody looks at a person. Each look is kept with one of these and what was noted with it.
Purpose = Literal["asked", "complaint", "fraud", "rights", "other"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
#: By what a person was found.
By = Literal["mobile", "member", "reference", "code", "coupon", "order", "decision", "account"]
#: What a timeline can be narrowed to.
Part = Literal["scans", "rewards", "redemptions", "friends", "account"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
Kind = Literal[
    "claim", "refusal", "review", "reward", "redemption", "share", "brought", "brought_by", "consent", "enrolled",
    "device", "act",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """A person whom a search found, and by what; `decision` is the claim or refusal that led there.

    `person` is None where a refusal knows of nobody.
    """

    person: int | None
    name: str
    by: By
    since: datetime | None
    claims: int
    held: bool
    deleted: bool
    decision: DecisionRow | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Something a person is recognised by. What it is stays a digest; `service` names another service's account."""

    kind: str
    since: datetime
    account: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """A purpose that a person agrees to or has taken back, and since when."""

    purpose: str
    given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Visited:
    """An outlet that a person was at: how often, and when last."""

    code: str
    name: Label
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened today, in the last 7 and 30 days, and ever. Days are the brand's."""

    today: int
    week: int
    month: int
    ever: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as a whole. Where `full` is no, who it is stays hidden: member code, birthday, tags.

    Money is told by state over all that was ever given; `debt` is to be paid back.
    """

    person: int
    name: str
    since: datetime
    held: datetime | None
    deleted: datetime | None
    full: bool
    accounts: int
    known: tuple[Known, ...]
    agreed: tuple[Agreed, ...]
    birthday: str | None
    tags: tuple[str, ...]
    tier: str | None
    membership: Membership | None
    points: int
    money: tuple[tuple[str, Money], ...]
    debt: Money | None
    coupons: tuple[CouponView, ...]
    scans: Counted
    refused: Counted
    redeemed: Counted
    friends: int
    visited: tuple[Visited, ...]
    reviews: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a person. A `claim` or `refusal` has its decision, which can be asked why."""

    id: int
    at: datetime
    kind: Kind
    words: Label
    campaign: Label
    decision: DecisionRow | None = None
    grants: tuple[GrantView, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a person, and why."""

    person: int
    at: datetime
    by: str
    purpose: str
    note: str


@dataclass(frozen=True, slots=True)
class Joining:
    """What follows when two people become one: `keep` stands for both, the other's accounts are moved.

    `taken_back` are the bonuses that the one had for bringing the other; `why_not` says what forbids it.
    """

    keep: Profile
    other: Profile
    points: int
    claims: int
    taken_back: tuple[GrantView, ...]
    why_not: Label | None = None
