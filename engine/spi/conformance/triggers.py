"""Events: names that the language can spell, facts of their own, parameters that ask for those facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dsl.vocabulary import FactKind, ParamKind, TriggerWord
from engine.spi.conformance.facts import fact_word_problems
from engine.spi.conformance.naming import code_problems, label_problems, spelling_problems
from engine.spi.conformance.rewards import param_problems

#: The kind of fact that each kind of parameter asks for.
_ASKS_FOR: Final[dict[ParamKind, tuple[FactKind, ...]]] = {
    "money": ("money",),
    "count": ("count",),
    "days": ("count",),
    "text": ("text",),
    "name": ("text", "choice"),
}
_NAME_MAX: Final = 32


def trigger_problems(trigger: TriggerWord) -> Iterator[str]:
    """What is wrong with an event."""
    yield from code_problems(trigger.name)
    if len(trigger.name) > _NAME_MAX:
        yield f"code `{trigger.name}` has more than {_NAME_MAX} characters"
    for what in ("label", "help", "event", "occasion", "subject"):
        yield from label_problems(what, getattr(trigger, what))
    yield from spelling_problems(trigger.label)
    kinds = {fact.name: fact.kind for fact in trigger.facts}
    for fact in trigger.facts:
        yield from fact_word_problems(fact)
        if not fact.name.startswith(f"{trigger.name}."):
            yield f"fact `{fact.name}` must begin with `{trigger.name}.`, for this event alone carries it"
    yield from param_problems(trigger.params)
    for param in trigger.params:
        fact_name = trigger.fact_of(param.name)
        if kinds.get(fact_name) not in _ASKS_FOR.get(param.kind, ()):
            wanted = " or ".join(_ASKS_FOR.get(param.kind, ()))
            yield f"parameter `{param.name}` needs a fact `{fact_name}` of the kind {wanted} to ask for"
