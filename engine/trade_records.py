"""The rows of what the trade does with codes, as frozen values like those of `engine.records`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Registration:
    """An outlet has registered a carton, or a pack that it sold: the first has it.

    `name` is that of the unit (`engine.outlets.holding`), batch and serial those of the code that was scanned.
    """

    TABLE: ClassVar = "registration"
    id: int
    brand: str
    name: str
    batch_id: int
    serial: int
    outlet_id: int
    clerk_id: int
    at_us: int


@dataclass(frozen=True, slots=True)
class Observation:
    """A claim outside the province that its pack was planned for. `name` is that of the carton."""

    TABLE: ClassVar = "observation"
    id: int
    brand: str
    name: str
    claim_id: int
    batch_id: int
    serial: int
    planned: str
    seen: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Diversion:
    """What was observed of one carton: `claims` far from home, where `seen` (JSON), the `recent` instants (JSON).

    It is an alarm from `raised_us` on. Once closed, what follows is another `round`. `pallet` and `dealer` are those of
    the newest observation, `kind` that of the codes that were claimed.
    """

    TABLE: ClassVar = "diversion"
    id: int
    brand: str
    name: str
    round: int
    batch_id: int
    serial: int
    kind: str
    pallet: str | None
    dealer: str | None
    planned: str
    seen: str
    recent: str
    claims: int
    first_us: int
    last_us: int
    raised_us: int | None = None
    closed_us: int | None = None
    closed_by: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceCase:
    """Somebody needs help with a pack: one case a code. State: open, compensated (by the claim `claim_id`), closed.

    `code_state` is that of the code when it was opened, `told` what the person wrote.
    """

    TABLE: ClassVar = "service_case"
    id: int
    brand: str
    name: str
    number: int
    batch_id: int
    serial: int
    consumer_id: int
    code_state: str
    told: str
    state: str
    opened_us: int
    settled_us: int | None = None
    settled_by: str | None = None
    claim_id: int | None = None


@dataclass(frozen=True, slots=True)
class OutletGrade:
    """An outlet's grade of one calendar day, None where too few claims tell: by the `claims` of cartons that it held and
    its `redemptions` in the 30 days before."""

    TABLE: ClassVar = "outlet_grade"
    key: str
    brand: str
    outlet_id: int
    day: str
    grade: str | None
    claims: int
    redemptions: int
