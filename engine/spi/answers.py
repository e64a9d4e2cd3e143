"""What the world outside answered to a payout or a delivery.

The one question these answers settle is whether value may have moved. `Refused` and `NotFound` are
definite: it has not. `Unknown` is everything that is not a verified answer (a time-out, a lost
connection, a bad signature, an unknown code): it may have, so the same order number is looked up and, if
need be, sent again, and no other number is ever used for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dsl.values import Label


@dataclass(frozen=True, slots=True)
class Paid:
    """The money has reached the payee at `at`; `reference` is the channel's own number for it.

    With `returns_by` it goes back then unless the payee has accepted it: it is looked up again, and only an answer
    without that instant is the end.
    """

    at: datetime
    reference: str
    returns_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """The money had reached the payee and has come back at `at`: the order is closed."""

    at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class InProgress:
    """The order is accepted and not yet settled: look it up later. `words` tell the payee what to do, if anything."""

    words: Label | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The order has not paid, and the channel says so in a code that its documents define.

    With `payee_fault` (an unverified account) the order is closed: it will never pay under this number, and
    another attempt, of which there are few, takes a new one. Without it the order may be sent again under the same
    number once the trouble is over: `until` says whether that is when the brand's float with the channel is filled,
    or the payee's next day there. `code` is the channel's own; `words` tell the recipient what to do.
    """

    code: str
    words: Label
    payee_fault: bool
    until: Literal["later", "float", "day"] = "later"


@dataclass(frozen=True, slots=True)
class NotFound:
    """The channel says, verified, that it has no such order. Send the same number again."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No verified answer; `reason` is for the operator. Value may have moved."""

    reason: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The reward has been handed over at `at`; `words` tell the recipient where to find it."""

    at: datetime
    reference: str
    words: Label | None = None


PayoutAnswer = Paid | Returned | InProgress | Refused | NotFound | Unknown
DeliveryReceipt = Delivered | InProgress | Refused | Unknown
