"""Where owed money stands, as a value for pages and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dsl.values import Label


@dataclass(frozen=True, slots=True)
class PayoutView:
    """Where owed money stands, and what its payee is told.

    `state`: on_its_way; small (waits for more); tomorrow; later (the channel waits for the brand); retry (the account could
    not be paid and is tried at `next_at`); refused (tried often enough); returned (came back); confirm (the payee must
    act); lapsed (taken back, because it could not be paid). With `may_ask` the payee may have it sent again.
    """

    state: Literal[
        "on_its_way", "small", "tomorrow", "later", "retry", "refused", "returned", "confirm", "lapsed"
    ]
    words: Label
    next_at: datetime | None = None
    may_ask: bool = False
