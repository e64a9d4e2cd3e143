"""Which facts a condition, a trigger and a campaign read, so that no other is ever collected."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.campaign import Campaign, Choice, Rule, Segment, Trigger
from dsl.conditions import AllOf, AnyOf, Compare, Condition, InSegment, Not


def trigger_facts(trigger: Trigger, segments: tuple[Segment, ...]) -> frozenset[str]:
    """The facts that the trigger's rules may read, also through segments."""
    table = {segment.name: segment for segment in segments}
    waiting = list(rule_conditions(trigger.rules))
    seen: set[str] = set()
    facts: set[str] = set()
    while waiting:
        compares, names = parts_of(waiting.pop())
        facts.update(compare.fact for compare in compares)
        for name in names:
            if name not in seen:
                seen.add(name)
                waiting.append(table[name].condition)
    return frozenset(facts)


def campaign_facts(campaign: Campaign) -> frozenset[str]:
    """The facts that any trigger reads."""
    return frozenset[str]().union(
        *(trigger_facts(trigger, campaign.segments) for trigger in campaign.triggers)
    )


def rule_conditions(rules: tuple[Rule, ...]) -> Iterator[Condition]:
    """The conditions of the branches, in the order of the text."""
    for rule in rules:
        if isinstance(rule, Choice):
            for branch in rule.branches:
                if branch.condition is not None:
                    yield branch.condition
                yield from rule_conditions(branch.rules)


def parts_of(condition: Condition) -> tuple[list[Compare], list[str]]:
    """The comparisons in a condition and the segments that it names, each in the order of the text."""
    compares: list[Compare] = []
    names: list[str] = []
    waiting = [condition]
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
