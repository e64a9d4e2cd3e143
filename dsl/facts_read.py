"""Which facts a condition, a trigger and a campaign read, so that no other is ever collected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from dsl.campaign import Branch, Campaign, Choice, Rule, Segment, Trigger
from dsl.conditions import AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.intents import pots_of

#: Segments that stand guard over scans (`dsl.guards`).
GUARD_NAMES: Final = frozenset({"review", "待审核", "watch", "观察"})


class FactsRead:
    """The facts behind conditions, also through segments, each of which is gone through once."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._segments = {segment.name: segment.condition for segment in segments}
        self._behind: dict[str, frozenset[str]] = {}

    def of(self, condition: Condition) -> frozenset[str]:
        """The facts that a condition reads; a segment that did not stand up to checking reads none."""
        if isinstance(condition, InSegment):  # as most are
            return self._segment(condition.name)
        compares, names = parts_of(condition)
        facts = frozenset([compare.fact for compare in compares])
        return facts.union(*[self._segment(name) for name in names]) if names else facts

    def of_trigger(self, trigger: Trigger) -> frozenset[str]:
        """The facts that the trigger's rules and budgets may read, and those of the segments that guard scans."""
        facts = frozenset[str]().union(*map(self.of, trigger_conditions(trigger)))
        if trigger.kind != "scan":
            return facts
        return facts.union(*(self._segment(name) for name in self._segments if name in GUARD_NAMES))

    def _segment(self, name: str) -> frozenset[str]:
        """The facts behind a segment. Segments may stand in a circle while they are checked."""
        if name not in self._behind:
            waiting, seen, facts = [name], {name}, set[str]()
            while waiting:
                condition = self._segments.get(waiting.pop())
                compares, names = parts_of(condition) if condition is not None else ([], [])
                facts.update([compare.fact for compare in compares])
                waiting += [inner for inner in names if inner not in seen]
                seen.update(names)
            self._behind[name] = frozenset(facts)
        return self._behind[name]


def trigger_facts(trigger: Trigger, segments: tuple[Segment, ...]) -> frozenset[str]:
    """The facts that the trigger's rules and budgets may read, also through segments."""
    return FactsRead(segments).of_trigger(trigger)


def campaign_facts(campaign: Campaign) -> frozenset[str]:
    """The facts that any trigger reads."""
    reads = FactsRead(campaign.segments)
    return frozenset[str]().union(*map(reads.of_trigger, campaign.triggers))


def counted_phases(rules: tuple[Rule, ...], lines: Collection[int]) -> Iterator[str]:
    """The facts that count the claims of phases, of those whose lines matched."""
    return (branch.counts for branch in branches(rules) if branch.counts and branch.line in lines)


def experiments_of(campaign: Campaign) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Each experiment with its groups: name, first number and last."""
    found: dict[str, dict[str, tuple[str, int, int]]] = {}
    for trigger in campaign.triggers:
        for branch in branches(trigger.rules):
            if branch.experiment and branch.name and isinstance(branch.condition, Compare):
                low, high = (int(str(bound)) for bound in branch.condition.values)
                found.setdefault(branch.experiment, {})[branch.name] = (branch.name, low, high)
    return {name: tuple(groups.values()) for name, groups in found.items()}


def holdouts_of(campaign: Campaign) -> dict[str, str]:
    """For each experiment the one group that gets nothing, where there is exactly one."""
    empty: dict[str, dict[str, bool]] = {}
    for trigger in campaign.triggers:
        for branch in branches(trigger.rules):
            if branch.experiment and branch.name:
                groups = empty.setdefault(branch.experiment, {})
                groups[branch.name] = groups.get(branch.name, True) and not branch.rules
    found = {name: [group for group, none in groups.items() if none] for name, groups in empty.items()}
    return {name: groups[0] for name, groups in found.items() if len(groups) == 1}


def trigger_conditions(trigger: Trigger) -> Iterator[Condition]:
    """The conditions of a trigger's branches, and of the budgets of its blocks."""
    yield from rule_conditions(trigger.rules)
    yield from (pot.when for pot in pots_of(trigger) if pot.when is not None)


def rule_conditions(rules: tuple[Rule, ...]) -> Iterator[Condition]:
    """The conditions of the branches, in the order of the text."""
    return (branch.condition for branch in branches(rules) if branch.condition is not None)


def branches(rules: tuple[Rule, ...]) -> Iterator[Branch]:
    """The branches of all choices, in the order of the text."""
    for rule in rules:
        if isinstance(rule, Choice):
            for branch in rule.branches:
                yield branch
                yield from branches(branch.rules)


def parts_of(condition: Condition) -> tuple[list[Compare], list[str]]:
    """The comparisons in a condition and the segments that it names, each in the order of the text."""
    if isinstance(condition, InSegment):  # most conditions of branches are a segment alone
        return [], [condition.name]
    if isinstance(condition, Compare):
        return [condition], []
    compares: list[Compare] = []
    names: list[str] = []
    waiting: list[Condition] = [condition]
    while waiting:
        match waiting.pop():
            case Compare() as compare:
                compares.append(compare)
            case InSegment(name):
                names.append(name)
            case Not(part):
                waiting.append(part)
            case AllOf(parts) | AnyOf(parts):
                waiting.extend(reversed(parts))
    return compares, list(dict.fromkeys(names))
