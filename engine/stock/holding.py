"""Goods come to an outlet; a piece is held for a voucher, let go, or let go by time; a store that declines is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer, stored_request
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.why_not import why_not_here
from engine.members.identity import ask_person, person_behind
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till
from engine.records import Coupon, Wait
from engine.scanning.refusing import refused_row
from engine.stock.book import (
    ask_stock,
    delivered,
    goods_from_stock,
    held,
    held_at,
    hold_of,
    name_of_held,
    unheld,
)
from engine.stock.views import HoldView, StockView, nearest_words
from engine.till_records import StockMove


@dataclass(frozen=True, slots=True)
class DeliverStock:
    """Pieces come to an outlet's prize stock, or, negative, are taken away. The same request counts once."""

    brand: str
    outlet_id: int
    product: str
    pieces: int
    request: RequestKey
    at: datetime

    @property
    def _name(self) -> tuple[str, int, str]:
        return self.brand, self.outlet_id, self.product

    def ask(self, world: World, want: Wants) -> None:
        """The stock, and an earlier answer to this request."""
        want.brands.add(self.brand)
        ask_request(want, self.brand, self.request)
        want.stocks.add(self._name)

    def apply(self, world: World) -> tuple[StockView | Refusal, Changes]:
        """The stock after it."""
        stock = world.stocks.get(self._name)
        if earlier_answer(world, self.brand, self.request) is not None and stock:
            return StockView(self.product, stock.on_hand, stock.held), NOTHING
        free = stock.on_hand - stock.held if stock else 0
        if free + self.pieces < 0:
            return Refusal(Reason.NOT_SO_MANY, wording.REASONS[Reason.NOT_SO_MANY], self.at), NOTHING
        changes = delivered(stock, self._name, self.pieces, to_micros(self.at))
        move = next(row for row in changes.new if isinstance(row, StockMove))
        kept = stored_request(self.brand, self.request, move.id, self.at)
        after = world.after(changes).stocks[self._name]
        return StockView(self.product, after.on_hand, after.held), changes + Changes(new=kept)


@dataclass(frozen=True, slots=True)
class HoldGoods:
    """Hold a piece at an outlet for a person's voucher until an instant; asked again elsewhere, it moves there.

    `till` stands for the outlet, with nobody at it. `nearest` is told where none is left.
    """

    till: Till
    code: str
    person_id: int
    until: datetime
    at: datetime
    nearest: Label

    def ask(self, world: World, want: Wants) -> None:
        """The voucher, its holder, the stock there, and where it is held now."""
        want.brands.add(self.till.brand)
        want.coupons.add((self.till.brand, self.code))
        coupon = world.coupons.get((self.till.brand, self.code))
        if coupon:
            ask_person(world, want, coupon.consumer_id)
            ask_stock(world, want, coupon, self.till.outlet_id)

    def apply(self, world: World) -> tuple[HoldView | Refusal, Changes]:
        """The hold, or why there is none."""
        coupon = _own(world, self.till.brand, self.code, self.person_id)
        if coupon is None:
            return _no(Reason.COUPON_UNKNOWN, self.at)
        product = goods_from_stock(coupon)
        zone = world.brands[self.till.brand].zone
        why = why_not_here(coupon, None, self.till, zone, self.at)
        if why:
            return Refusal(*why, self.at), NOTHING
        if product is None:
            return _no(Reason.NOT_FOR_HOLDING, self.at)
        until = min(self.until, from_micros(coupon.expires_us))
        hold, changes = hold_of(world, coupon), NOTHING
        if hold:
            if held_at(hold) == self.till.outlet_id:
                return HoldView(coupon.code, self.till.outlet_id, from_micros(hold.until_us)), NOTHING
            changes = unheld(world, hold, "void", to_micros(self.at))
        stock = world.stocks.get((self.till.brand, self.till.outlet_id, product))
        if stock is None or stock.on_hand <= stock.held:
            words = nearest_words(self.nearest)
            return Refusal(Reason.NONE_LEFT_HERE, words, self.at), NOTHING
        changes += held(stock, coupon, self.person_id, self.at, until)
        return HoldView(coupon.code, self.till.outlet_id, until), changes


@dataclass(frozen=True, slots=True)
class LetGo:
    """A person gives up what is held for a voucher. Nothing held: nothing changes."""

    brand: str
    code: str
    person_id: int
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The voucher, its holder, and where the piece is held."""
        want.brands.add(self.brand)
        want.coupons.add((self.brand, self.code))
        coupon = world.coupons.get((self.brand, self.code))
        if coupon:
            ask_person(world, want, coupon.consumer_id)
            want.holds.add(coupon.id)
            hold = hold_of(world, coupon)
            if hold:
                want.stocks.add(name_of_held(hold))

    def apply(self, world: World) -> tuple[Refusal | None, Changes]:
        """None when nothing is held any more."""
        coupon = _own(world, self.brand, self.code, self.person_id)
        if coupon is None:
            return _no(Reason.COUPON_UNKNOWN, self.at)
        hold = hold_of(world, coupon)
        return None, unheld(world, hold, "void", to_micros(self.at)) if hold else NOTHING


@dataclass(frozen=True, slots=True)
class EndHold:
    """Time lets go what was not collected; the voucher stays good."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The hold and its stock."""
        want.brands.add(self.wait.brand)
        want.holds.add(self.wait.subject_id)
        want.stocks.add(name_of_held(self.wait))

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait = world.waits.get(self.wait.id)
        if wait is None or wait.state != "waiting" or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        return "lapsed", unheld(world, wait, "lapsed", wait.until_us)


@dataclass(frozen=True, slots=True)
class NoteDeclined:
    """A person tells that a store declined a voucher: it stays good, and the store's record says so, once a day."""

    till: Till
    code: str
    person_id: int
    request: RequestKey
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The voucher, its holder, and whether this was told today."""
        want.brands.add(self.till.brand)
        want.coupons.add((self.till.brand, self.code))
        ask_request(want, self.till.brand, self.request)
        coupon = world.coupons.get((self.till.brand, self.code))
        if coupon:
            ask_person(world, want, coupon.consumer_id)

    def apply(self, world: World) -> tuple[Refusal | None, Changes]:
        """None when it is noted; a voucher that is not good any more has nothing to be declined."""
        coupon = _own(world, self.till.brand, self.code, self.person_id)
        if coupon is None:
            return _no(Reason.COUPON_UNKNOWN, self.at)
        why = why_not_here(coupon, None, self.till, world.brands[self.till.brand].zone, self.at)
        if why:
            return Refusal(*why, self.at), NOTHING
        if earlier_answer(world, self.till.brand, self.request) is not None:
            return None, NOTHING
        reason = Reason.STORE_DECLINED
        row = refused_row(
            self.till.brand, "complaint", f"k:{coupon.code}", reason, wording.REASONS[reason], self.at,
            person_behind(world, coupon.consumer_id), coupon.campaign_id, coupon.version_id,
            outlet_id=self.till.outlet_id,
        )  # fmt: skip
        kept = stored_request(self.till.brand, self.request, coupon.id, self.at)
        return None, Changes(new=(row, *kept))


def _own(world: World, brand: str, code: str, person_id: int) -> Coupon | None:
    """The voucher, when it is this person's."""
    coupon = world.coupons.get((brand, code))
    holder = person_behind(world, coupon.consumer_id) if coupon else None
    return coupon if holder and holder.id == person_id else None


def _no(reason: Reason, at: datetime) -> tuple[Refusal, Changes]:
    return Refusal(reason, wording.REASONS[reason], at), NOTHING
