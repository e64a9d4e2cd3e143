"""What a till's taking of one coupon needs and does: the redemption, what the outlet is owed, and what the rules bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dsl.cells import cells_met
from dsl.decision import Cap
from dsl.values import NO_WORDS, Label, Money
from engine import wording
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.kept_terms import kept_by
from engine.coupons.settling import redemption_setting
from engine.coupons.why_not import Why
from engine.grants.making import Cause, end_of_day, make, settlement
from engine.grants.stored import takes_json
from engine.ids import new_id
from engine.ledger import accounts, rules
from engine.members.identity import ask_person, person_behind
from engine.members.points import ask_points, points_of, tier_of
from engine.outcomes import Reason
from engine.outlets.grading import ask_grade, graded
from engine.outlets.identity import Till
from engine.records import Coupon, Funding, Record, Redemption, Wait
from engine.scanning import counters
from engine.scanning.draw import drawing
from engine.scanning.experiments import numbers_in
from engine.scanning.facts import own_facts
from engine.scanning.history import ask_history, history_facts
from engine.scanning.planning import LeftOut, Plan, counters_of, plan
from engine.scanning.refusing import refused_row
from engine.scanning.setting import Setting
from engine.scanning.takes import takes_of
from engine.spi.alliances import AllianceType
from engine.spi.rewards import RewardType
from engine.stock.book import ask_stock, handed_over, is_left
from engine.stock.views import nearest_words
from engine.waits.locks import keyed
from engine.waits.matching import ask_waits, opened_by


@dataclass(frozen=True, slots=True)
class Taken:
    """How a coupon is taken: under which request number, in which sale, of which basket, and what it took off."""

    request_id: str
    basket: int | None
    discount: int | None
    sale_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """One coupon at a till. Whether it may be taken is decided before. `nearest` is told where none of its goods is left."""

    till: Till
    code: str
    at: datetime
    rewards: Mapping[str, RewardType]
    alliance_types: Mapping[str, AllianceType]
    nearest: Label = NO_WORDS

    def ask(self, world: World, want: Wants) -> None:
        """The coupon, its holder, earlier redemptions of it, and what its issuing version could give."""
        want.brands.add(self.till.brand)
        want.coupons.add((self.till.brand, self.code))
        coupon = self.coupon(world)
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
        ask_stock(world, want, coupon, self.till.outlet_id)
        for _, keys in self._bounds(world, coupon):
            want.exact.update(keys)
        referrer = person_behind(world, coupon.referrer_id) if coupon.referrer_id is not None else None
        ask_waits(world, want, world.brands.get(coupon.brand), holder, referrer)
        found = self._setting(world, coupon)
        if found is None:
            return
        setting, trigger = found
        version = setting.brand.version(coupon.version_id)
        if version and version.program:
            ask_grade(
                want,
                setting.brand,
                version.program.facts_read(trigger),
                setting.recipients.get("store"),
                self.at,
            )
            ask_history(
                world, want, version.program, trigger, coupon.brand, coupon.campaign_id, holder, self.at
            )
        want.counters.update(counters_of(setting))

    def coupon(self, world: World) -> Coupon | None:
        """The coupon that is meant."""
        return world.coupons.get((self.till.brand, self.code))

    def why_not_now(self, world: World, coupon: Coupon) -> Why | None:
        """Why the holder is on hold, or the holder's own bounds or the outlet's stock leave no room; None when they do."""
        holder = person_behind(world, coupon.consumer_id)
        if holder and holder.held_us is not None:
            return Reason.ACCOUNT_ON_HOLD, wording.COUPON_ON_HOLD
        cap = self.bound_reached(world, coupon)
        if cap:
            return Reason.LIMIT_REACHED, wording.cap_reached(cap)
        if not is_left(world, coupon, self.till.outlet_id):
            return Reason.NONE_LEFT_HERE, nearest_words(self.nearest)
        return None

    def bound_reached(self, world: World, coupon: Coupon) -> Cap | None:
        """The bound of the holder's own that leaves no room for one more such coupon."""
        full = (cap for cap, keys in self._bounds(world, coupon) if sum(map(world.used, keys)) >= cap.limit)
        return next(full, None)

    def _bounds(self, world: World, coupon: Coupon) -> list[tuple[Cap, tuple[str, ...]]]:
        """Each bound of one person, with the counters of all the person's accounts, the person's own first."""
        caps = kept_by(coupon).till.caps
        holder = person_behind(world, coupon.consumer_id) if caps else None
        brand = world.brands.get(coupon.brand)
        if holder is None or brand is None:
            return []
        mine = (holder.id, *(one for one in world.accounts(holder) if one != holder.id))
        return [(cap, tuple(self._uses(brand, coupon, one, cap) for one in mine)) for cap in caps]

    def _uses(self, brand: BrandState, coupon: Coupon, account: int, cap: Cap) -> str:
        period = counters.period_key(cap.period, self.at, brand.zone)
        return counters.uses(brand.slug, coupon.campaign_id, coupon.terms, account, period)

    def uses(self, world: World, coupon: Coupon) -> dict[str, int]:
        """What its use takes of the holder's own bounds."""
        return {keys[0]: 1 for _, keys in self._bounds(world, coupon)}

    def take(self, world: World, coupon: Coupon, taken: Taken) -> tuple[Redemption, Changes]:
        """The redemption, and all that it brings."""
        brand = world.brands[self.till.brand]
        uses = self.uses(world, coupon) | _no_longer_open(world, coupon)
        redemption = Redemption(
            id=new_id(),
            brand=brand.slug,
            coupon_id=coupon.id,
            outlet_id=self.till.outlet_id,
            clerk_id=self.till.clerk_id,
            request_id=taken.request_id,
            at_us=to_micros(self.at),
            basket=taken.basket,
            state="done",
            discount=taken.discount,
            sale_id=taken.sale_id,
            takes=takes_json(uses.items()) if uses else None,
        )
        redeemed = replace(coupon, state="redeemed", redemption_id=redemption.id)
        cause = Cause(
            "redemption", redemption.id, coupon.version_id, self.at, end_of_day(self.at, brand.zone)
        )
        rows = self._settle(world.brands[coupon.brand], cause, coupon, taken)
        took = NOTHING
        found = self._setting(world, coupon)
        if found:
            setting, trigger = found
            planned, pinned = self._bonuses(world, setting, trigger, coupon, redemption)
            rows += make(setting, cause, planned.rewards)
            rows += tuple(self._missed(world, coupon, redemption, one) for one in planned.left_out)
            took = planned.took + pinned
        changes = Changes(new=(redemption, *rows), changed=(redeemed,), taken=uses) + took
        sure_at = end_of_day(self.at, brand.zone)  # until then it may be called off
        opens = self._opens(world, coupon)
        issuer = world.brands[coupon.brand]
        changes += handed_over(world, coupon, redemption)
        return redemption, changes + keyed(world, issuer, opens, redemption.id, self.at, sure_at)

    def _setting(self, world: World, coupon: Coupon) -> tuple[Setting, int] | None:
        issuer = world.brands.get(coupon.brand)
        version = issuer.version(coupon.version_id) if issuer else None
        if issuer is None or version is None:
            return None
        return redemption_setting(world, issuer, version, coupon, self.till, self.at, self.rewards)

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

    def _settle(self, issuer: BrandState, cause: Cause, coupon: Coupon, taken: Taken) -> tuple[Record, ...]:
        """What the outlet is owed. It took the coupon, so it is owed whether or not the rules can still run."""
        if coupon.alliance_id is None:
            return settlement(
                cause, coupon, self.till.outlet_id, accounts.COUPONS, owed(coupon, taken.discount)
            )
        partner = issuer.alliance(coupon.alliance_id)
        if partner is None:
            raise LookupError(f"coupon {coupon.id} names alliance {coupon.alliance_id}, which does not exist")
        agreed = partner.given(from_micros(coupon.issued_us))
        shares = self.alliance_types[partner.type].share(agreed.terms, Money(coupon.worth, coupon.currency))
        funding = Funding(
            new_id(), coupon.brand, coupon.honourer, partner.id, cause.id, coupon.currency,
            shares.issuer.minor, shares.honourer.minor, shares.fee.minor, to_micros(self.at), "done",
        )  # fmt: skip
        rows = settlement(cause, coupon, self.till.outlet_id, accounts.ALLIANCE, coupon.pays)
        return (*rows, funding, *rules.alliance_redeemed(funding, coupon.campaign_id, funding.at_us))

    def _bonuses(
        self, world: World, setting: Setting, trigger: int, coupon: Coupon, redemption: Redemption
    ) -> tuple[Plan, Changes]:
        version = setting.brand.version(coupon.version_id)
        assert version is not None
        assert version.program is not None
        holder = person_behind(world, coupon.consumer_id)
        points = points_of(world, coupon.brand, holder)
        opens = len(self._opens(world, coupon))
        tier = tier_of(world, setting.brand, setting.campaign, holder, self.at)
        read, outlet = version.program.facts_read(trigger), setting.recipients.get("store")
        grade, pinned = graded(world, setting.brand, read, outlet, self.at)
        facts = own_facts(
            at=self.at, zone=setting.campaign.zone, person=holder, points=points, opens=opens, tier=tier, grade=grade
        )  # fmt: skip
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
        return planned if isinstance(planned, Plan) else Plan((), (), (planned.words,)), pinned

    def _missed(self, world: World, coupon: Coupon, redemption: Redemption, left_out: LeftOut) -> Record:
        """The record of a bonus that a limit or a spent budget kept out, for the brand and for who would have had it."""
        theirs = accounts.party(left_out.recipient) == "consumer"
        return refused_row(
            coupon.brand, "bonus", f"r:{redemption.id}", left_out.why.reason, left_out.why.words, self.at,
            world.consumers.get(left_out.recipient_id) if theirs else None, coupon.campaign_id,
            coupon.version_id, outlet_id=self.till.outlet_id,
        )  # fmt: skip


def _no_longer_open(world: World, coupon: Coupon) -> dict[str, int]:
    """A partner's coupon is redeemed: its worth is not freed when its last day ends."""
    issuer = world.brands.get(coupon.brand)
    partner = issuer.alliance(coupon.alliance_id) if issuer and coupon.alliance_id is not None else None
    if issuer is None or partner is None:
        return {}
    takes = partner.open_takes(coupon.worth, from_micros(coupon.expires_us), issuer.zone)
    return {key: -amount for key, amount in takes}


def owed(coupon: Coupon, discount: int | None) -> int:
    """What the outlet is owed for a coupon, in minor units: a fixed sum, or what was taken off."""
    return discount if kept_by(coupon).till.pays_discount and discount is not None else coupon.pays
