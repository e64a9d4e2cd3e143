"""Proofs of print: that a batch's symbol was read back under trials, so that a plant is given nothing that nobody has tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import NotFound
from engine.ids import new_id

#: So many are shown: the newest.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ProofNote:
    """A proof that somebody made. `spec` is JSON, as whoever made it wrote it; it was read in `read` of `tried` trials."""

    id: int
    batch_id: int
    spec: str
    read: int
    tried: int
    at: datetime
    by: str


class ProofDoor:
    """What was tried before it is printed."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def note(self, brand: str, batch_id: int, spec: str, read: int, tried: int, by: str) -> ProofNote:
        """Keep a proof. Raises `NotFound`."""
        await self._check(brand, batch_id)
        made = ProofNote(new_id(), batch_id, spec, read, tried, self._core.clock.now(), by)
        await self._core.database.execute(
            "INSERT INTO code_proof (id, brand, batch_id, spec, was_read, tried, at_us, made_by)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [made.id, brand, batch_id, spec, read, tried, to_micros(made.at), by],
        )
        return made

    async def of(self, brand: str, batch_id: int) -> tuple[ProofNote, ...]:
        """A batch's proofs, the newest first. Raises `NotFound`."""
        await self._check(brand, batch_id)
        rows = await self._core.database.fetch(
            "SELECT * FROM code_proof WHERE brand = $1 AND batch_id = $2 ORDER BY id DESC LIMIT $3",
            [brand, batch_id, _SHOWN],
        )
        return tuple(
            ProofNote(
                row["id"], row["batch_id"], row["spec"], row["was_read"], row["tried"], from_micros(row["at_us"]),
                row["made_by"],
            )
            for row in rows
        )  # fmt: skip

    async def _check(self, brand: str, batch_id: int) -> None:
        if batch_id not in (await self._core.brand(brand)).batches_by_id:
            raise NotFound("there is no such batch")
