"""A batch of codes is an interval of indices: a thousand million codes cost no more to keep than one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.codes.gs1_ai import is_gtin14
from engine.codes.kinds import KIND_NAMES, is_of_place
from engine.codes.permutation import INDEX_COUNT, Permutation

BATCH_CODES_MAX: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Batch:
    """`size` codes of one product and kind, printed under one key.

    Serials count from 1; serial n has index `base + n - 1` under the key `key_id`. `gtin` has 14 digits, and is empty
    where codes are on places.
    """

    id: int
    brand: str
    key_id: int
    base: int
    size: int
    gtin: str
    kind: str
    name: str
    created_at: datetime

    def __post_init__(self) -> None:
        if not 1 <= self.size <= BATCH_CODES_MAX:
            raise ValueError(f"a batch has 1 to {BATCH_CODES_MAX:,} codes, not {self.size:,}")
        if self.base < 0 or self.base + self.size > INDEX_COUNT:
            raise ValueError(f"batch {self.id} lies outside its key's {INDEX_COUNT:,} indices")
        if self.kind not in KIND_NAMES:
            raise ValueError(
                f"`{self.kind}` is not a kind of code; use one of {', '.join(sorted(KIND_NAMES))}"
            )
        if (self.gtin != "") if is_of_place(self.kind) else not is_gtin14(self.gtin):
            raise ValueError(f"`{self.gtin}` is not a GTIN of 14 digits with a right check digit")
        if self.created_at.tzinfo is None:
            raise ValueError("a batch's `created_at` needs a time zone")

    def index_of(self, serial: int) -> int:
        """The index of a serial from 1 to `size`."""
        if not 1 <= serial <= self.size:
            raise ValueError(f"serial {serial} lies outside 1 to {self.size} of batch {self.id}")
        return self.base + serial - 1


def allocate(batches: Iterable[Batch], key_id: int, size: int) -> int | None:
    """The base of a new batch of `size` codes behind all batches of the key; None where the key is used up.

    A used-up key is no loss: the next batch takes a new key. Two at once must be kept apart by the caller.
    """
    base = max((batch.base + batch.size for batch in batches if batch.key_id == key_id), default=0)
    return base if base + size <= INDEX_COUNT else None


def code_of(batch: Batch, permutation: Permutation, serial: int) -> str:
    """The canonical code of a serial. The permutation must be that of the batch's key."""
    if permutation.key.id != batch.key_id:
        raise ValueError(f"batch {batch.id} is printed under key {batch.key_id}, not {permutation.key.id}")
    return permutation.encode(batch.index_of(serial))


def misplaced(size: int, first: int, last: int) -> tuple[str, Label] | None:
    """The field, `first` or `last`, of a stretch of serials that a batch of `size` codes does not have, and the words."""
    for field, serial in (("first", first), ("last", last)):
        if not 1 <= serial <= size:
            return field, Label(f"serials go from 1 to {size:,}", f"序号范围为 1 至 {size:,}")
    if last < first:
        return "last", Label(
            f"the last serial, {last:,}, comes before the first, {first:,}",
            f"结束序号 {last:,} 小于起始序号 {first:,}",
        )
    return None
