"""A brand's own scans, as the simulation reads recorded ones: who scanned what when, with the facts that were kept.

Refusals count as scans where the rules or what was left said no; where the code itself was at fault (used, withdrawn,
not yet active) there was nothing to simulate. Who was refused and never became known counts as a person of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Money
from dsl.vocabulary import OWN, window_of
from engine.campaigns.live import BrandState
from engine.clock import from_micros
from engine.codes.batch import Batch
from engine.core import Core
from engine.errors import NotFound
from engine.outcomes import Reason
from engine.records import Claim, Refused
from engine.scanning.facts import facts_of
from engine.storage.result_store import ResultStore

_SCANNED: Final = frozenset(
    {
        Reason.BUDGET_SPENT,
        Reason.DAY_BUDGET_SPENT,
        Reason.BLOCK_BUDGET_SPENT,
        Reason.STOCK_SPENT,
        Reason.LIMIT_REACHED,
        Reason.POINTS_SHORT,
        Reason.NO_RULE,
        Reason.RULE_REFUSES,
    }
)
#: Rows of one question to the database.
_PAGE: Final = 2_000


class RecordedDoor:
    """Scans that campaigns have answered."""

    def __init__(self, core: Core, results: ResultStore) -> None:
        self._core = core
        self._results = results

    async def scans(self, brand: str, *, most: int, later: timedelta = timedelta()) -> str:
        """The newest scans of the brand, at most so many of each campaign, as JSON lines for `Asked.population`.

        `later` moves them in time, so that last month's scans can try next month's campaign. Raises `NotFound` for
        the brand, and where it has no scan.
        """
        state = await self._core.brand(brand)
        rows: list[dict[str, str]] = []
        for live in state.campaigns:
            rows += told(await self._of(brand, live.id, most), state, later)
        if not rows:
            raise NotFound(f"`{brand}` has no recorded scans")
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    async def _of(self, brand: str, campaign_id: int, most: int) -> list[Claim | Refused]:
        found: list[Claim | Refused] = []
        for ask in (self._results.claims, self._results.refusals):
            before: int | None = None
            got = 0
            while got < most:
                page = await ask(brand, campaign_id, before, min(_PAGE, most - got))
                found += page
                got += len(page)
                if not page:
                    break
                before = page[-1].id
        return found


def told(
    events: Iterable[Claim | Refused], brand: BrandState, later: timedelta = timedelta()
) -> list[dict[str, str]]:
    """The scans among events, each as a row of recorded scans, in order of arrival."""
    batches = {batch.id: batch for batch in brand.batches}
    rows = (
        _row(event, brand, batches, later)
        for event in sorted(events, key=lambda one: one.id)
        if _was_scanned(event)
    )
    return [row for row in rows if row is not None]


def _was_scanned(event: Claim | Refused) -> bool:
    if isinstance(event, Claim) and event.archived:
        return False
    return event.kind == "scan" and (isinstance(event, Claim) or Reason(event.reason) in _SCANNED)


def _row(
    event: Claim | Refused, brand: BrandState, batches: Mapping[int, Batch], later: timedelta
) -> dict[str, str] | None:
    who = event.person_id if isinstance(event, Claim) else event.consumer_id
    kind, *place = event.source.split(":")
    batch = batches.get(int(place[0])) if kind == "c" else None
    if batch is None:
        return None
    at = from_micros(event.at_us)
    region = brand.status(batch.id, int(place[1]), at).region
    row = {
        "at": (at + later).isoformat(),
        "consumer": str(who or f"refused {event.id}"),
        "gtin": batch.gtin,
        "code_kind": batch.kind,
        "batch": batch.name,
        "code.region": region or "",
    }
    facts = {
        name: _told(value, later)
        for name, value in facts_of(event.facts).items()
        if value is not None and name != "event.at" and not _kept_by_simulation(name)
    }
    return row | facts


def _kept_by_simulation(name: str) -> bool:
    """Counts over the last days and what a campaign's own lines make follow from the scans themselves."""
    return name.startswith(OWN) or window_of(name)[1] is not None


def _told(value: object, later: timedelta) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return (value + later).isoformat()
        case Money():
            return f"{value.amount} {value.currency}"
        case tuple():
            return "|".join(str(tag) for tag in value)
    return str(value)
