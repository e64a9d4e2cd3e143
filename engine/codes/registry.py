"""The batches of all brands in memory, for recognising codes; follows the database when a batch is added."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Protocol

from engine.codes.batch import Batch
from engine.codes.permutation import CodeKey, Permutation
from engine.codes.recogniser import NotGenuine, Recognised, Recogniser


class BatchSource(Protocol):
    """Where batches are kept."""

    async def batches(self) -> list[Batch]:
        """All batches."""
        ...

    async def batch_mark(self) -> tuple[int, int]:
        """Something that changes with each batch added."""
        ...


def code_key(secret: bytes, key_id: int) -> CodeKey:
    """A key of the code permutation, derived from the installation's secret. Never change this: packs are printed."""
    return CodeKey(key_id, hmac.digest(secret, f"item-codes|{key_id}".encode(), hashlib.sha256))


class CodeRegistry:
    """Recognises codes of every batch."""

    def __init__(self, source: BatchSource, secret: bytes) -> None:
        self._source = source
        self._secret = secret
        self._batches: dict[int, Batch] = {}
        self._permutations: dict[int, Permutation] = {}
        self._recogniser = Recogniser([], [])
        self._mark = (0, 0)
        self._looking = asyncio.Lock()
        self._looks = 0

    @property
    def newest_key(self) -> int:
        """The key under which new batches are allocated."""
        return max((batch.key_id for batch in self._batches.values()), default=1)

    def key(self, key_id: int) -> CodeKey:
        """A key by id."""
        return code_key(self._secret, key_id)

    async def load(self) -> None:
        """Read all batches."""
        self._mark = await self._source.batch_mark()
        batches = await self._source.batches()
        self._batches = {batch.id: batch for batch in batches}
        key_ids = sorted({batch.key_id for batch in batches})
        self._permutations = {key_id: Permutation(self.key(key_id)) for key_id in key_ids}
        self._recogniser = Recogniser([self.key(key_id) for key_id in key_ids], batches)

    async def recognise(self, text: str) -> Recognised | None:
        """The batch and serial of a code, by arithmetic; None when it is not genuine."""
        found = self._recogniser.recognise(text)
        if isinstance(found, NotGenuine):
            await self._follow()
            found = self._recogniser.recognise(text)
        return None if isinstance(found, NotGenuine) else found

    async def batch(self, batch_id: int) -> Batch | None:
        """A batch by id."""
        if batch_id not in self._batches:
            await self._follow()
        return self._batches.get(batch_id)

    async def _follow(self) -> None:
        """Look whether another process has added a batch.

        All who ask while one look is under way share the next one: guessing costs one small query at a time,
        and no code of a new batch is called not genuine because somebody else had just asked.
        """
        asked = self._looks
        async with self._looking:
            if self._looks > asked:
                return
            self._looks += 1
            if await self._source.batch_mark() != self._mark:
                await self.load()

    def known(self, batch_id: int) -> Batch | None:
        """A batch by id, as far as this process has heard of it."""
        return self._batches.get(batch_id)

    def text(self, batch: Batch, serial: int) -> str:
        """The printed code of a serial."""
        return self._permutations[batch.key_id].encode(batch.index_of(serial))
