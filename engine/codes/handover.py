"""Who was given which codes: a code that nobody has claimed yet is as good as money, so its way is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.codes.printed import FORMS

#: A text for the printer in one of its forms, or symbols on a sheet.
HANDOVER_FORMS: Final = (*FORMS, "sheet")


@dataclass(frozen=True, slots=True)
class Handover:
    """Serials `first` to `last`, both included, left in this form at `at`; `by` is who took them."""

    batch_id: int
    first: int
    last: int
    form: str
    at: datetime
    by: str

    def __post_init__(self) -> None:
        if self.form not in HANDOVER_FORMS:
            raise ValueError(f"`{self.form}` is not one of {', '.join(HANDOVER_FORMS)}")
        if not 1 <= self.first <= self.last:
            raise ValueError(f"serials {self.first} to {self.last} are not a range within a batch")
