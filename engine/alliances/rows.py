"""The rows of a month that two brands have settled, as frozen values. Once written they never change, but for `paid_us`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Statement:
    """What one month came to. `brand` issues, `honourer` takes; each owes the other so much in minor units.

    `redeemed` and `cancelled` count its lines; `issued` and `expired` are of the month, `still_open` at its end.
    """

    TABLE: ClassVar = "statement"
    id: int
    brand: str
    honourer: str
    alliance_id: int
    number: int
    from_us: int
    until_us: int
    closed_us: int
    currency: str
    issued: int
    redeemed: int
    cancelled: int
    expired: int
    still_open: int
    issuer_owes: int
    honourer_owes: int
    final: int
    paid_us: int | None = None

    @property
    def net(self) -> int:
        """What the issuer pays the honourer in minor units; negative where the honourer pays."""
        return self.issuer_owes - self.honourer_owes


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One redemption, or that it was called off after its month had been settled: then the amounts are negative."""

    TABLE: ClassVar = "statement_line"
    id: int
    brand: str
    statement_id: int
    funding_id: int
    kind: str
    at_us: int
    issuer_owes: int
    honourer_owes: int
