"""Facts of plugins: asked for before the transaction, each source once, and never waited for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Money
from dsl.vocabulary import FactKind, window_of
from engine.catalog import Catalog
from engine.grants.asking import plugin_of
from engine.spi.facts import FactContext

_WAIT_SECONDS: Final = 0.5
_TYPES: Final[dict[FactKind, type]] = {
    "count": int,
    "money": Money,
    "text": str,
    "region": str,
    "choice": str,
    "flag": bool,
    "instant": datetime,
    "tags": tuple,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FactsNeeded:
    """A decision reads facts that no plugin has been asked for yet; nothing is decided before that."""

    names: frozenset[str]
    campaign_id: int


async def read_facts(catalog: Catalog, names: Collection[str], context: FactContext) -> dict[str, object]:
    """Each fact by its name, None where the sources could not tell in time: a condition on it does not hold."""
    sources = {id(source): source for source in (catalog.fact_sources[window_of(name)[0]] for name in names)}
    facts: dict[str, object] = {}
    for source in sources.values():
        declared = {word.name for word in source.facts}
        own = {name for name in names if window_of(name)[0] in declared}
        try:
            facts.update(await asyncio.wait_for(source.read(own, context), _WAIT_SECONDS))
        except Exception:  # noqa: BLE001 - a plugin's trouble must not refuse a consumer
            told = ", ".join(sorted(own))
            _log.exception("plugin `%s` failed to tell %s; they stay unknown", plugin_of(source), told)
    sound = (name for name in names if name in facts and _is_sound(catalog, name, facts[name]))
    return dict.fromkeys(names) | {name: facts[name] for name in sound}


def _is_sound(catalog: Catalog, name: str, value: object) -> bool:
    """Whether a value is of the fact's kind; None is unknown and always sound."""
    fact = window_of(name)[0]
    kind = catalog.fact_words[fact].kind
    sound = is_of_kind(kind, value)
    if not sound:
        owner = catalog.owner("fact", fact)
        _log.error("plugin `%s` tells %s as %r, which is no %s; it stays unknown", owner, name, value, kind)
    return sound


def is_of_kind(kind: FactKind, value: object) -> bool:
    """Whether a value is of a kind of fact; None, for unknown, is of each."""
    aware = not isinstance(value, datetime) or value.tzinfo is not None
    texts = not isinstance(value, tuple) or all(type(tag) is str for tag in value)
    return value is None or (type(value) is _TYPES[kind] and aware and texts)
