"""The worker behind what waits: goes on with whatever is due. Any number may run at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from engine.clock import from_micros, to_micros
from engine.commit.command import Command
from engine.core import Core
from engine.errors import Busy, Unavailable
from engine.records import Wait
from engine.storage.wait_store import WaitStore
from engine.waits.ending import EndWait
from engine.waits.topics import ending

_log = logging.getLogger(__name__)

#: Waits gone on with at once: they share a commit.
TOGETHER = 16
#: When what could not be done outside is tried again.
AGAIN: Final = timedelta(minutes=10)
#: What is done outside before a wait of a topic ends: whether it is done. It may be asked again after a crash.
Act = Callable[[Wait], Awaitable[bool]]
#: What is asked outside of a wait of a topic: the command that carries the answer.
Ask = Callable[[Wait, datetime], Awaitable[Command[str]]]
NO_ASKS: Final[Mapping[str, Ask]] = MappingProxyType({})
NO_ACTS: Final[Mapping[str, Act]] = MappingProxyType({})


class WaitDoor:
    """Everything that waits for an event or an instant.

    A wait ends in one commit, which looks at it again under lock: a worker that dies leaves it as it was, and
    two workers end it once.
    """

    def __init__(
        self,
        core: Core,
        store: WaitStore,
        acts: Mapping[str, Act] = NO_ACTS,
        asks: Mapping[str, Ask] = NO_ASKS,
    ) -> None:
        self._core = core
        self._store = store
        self._acts = acts
        self._asks = asks

    async def run_once(self) -> int:
        """Go on with what is due; how many waits have ended.

        One that cannot end is logged and holds up no other. Raises `Busy` or `Unavailable`.
        """
        now = self._core.clock.now()
        ended, after = 0, (-1, -1)
        while due := await self._store.due(to_micros(now), after, TOGETHER):
            states = await asyncio.gather(*(self._end(wait, now) for wait in due), return_exceptions=True)
            for wait, state in zip(due, states, strict=True):
                if isinstance(state, Busy | Unavailable) or not isinstance(state, str | Exception):
                    raise state
                if isinstance(state, Exception):
                    _log.error("wait %d cannot end", wait.id, exc_info=state)
                elif state == "blocked":
                    _log.error("wait %d cannot end: the words of its campaign are not installed", wait.id)
                else:
                    _log.info("wait %d, due %s, is now %s", wait.id, from_micros(wait.due_us), state)
                    ended += state in {"opened", "lapsed"}
            after = (due[-1].due_us, due[-1].id)
        return ended

    async def _end(self, wait: Wait, now: datetime) -> str:
        ask = self._asks.get(wait.topic)
        if ask:
            return await self._core.settle(await ask(wait, now))
        act = self._acts.get(wait.topic)
        if act and not await act(wait):
            return await self._core.settle(EndWait(wait, now, again=AGAIN))
        return await self._core.settle(ending(wait, now, self._core.catalog.rewards))

    async def next_due(self) -> int | None:
        """When the next wait is due, in microseconds since the epoch."""
        return await self._store.next_due()
