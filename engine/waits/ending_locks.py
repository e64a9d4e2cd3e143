"""Time goes on with a locked reward: one whose key has stood long enough opens, one without a key lapses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.campaign import Trigger
from dsl.decision import Decision, Intent
from dsl.intents import intents_of
from dsl.program import Program
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import Cause, make
from engine.grants.reversing import reverse
from engine.grants.stored import takes_of
from engine.grants.views import LAPSED
from engine.members.attributes import agreed_by
from engine.members.identity import ask_person, person_behind
from engine.records import Grant, Wait
from engine.scanning.planning import Plan, counters_of, plan
from engine.scanning.setting import Setting
from engine.spi.rewards import RewardType
from engine.waits.locks import opened
from engine.waits.matching import OPEN


@dataclass(frozen=True, slots=True)
class EndLock:
    """Go on with one lock that is due. What is settled already, or not due any more, stays as it is."""

    brand: str
    wait_id: int
    grant_id: int
    person_id: int
    now: datetime
    rewards: Mapping[str, RewardType]

    def ask(self, world: World, want: Wants) -> None:
        """The wait, its reward and holder, the counters given back, and those of what is given in its place."""
        ask_person(world, want, self.person_id)
        want.brands.add(self.brand)
        want.waits.add((self.brand, self.person_id))
        want.grants.add(self.grant_id)
        grant, brand = world.grants.get(self.grant_id), world.brands.get(self.brand)
        if grant is None or brand is None:
            return
        want.counters.update(takes_of(grant.takes))
        found = _rule(brand, grant)
        if found is None or person_behind(world, self.person_id) is None:
            return
        program, trigger, _ = found
        setting = self._setting(world, brand, program, trigger, grant, self.now)
        deadline = self._setting(world, brand, program, trigger, grant, from_micros(grant.until_us or 0))
        want.counters.update(counters_of(setting))
        want.counters.update(counters_of(deadline))

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait, grant = world.waits.get(self.wait_id), world.grants.get(self.grant_id)
        if wait is None or grant is None or wait.state not in OPEN or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        brand = world.brands[self.brand]
        found = _rule(brand, grant)
        if found is None:
            return "blocked", NOTHING
        if wait.state == "held":
            return "opened", opened(brand, found[0].campaign, wait, grant, from_micros(wait.due_us))
        return "lapsed", self._lapse(world, brand, wait, grant, found)

    def _lapse(
        self,
        world: World,
        brand: BrandState,
        wait: Wait,
        grant: Grant,
        found: tuple[Program, Trigger, Intent],
    ) -> Changes:
        program, trigger, intent = found
        at = from_micros(wait.until_us)
        changes = reverse(world, [grant], wait.until_us, LAPSED, wait="lapsed")
        instead = intent.lock.lapsed if intent.lock else ()
        if not instead:
            return changes
        setting = self._setting(world, brand, program, trigger, grant, at)
        used = world.after(changes).used
        planned = plan(setting, Decision(0, intents=instead), used, limited=False)
        assert isinstance(planned, Plan), "without limits nothing is refused as a whole"
        cause = Cause(grant.cause_kind, grant.cause_id, grant.version_id, at, at)
        return changes + Changes(new=make(setting, cause, planned.rewards)) + planned.took

    def _setting(
        self, world: World, brand: BrandState, program: Program, trigger: Trigger, grant: Grant, at: datetime
    ) -> Setting:
        person = person_behind(world, grant.recipient_id)
        assert person is not None
        return Setting(
            brand=brand,
            campaign=program.campaign,
            campaign_id=grant.campaign_id,
            trigger=trigger,
            at=at,
            recipients={grant.recipient_kind: person.id},
            rewards=self.rewards,
            accounts={person.id: world.accounts(person)},
            agreed=agreed_by([person]),
        )


def _rule(brand: BrandState, grant: Grant) -> tuple[Program, Trigger, Intent] | None:
    """The rule that locked a reward, in the version that ruled; None while its words are not installed."""
    version = brand.version(grant.version_id)
    if version is None or version.program is None:
        return None
    for trigger in version.program.campaign.triggers:
        for intent in intents_of(trigger.rules):
            if intent.lock and (intent.line, intent.reward) == (grant.line, grant.reward):
                return version.program, trigger, intent
    return None
