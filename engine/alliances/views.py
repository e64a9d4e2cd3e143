"""What both brands of an alliance are shown: the same figures on either side, counts and money, never persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from dsl.values import Label, Money
from engine.alliances.agreement import Agreement as Agreement

Side = Literal["issuer", "honourer"]
#: `proposed`: nothing is agreed yet; `ending`: notice was given; `ended`: nothing is issued, coupons may be open.
State = Literal["proposed", "agreed", "running", "ending", "ended", "settled"]
VersionState = Literal["proposed", "coming", "in_force", "past", "dropped"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one side would like to agree: who bears what of the coupon's `worth`, the fee, the caps, and from when."""

    coupon: Label
    worth: Money
    issuer_bears: Money
    honourer_bears: Money
    fee: Money
    valid_days: int
    minimum: Money | None = None
    cap_a_month: int | None = None
    exposure: Money | None = None
    wanted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A brand."""

    slug: str
    name: Label


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the agreement; `dropped`: a newer one was agreed before both had accepted it."""

    agreed: Agreement
    state: VersionState


@dataclass(frozen=True, slots=True)
class MonthView:
    """The month that runs. `owed`: what the issuer would pay the honourer if it ended now; negative the other way."""

    begins: datetime
    closes: datetime
    issued: int
    redeemed: int
    still_open: int
    owed: Money


@dataclass(frozen=True, slots=True)
class StatementView:
    """A month that is settled. `payer` pays `payee` `net`; with nothing owed there is neither.

    `may_confirm`: the viewer is the one who has money to come and has not confirmed it.
    """

    number: int
    zone: str
    begins: datetime
    ends: datetime
    closed: datetime
    issued: int
    redeemed: int
    cancelled: int
    expired: int
    still_open: int
    issuer_owes: Money
    honourer_owes: Money
    net: Money
    payer: Party | None
    payee: Party | None
    final: bool
    paid: datetime | None
    may_confirm: bool

    @property
    def month(self) -> str:
        """The calendar month: `2026-11`."""
        return f"{self.begins.astimezone(ZoneInfo(self.zone)):%Y-%m}"


@dataclass(frozen=True, slots=True)
class AllianceView:
    """An alliance as one of its two brands sees it. `waiting_for` are the sides that have not accepted the newest proposal.

    `exposure` is the worth of coupons redeemed or still open; `unpaid` what the issuer still has to pay the honourer for
    closed months, negative the other way.
    """

    id: int
    name: str
    type: str
    coupon: str
    side: Side
    issuer: Party
    honourer: Party
    zone: str
    state: State
    since: datetime
    ends: datetime | None
    noticed_by: Party | None
    current: Agreement | None
    proposal: Agreement | None
    waiting_for: tuple[Side, ...]
    issued_this_month: int
    exposure: Money
    month: MonthView | None
    unpaid: Money
    unpaid_statements: int

    @property
    def other(self) -> Party:
        """The other brand."""
        return self.honourer if self.side == "issuer" else self.issuer


@dataclass(frozen=True, slots=True)
class DeclineView:
    """A till of the honourer would not take a coupon that was good, in `words` as its customer was told. The coupon stays good."""

    at: datetime
    outlet: str
    words: Label


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A line that `raised_by` does not accept, and what the other side says to it."""

    line_id: int
    statement: int
    raised_by: Party
    words: str
    at: datetime
    answer: str | None
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a statement: a redemption, or that one of an earlier month was called off."""

    id: int
    kind: Literal["redeemed", "cancelled"]
    at: datetime
    outlet: str
    issuer_owes: Money
    honourer_owes: Money
    disputed: bool


@dataclass(frozen=True, slots=True)
class LineProof:
    """A line followed back to the decision that gave its coupon, computed again. `agreed` is the version it was given under.

    `steps` tell it without a word about the person.
    """

    line: LineView
    statement: StatementView
    agreed: Agreement
    worth: Money
    borne_by_issuer: Money
    borne_by_honourer: Money
    fee: Money
    issued: datetime
    expires: datetime
    steps: tuple[Label, ...]
    dispute: DisputeView | None
