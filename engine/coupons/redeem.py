"""A coupon is taken at a till: once, whoever tries at the same instant; the outlet's request number names it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dsl.cells import cells_met
from dsl.values import Label, Money
from engine import wording
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer, stored_request
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.settling import redemption_setting
from engine.errors import Invalid
from engine.grants.making import Cause, end_of_day, make, settlement
from engine.grants.views import coupon_view, grant_views
from engine.ids import new_id
from engine.ledger import accounts, rules
from engine.members.identity import ask_person, person_behind
from engine.members.points import ask_points, points_of, tier_of
from engine.outcomes import Reason, RedemptionAnswer, Refusal
from engine.outlets.identity import Till
from engine.records import Coupon, Funding, Grant, Record, Redemption, Wait
from engine.scanning.claim import refused_row
from engine.scanning.draw import drawing
from engine.scanning.experiments import numbers_in
from engine.scanning.facts import facts_json, own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.planning import LeftOut, Plan, counters_of, plan
from engine.scanning.setting import Setting
from engine.scanning.takes import takes_of
from engine.spi.alliances import AllianceType
from engine.spi.rewards import RewardType
from engine.waits.locks import keyed
from engine.waits.matching import ask_waits, opened_by

#: What is kept of a refused request, so that the brand can settle it with the outlet.
REQUEST, CLERK, TAKEN_AT = "till.request", "till.clerk", "till.taken_at"
OTHER_REQUEST: Final = Label(
    "this number stands for another coupon's redemption: give each its own",
    "此请求号已用于另一张券的核销，每次核销请使用新的请求号",
)


@dataclass(frozen=True, slots=True)
class Redeem:
    """Take a coupon at a till. `basket` is the purchase's total, needed where the coupon has a minimum."""

    till: Till
    code: str
    request_id: str
    at: datetime
    basket: Money | None
    rewards: Mapping[str, RewardType]
    alliance_types: Mapping[str, AllianceType]

    @property
    def _request(self) -> RequestKey:
        """Under which a refusal is kept: sent again it is the same; with another coupon or basket it is a new one."""
        basket = "" if self.basket is None else f"{self.basket.minor} {self.basket.currency}"
        content = hashlib.sha256(f"{self.code}|{basket}".encode()).hexdigest()
        return RequestKey(f"till|{self.till.outlet_id}|{self.request_id}|{content[:16]}", content)

    def ask(self, world: World, want: Wants) -> None:
        """The coupon, earlier redemptions of it, and what its issuing version could give."""
        brand, outlet = self.till.brand, self.till.outlet_id
        ask_request(want, brand, self._request)
        want.brands.add(brand)
        want.coupons.add((brand, self.code))
        want.redemption_requests.add((brand, outlet, self.request_id))
        earlier = world.redemption_requests.get((brand, outlet, self.request_id))
        if earlier:
            want.causes.add(earlier.id)
            return
        coupon = world.coupons.get((brand, self.code))
        if coupon is None:
            return
        want.brands.add(coupon.brand)
        ask_person(world, want, coupon.consumer_id)
        if coupon.referrer_id is not None:
            ask_person(world, want, coupon.referrer_id)
        if coupon.redemption_id:
            want.redemptions.add(coupon.redemption_id)
        holder = person_behind(world, coupon.consumer_id)
        if holder:
            ask_points(world, want, coupon.brand, holder)
        referrer = person_behind(world, coupon.referrer_id) if coupon.referrer_id is not None else None
        ask_waits(world, want, world.brands.get(coupon.brand), holder, referrer)
        found = self._setting(world, coupon)
        if found is None:
            return
        setting, trigger = found
        version = setting.brand.version(coupon.version_id)
        if version and version.program:
            ask_history(
                world, want, version.program, trigger, coupon.brand, coupon.campaign_id, holder, self.at
            )
        want.counters.update(counters_of(setting))

    def _setting(self, world: World, coupon: Coupon) -> tuple[Setting, int] | None:
        issuer = world.brands.get(coupon.brand)
        version = issuer.version(coupon.version_id) if issuer else None
        if issuer is None or version is None:
            return None
        return redemption_setting(world, issuer, version, coupon, self.till, self.at, self.rewards)

    def apply(self, world: World) -> tuple[RedemptionAnswer | Refusal, Changes]:
        """The stored answer, a refusal, or the redemption with all that is owed for it."""
        brand = world.brands[self.till.brand]
        earlier = world.redemption_requests.get((brand.slug, self.till.outlet_id, self.request_id))
        if earlier:
            if world.coupons_by_id[earlier.coupon_id].code != self.code:
                raise Invalid("request_id", OTHER_REQUEST)
            return redemption_answer(world, earlier, self.at, repeated=True), NOTHING
        refused = earlier_answer(world, brand.slug, self._request)
        if isinstance(refused, Refusal):
            return refused, NOTHING
        coupon = world.coupons.get((brand.slug, self.code))
        if coupon is None:
            return self._refuse(Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN])
        why = why_not_here(world, brand, coupon, self.till.outlet_id, self.at)
        if why:
            return self._refuse(*why, at_first=_first_at(world, coupon))
        if self.basket is not None and self.basket.currency != coupon.currency:
            raise Invalid("basket", wording.other_currency(coupon.currency))
        if coupon.minimum is not None:
            if self.basket is None:
                return self._refuse(Reason.BASKET_NEEDED, wording.REASONS[Reason.BASKET_NEEDED])
            minimum = Money(coupon.minimum, coupon.currency)
            if self.basket.minor < coupon.minimum:
                return self._refuse(Reason.BELOW_MINIMUM, wording.below_minimum(minimum, self.basket))
        return self._take(world, brand, coupon)

    def _take(self, world: World, brand: BrandState, coupon: Coupon) -> tuple[RedemptionAnswer, Changes]:
        redemption = Redemption(
            id=new_id(),
            brand=brand.slug,
            coupon_id=coupon.id,
            outlet_id=self.till.outlet_id,
            clerk_id=self.till.clerk_id,
            request_id=self.request_id,
            at_us=to_micros(self.at),
            basket=self.basket.minor if self.basket else None,
            state="done",
        )
        taken = replace(coupon, state="redeemed", redemption_id=redemption.id)
        cause = Cause(
            "redemption", redemption.id, coupon.version_id, self.at, end_of_day(self.at, brand.zone)
        )
        rows = self._settle(world.brands[coupon.brand], cause, coupon)
        took = NOTHING
        found = self._setting(world, coupon)
        if found:
            setting, trigger = found
            planned = self._bonuses(world, setting, trigger, coupon, redemption)
            rows += make(setting, cause, planned.rewards)
            rows += tuple(self._missed(world, coupon, redemption, one) for one in planned.left_out)
            took = planned.took
        grants = grant_views((row for row in rows if isinstance(row, Grant)), {}, self.at)
        answer = RedemptionAnswer(
            redemption.id, self.request_id, self.at, coupon_view(taken, self.at, redeemed_at=self.at),
            to_pay(coupon, self.basket), grants,
        )  # fmt: skip
        changes = Changes(new=(redemption, *rows), changed=(taken,)) + took
        sure_at = end_of_day(self.at, brand.zone)  # until then it may be called off
        opens = self._opens(world, coupon)
        return answer, changes + keyed(
            world, world.brands[coupon.brand], opens, redemption.id, self.at, sure_at
        )

    def _opens(self, world: World, coupon: Coupon) -> tuple[Wait, ...]:
        """What the redemption opens: of the holder, and of the person who brought the holder."""
        given = {} if coupon.alliance_id is not None else {"coupon": coupon.terms}
        holder = person_behind(world, coupon.consumer_id)
        brought_by = person_behind(world, coupon.referrer_id) if coupon.referrer_id is not None else None
        sharer = None if brought_by == holder else brought_by
        campaign = coupon.campaign_id
        return (
            *opened_by(world, holder, campaign, "redemption", given, self.at),
            *opened_by(world, sharer, campaign, "redemption", given, self.at, friend=True),
        )

    def _settle(self, issuer: BrandState, cause: Cause, coupon: Coupon) -> tuple[Record, ...]:
        """What the outlet is owed. It took the coupon, so it is owed whether or not the rules can still run."""
        if coupon.alliance_id is None:
            return settlement(cause, coupon, self.till.outlet_id, accounts.COUPONS)
        partner = issuer.alliance(coupon.alliance_id)
        if partner is None:
            raise LookupError(f"coupon {coupon.id} names alliance {coupon.alliance_id}, which does not exist")
        shares = self.alliance_types[partner.type].share(partner.terms, Money(coupon.worth, coupon.currency))
        funding = Funding(
            new_id(), coupon.brand, coupon.honourer, partner.id, cause.id, coupon.currency,
            shares.issuer.minor, shares.honourer.minor, shares.fee.minor, to_micros(self.at), "done",
        )  # fmt: skip
        owed = settlement(cause, coupon, self.till.outlet_id, accounts.ALLIANCE)
        return (*owed, funding, *rules.alliance_redeemed(funding, coupon.campaign_id, funding.at_us))

    def _bonuses(
        self, world: World, setting: Setting, trigger: int, coupon: Coupon, redemption: Redemption
    ) -> Plan:
        version = setting.brand.version(coupon.version_id)
        assert version is not None
        assert version.program is not None
        holder = person_behind(world, coupon.consumer_id)
        points = points_of(world, coupon.brand, holder)
        opens = len(self._opens(world, coupon))
        tier = tier_of(world, setting.brand, setting.campaign, holder, self.at)
        facts = own_facts(
            at=self.at, zone=setting.campaign.zone, person=holder, points=points, opens=opens, tier=tier
        )
        facts |= history_facts(
            world, version.program, trigger, coupon.brand, coupon.campaign_id, holder, self.at
        )
        live = setting.brand.campaign(coupon.campaign_id)
        if live and holder:
            facts |= numbers_in(version.program, trigger, live, world.accounts(holder))
        draw = drawing(version.secret, f"r:{redemption.id}", trigger)
        decision = version.program.decide(trigger, facts, draw)
        cells = cells_met(setting.campaign, takes_of(setting.trigger).pots, facts)
        planned = plan(replace(setting, cells=cells), decision, world.used, limited=False)
        return planned if isinstance(planned, Plan) else Plan((), (), (planned.words,))

    def _missed(self, world: World, coupon: Coupon, redemption: Redemption, left_out: LeftOut) -> Record:
        """The record of a bonus that a limit or a spent budget kept out, for the brand and for who would have had it."""
        theirs = accounts.party(left_out.recipient) == "consumer"
        return refused_row(
            coupon.brand, "bonus", f"r:{redemption.id}", left_out.why.reason, left_out.why.words, self.at,
            world.consumers.get(left_out.recipient_id) if theirs else None, coupon.campaign_id,
            coupon.version_id, outlet_id=self.till.outlet_id,
        )  # fmt: skip

    def _refuse(
        self, reason: Reason, words: Label, *, at_first: datetime | None = None
    ) -> tuple[Refusal, Changes]:
        asked = {REQUEST: self.request_id, CLERK: self.till.clerk_id, TAKEN_AT: self.till.taken_at}
        refused = refused_row(
            self.till.brand, "redemption", f"k:{self.code}"[:80], reason, words, self.at, None, None,
            facts=facts_json(asked, frozenset(asked)), outlet_id=self.till.outlet_id,
        )  # fmt: skip
        refusal = Refusal(reason, words, self.at, at_first)
        kept = stored_request(self.till.brand, self._request, refusal, self.at)
        return refusal, Changes(new=(refused, *kept))


def why_not_here(
    world: World, brand: BrandState, coupon: Coupon, outlet_id: int, at: datetime
) -> tuple[Reason, Label] | None:
    """Why this outlet cannot take this coupon now, apart from the basket; None when it can."""
    if coupon.state == "redeemed":
        redemption = world.redemptions.get(coupon.redemption_id or 0)
        here = redemption is not None and redemption.outlet_id == outlet_id
        reason = Reason.COUPON_REDEEMED_HERE if here else Reason.COUPON_REDEEMED_ELSEWHERE
        first = _first_at(world, coupon)
        return reason, wording.redeemed(first, brand.zone, here=here) if first else wording.REASONS[reason]
    if coupon.state == "cancelled":
        return Reason.COUPON_CANCELLED, wording.REASONS[Reason.COUPON_CANCELLED]
    if coupon.accepted_at == "online":
        return Reason.COUPON_ONLINE_ONLY, wording.REASONS[Reason.COUPON_ONLINE_ONLY]
    expires = from_micros(coupon.expires_us)
    if at >= expires:
        return Reason.COUPON_EXPIRED, wording.expired(expires - timedelta(microseconds=1), brand.zone)
    return None


def _first_at(world: World, coupon: Coupon) -> datetime | None:
    redemption = world.redemptions.get(coupon.redemption_id or 0)
    return from_micros(redemption.at_us) if redemption and coupon.state == "redeemed" else None


def to_pay(coupon: Coupon, basket: Money | None) -> Money | None:
    """What the customer still pays; a discount never takes more than the basket holds."""
    return Money(max(0, basket.minor - coupon.worth), basket.currency) if basket else None


def redemption_answer(
    world: World, redemption: Redemption, now: datetime, *, repeated: bool
) -> RedemptionAnswer:
    """The answer to a redemption from its rows, in their present state."""
    coupon = world.coupons_by_id[redemption.coupon_id]
    grants = [world.grants[grant_id] for grant_id in world.grants_of.get(redemption.id, ())]
    basket = None if redemption.basket is None else Money(redemption.basket, coupon.currency)
    at = from_micros(redemption.at_us)
    return RedemptionAnswer(
        redemption.id,
        redemption.request_id,
        at,
        coupon_view(coupon, now, redeemed_at=at if redemption.state == "done" else None),
        to_pay(coupon, basket),
        grant_views(grants, {}, now),
        "done" if redemption.state == "done" else "cancelled",
        None if redemption.cancelled_us is None else from_micros(redemption.cancelled_us),
        repeated,
    )
