"""What the till's templates see."""

from __future__ import annotations

from dataclasses import dataclass

from studio.i18n.formats import MoneyParts
from studio.public.views import CouponCard


@dataclass(frozen=True, slots=True)
class SignInView:
    """The sign-in form; `problem` says why the last try failed, without saying which field was wrong."""

    problem: str
    outlet: str
    number: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The till: scan or type. `problem` tells about the last code."""

    who: str
    role: str
    problem: str
    code: str


@dataclass(frozen=True, slots=True)
class Redeemable:
    """A coupon that is good here now, with its form. `request_id` makes a double tap one redemption."""

    card: CouponCard
    request_id: str
    basket_label: str
    basket_hint: str
    basket_required: bool
    basket: str
    problem: str
    goods: bool = False
    price: str = ""
    take: str = ""
    needs_lines: bool = False


@dataclass(frozen=True, slots=True)
class NotRedeemable:
    """A coupon with the reason why it is not good here now."""

    card: CouponCard
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the clerk may tell the customer: what it is, and how it is had. `urgent`: it ends soon."""

    title: str
    how: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A customer's coupons, the usable ones first, and what the clerk may offer. Nothing tells who the customer is.

    `notice` says what was just done.
    """

    who: str
    title: str
    code: str
    problem: str
    usable: tuple[Redeemable, ...]
    unusable: tuple[NotRedeemable, ...]
    nothing: str
    offers: tuple[Offer, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Earning:
    """One line of money or points for the clerk or the shop."""

    title: str
    at: str
    amount: MoneyParts | None
    points: str
    state: str
    state_kind: str


@dataclass(frozen=True, slots=True)
class RedemptionPage:
    """The result of one redemption, with the form that cancels it while that is possible."""

    who: str
    title: str
    lead: str
    done: bool
    at: str
    card: CouponCard
    to_pay: MoneyParts | None
    earned: tuple[Earning, ...]
    cancel_action: str
    cancel_request_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class RedemptionLine:
    """One of today's redemptions."""

    url: str
    title: str
    at: str
    worth: MoneyParts
    cancelled: bool


@dataclass(frozen=True, slots=True)
class BookLine:
    """A day of the month's books: what it brought the shop and the person, with its lines to unfold."""

    day: str
    shop: MoneyParts | None
    own: MoneyParts
    lines: tuple[Earning, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """The books of a month. An owner sees the shop's sum beside the own. `later` is empty in the running month."""

    title: str
    shop: MoneyParts | None
    own: MoneyParts
    days: tuple[BookLine, ...]
    file: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """What the clerk has earned and done; `others` are earnings that are no money."""

    who: str
    owed: MoneyParts | None
    paid: MoneyParts | None
    today: tuple[RedemptionLine, ...]
    month: MonthView
    others: tuple[Earning, ...]
