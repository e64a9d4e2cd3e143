"""The rows by which abuse is told, as frozen values like those of `engine.records`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Guesser:
    """Who sent codes that do not exist, and until when it may claim nothing: `engine.fraud.guessing` tells all of it."""

    TABLE: ClassVar = "guesser"
    key: str
    brand: str
    seen: str
    blocked_us: int | None
    last_us: int


@dataclass(frozen=True, slots=True)
class DeviceUse:
    """An account that was rewarded on a device on a day of the campaign's zone: the `place`-th of that day."""

    TABLE: ClassVar = "device_use"
    id: int
    brand: str
    device: str
    day: str
    place: int
    person_id: int
