"""Facts of plugins: asked for before the transaction, each source once, and never waited for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import Final

from engine.catalog import Catalog
from engine.spi.facts import FactContext

_WAIT_SECONDS: Final = 0.5
_log = logging.getLogger(__name__)


async def read_facts(catalog: Catalog, names: Collection[str], context: FactContext) -> dict[str, object]:
    """The facts that the sources could tell in time; the others stay unknown, and a condition on them does not hold."""
    sources = {id(source): source for source in (catalog.fact_sources[name] for name in names)}
    facts: dict[str, object] = {}
    for source in sources.values():
        own = {word.name for word in source.facts} & set(names)
        try:
            facts.update(await asyncio.wait_for(source.read(own, context), _WAIT_SECONDS))
        except Exception:  # noqa: BLE001 - a plugin's trouble must not refuse a consumer
            _log.exception("fact source of %s failed; its facts stay unknown", ", ".join(sorted(own)))
    return {name: value for name, value in facts.items() if name in names}
