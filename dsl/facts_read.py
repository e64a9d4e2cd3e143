"""Which facts a condition, a trigger and a campaign read, so that no other is ever collected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dsl.campaign import Branch, Campaign, Choice, Rule, Segment, Trigger
from dsl.conditions import AllOf, AnyOf, Compare, Condition, InSegment, Not


def trigger_facts(trigger: Trigger, segments: tuple[Segment, ...]) -> frozenset[str]:
    """The facts that the trigger's rules may read, also through segments."""
    table = {segment.name: segment.condition for segment in segments}
    conditions = rule_conditions(trigger.rules)
    return frozenset[str]().union(*(facts_behind(condition, table) for condition in conditions))


def facts_behind(condition: Condition, segments: Mapping[str, Condition]) -> frozenset[str]:
    """The facts that a condition reads, also through segments; one that did not stand up to checking reads none."""
    waiting, seen, facts = [condition], set[str](), set[str]()
    while waiting:
        compares, names = parts_of(waiting.pop())
        facts.update(compare.fact for compare in compares)
        new = [name for name in names if name not in seen and name in segments]
        seen.update(new)
        waiting += [segments[name] for name in new]
    return frozenset(facts)


def campaign_facts(campaign: Campaign) -> frozenset[str]:
    """The facts that any trigger reads."""
    return frozenset[str]().union(
        *(trigger_facts(trigger, campaign.segments) for trigger in campaign.triggers)
    )


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
