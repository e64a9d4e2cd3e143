"""A buyer gets the money back: cancelled before dispatch, and what a channel says of a refund."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine import wording
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.groups.rows import REFUND, ask_purchase, ended, left_behind, put_off, refunding, wait_of
from engine.ledger import purchase_rules
from engine.outcomes import Reason, Refusal
from engine.spi.collecting import RefundAnswer, Refunded


@dataclass(frozen=True, slots=True)
class CancelPurchase:
    """A paid purchase is called off before it is dispatched. The others of its group keep their price."""

    purchase_id: int
    group_id: int | None
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, its group, and what is kept for it."""
        ask_purchase(world, want, self.purchase_id, self.group_id)

    def apply(self, world: World) -> tuple[Refusal | None, Changes]:
        """None when the money goes back; cancelled again, nothing changes."""
        purchase = world.purchases.get(self.purchase_id)
        if purchase is None:
            return self._refuse(Reason.PURCHASE_UNKNOWN)
        if purchase.why == "cancelled":
            return None, NOTHING
        if purchase.state == "sent":
            return self._refuse(Reason.PURCHASE_SENT)
        if purchase.state != "paid":
            return self._refuse(
                Reason.PAYMENT_UNDER_WAY if purchase.state == "waiting" else Reason.PURCHASE_OVER
            )
        changes = refunding(world, purchase, "cancelled", self.now)
        return None, changes + left_behind(world.after(changes), purchase.group_id, self.now)

    def _refuse(self, reason: Reason) -> tuple[Refusal, Changes]:
        return Refusal(reason, wording.REASONS[reason], self.now), NOTHING


@dataclass(frozen=True, slots=True)
class RefundAnswered:
    """A channel has answered for a purchase's refund: only `Refunded` ends it, everything else is asked again."""

    purchase_id: int
    answer: RefundAnswer
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, and what waits for its refund."""
        want.purchases.add(self.purchase_id)
        want.abouts.add(self.purchase_id)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The state of what waits for the refund."""
        purchase, wait = world.purchases.get(self.purchase_id), wait_of(world, self.purchase_id, REFUND)
        if purchase is None or purchase.state != "refunding" or wait is None:
            return "void", NOTHING
        if not isinstance(self.answer, Refunded):
            tries = replace(purchase, tries=purchase.tries + 1)
            return "waiting", put_off(wait, self.now, purchase.tries) + Changes(changed=(tries,))
        done = replace(
            purchase,
            state="refunded",
            refunded_us=to_micros(self.answer.at),
            refund_receipt=self.answer.reference[:64],
        )
        changes = Changes(new=purchase_rules.refunded(purchase, to_micros(self.now)), changed=(done,))
        return "opened", changes + ended(world, purchase.id, REFUND, "opened", self.now)
