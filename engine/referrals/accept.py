"""A friend accepts a share link: a claim of the campaign's gift, with the sharer on record, one level deep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label
from engine import wording
from engine.campaigns.live import NoRuling, ruling_for_invitation
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, earlier_answer, request_keys, stored_request
from engine.commit.world import Keys, World
from engine.ledger import accounts
from engine.members.identity import Who, identity_keys, person_of
from engine.outcomes import ClaimAnswer, Reason, Refusal
from engine.records import Consumer
from engine.scanning.claim import (
    Event,
    answer_of,
    decide_and_grant,
    points_of,
    refused_row,
    setting_for,
    why_not,
)
from engine.scanning.facts import own_facts
from engine.scanning.planning import counters_of
from engine.spi.rewards import RewardType


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

    def keys(self, world: World) -> Keys:
        """The friend, the sharer, who brought whom, and the counters of the gift."""
        wanted = identity_keys(world, self.who) | request_keys(self.brand, self.request)
        wanted |= Keys(consumers=frozenset({self.sharer_id}))
        sharer = world.consumers.get(self.sharer_id)
        if sharer:
            wanted |= Keys(
                consumers=frozenset({sharer.person_id}), friends=frozenset({(self.brand, sharer.person_id)})
            )
        friend = person_of(world, self.who)
        wanted |= Keys(sources=frozenset({(self.brand, self._source)}))
        if friend:
            wanted |= Keys(
                friends=frozenset({(self.brand, friend.id)}),
                balances=frozenset({accounts.points_balance(self.brand, friend.id)}),
            )
        claim = world.claims.get((self.brand, self._source))
        if claim:
            return wanted | Keys(causes=frozenset({claim.id}))
        brand = world.brands.get(self.brand)
        ruling = ruling_for_invitation(brand, self.campaign_id, self.at) if brand else None
        if brand and ruling and not isinstance(ruling, NoRuling):
            setting = setting_for(brand, ruling, self.at, self.rewards, friend, referrer_id=self.sharer_id)
            wanted |= Keys(counters=counters_of(setting))
        return wanted

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
        facts = own_facts(
            at=self.at,
            zone=ruling.program.campaign.zone,
            person=friend,
            points=points_of(world, self.brand, friend),
        )
        event = Event(
            self.brand, "invitation", self._source, self.who, self.at, None, self.request, facts,
            referrer_id=sharer.id,
        )  # fmt: skip
        return decide_and_grant(world, brand, ruling, event, self.rewards)

    def _forbidden(self, world: World, sharer: Consumer, friend: Consumer | None) -> Reason | None:
        if friend is None:
            return None
        if friend.id == sharer.id:
            return Reason.OWN_LINK
        if any(
            referral.sharer_id == friend.id
            for referral in world.referrals_of.get((self.brand, sharer.id), ())
        ):
            return Reason.LINK_LOOP
        brought = world.referrals_of.get((self.brand, friend.id), ())
        if any(referral.campaign_id == self.campaign_id for referral in brought):
            return Reason.NOT_NEW
        return None

    def _refuse(self, reason: Reason, words: Label, friend: Consumer | None) -> tuple[Refusal, Changes]:
        source = self._source
        refused = refused_row(
            self.brand, "invitation", source, reason, words, self.at, friend, self.campaign_id
        )
        refusal = Refusal(reason, words, self.at)
        return refusal, Changes(new=(refused, *stored_request(self.brand, self.request, refusal, self.at)))
