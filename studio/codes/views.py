"""What the pages about codes show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.api import BatchView, Handover, Label, print_proofs

KINDS: Final = (
    "in_lid", "label", "box", "in_carton", "carton", "pallet", "after_sales", "sell_through", "clerk", "store",
    "poster",
)  # fmt: skip
STATES: Final = ("active", "withdrawn")
ASPECTS: Final = ("region", "dealer", "outlet", "person", "made")
#: What may be said of a code on a place.
PLACE_ASPECTS: Final = ("outlet",)
FORMS: Final = ("code", "url", "digital_link")
#: Without a product there is no GS1 Digital Link.
PLACE_FORMS: Final = ("code", "url")


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit in a form that was sent: which form and field, and the words."""

    form: str
    field: str
    words: Label


@dataclass(frozen=True, slots=True)
class Batches:
    """All batches, the named products by GTIN-14, and the form for a new batch with what was typed into it."""

    batches: tuple[BatchView, ...]
    products: dict[str, Label]
    kinds: tuple[str, ...]
    typed: dict[str, str]
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One code of a batch: its text, the address of its page, and the picture of its symbol."""

    serial: int
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change to serials `first` to `last`, both included, as it stands in the history."""

    first: int
    last: int
    aspect: str
    value: str
    effective_at: datetime
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch: what was done to ranges of it and who took codes (newest first), forms, a sample. `product` is its name, if any.

    Who only reads sees no sample: a code that nobody has claimed yet is as good as money.
    """

    batch: BatchView
    product: Label | None
    history: tuple[ChangeLine, ...]
    handovers: tuple[Handover, ...]
    sample: Sample | None
    states: tuple[str, ...]
    aspects: tuple[str, ...]
    forms: tuple[str, ...]
    typed: dict[str, str]
    fault: Fault | None
    changed: bool
    proof: print_proofs.ProofNote | None = None
