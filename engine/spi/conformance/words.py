"""The words that a plugin adds to the language: one that is wrong would break every campaign's text, so it is refused."""

from __future__ import annotations

from collections.abc import Iterator

from engine.spi.conformance.facts import fact_problems
from engine.spi.conformance.naming import naming_problems
from engine.spi.conformance.rewards import param_problems
from engine.spi.conformance.triggers import trigger_problems
from engine.spi.declarations import Declarations


def word_problems(declared: Declarations) -> Iterator[str]:
    """What is wrong with the names, labels, parameters, facts and events that a plugin declares."""
    for group, things in (
        ("reward", declared.rewards),
        ("channel", declared.channels),
        ("alliance type", declared.alliances),
        ("theme", declared.themes),
    ):
        for thing in things:
            yield from (f"{group} `{thing.code}`: {problem}" for problem in naming_problems(thing))
    for reward in declared.rewards:
        yield from (f"reward `{reward.code}`: {problem}" for problem in param_problems(reward.params))
    for source in declared.fact_sources:
        yield from fact_problems(source)
    for trigger in declared.triggers:
        yield from (f"event `{trigger.name}`: {problem}" for problem in trigger_problems(trigger))
