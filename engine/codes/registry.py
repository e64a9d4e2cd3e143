"""The batches of all brands in memory, for recognising codes; follows the database when a batch is added."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Final, Protocol

from engine.codes.batch import Batch
from engine.codes.permutation import CodeKey, Permutation
from engine.codes.recogniser import NotGenuine, Recognised, Recogniser

#: An unknown code makes the registry look for new batches at most this often, so that guessing costs nothing.
_LOOK_SECONDS: Final = 1.0


class BatchSource(Protocol):
    """Where batches are kept."""

    async def batches(self) -> list[Batch]: ...  # noqa: D102
    async def batch_mark(self) -> tuple[int, int]: ...  # noqa: D102


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
        self._looked = 0.0

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
        if isinstance(found, NotGenuine) and time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._looked = time.monotonic()
            if await self._source.batch_mark() != self._mark:
                await self.load()
                found = self._recogniser.recognise(text)
        return None if isinstance(found, NotGenuine) else found

    async def batch(self, batch_id: int) -> Batch | None:
        """A batch by id."""
        if batch_id not in self._batches and await self._source.batch_mark() != self._mark:
            await self.load()
        return self._batches.get(batch_id)

    def known(self, batch_id: int) -> Batch | None:
        """A batch by id, as far as this process has heard of it."""
        return self._batches.get(batch_id)

    def text(self, batch: Batch, serial: int) -> str:
        """The printed code of a serial."""
        return self._permutations[batch.key_id].encode(batch.index_of(serial))
