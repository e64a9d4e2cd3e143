"""Shadow runs: a draft beside the live version on real scans, and what would be different."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.program import Program
from dsl.sharing import resolve
from dsl.values import Label
from engine.campaigns.facts_in_words import fact_name
from engine.campaigns.live import BrandState, LiveCampaign
from engine.campaigns.reports import Reports
from engine.campaigns.shared_door import SharedDoor
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.insights.shadow import Shadow, ShadowResult, is_scan
from engine.records import Claim, Refused
from engine.storage.campaign_store import CampaignStore
from engine.storage.result_store import ResultStore
from engine.storage.shadow_store import ShadowStore

#: Scans that one result looks at, the first ones: enough to see a difference, few enough to be told at once.
SCANS_MAX: Final = 20_000
_PAGE: Final = 2_000
_KEYS: Final = 500


@dataclass(frozen=True, slots=True)
class ShadowRun:
    """A run: which draft since when, whether it still runs, and what has come of it."""

    revision: int
    by: str
    since: datetime
    until: datetime | None
    result: ShadowResult


class ShadowDoor:
    """Drafts that run beside what is live."""

    def __init__(
        self,
        core: Core,
        store: ShadowStore,
        campaigns: CampaignStore,
        results: ResultStore,
        shared: SharedDoor,
    ) -> None:
        self._core = core
        self._store = store
        self._campaigns = campaigns
        self._results = results
        self._shared = shared
        self._reports: Reports[ShadowResult] = Reports()

    async def start(self, brand: str, campaign_id: int, by: str) -> None:
        """Let the present draft run beside the live version from now on. Raises `NotFound`, `Invalid`."""
        row = await self._campaigns.campaign(brand, campaign_id)
        if row is None:
            raise NotFound(f"there is no campaign {campaign_id}")
        state = await self._core.brand(brand)
        if state.campaign(campaign_id) is None:
            raise Invalid("state", Label("nothing is live beside which it could run", "没有可对照的线上版本"))
        text = resolve(row.draft, await self._shared.texts(brand)).text
        program = await self._compiled(state, text)
        reads = {
            fact for number in range(len(program.campaign.triggers)) for fact in program.facts_read(number)
        }
        await self._store.start(
            {
                "id": new_id(),
                "brand": brand,
                "campaign_id": campaign_id,
                "revision": row.draft_revision,
                "text": text,
                "reads": json.dumps(sorted(reads)),
                "since_us": to_micros(self._core.clock.now()),
                "started_by": by,
                "stopped_us": None,
            }
        )

    async def stop(self, brand: str, campaign_id: int) -> None:
        """End a run. What it has seen can still be looked at."""
        await self._store.stop(brand, campaign_id, to_micros(self._core.clock.now()))

    async def run(self, brand: str, campaign_id: int) -> ShadowRun | None:
        """The campaign's run with its result; None where there was none. Nothing is given or taken by looking."""
        row = await self._store.of(brand, campaign_id)
        state = await self._core.brand(brand)
        live = state.campaign(campaign_id)
        if row is None or live is None:
            return None
        until_us = row["stopped_us"]

        try:
            program = await self._compiled(state, row["text"])
        except Invalid:  # a word that it uses is not installed any more
            return None

        async def made() -> ShadowResult:
            return await self._result(state, live, program, row["id"], (row["since_us"], until_us))

        result = await self._reports.get((row["id"], until_us), made)
        ended = None if until_us is None else from_micros(until_us)
        return ShadowRun(row["revision"], row["started_by"], from_micros(row["since_us"]), ended, result)

    async def _compiled(self, state: BrandState, text: str) -> Program:
        program = self._core.language_of(state).compile(text)
        if program is None:
            raise Invalid("text", Label("the draft has errors; mend them first", "草稿还有错误，请先修改"))
        return program

    async def _result(
        self,
        state: BrandState,
        live: LiveCampaign,
        program: Program,
        shadow_id: int,
        span: tuple[int, int | None],
    ) -> ShadowResult:
        events = [
            event
            for ask in (self._results.claims, self._results.refusals)
            for event in await self._since(ask, state.slug, live.id, span)
        ]
        events = sorted(filter(is_scan, events), key=lambda one: one.id)
        kept = events[:SCANS_MAX]
        ids = [event.id for event in kept if isinstance(event, Claim)]
        grants = {}
        for part in _parts(ids):
            grants.update(await self._results.grants_of(part))
        codes = self._core.codes
        batches = {one: await codes.batch(one) for one in {int(event.source.split(":")[1]) for event in kept}}

        def code_of(batch_id: int, serial: int) -> str:
            batch = batches[batch_id]
            return codes.text(batch, serial) if batch else ""

        words = {word.name: word for word in self._core.language_of(state).vocabulary.every_fact()}
        rewards = self._core.catalog.rewards
        shadow = Shadow(
            state, live, program, shadow_id, rewards, code_of, lambda name: fact_name(words, name)
        )
        result = await asyncio.to_thread(shadow.result, from_micros(span[0]), kept, grants)
        return replace(result, whole=len(kept) == len(events))

    async def _since(
        self, ask: object, brand: str, campaign_id: int, span: tuple[int, int | None]
    ) -> list[Claim | Refused]:
        """A campaign's claims or refusals since a run began, and before it ended."""
        found: list[Claim | Refused] = []
        before: int | None = None
        while True:
            page = await ask(brand, campaign_id, before, _PAGE)  # type: ignore[operator]  # either of two reads
            found += [
                one for one in page if one.at_us >= span[0] and (span[1] is None or one.at_us < span[1])
            ]
            if len(page) < _PAGE or all(one.at_us < span[0] for one in page):
                return found
            before = page[-1].id


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _KEYS):
        yield ids[start : start + _KEYS]
