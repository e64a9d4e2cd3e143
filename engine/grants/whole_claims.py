"""A whole claim is taken back: what everybody got by it, so that nobody earns by a claim that does not stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine import wording
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import NotFound
from engine.grants.reversing import reverse, why_not_reversible
from engine.grants.stored import takes_of
from engine.grants.views import grant_views
from engine.outcomes import GrantView, Refusal
from engine.records import Grant
from engine.spi.rewards import RewardType


@dataclass(frozen=True, slots=True)
class ReverseClaim:
    """The brand takes a claim back with all its rewards: consumer, clerk, store and whoever else earned by it.

    Its code stays used and it still counts for the clerk's scan: nobody moves up into the freed place. Taken back
    already, it stays as it is.
    """

    brand: str
    claim_id: int
    reason: str
    at: datetime
    rewards: Mapping[str, RewardType]

    def ask(self, world: World, want: Wants) -> None:
        """The rewards, their orders, and the counters that they free."""
        want.brands.add(self.brand)
        want.causes.add(self.claim_id)
        for grant in self._grants(world):
            want.counters.update(takes_of(grant.takes))

    def _grants(self, world: World) -> list[Grant]:
        found = (world.grants[one] for one in world.grants_of.get(self.claim_id, ()))
        return sorted((one for one in found if one.brand == self.brand), key=lambda one: one.id)

    def apply(self, world: World) -> tuple[tuple[GrantView, ...] | Refusal, Changes]:
        """The rewards as taken back, or why one of them cannot be: then none is."""
        grants = self._grants(world)
        if not grants:
            raise NotFound(f"there is no claim {self.claim_id} that gave anything")
        standing = [one for one in grants if one.state != "reversed"]
        for one in standing:
            why = why_not_reversible(world, one, self.rewards)
            if why:
                return Refusal(why, wording.REASONS[why], self.at), NOTHING
        changes = reverse(world, standing, to_micros(self.at), self.reason) if standing else NOTHING
        after = world.after(changes).grants
        return grant_views((after[one.id] for one in grants), {}, self.at), changes
