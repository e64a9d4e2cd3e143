"""Proofs of print of the engine in memory."""

from __future__ import annotations

from typing import Any

from engine.api import NotFound, print_proofs
from tests.support.studio_samples import NOW


class ProofsDouble:
    """What was kept, by batch."""

    def __init__(self, codes: Any) -> None:
        self._codes = codes
        self.kept: dict[int, list[print_proofs.ProofNote]] = {}

    async def note(
        self, brand: str, batch_id: int, spec: str, read: int, tried: int, by: str
    ) -> print_proofs.ProofNote:
        made = print_proofs.ProofNote(1, batch_id, spec, read, tried, NOW, by)
        self.kept.setdefault(batch_id, []).insert(0, made)
        return made

    async def of(self, brand: str, batch_id: int) -> tuple[print_proofs.ProofNote, ...]:
        if all(one.id != batch_id for one in await self._codes.batches(brand)):
            raise NotFound("there is no such batch")
        return tuple(self.kept.get(batch_id, ()))
