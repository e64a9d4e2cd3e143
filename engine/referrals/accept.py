"""A friend accepts a share link: a claim of the campaign's gift, with the sharer on record, one level deep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine import wording
from engine.campaigns.live import NoRuling, ruling_for_invitation
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer, stored_request
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.members.identity import (
    Who,
    ask_identity,
    ask_person,
    consumer_of,
    device_of,
    person_behind,
    person_of,
    stranger,
)
from engine.members.points import ask_points, points_of, tier_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.records import Consumer, Referral
from engine.scanning.answering import answer_of, ask_claim
from engine.scanning.deciding import Event, decide_and_grant, setting_for
from engine.scanning.facts import own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.planning import counters_of
from engine.scanning.refusing import refused_row, why_not
from engine.scanning.setting import Met
from engine.spi.rewards import RewardType
from engine.waits.matching import ask_waits, opened_by


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """A friend asks for the gift behind a share link of the consumer `sharer_id`."""

    brand: str
    campaign_id: int
    sharer_id: int
    who: Who
    at: datetime
    rewards: Mapping[str, RewardType]
    request: RequestKey | None = None

    @property
    def _source(self) -> str:
        return f"i:{self.campaign_id}:{self.who.value_hash[:24]}"

    def ask(self, world: World, want: Wants) -> None:
        """The friend, the sharer, who brought whom, and the counters of the gift."""
        ask_identity(world, want, self.who)
        ask_request(want, self.brand, self.request)
        want.consumers.add(self.sharer_id)
        want.sources.add((self.brand, self._source))
        brand = world.brands.get(self.brand)
        looked_up = self.who.key not in world.identities or consumer_of(world, self.who) is not None
        if (
            brand is None or not looked_up
        ):  # both are locked together, or two who invite each other wait in a circle
            return
        ask_person(world, want, self.sharer_id)
        sharer, friend = person_behind(world, self.sharer_id), person_of(world, self.who)
        for person in (sharer, friend):
            if person:
                want.friends.update((self.brand, account) for account in world.accounts(person))
        ask_waits(world, want, brand, sharer)
        if friend:
            ask_points(world, want, self.brand, friend)
        claim = world.claims.get((self.brand, self._source))
        if claim:
            ask_claim(world, want, claim)
            return
        ruling = ruling_for_invitation(brand, self.campaign_id, self.at)
        if isinstance(ruling, NoRuling):
            return
        sharer_id = sharer.id if sharer else self.sharer_id
        setting = setting_for(
            world, brand, ruling, self.at, self.rewards, friend,
            referrer_id=sharer_id, met=Met(device_of(self.who)),
        )  # fmt: skip
        want.counters.update(counters_of(setting))
        ask_history(
            world, want, ruling.program, ruling.trigger, self.brand, ruling.campaign.id, friend, self.at
        )

    def apply(self, world: World) -> tuple[ClaimAnswer | Refusal, Changes]:
        """The stored answer, a refusal, or the gift."""
        brand = world.brands[self.brand]
        earlier = earlier_answer(world, self.brand, self.request)
        if isinstance(earlier, Refusal):
            return earlier, NOTHING
        friend = person_of(world, self.who)
        claim = world.claims.get((self.brand, self._source))
        if claim:
            return answer_of(world, brand, claim, self.at, repeated=True), NOTHING
        sharer = world.person(world.consumers[self.sharer_id])
        reason = self._forbidden(world, sharer, friend)
        if reason:
            return self._refuse(reason, wording.REASONS[reason], friend)
        ruling = ruling_for_invitation(brand, self.campaign_id, self.at)
        if isinstance(ruling, NoRuling):
            return self._refuse(ruling.reason, why_not(ruling, self.at), friend)
        opens = opened_by(world, sharer, ruling.campaign.id, "invitation", {}, self.at, friend=True)
        facts = own_facts(
            at=self.at,
            zone=ruling.program.campaign.zone,
            person=friend or stranger(world, self.who, self.at),
            points=points_of(world, self.brand, friend),
            opens=len(opens),
            tier=tier_of(world, brand, ruling.program.campaign, friend, self.at),
        ) | history_facts(
            world, ruling.program, ruling.trigger, self.brand, ruling.campaign.id, friend, self.at
        )
        event = Event(
            self.brand, "invitation", self._source, self.who, self.at, None, self.request, facts,
            referrer_id=sharer.id, met=Met(device_of(self.who)), opens=opens,
        )  # fmt: skip
        return decide_and_grant(world, brand, ruling, event, self.rewards)

    def _forbidden(self, world: World, sharer: Consumer, friend: Consumer | None) -> Reason | None:
        if friend is None:
            return None
        if friend.held_us is not None:
            return Reason.ACCOUNT_ON_HOLD
        if friend.id == sharer.id:
            return Reason.OWN_LINK
        own = world.accounts(friend)
        if any(referral.sharer_id in own for referral in self._brought(world, sharer)):
            return Reason.LINK_LOOP
        if any(referral.campaign_id == self.campaign_id for referral in self._brought(world, friend)):
            return Reason.NOT_NEW
        return None

    def _brought(self, world: World, person: Consumer) -> list[Referral]:
        """Who brought a person, by any of the person's accounts."""
        known = world.referrals_of
        return [found for one in world.accounts(person) for found in known.get((self.brand, one), ())]

    def _refuse(self, reason: Reason, words: Label, friend: Consumer | None) -> tuple[Refusal, Changes]:
        source = self._source
        refused = refused_row(
            self.brand, "invitation", source, reason, words, self.at, friend, self.campaign_id
        )
        refusal = Refusal(reason, words, self.at)
        return refusal, Changes(new=(refused, *stored_request(self.brand, self.request, refusal, self.at)))
