"""What comes back of a purchase: pieces of it, for the share that was paid, or all of it on its day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.values import Label, Money
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.answers import ReturnAnswer, SaleAnswer
from engine.coupons.cancel import CancelRedemption, refuse_cancelling
from engine.coupons.checkout import sale_answer
from engine.coupons.sale_lines import lines_json, lines_of
from engine.errors import Invalid
from engine.ids import new_id
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till
from engine.till_records import Return, Sale

OTHER_RETURN: Final = Label(
    "this number stands for another return: give each its own",
    "此请求号已用于另一笔退货，每笔请使用新的请求号",
)


@dataclass(frozen=True, slots=True)
class ReturnPieces:
    """Take pieces back: `pieces` is how many of each line, by its place from 0. Minimums are not held again."""

    till: Till
    sale_id: int
    pieces: Mapping[int, int]
    request_id: str
    at: datetime

    @property
    def _name(self) -> tuple[str, int, str]:
        return self.till.brand, self.till.outlet_id, self.request_id

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, with its coupons, and what came back under this number."""
        want.brands.add(self.till.brand)
        want.return_requests.add(self._name)
        want.sales.add(self.sale_id)
        want.causes.update(world.redemptions_in.get(self.sale_id, ()))

    def apply(self, world: World) -> tuple[ReturnAnswer | Refusal, Changes]:
        """The stored answer to the same request, a refusal, or the refund."""
        sale = _own(world, self.till, self.sale_id)
        if sale is None:
            return self._refuse(Reason.SALE_UNKNOWN)
        wanted = [[place, count] for place, count in sorted(self.pieces.items())]
        earlier = world.return_requests.get(self._name)
        if earlier:
            before = [one[:2] for one in json.loads(earlier.lines)]
            if (earlier.sale_id, before) != (sale.id, wanted):
                raise Invalid("request_id", OTHER_RETURN)
            return self._answer(world, earlier, sale, repeated=True), NOTHING
        if sale.state == "cancelled":
            return self._refuse(Reason.ALREADY_CANCELLED)
        lines = list(lines_of(sale.lines))
        told: list[list[int]] = []
        for place, count in wanted:
            if place >= len(lines) or count > lines[place].quantity - lines[place].returned:
                return self._refuse(Reason.NOT_SO_MANY)
            after = lines[place].back(count)
            told.append([place, count, after.refunded - lines[place].refunded])
            lines[place] = after
        refund = sum(one[2] for one in told)
        back = Return(
            new_id(), sale.brand, self.till.outlet_id, self.till.clerk_id, sale.id, self.request_id,
            to_micros(self.at), json.dumps(told), refund,
        )  # fmt: skip
        changed = replace(sale, lines=lines_json(lines), refunded=sale.refunded + refund)
        return self._answer(world, back, changed, repeated=False), Changes(new=(back,), changed=(changed,))

    def _answer(self, world: World, back: Return, sale: Sale, *, repeated: bool) -> ReturnAnswer:
        return ReturnAnswer(
            back.id,
            back.request_id,
            from_micros(back.at_us),
            Money(back.refund, sale.currency),
            sale_answer(world, sale, self.at, repeated=repeated),
            repeated,
        )

    def _refuse(self, reason: Reason) -> tuple[Refusal, Changes]:
        return refuse_cancelling(self.till, f"s:{self.sale_id}", reason, self.at)


@dataclass(frozen=True, slots=True)
class SeeSale:
    """A purchase as it stands, for the outlet that made it. Nothing is changed."""

    till: Till
    sale_id: int
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, with its coupons."""
        want.brands.add(self.till.brand)
        want.sales.add(self.sale_id)
        want.causes.update(world.redemptions_in.get(self.sale_id, ()))

    def apply(self, world: World) -> tuple[SaleAnswer | None, Changes]:
        """None for a purchase of somebody else."""
        sale = _own(world, self.till, self.sale_id)
        return (sale_answer(world, sale, self.at, repeated=True) if sale else None), NOTHING


@dataclass(frozen=True, slots=True)
class CancelSale:
    """Call a whole purchase off, on its day: every coupon is good again, and what was paid is paid back."""

    till: Till
    sale_id: int
    request_id: str
    at: datetime

    def _parts(self, world: World) -> tuple[CancelRedemption, ...]:
        return tuple(
            CancelRedemption(self.till, one, self.request_id, self.at, whole=True)
            for one in world.redemptions_in.get(self.sale_id, ())
        )

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, and all that its coupons caused."""
        want.brands.add(self.till.brand)
        want.sales.add(self.sale_id)
        for part in self._parts(world):
            part.ask(world, want)

    def apply(self, world: World) -> tuple[SaleAnswer | Refusal, Changes]:
        """The stored answer to the same request, a refusal, or the way back."""
        sale = _own(world, self.till, self.sale_id)
        if sale is None:
            return refuse_cancelling(self.till, f"s:{self.sale_id}", Reason.SALE_UNKNOWN, self.at)
        if sale.state == "cancelled" and sale.cancel_request == self.request_id:
            return sale_answer(world, sale, self.at, repeated=True), NOTHING
        changes, seen = NOTHING, world
        for part in self._parts(world):
            answer, more = part.apply(seen)
            if isinstance(answer, Refusal):
                return answer, more
            changes += more
            seen = world.after(changes)
        cancelled = replace(
            sale,
            state="cancelled",
            refunded=sale.paid,
            cancel_request=self.request_id,
            cancelled_us=to_micros(self.at),
        )
        changes += Changes(changed=(cancelled,))
        return sale_answer(world.after(changes), cancelled, self.at, repeated=False), changes


def _own(world: World, till: Till, sale_id: int) -> Sale | None:
    """The purchase, when this outlet made it."""
    sale = world.sales.get(sale_id)
    return sale if sale and (sale.brand, sale.outlet_id) == (till.brand, till.outlet_id) else None
