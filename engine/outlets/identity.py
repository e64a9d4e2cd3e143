"""The outlet at whose till something happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Till:
    """The outlet, the clerk who stands at it, and its owner, when one is on record."""

    brand: str
    outlet_id: int
    clerk_id: int
    owner_id: int | None
