"""What a campaign costs: each event, each branch, the printed codes, and the worst that it can come to.

Expectations are exact, hold while stocks last, and come as the lowest and highest over everybody, so that they
bound any population. Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dsl.analysis.amounts import Amount, Worth, brought, owed, paid
from dsl.analysis.cells import places
from dsl.analysis.chains import Sharing, sharing
from dsl.analysis.patterns import Way, Ways
from dsl.analysis.people import person, telling
from dsl.analysis.survey import Survey, Surveyed
from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule
from dsl.conditions import InSegment
from dsl.decision import Intent, Pot
from dsl.intents import draws_of, pots_of, with_fallbacks
from dsl.intents import intents_of as all_intents
from dsl.values import Label, Money


@dataclass(frozen=True, slots=True)
class Bounds:
    """In one currency, over everybody: the lowest and highest expectation of one event, and the most it can cost.

    `unstocked` is the most without prizes of limited number. `lasting` is the highest expectation over many events
    where tries count: a draw that is won at the latest on try n is sure once in n draws at most.
    """

    currency: str
    low: Fraction
    high: Fraction
    most: int
    unstocked: int
    lasting: Fraction | None = None

    @property
    def mean(self) -> Fraction:
        """The highest expectation of an event among many."""
        return self.high if self.lasting is None else self.lasting


@dataclass(frozen=True, slots=True)
class BranchCosts:
    """What an event costs that goes through the branch on `line`; nothing for a branch that never applies."""

    line: int
    kind: str
    name: str | None
    depth: int
    money: tuple[Bounds, ...]
    coupons: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class TriggerCosts:
    """What one event costs. `money` comes from the budget, `coupons` is owed to outlets if all are redeemed.

    `dearest` is somebody for whom it can cost most. Where `exact` is false, the bounds hold but may be wide.
    """

    line: int
    kind: str
    money: tuple[Bounds, ...]
    coupons: tuple[Bounds, ...]
    branches: tuple[BranchCosts, ...]
    dearest: Label | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Liability:
    """The most that the campaign, or the block whose budget stands on `line`, can pay in one currency.

    `promised` is what stocks and the budgets of blocks inside allow. `unlimited` says that something is paid
    without either; then only the budget bounds it.
    """

    currency: str
    promised: int
    unlimited: bool
    budget: Money | None
    daily: Money | None
    line: int | None = None

    @property
    def most(self) -> int | None:
        """Minor units; None where nothing bounds it."""
        bounds = [self.budget.minor] if self.budget is not None else []
        return min([*bounds, *([] if self.unlimited else [self.promised])], default=None)


@dataclass(frozen=True, slots=True)
class Costs:
    """All costs of a campaign. `blocks` are those of each block with a budget of its own, `sharers` what sharers get."""

    triggers: tuple[TriggerCosts, ...]
    liabilities: tuple[Liability, ...]
    blocks: tuple[Liability, ...] = ()
    sharers: tuple[Sharing, ...] = ()

    def of_codes(self, count: int) -> tuple[Bounds, ...]:
        """What `count` printed codes, each scanned once by anybody, would take, and the most that can be paid.

        The expectations are what they would be if stocks and budgets lasted; `most` respects both.
        """
        scans = [bounds for trigger in self.triggers if trigger.kind == "scan" for bounds in trigger.money]
        return tuple(
            _all_codes(count, [bounds for bounds in scans if bounds.currency == found.currency], found)
            for found in self.liabilities
            if any(bounds.currency == found.currency for bounds in scans)
        )


def costs(surveyed: Survey) -> Costs:
    """Reckon everything."""
    campaign = surveyed.campaign
    return Costs(
        tuple(_trigger_costs(surveyed, trigger) for trigger in surveyed.triggers),
        tuple(_liabilities(campaign)),
        tuple(_blocks(campaign)),
        tuple(sharing(campaign)),
    )


def _all_codes(count: int, scans: list[Bounds], found: Liability) -> Bounds:
    most, unstocked = (
        count * max(sizes) for sizes in ([b.most for b in scans], [b.unstocked for b in scans])
    )
    caps = [] if found.budget is None else [found.budget.minor]
    caps += [] if found.unlimited else [found.promised]
    worst = min([most, unstocked + found.promised, *caps])
    low, high = count * min(bounds.low for bounds in scans), count * max(bounds.mean for bounds in scans)
    return Bounds(found.currency, low, high, worst, min(unstocked, worst))


# ---- one event


def _trigger_costs(survey: Survey, surveyed: Surveyed) -> TriggerCosts:
    campaign, trigger, ways = survey.campaign, surveyed.trigger, surveyed.ways
    due = owed(campaign)
    if ways is None:
        rough = [tuple(_rough_bounds(trigger.rules, worth)) for worth in (paid, due)]
        return TriggerCosts(trigger.line, trigger.kind, rough[0], rough[1], (), None, exact=False)
    usual = {draw.site: draw for draw in draws_of(trigger.rules) if draw.tries and not draw.tries.sure}
    branches = []
    for place in places(trigger.rules):
        for branch in place.choice.branches:
            through = [way for way in ways.ways if any(other is branch for other in way.branches)]
            money, coupons = tuple(_bounds(through, paid, usual)), tuple(_bounds(through, due, usual))
            branches.append(
                BranchCosts(branch.line, branch.kind, _called(branch), len(place.above), money, coupons)
            )
    branches.sort(key=lambda branch: branch.line)
    return TriggerCosts(
        trigger.line,
        trigger.kind,
        tuple(_bounds(ways.ways, paid, usual)),
        tuple(_bounds(ways.ways, due, usual)),
        tuple(branches),
        _dearest(survey, ways),
        exact=True,
    )


def amount_of(way: Way, worth: Worth, currency: str) -> Amount:
    """What one way costs; a refused claim costs nothing."""
    return Amount() if way.refusal is not None else brought(way.brings, worth, currency)


def usual_ways(ways: Iterable[Way]) -> list[Way]:
    """Ways that somebody can go about whom everything is known that always is."""
    return [way for way in ways if way.usual]


def _bounds(ways: Iterable[Way], worth: Worth, usual: Mapping[int, Draw]) -> Iterator[Bounds]:
    chosen = usual_ways(ways)
    for currency in _currencies((rule for way in chosen for rule in way.brings), worth):
        amounts = [amount_of(way, worth, currency) for way in chosen]
        yield Bounds(
            currency,
            min(amount.expected for amount in amounts),
            max(amount.expected for amount in amounts),
            max(amount.most for amount in amounts),
            max(amount.unstocked for amount in amounts),
            max(
                amount.expected - _seldom(way, usual, worth, currency)
                for way, amount in zip(chosen, amounts, strict=True)
            ),
        )


def _seldom(way: Way, usual: Mapping[int, Draw], worth: Worth, currency: str) -> Fraction:
    """By how much the sure draws of a way cost less when only one in so many draws is sure."""
    if way.refusal is not None:
        return Fraction()
    return sum(
        (
            (
                brought([rule], worth, currency).expected
                - brought([usual[rule.site]], worth, currency).expected
            )
            * (1 - Fraction(1, rule.tries.latest))
            for rule in way.brings
            if isinstance(rule, Draw) and rule.tries and rule.tries.sure
        ),
        Fraction(),
    )


def _dearest(survey: Survey, ways: Ways) -> Label | None:
    """Somebody for whom most money can be paid, where that is not everybody."""
    usual = usual_ways(ways.ways)
    for currency in _currencies((rule for way in usual for rule in way.brings), paid):
        most = [amount_of(way, paid, currency).most if way.usual else 0 for way in ways.ways]
        dear = {
            number for number, amount in enumerate(most) if amount == max(most) and ways.ways[number].usual
        }
        if len(dear) < len(usual):
            cell = ways.ways[min(dear)].cell
            return person(ways.cells, cell, telling(ways.cells, ways.mask(dear), cell), survey.vocabulary)
    return None


def _called(branch: Branch) -> str | None:
    if branch.name is not None:
        return branch.name
    return branch.condition.name if isinstance(branch.condition, InSegment) else None


def _currencies(rules: Iterable[Give | Draw], worth: Worth) -> list[str]:
    amounts = (amount for rule in rules for intent in intents_of(rule) for amount in worth(intent))
    return sorted({amount.currency for amount in amounts})


def intents_of(rule: Give | Draw) -> Iterator[Intent]:
    """Everything that a reward line can give, with what stands in for it."""
    return all_intents((rule,))


# ---- too many people to look at each


def _rough_bounds(rules: tuple[Rule, ...], worth: Worth) -> Iterator[Bounds]:
    """Every choice taken at its cheapest and at its dearest; whoever is refused costs nothing."""
    for currency in _currencies(rewards(rules), worth):
        low, dear = _cheapest(rules, worth, currency), _dear(rules, worth, currency)
        yield Bounds(currency, low, dear.expected, dear.most, dear.unstocked)


def _cheapest(rules: tuple[Rule, ...], worth: Worth, currency: str) -> Fraction:
    if any(True for _ in _refusals(rules)):
        return Fraction()
    total = Fraction()
    for rule in rules:
        match rule:
            case Give() | Draw():
                total += brought([rule], worth, currency).expected
            case Choice(branches):
                arms = [_cheapest(branch.rules, worth, currency) for branch in branches]
                total += min(arms) if branches[-1].kind == "otherwise" else 0
    return total


def _dear(rules: tuple[Rule, ...], worth: Worth, currency: str) -> Amount:
    total = Amount()
    for rule in rules:
        match rule:
            case Give() | Draw():
                total += brought([rule], worth, currency)
            case Choice(branches):
                arms = [_dear(branch.rules, worth, currency) for branch in branches]
                total += Amount(
                    max(arm.expected for arm in arms),
                    max(arm.most for arm in arms),
                    max(arm.unstocked for arm in arms),
                )
    return total


def rewards(rules: tuple[Rule, ...]) -> Iterator[Give | Draw]:
    """Every reward line, in the order of the text."""
    for rule in rules:
        match rule:
            case Give() | Draw():
                yield rule
            case Choice(branches):
                for branch in branches:
                    yield from rewards(branch.rules)


def _refusals(rules: tuple[Rule, ...]) -> Iterator[Refuse]:
    for rule in rules:
        match rule:
            case Refuse():
                yield rule
            case Choice(branches):
                for branch in branches:
                    yield from _refusals(branch.rules)


# ---- the whole campaign


def _liabilities(campaign: Campaign) -> Iterator[Liability]:
    intents, lots = list(_all_intents(campaign)), _lots(campaign)
    budgets = {budget.total.currency: budget for budget in campaign.budgets}
    given = {amount.currency for intent in intents for amount in paid(intent)}
    for currency in sorted(given):
        promised, unlimited = _bound(intents, currency, 0, lots)
        budget = budgets.get(currency)
        yield Liability(
            currency,
            promised,
            unlimited,
            None if budget is None else budget.total,
            None if budget is None else budget.daily,
        )


def _lots(campaign: Campaign) -> dict[int, int]:
    """How many there are of each reward that is dealt, by its identity, and of what may stand in its place."""
    return {
        id(one): outcome.high - outcome.low
        for trigger in campaign.triggers
        for draw in draws_of(trigger.rules)
        for outcome in draw.outcomes
        if draw.is_lot(outcome)
        for intent in outcome.intents
        for one in with_fallbacks(intent)
    }


def _blocks(campaign: Campaign) -> Iterator[Liability]:
    """Each block with a budget, in the order of the text."""
    intents, lots = list(_all_intents(campaign)), _lots(campaign)
    for pot in (pot for trigger in campaign.triggers for pot in pots_of(trigger)):
        inside = [intent for intent in intents if pot in intent.pots]
        depth = next((_whole_pots(intent, pot) for intent in inside), 0)
        promised, unlimited = _bound(inside, pot.total.currency, depth, lots)
        yield Liability(pot.total.currency, promised, unlimited, pot.total, pot.daily, pot.line)


def _all_intents(campaign: Campaign) -> Iterator[Intent]:
    for trigger in campaign.triggers:
        for rule in rewards(trigger.rules):
            yield from intents_of(rule)


def _for_everybody(intent: Intent) -> list[Pot]:
    """The budgets around a reward that bind whoever gets it: one for some people only bounds nothing in all."""
    return [pot for pot in intent.pots if pot.when is None]


def _whole_pots(intent: Intent, pot: Pot) -> int:
    """How many budgets for everybody stand around a reward up to one of its budgets, that one included."""
    return sum(one.when is None for one in intent.pots[: intent.pots.index(pot) + 1])


def _bound(intents: list[Intent], currency: str, depth: int, lots: Mapping[int, int]) -> tuple[int, bool]:
    """What stocks, deals, and the budgets of blocks at this depth and below, allow; and whether something has neither."""
    stocks: dict[str, int] = {}
    blocks: dict[Pot, list[Intent]] = {}
    unlimited = False
    for intent in intents:
        value = sum(amount.minor for amount in paid(intent) if amount.currency == currency)
        if value and len(pots := _for_everybody(intent)) > depth:
            blocks.setdefault(pots[depth], []).append(intent)
        elif value and id(intent) in lots:
            stocks[f"lot {id(intent)}"] = value * lots[id(intent)]
        elif value and intent.stock is not None:
            stocks[intent.stock.key] = value * intent.stock.limit
        elif value:
            unlimited = True
    total = sum(stocks.values())
    for pot, inside in blocks.items():
        promised, endless = _bound(inside, currency, depth + 1, lots)
        if pot.total.currency == currency:
            total += pot.total.minor if endless else min(promised, pot.total.minor)
        else:
            total, unlimited = total + promised, unlimited or endless
    return total, unlimited
