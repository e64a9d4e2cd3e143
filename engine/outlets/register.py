"""An outlet registers what it holds: the carton, by the code inside it, or a pack that it has sold. The first has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine import wording
from engine.campaigns.live import BrandState, Ruling, ruling_for_code
from engine.clock import from_micros, to_micros
from engine.codes.kinds import ROLES
from engine.codes.ranges import CodeStatus
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import Cause, make
from engine.grants.views import grant_views
from engine.ids import new_id
from engine.outcomes import Reason, Refusal, RegistrationAnswer
from engine.outlets.grading import ask_grade, graded
from engine.outlets.holding import registered_as
from engine.outlets.identity import Till
from engine.records import Grant
from engine.scanning.claim import ClaimSource
from engine.scanning.draw import drawing
from engine.scanning.facts import own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.planning import Plan, counters_of, plan
from engine.scanning.refusing import refused_row
from engine.scanning.setting import Met, Setting
from engine.spi.rewards import RewardType
from engine.trade_records import Registration


@dataclass(frozen=True, slots=True)
class Register:
    """Somebody at a till registers a code for the outlet. What is registered stays so, whatever a campaign gives for it."""

    source: ClaimSource
    till: Till
    at: datetime
    rewards: Mapping[str, RewardType]
    of_plugins: Callable[[Iterable[str]], frozenset[str]]

    @property
    def brand(self) -> str:
        """Whose code it is."""
        return self.till.brand

    def ask(self, world: World, want: Wants) -> None:
        """Who holds it, and every counter that the ruling version could take."""
        want.brands.add(self.brand)
        brand = world.brands.get(self.brand)
        if brand is None:
            return
        name = self._name(brand)
        want.holders.add((self.brand, name))
        earlier = world.holders.get((self.brand, name))
        if earlier:
            want.causes.add(earlier.id)
            return
        ruling = ruling_for_code(brand, self.source.batch, self.at)
        if isinstance(ruling, Ruling):
            want.counters.update(counters_of(self._setting(brand, ruling)))
            campaign = ruling.campaign.id
            ask_history(world, want, ruling.program, ruling.trigger, self.brand, campaign, None, self.at)
            read = ruling.program.facts_read(ruling.trigger)
            ask_grade(want, brand, read, self.till.outlet_id, self.at)

    def apply(self, world: World) -> tuple[RegistrationAnswer | Refusal, Changes]:
        """The first answer, a refusal, or the registration with what the outlet gets for it."""
        brand, batch = world.brands[self.brand], self.source.batch
        if ROLES[batch.kind] != "outlet":
            return self._refuse(Reason.NOT_FOR_OUTLETS)
        earlier = world.holders.get((self.brand, self._name(brand)))
        if earlier:
            if earlier.outlet_id != self.till.outlet_id:
                return self._refuse(Reason.HELD_BY_ANOTHER)
            grants = [world.grants[one] for one in world.grants_of.get(earlier.id, ())]
            return self._answer(earlier, grants, repeated=True), NOTHING
        status = self._status(brand)
        if status.state != "active":
            return self._refuse(Reason.NOT_ACTIVE if status.state == "inactive" else Reason.WITHDRAWN)
        row = Registration(
            new_id(), self.brand, self._name(brand), batch.id, self.source.serial, self.till.outlet_id,
            self.till.clerk_id, to_micros(self.at),
        )  # fmt: skip
        given = self._given(world, brand, row)
        grants = [one for one in given.new if isinstance(one, Grant)]
        return self._answer(row, grants, repeated=False), Changes(new=(row,)) + given

    def _given(self, world: World, brand: BrandState, row: Registration) -> Changes:
        """What the campaign that rules the code gives for its registration, as far as there is any left."""
        ruling = ruling_for_code(brand, self.source.batch, self.at)
        if not isinstance(ruling, Ruling):
            return NOTHING
        setting, program, campaign = self._setting(brand, ruling), ruling.program, ruling.campaign.id
        read = program.facts_read(ruling.trigger)
        grade, pinned = graded(world, brand, read, self.till.outlet_id, self.at)
        facts = {
            **dict.fromkeys(self.of_plugins(read)),
            **own_facts(
                at=self.at,
                zone=program.campaign.zone,
                person=None,
                points=0,
                code_region=self._status(brand).region,
                batch=self.source.batch.name,
                grade=grade,
            ),
            **history_facts(world, program, ruling.trigger, self.brand, campaign, None, self.at),
        }
        draw = drawing(ruling.version.secret, self.source.code, ruling.trigger)
        decision = program.decide(ruling.trigger, facts, draw)
        planned = plan(setting, decision, world.used, limited=False)
        if not isinstance(planned, Plan):
            return pinned
        cause = Cause("registration", row.id, ruling.version.id, self.at, self.at)
        return pinned + Changes(new=make(setting, cause, planned.rewards)) + planned.took

    def _setting(self, brand: BrandState, ruling: Ruling) -> Setting:
        campaign = ruling.program.campaign
        recipients = self.till.trade.recipients()
        dealer = brand.dealers.get(self._status(brand).dealer or "")
        return Setting(
            brand=brand,
            campaign=campaign,
            campaign_id=ruling.campaign.id,
            trigger=campaign.triggers[ruling.trigger],
            at=self.at,
            recipients=recipients if dealer is None else recipients | {"dealer": dealer},
            rewards=self.rewards,
            met=Met(product=self.source.batch.gtin),
        )

    def _name(self, brand: BrandState) -> str:
        return registered_as(brand, self.source.batch.id, self.source.serial, self.at)

    def _status(self, brand: BrandState) -> CodeStatus:
        return brand.status(self.source.batch.id, self.source.serial, self.at)

    def _answer(self, row: Registration, grants: Iterable[Grant], *, repeated: bool) -> RegistrationAnswer:
        views = grant_views(grants, {}, self.at)
        batch = self.source.batch
        return RegistrationAnswer(
            row.id, from_micros(row.at_us), batch.kind, batch.name, self.source.serial, views, repeated
        )

    def _refuse(self, reason: Reason) -> tuple[Refusal, Changes]:
        words: Label = wording.REASONS[reason]
        row = refused_row(
            self.brand, "registration", self.source.name, reason, words, self.at, None, None,
            outlet_id=self.till.outlet_id,
        )  # fmt: skip
        return Refusal(reason, words, self.at), Changes(new=(row,))
