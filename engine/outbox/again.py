"""The payee asks for a payout to be sent again: one that came back, or one that was refused once too often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import NotFound
from engine.ledger import accounts
from engine.members.identity import Who, ask_identity, person_of
from engine.outbox.payouts import ask_payout, next_attempt, payout_of
from engine.outcomes import Reason, Refusal
from engine.records import Grant

#: After a refusal the account is asked once a day.
REFUSED_AGAIN: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Send a grant's money again. `who` is the consumer who asks; None for the brand, which may ask for anybody."""

    brand: str
    grant_id: int
    at: datetime
    who: Who | None = None

    def ask(self, world: World, want: Wants) -> None:
        """Who asks, and the payout."""
        if self.who:
            ask_identity(world, want, self.who)
        ask_payout(world, want, self.grant_id)

    def apply(self, world: World) -> tuple[Grant | Refusal, Changes]:
        """The grant, or why there is nothing to send. Raises `NotFound` for a grant that is not the asker's."""
        grant = world.grants.get(self.grant_id)
        if grant is None or grant.brand != self.brand or not self._may(world, grant):
            raise NotFound(f"there is no grant {self.grant_id}")
        order = payout_of(world, grant.id)
        if order is None or order.topic != "payout" or order.state not in {"refused", "returned"}:
            return self._refuse(Reason.NOTHING_TO_SEND)
        if order.state == "refused" and self.at - from_micros(order.done_us or 0) < REFUSED_AGAIN:
            return self._refuse(Reason.SENT_TODAY)
        at_us = to_micros(self.at)
        following = next_attempt(order, self.at, self.at, words=None)
        closed = replace(order, state="done", done_us=at_us, hold=None)
        ended = [
            replace(wait, state="opened", ended_us=at_us)
            for wait in world.waits.values()
            if wait.topic == "payout" and wait.subject_id == order.grant_id and wait.state == "waiting"
        ]
        return grant, Changes(new=(following,), changed=(closed, *ended))

    def _may(self, world: World, grant: Grant) -> bool:
        if self.who is None:
            return True
        person = person_of(world, self.who)
        own = world.accounts(person) if person else ()
        return accounts.party(grant.recipient_kind) == "consumer" and grant.recipient_id in own

    def _refuse(self, reason: Reason) -> tuple[Refusal, Changes]:
        return Refusal(reason, wording.REASONS[reason], self.at), Changes()
