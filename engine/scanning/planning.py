"""From a decision to a plan: which rewards can really be given, with what they take, or why not. Pure.

Limits are looked at first, then the rewards in the order of the text. A reward that finds its budget or stock
used up gives way to its fallback; a refusal anywhere refuses the whole claim and takes nothing. So does a plugin
that fails: the code stays good until it is mended.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dsl.campaign import Campaign, Limit, TierTerms
from dsl.cells import takes_from
from dsl.decision import Cap, Decision, Intent, Pot, Refusal
from dsl.facts_read import counted_phases
from dsl.intents import draws_of
from dsl.tries import Counted
from dsl.values import Label, Money
from engine import wording
from engine.commit.changes import BOUNDLESS, Changes
from engine.grants.asking import effects_of
from engine.grants.promise import promise_of
from engine.ids import new_id
from engine.ledger.accounts import party
from engine.members.tiers import earned_keys, multiplied
from engine.outcomes import Reason
from engine.plugin_error import PluginError
from engine.scanning import counters
from engine.scanning.partner_room import partner_counters, partner_takes
from engine.scanning.setting import Setting
from engine.scanning.takes import takes_of
from engine.spi.effects import AddPoints, Effect, IssueCoupon, SpendPoints
from engine.spi.rewards import GrantRequest

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """One reward that will be given: its ids and effects, and the counters it takes.

    `tier` is the one whose factor its points were multiplied by.
    """

    grant_id: int
    intent: Intent
    recipient_id: int
    cost: Money | None
    effects: tuple[Effect, ...]
    takes: tuple[tuple[str, int], ...]
    tier: TierTerms | None = None

    @property
    def spends(self) -> int:
        """The points that it costs its recipient."""
        return sum(effect.points for effect in self.effects if isinstance(effect, SpendPoints))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a claim gives. `takes` are those of the claim itself (its limits); `notes` tell what stayed out, and
    `left_out` tells it of each recipient."""

    rewards: tuple[Planned, ...]
    takes: tuple[tuple[str, int], ...]
    notes: tuple[Label, ...]
    left_out: tuple[LeftOut, ...] = ()
    within: Mapping[str, int] = field(default_factory=dict)

    @property
    def took(self) -> Changes:
        """What all of it takes of each counter, and the bounds within which it was found free."""
        found: dict[str, int] = {}
        for key, amount in (*self.takes, *(take for reward in self.rewards for take in reward.takes)):
            found[key] = found.get(key, 0) + amount
        return Changes(taken=found, within=self.within)


@dataclass(frozen=True, slots=True)
class PlanRefused:
    """Nothing may be given."""

    reason: Reason
    words: Label


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reward that one recipient does not get, though others may get theirs."""

    recipient: str
    recipient_id: int
    why: PlanRefused


@dataclass(slots=True)
class _Purse:
    """What is used, including what this plan has taken so far, what found no room, and the bounds of what found it."""

    used: Callable[[str], int]
    taken: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    spent: int = 0
    within: dict[str, int] = field(default_factory=dict)

    def room(self, keys: tuple[str, ...], amount: int, limit: int) -> bool:
        """Whether the first of the keys can be taken. The others are of the same person, whose accounts are locked."""
        first, *others = keys
        bound = limit - sum(self.used(key) + self.taken.get(key, 0) for key in others)
        if self.used(first) + self.taken.get(first, 0) + amount > bound:
            return False
        self.within[first] = min(bound, self.within.get(first, bound))
        return True

    def take(self, takes: tuple[tuple[str, int], ...]) -> None:
        for key, amount in takes:
            self.taken[key] = self.taken.get(key, 0) + amount


class _Spent(Exception):  # noqa: N818 - a turn in the plan, not an error
    """A budget or stock has no room."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason


class _Refuse(Exception):  # noqa: N818 - a turn in the plan, not an error
    def __init__(self, refused: PlanRefused) -> None:
        self.refused = refused


def plan(
    setting: Setting,
    decision: Decision,
    used: Callable[[str], int],
    *,
    limited: bool = True,
    opens: bool = False,
) -> Plan | PlanRefused:
    """The plan for a decision. `used` tells a counter's figure; `limited` is False for what is no claim.

    A claim that `opens` a locked reward need not give anything else.
    """
    purse = _Purse(used)
    if decision.refusal:
        return _by_rule(decision.refusal)
    takes: tuple[tuple[str, int], ...] = ()
    counted = takes_of(setting.trigger).tries if decision.draws else {}
    tried = [counted[drawn.site] for drawn in decision.draws if drawn.site in counted]
    if limited:
        for keys, limit in limit_keys(setting):
            if not purse.room(keys, 1, limit.count):
                return PlanRefused(Reason.LIMIT_REACHED, wording.limit_reached(limit))
            takes += ((keys[0], 1),)
        if not decision.intents and not opens and not tried:
            return PlanRefused(Reason.NO_RULE, wording.REASONS[Reason.NO_RULE])
        phases = (
            counted_phases(setting.trigger.rules, decision.lines) if takes_of(setting.trigger).phases else ()
        )
        for fact in phases:
            takes += ((counters.phase(setting.brand.slug, setting.campaign_id, fact), 1),)
    rewards: list[Planned] = []
    notes: list[Label] = []
    for intent in decision.intents:
        try:
            rewards.extend(_give(setting, intent, purse, notes))
        except _Refuse as turn:
            if limited:
                return turn.refused
            notes.append(turn.refused.words)
            recipient_id = setting.recipients[intent.recipient]
            purse.left_out.append(LeftOut(intent.recipient, recipient_id, turn.refused))
    for one in tried:
        takes += _try(setting, one, one.won(reward.intent for reward in rewards), used)
    return Plan(tuple(rewards), takes, tuple(notes), tuple(purse.left_out), purse.within)


def _try(
    setting: Setting, one: Counted, won: bool, used: Callable[[str], int]
) -> tuple[tuple[str, int], ...]:
    """A miss counts one more; a win sets the count back on every account of the person."""
    keys = misses_keys(setting, one)
    if won:
        return tuple((key, -used(key)) for key in keys if used(key))
    return tuple((key, 1) for key in keys[:1])


def misses_keys(setting: Setting, one: Counted) -> tuple[str, ...]:
    """The counters of a person's misses at a draw, one for each account. The first counter is the one to take."""
    person = setting.recipients.get("consumer")
    if person is None:
        return ()
    slug, campaign_id = setting.brand.slug, setting.campaign_id
    accounts = setting.same_party("consumer", person)
    return tuple(counters.misses(slug, campaign_id, account, one.key) for account in accounts)


def _by_rule(refusal: Refusal) -> PlanRefused:
    return PlanRefused(Reason.RULE_REFUSES, refusal.words or wording.REASONS[Reason.RULE_REFUSES])


def _give(setting: Setting, intent: Intent, purse: _Purse, notes: list[Label]) -> Iterator[Planned]:
    recipient_id = setting.recipients.get(intent.recipient)
    if recipient_id is None:
        return
    try:
        planned = _planned(setting, intent, recipient_id, purse, notes)
    except _Spent as turn:
        yield from _fall_back(setting, intent, turn.reason, purse, notes)
        return
    except PluginError as error:
        _log.exception("line %d of campaign %d gives nothing", intent.line, setting.campaign_id)
        raise _Refuse(PlanRefused(Reason.PAUSED, wording.REASONS[Reason.PAUSED])) from error
    if planned:
        purse.take(planned.takes)
        purse.spent += planned.spends
        yield planned


def _fall_back(
    setting: Setting, intent: Intent, reason: Reason, purse: _Purse, notes: list[Label]
) -> Iterator[Planned]:
    match intent.if_spent:
        case Refusal(words=words):
            raise _Refuse(PlanRefused(reason, words or wording.REASONS[reason]))
        case None:
            raise _Refuse(PlanRefused(reason, wording.REASONS[reason]))
        case others:
            if reason is not Reason.STOCK_SPENT or not _drawn(setting, intent):
                notes.append(wording.REASONS[reason])
            for other in others:
                yield from _give(setting, other, purse, notes)


def _drawn(setting: Setting, intent: Intent) -> bool:
    """Whether chance brought it: who would have won a prize that is gone is not told so."""
    outcomes = (outcome for draw in draws_of(setting.trigger.rules) for outcome in draw.outcomes)
    return any(intent in outcome.intents for outcome in outcomes)


def _planned(
    setting: Setting, intent: Intent, recipient_id: int, purse: _Purse, notes: list[Label]
) -> Planned | None:
    purpose = setting.rewards[intent.reward].purpose
    if purpose and (recipient_id, purpose) not in setting.agreed:
        refused = PlanRefused(Reason.RULE_REFUSES, wording.NOT_AGREED)
        purse.left_out.append(LeftOut(intent.recipient, recipient_id, refused))
        return None
    takes: list[tuple[str, int]] = []
    for keys, one in cap_keys(setting, intent, recipient_id):
        if not purse.room(keys, 1, one.limit):
            refused = PlanRefused(Reason.LIMIT_REACHED, wording.cap_reached(one))
            notes.append(refused.words)
            purse.left_out.append(LeftOut(intent.recipient, recipient_id, refused))
            return None
        takes.append((keys[0], 1))
    if intent.stock:
        key = counters.stock(setting.brand.slug, setting.campaign_id, intent.stock.key)
        if not purse.room((key,), 1, intent.stock.limit):
            raise _Spent(Reason.STOCK_SPENT)
        takes.append((key, 1))
    reward = setting.rewards[intent.reward]
    promise = promise_of(reward, intent)
    cost, params = promise.cost, dict(promise.params)
    if cost:
        for key, limit, reason in budget_keys(setting, intent, cost.currency):
            if not purse.room((key,), cost.minor, limit):
                raise _Spent(reason)
            takes.append((key, cost.minor))
    grant_id = new_id()
    request = GrantRequest(
        grant_id, setting.brand.slug, setting.campaign_id, intent.recipient, recipient_id, params, setting.at
    )
    effects = effects_of(reward, request, cost, {terms.id for terms in setting.campaign.coupons})
    for effect in effects:
        if isinstance(effect, IssueCoupon) and effect.alliance:
            partner = setting.brand.alliances.get(effect.alliance)
            found = partner_takes(setting, partner, purse.room, purse.used, locked=intent.lock is not None)
            if isinstance(found, Reason):
                if found is Reason.PARTNER_WITHDREW and intent.if_spent is not None:
                    raise _Spent(found)
                refused = PlanRefused(found, wording.REASONS[found])
                notes.append(refused.words)
                purse.left_out.append(LeftOut(intent.recipient, recipient_id, refused))
                return None
            takes.extend(found)
            purse.within = {**dict.fromkeys(dict(found), BOUNDLESS), **purse.within}
    effects, tier = _as_member(setting, intent, recipient_id, effects, purse.used)
    if intent.lock is None:  # what is locked counts for the tier when it opens
        takes.extend(_earns(setting, intent, recipient_id, effects, purse))
    planned = Planned(grant_id, intent, recipient_id, cost, effects, tuple(takes), tier)
    if planned.spends:
        _afford(setting, intent, planned.spends, purse)
    return planned


def _as_member(
    setting: Setting,
    intent: Intent,
    recipient_id: int,
    effects: tuple[Effect, ...],
    used: Callable[[str], int],
) -> tuple[tuple[Effect, ...], TierTerms | None]:
    """Points as the recipient's tier gives them, and the tier that did."""
    points = any(isinstance(effect, AddPoints) for effect in effects)
    where = setting.standing(intent.recipient, recipient_id, used) if points else None
    tier = where.tier if where and where.tier and where.tier.times != 1 else None
    if tier is None:
        return effects, None
    times = tier.times
    return tuple(
        AddPoints(multiplied(one.points, times)) if isinstance(one, AddPoints) else one for one in effects
    ), tier


def _earns(
    setting: Setting, intent: Intent, recipient_id: int, effects: tuple[Effect, ...], purse: _Purse
) -> list[tuple[str, int]]:
    """What a member's points add to the counter of the year, by which next year's tier goes."""
    points = sum([effect.points for effect in effects if isinstance(effect, AddPoints)])
    if not points or party(intent.recipient) != "consumer":
        return []
    key = counters.earned(setting.brand.slug, recipient_id, setting.year)
    purse.within[key] = BOUNDLESS
    return [(key, points)]


def _afford(setting: Setting, intent: Intent, points: int, purse: _Purse) -> None:
    """Only who holds the points can spend them, and only who asks."""
    held = setting.points - purse.spent if intent.recipient == "consumer" else 0
    if held < points:
        raise _Refuse(PlanRefused(Reason.POINTS_SHORT, wording.points_short(held, points)))


def limit_keys(setting: Setting) -> list[tuple[tuple[str, ...], Limit]]:
    """The counters of each of the campaign's limits whose subject is there. The first counter is the one to take."""
    found = []
    for limit in setting.campaign.limits:
        period = setting.period(limit.period)
        keys = tuple(
            counters.limit(setting.brand.slug, setting.campaign_id, limit.subject, name, period)
            for name in setting.names_of(limit.subject)
        )
        if keys:
            found.append((keys, limit))
    return found


def budget_keys(setting: Setting, intent: Intent, currency: str) -> list[tuple[str, int, Reason]]:
    """The counters of the campaign's budget in a currency, then of the blocks around a reward from the outside in.

    Of each the whole first, then the day.
    """
    keys = campaign_budget_keys(setting, currency)
    if not keys:
        raise ValueError(f"campaign {setting.campaign_id} has no budget in {currency}")
    if not intent.pots:
        return keys
    return keys + [
        key
        for pot in intent.pots
        if pot.total.currency == currency and takes_from(pot, setting.cells)
        for key in pot_keys(setting, pot)
    ]


def pot_keys(setting: Setting, pot: Pot) -> list[tuple[str, int, Reason]]:
    """The counters of a block's budget: the whole first, then the day."""
    slug, campaign_id = setting.brand.slug, setting.campaign_id
    keys = [(counters.pot(slug, campaign_id, pot.key, "all"), pot.total.minor, Reason.BLOCK_BUDGET_SPENT)]
    if pot.daily:
        day = counters.pot(slug, campaign_id, pot.key, setting.period("day"))
        keys.append((day, pot.daily.minor, Reason.DAY_BUDGET_SPENT))
    return keys


def campaign_budget_keys(setting: Setting, currency: str) -> list[tuple[str, int, Reason]]:
    """The counters of the campaign's budget in a currency: the whole first, then the day. The list is shared."""
    day = setting.period("day")
    name = ("budget", id(setting.campaign), setting.campaign_id, currency, day)

    def found() -> tuple[Campaign, list[tuple[str, int, Reason]]]:
        slug, keys = setting.brand.slug, []
        for budget in setting.campaign.budgets:
            if budget.total.currency == currency:
                total = counters.budget(slug, setting.campaign_id, currency, "all")
                keys.append((total, budget.total.minor, Reason.BUDGET_SPENT))
                if budget.daily:
                    today = counters.budget(slug, setting.campaign_id, currency, day)
                    keys.append((today, budget.daily.minor, Reason.DAY_BUDGET_SPENT))
        return setting.campaign, keys  # the campaign is kept, so that no other can come to bear its name

    return setting.brand.once(name, found)[1]


def cap_keys(setting: Setting, intent: Intent, recipient_id: int) -> list[tuple[tuple[str, ...], Cap]]:
    """The counters of a reward's caps for one recipient. The first counter is the one to take.

    The rule is named by its event and reward, not by its line, so that an edit elsewhere in the text keeps it.
    """
    if not intent.caps:
        return []
    rule = f"{setting.trigger.kind}:{setting.trigger.coupon or ''}:{intent.reward}"
    return [
        (
            tuple(
                counters.cap(
                    setting.brand.slug,
                    setting.campaign_id,
                    rule,
                    intent.recipient,
                    account,
                    setting.period(one.period),
                )
                for account in setting.same_party(intent.recipient, recipient_id)
            ),
            one,
        )
        for one in intent.caps
    ]


def counters_of(setting: Setting) -> set[str]:
    """Every counter that the trigger could take up to a bound, so that all are read before it decides."""
    takes = takes_of(setting.trigger)
    today = (setting.period("day"), counters.period_key("day", setting.at, setting.brand.zone))
    name = ("counters", id(setting.campaign), id(setting.trigger), setting.campaign_id, today)
    # what the name goes by is kept beside the counters, so that nothing else can come to bear it
    *_, common = setting.brand.once(name, lambda: (setting.campaign, setting.trigger, _common(setting)))
    keys = set(common)
    for group, _ in limit_keys(setting):
        keys.update(group)
    keys.update(_earned(setting))
    for intent in takes.rewards:
        recipient_id = setting.recipients.get(intent.recipient)
        if intent.caps and recipient_id is not None:
            keys.update(key for group, _ in cap_keys(setting, intent, recipient_id) for key in group)
    return keys


def _earned(setting: Setting) -> Iterator[str]:
    """The counters of points that recipients earn, and those by which their tiers go."""
    for kind, recipient_id in setting.recipients.items():
        if party(kind) == "consumer":
            yield counters.earned(setting.brand.slug, recipient_id, setting.year)
            if setting.campaign.tiers:
                own = setting.same_party(kind, recipient_id)
                yield from earned_keys(setting.brand.slug, own, setting.year)


def _common(setting: Setting) -> frozenset[str]:
    """The counters that the trigger takes on a day whoever claims: budgets, stocks, partners' months."""
    takes = takes_of(setting.trigger)
    slug, campaign_id = setting.brand.slug, setting.campaign_id
    currencies = {budget.total.currency for budget in setting.campaign.budgets}
    keys = {key for one in currencies for key, _, _ in campaign_budget_keys(setting, one)}
    keys.update(key for pot in takes.pots for key, _, _ in pot_keys(setting, pot))
    for intent in takes.rewards:
        if intent.stock:
            keys.add(counters.stock(slug, campaign_id, intent.stock.key))
        partner = setting.brand.alliances.get(str(dict(intent.params).get("alliance")))
        if partner:
            keys.update(partner_counters(setting, partner))
    return frozenset(keys)
