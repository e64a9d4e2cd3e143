"""What is wrong with one place of a request."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api import Label


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a JSON Pointer into the body (RFC 6901, `""` is the whole body), a stable code, words."""

    pointer: str
    code: str
    words: Label


class FaultyError(Exception):
    """Carries the faults of one value up to the record that holds it; never leaves `studio.api.schemas`."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
