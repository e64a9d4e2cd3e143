"""Reads where owed money stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.outbox.standing import leads_of, with_standing
from engine.outcomes import GrantView
from engine.records import Grant
from engine.storage.outbox_store import OutboxStore


async def standings(
    store: OutboxStore, grants: Sequence[Grant], views: Iterable[GrantView]
) -> tuple[GrantView, ...]:
    """Views of grants with where their money stands; of what is not owed nothing is read."""
    orders = await store.of_grants(grant.id for grant in grants if grant.state == "owed")
    orders += await store.of_grants(leads_of(orders))
    return with_standing(views, grants, orders)
