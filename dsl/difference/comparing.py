"""Two campaigns, compared by what they do: names, order and lines do not count, consumers do."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from dsl.campaign import Campaign, Trigger, find_trigger
from dsl.conditions import AllOf, AnyOf, Condition, InSegment, Not
from dsl.difference.changes import Change, Comparison, CostMove, Verdict
from dsl.difference.consumers import Facts, boundaries, consumers
from dsl.difference.deals import deals, tries
from dsl.difference.judging import CONSUMERS, judge
from dsl.difference.offers import Chance, Offer, offer
from dsl.difference.terms import terms
from dsl.difference.wording import Wording, arrow, plain
from dsl.intents import intents_of
from dsl.values import NO_WORDS, Label
from dsl.vocabulary import Vocabulary


def compare(
    old: Campaign, new: Campaign, vocabulary: Vocabulary, *, since: datetime | None = None
) -> Comparison:
    """Every change from `old` to `new`, for events from `since` on (an aware instant; from the start if left out)."""
    names = _renamed(old, new)
    coupons = {one.id: one.name for one in (*old.coupons, *new.coupons)}
    say = Wording(vocabulary, new.zone, coupons)
    found: list[Change] = [
        *terms(old, new, names, since),
        *_segments(old, new),
        *deals(old, new, say),
        *tries(old, new, say),
    ]
    costs: list[CostMove] = []
    exhaustive = True
    for before, after in _pairs(old, new):
        duel = _Duel(old, new, before, after, names, say, since)
        found.extend(duel.changes())
        costs.extend(duel.costs())
        exhaustive = exhaustive and duel.exhaustive
    return Comparison(tuple(found), tuple(costs), exhaustive)


def _renamed(old: Campaign, new: Campaign) -> dict[str, str]:
    """Coupons of `new` that are coupons of `old` under another name: all else is equal."""
    kept = {one.id for one in old.coupons} & {one.id for one in new.coupons}
    missing = {replace(one, id="", line=0): one.id for one in old.coupons if one.id not in kept}
    found = {one.id: missing.get(replace(one, id="", line=0)) for one in new.coupons if one.id not in kept}
    return {name: before for name, before in found.items() if before is not None}


def _segments(old: Campaign, new: Campaign) -> Iterator[Change]:
    """Segments renamed or drawn differently. Who changes by it, the rewards tell."""
    before = {one.name: _spelled_out(one.condition, old) for one in old.segments}
    after = {one.name: _spelled_out(one.condition, new) for one in new.segments}
    gone = {condition: name for name, condition in before.items() if name not in after}
    for name, condition in after.items():
        if name in before and before[name] != condition:
            what = Label(f"segment `{name}` takes in other consumers", f"人群“{name}”的范围有变化")
            yield Change("segment", "neutral", what)
        elif name not in before and condition in gone:
            moved = arrow(plain(gone[condition]), plain(name))
            yield Change("segment", "neutral", Label(f"segment renamed: {moved.en}", f"人群改名：{moved.zh}"))


def _spelled_out(condition: Condition, campaign: Campaign) -> Condition:
    """A condition without names of segments."""
    match condition:
        case InSegment(name):
            inner = next(one.condition for one in campaign.segments if one.name == name)
            return _spelled_out(inner, campaign)
        case Not(part):
            return Not(_spelled_out(part, campaign))
        case AllOf(parts):
            return AllOf(tuple(_spelled_out(part, campaign) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_spelled_out(part, campaign) for part in parts))
    return condition


def _pairs(old: Campaign, new: Campaign) -> Iterator[tuple[int | None, int | None]]:
    """The triggers that answer the same event before and after; each pair once."""
    triggers = (*old.triggers, *new.triggers)
    events = list(dict.fromkeys((one.kind, one.asked) for one in triggers))
    for kind in dict.fromkeys(one.kind for one in triggers):
        asked = [dict(one.asked) for one in triggers if one.kind == kind]
        names = dict.fromkeys(name for one in asked for name in one)
        slots = [list(dict.fromkeys((name, one.get(name)) for one in asked)) for name in names]
        events += itertools.islice(((kind, given) for given in itertools.product(*slots)), 2_000)
    pairs = (
        (find_trigger(old.triggers, kind, dict(given)), find_trigger(new.triggers, kind, dict(given)))
        for kind, given in events
    )
    yield from (pair for pair in dict.fromkeys(pairs) if pair != (None, None))


@dataclass
class _Duel:
    """The answers to one event, before and after."""

    old: Campaign
    new: Campaign
    before: int | None
    after: int | None
    names: Mapping[str, str]
    say: Wording
    since: datetime | None
    exhaustive: bool = True
    _offers: dict[str, list[Offer]] = field(default_factory=lambda: {"before": [], "after": []})

    def changes(self) -> Iterator[Change]:
        if self.before is None or self.after is None:
            added = self.before is None
            verdict: Verdict = ("better" if added else "worse") if self._for_consumers() else "neutral"
            what = (
                Label("is answered from now on", "新增")
                if added
                else Label("is no longer answered", "不再参与")
            )
            yield Change("event", verdict, what, self._event())
            return
        tried, exhaustive = consumers(self._sides(), self._instants())
        self.exhaustive = exhaustive
        found: dict[tuple[Verdict, Label], tuple[int, Facts]] = {}
        judged: dict[tuple[Offer, Offer], tuple[tuple[Verdict, Label], ...]] = {}
        count = 0
        for facts in tried:
            count += 1
            pair = (
                offer(self.old, self.before, facts, {}),
                offer(self.new, self.after, facts, self.names),
            )
            if pair not in judged:
                judged[pair] = tuple(judge(*pair, self.say))
                self._offers["before"].append(pair[0])
                self._offers["after"].append(pair[1])
            for change in judged[pair]:
                times, example = found.get(change, (0, facts))
                found[change] = (times + 1, example)
        for (verdict, what), (times, example) in found.items():
            yield Change("reward", verdict, what, self._event(), self._who(times == count, example))

    def _for_consumers(self) -> bool:
        """Whether the only answer gives consumers anything."""
        trigger = self._trigger(self.new, self.after) or self._trigger(self.old, self.before)
        return trigger is not None and any(
            intent.recipient in CONSUMERS for intent in intents_of(trigger.rules)
        )

    def _who(self, everyone: bool, example: Facts) -> Label:
        if everyone:
            return Label("everyone", "所有人")
        told = self.say.consumer(example)
        return Label(f"for example: {told.en}", f"例如：{told.zh}")

    def _event(self) -> Label:
        trigger = self._trigger(self.new, self.after) or self._trigger(self.old, self.before)
        return self.say.event(trigger) if trigger else NO_WORDS

    @staticmethod
    def _trigger(campaign: Campaign, index: int | None) -> Trigger | None:
        return None if index is None else campaign.triggers[index]

    def _sides(self) -> tuple[tuple[Campaign, Trigger], ...]:
        assert self.before is not None
        assert self.after is not None
        return (self.old, self.old.triggers[self.before]), (self.new, self.new.triggers[self.after])

    def _instants(self) -> tuple[datetime, ...]:
        """One instant of each stretch of time in which no phase begins or ends."""
        start = max(self.old.starts, self.new.starts, self.since or self.old.starts)
        end = max(min(self.old.ends, self.new.ends), start + timedelta(microseconds=1))
        marks = {mark for _, trigger in self._sides() for mark in boundaries(trigger.rules)}
        return (start, *sorted(mark for mark in marks if start < mark < end))

    def costs(self) -> Iterator[CostMove]:
        """What the event may cost, where that changes."""
        offers = (*self._offers["before"], *self._offers["after"])
        currencies = {
            money.currency for one in offers for chance in one.chances for money in chance.gift.money()
        }
        for currency in sorted(currencies):
            before, after = (_dearest(self._offers[side], currency) for side in ("before", "after"))
            if before != after:
                yield CostMove(self._event(), currency, before[0], after[0], before[1], after[1])


def _dearest(offers: list[Offer], currency: str) -> tuple[Fraction, int]:
    """The highest mean cost of an offer, and the most that one event can cost, in minor units."""
    means = (
        sum((one.odds * _minor(one, currency) for one in offered.chances), Fraction()) for offered in offers
    )
    return max(means, default=Fraction()), max((_most(one, currency) for one in offers), default=0)


def _most(offered: Offer, currency: str) -> int:
    sure = sum(_minor(one, currency) for one in offered.chances if not one.draw)
    outcomes: dict[tuple[int, int], int] = {}
    for one in offered.chances:
        if one.draw:
            place = (one.draw, one.outcome)
            outcomes[place] = outcomes.get(place, 0) + _minor(one, currency)
    best: dict[int, int] = {}
    for (draw, _), amount in outcomes.items():
        best[draw] = max(amount, best.get(draw, 0))
    return sure + sum(best.values())


def _minor(chance: Chance, currency: str) -> int:
    return sum(money.minor for money in chance.gift.money() if money.currency == currency)
