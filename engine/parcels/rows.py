"""The rows of prizes that travel to their winners, as frozen values like those of `engine.records`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Parcel:
    """A prize that is to be sent; its id is that of its grant.

    State: asked (for an address, before `until_us` where the prize lapses), to_pack, sent, delivered, returned, lapsed or
    cancelled (the grant was taken back). `address` (JSON) is kept with the consent of `consent_us` and goes with the
    person. `wait_id` ends the time for it.
    """

    TABLE: ClassVar = "parcel"
    id: int
    brand: str
    person_id: int
    campaign_id: int
    title_en: str
    title_zh: str
    state: str
    made_us: int
    wait_id: int | None = None
    until_us: int | None = None
    address: str | None = None
    consent_us: int | None = None
    carrier: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ParcelMove:
    """A parcel came into a state, by whom: only ever added."""

    TABLE: ClassVar = "parcel_move"
    id: int
    brand: str
    parcel_id: int
    state: str
    by: str
    at_us: int
    carrier: str | None = None
    number: str | None = None
