"""Single grants for brand and API: looking one up, taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine import wording
from engine.clock import to_micros
from engine.commit.changes import Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer, stored_request
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.grants.clawing_back import ReverseClaim
from engine.grants.reversing import ask_reversal, reverse, why_not_reversible
from engine.grants.views import grant_view
from engine.outbox.payouts import ask_payout
from engine.outbox.standings import standings
from engine.outcomes import ClaimReversal, GrantView, Refusal
from engine.records import Grant
from engine.spi.rewards import RewardType
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore


@dataclass(frozen=True, slots=True)
class ReverseGrant:
    """The brand takes a grant back, before it is paid."""

    brand: str
    grant_id: int
    reason: str
    at: datetime
    request: RequestKey | None
    rewards: Mapping[str, RewardType]

    def ask(self, world: World, want: Wants) -> None:
        """The grant with all that came with it, the orders, and the counters that are freed."""
        ask_payout(world, want, self.grant_id)
        ask_request(want, self.brand, self.request)
        grant = world.grants.get(self.grant_id)
        if grant:
            want.causes.add(grant.cause_id)
            for one in _with_its_price(world, grant):
                want.grants.add(one.id)
                ask_reversal(world, want, one)

    def apply(self, world: World) -> tuple[GrantView | Refusal, Changes]:
        """The grant as reversed, or why not."""
        grant = world.grants.get(self.grant_id)
        if grant is None or grant.brand != self.brand:
            raise NotFound(f"there is no grant {self.grant_id}")
        earlier = earlier_answer(world, self.brand, self.request)
        if earlier is not None:
            return (earlier if isinstance(earlier, Refusal) else grant_view(grant, {}, self.at)), Changes()
        together = _with_its_price(world, grant)
        found = (why_not_reversible(world, one, self.rewards) for one in together)
        why = next((why for why in found if why), None)
        if why:
            refusal = Refusal(why, wording.REASONS[why], self.at)
            return refusal, Changes(new=stored_request(self.brand, self.request, refusal, self.at))
        changes = reverse(world, together, to_micros(self.at), self.reason)
        view = grant_view(world.after(changes).grants[grant.id], {}, self.at)
        return view, changes + Changes(new=stored_request(self.brand, self.request, grant.id, self.at))


def _with_its_price(world: World, grant: Grant) -> list[Grant]:
    """What one reward gave, with the points that were paid for it: the price comes back with the thing."""
    rows = (world.grants[one] for one in world.grants_of.get(grant.cause_id, ()))
    found = [
        one for one in rows
        if (one.line, one.reward, one.recipient_id) == (grant.line, grant.reward, grant.recipient_id)
        and one.state != "reversed"
    ]  # fmt: skip
    priced = any(one.points is not None and one.points < 0 for one in found)
    return sorted(found, key=lambda one: one.id) if priced and grant in found else [grant]


class GrantDoor:
    """Grants of a brand."""

    def __init__(self, core: Core, members: MemberStore) -> None:
        self._core = core
        self._members = members

    async def one(self, brand: str, grant_id: int) -> GrantView:
        """A grant. Raises `NotFound`."""
        found = await self._members.grants_by_id(brand, [grant_id])
        if not found:
            raise NotFound(f"there is no grant {grant_id}")
        coupons = await self._members.coupons_by_id([found[0].coupon_id] if found[0].coupon_id else [])
        view = grant_view(found[0], coupons, self._core.clock.now())
        return (await standings(OutboxStore(self._core.database), found, [view]))[0]

    async def reverse(
        self, brand: str, grant_id: int, reason: str, by: str, *, request: RequestKey | None = None
    ) -> GrantView | Refusal:
        """Take a grant back: its money returns to the budget, its counters are freed, its code stays used."""
        if not 1 <= len(reason.strip()) <= 200:
            raise Invalid("reason", Label("say why, in 1 to 200 characters", "请填写原因，1 至 200 个字符"))
        now, rewards = self._core.clock.now(), self._core.catalog.rewards
        command = ReverseGrant(brand, grant_id, f"{reason.strip()} ({by})", now, request, rewards)
        return await self._core.settle(command)

    async def reverse_claim(self, brand: str, claim_id: int, reason: str, by: str) -> ClaimReversal:
        """Take a whole claim back with all that followed from it. Raises `Invalid`, `NotFound`."""
        if not 1 <= len(reason.strip()) <= 200:
            raise Invalid("reason", Label("say why, in 1 to 200 characters", "请填写原因，1 至 200 个字符"))
        now, rewards = self._core.clock.now(), self._core.catalog.rewards
        return await self._core.settle(
            ReverseClaim(brand, claim_id, f"{reason.strip()} ({by})", now, rewards)
        )
