"""Facts: names that the language can read, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

from dsl.vocabulary import FactKind, FactWord
from engine.spi.conformance.naming import label_problems
from engine.spi.facts import FactSource

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def fact_problems(source: FactSource) -> Iterator[str]:
    """What is wrong with the facts of a source."""
    if not source.facts:
        yield "it declares no fact"
    for fact in source.facts:
        yield from fact_word_problems(fact)


def fact_word_problems(fact: FactWord) -> Iterator[str]:
    """What is wrong with one fact."""
    about = f"fact `{fact.name}`"
    if not _NAME.fullmatch(fact.name):
        yield f"{about} must be named like `weather.is_hot`"
    if fact.kind not in get_args(FactKind):
        yield f"{about} must be one of {', '.join(get_args(FactKind))}"
    if (fact.kind == "choice") != bool(fact.choices):
        yield f"{about}: choices belong to the kind `choice`, and to no other"
    if fact.windowed and fact.kind != "count":
        yield f"{about}: only a count can be asked for over the last days"
    yield from label_problems(f"{about} label", fact.label)
    yield from label_problems(f"{about} help", fact.help)
