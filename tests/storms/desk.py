"""The brand's desk in the storm: betters the campaign, pauses it and lets it go on, whatever happens to the database."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from engine.api import DraftConflict, Engine, Invalid, NotPublishable, Published, Unavailable
from tests.storms.campaigns import BRAND, campaign

_Answer = TypeVar("_Answer")
_PAUSE_SECONDS = (0.5, 1.5)


@dataclass
class Desk:
    """Works on one campaign until it is told that the storm is over."""

    engine: Engine
    campaign_id: int
    dealt: int
    fate: random.Random
    published: int = 0
    pauses: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self) -> None:
        points = 5
        while not self.over.is_set():
            await self._wait(*_PAUSE_SECONDS)
            if self.fate.random() < 0.6:
                points += 1
                await self._publish(points)
            else:
                await self._event("pause")
                await self._wait(0.1, 0.4)
                await self._event("resume")
                self.pauses += 1

    async def _publish(self, points: int) -> None:
        """Better the campaign. An answer that was lost is found out by looking."""
        campaigns, text = self.engine.campaigns, campaign(points, self.dealt)
        detail = await _again(lambda: campaigns.detail(BRAND, self.campaign_id))
        saved = await _again(
            lambda: campaigns.save_draft(BRAND, self.campaign_id, text, detail.draft_revision, "desk")
        )
        assert not isinstance(saved, DraftConflict) or saved.text == text
        outcome = await _again(lambda: campaigns.publish(BRAND, self.campaign_id, "desk"))
        if isinstance(outcome, NotPublishable):
            live = await _again(lambda: campaigns.detail(BRAND, self.campaign_id))
            assert live.versions[0].text == text, outcome
        else:
            assert isinstance(outcome, Published)
        self.published += 1

    async def _event(self, kind: str) -> None:
        act = getattr(self.engine.campaigns, kind)
        wanted = "paused" if kind == "pause" else "live"
        with contextlib.suppress(Invalid):  # it was done although nobody could say so
            await _again(lambda: act(BRAND, self.campaign_id, "desk"))
        detail = await _again(lambda: self.engine.campaigns.detail(BRAND, self.campaign_id))
        assert detail.summary.state == wanted, f"after {kind} the campaign is {detail.summary.state}"

    async def _wait(self, least: float, most: float) -> None:
        try:
            await asyncio.wait_for(self.over.wait(), self.fate.uniform(least, most))
        except TimeoutError:
            return


async def _again(act: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """The answer, when the database is there again."""
    for _ in range(600):
        try:
            return await act()
        except Unavailable:
            await asyncio.sleep(0.1)
    raise AssertionError("the database does not come back")
