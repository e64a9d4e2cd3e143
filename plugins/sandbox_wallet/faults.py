"""Trouble on order: which answers the wallet spoils, chosen by seed or scripted for one order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Final

#: What may happen to a transfer request.
FAULTS: Final = {
    "none": "nothing goes wrong",
    "refuse_payee": "refused for good under this number: the payee is not verified",
    "refuse_balance": "turned away: the merchant's float is too small; the number may be sent again",
    "drop": "the connection closes, nothing is applied",
    "unknown_code": "a signed answer with a code that no document knows, nothing is applied",
    "lose": "applied, the connection closes without an answer",
    "late": "applied, answered `late_s` seconds later",
    "error": "applied, answered with 500 SYSTEM_ERROR",
    "bad_signature": "applied, answered with a wrong signature",
    "hide": "applied, the connection closes, and look-ups say not found for `hide_s` seconds",
    "slow": "accepted as in progress, paid `slow_s` seconds later",
    "stall": "accepted as in progress, paid `slow_s` seconds later, answered only after `late_s` seconds",
}

#: What may happen to a look-up.
QUERY_FAULTS: Final = ("none", "error", "lose", "bad_signature")


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """How the wallet misbehaves. Without content it does not.

    `rates` gives each fault's share of transfer requests, together at most 1; the choice depends only on
    seed, order number and how often the number has been sent. `scripts` names the faults of the first,
    second ... send, and `queries` the fault of every look-up, by order number, by payee or `*`.
    `notice_copies` is how often each notice arrives: 0 loses it.
    """

    seed: int = 0
    rates: Mapping[str, float] = field(default_factory=dict)
    scripts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    queries: Mapping[str, str] = field(default_factory=dict)
    late_s: float = 12.0
    hide_s: float = 5.0
    slow_s: float = 5.0
    notice_copies: int = 1

    def __post_init__(self) -> None:
        named = [*self.rates, *(fault for script in self.scripts.values() for fault in script)]
        unknown = sorted(set(named) - set(FAULTS)) + sorted(set(self.queries.values()) - set(QUERY_FAULTS))
        if unknown:
            raise ValueError(f"no such fault: {', '.join(unknown)}")
        if sum(self.rates.values()) > 1 or min(self.rates.values(), default=0) < 0:
            raise ValueError("the rates must be shares that add up to at most 1")

    @property
    def quiet(self) -> bool:
        """Whether transfers are left alone."""
        return not self.rates and not self.scripts

    def of_transfer(self, order_no: str, payee: str, attempt: int) -> str:
        """The fault of the `attempt`-th send (1 is the first) of an order."""
        for key in (order_no, payee, "*"):
            if key in self.scripts:
                script = self.scripts[key]
                return script[attempt - 1] if attempt <= len(script) else "none"
        drawn = _share(f"{self.seed}:{order_no}:{attempt}")
        for fault, rate in self.rates.items():
            drawn -= rate
            if drawn < 0:
                return fault
        return "none"

    def of_query(self, order_no: str, payee: str | None) -> str:
        """The fault of a look-up; `payee` is None when the wallet has no such order."""
        keys = (order_no, payee, "*")
        return next((self.queries[key] for key in keys if key is not None and key in self.queries), "none")

    def to_json(self) -> str:
        """The plan as text that `from_json` reads."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str | bytes) -> FaultPlan:
        """A plan from a JSON object with any of the fields. Raises ValueError for anything else."""
        data = json.loads(text)
        known = {each.name for each in fields(FaultPlan)}
        if not isinstance(data, dict) or not set(data) <= known:
            raise ValueError(f"a fault plan is an object with {', '.join(sorted(known))}")
        try:
            scripts = {key: tuple(script) for key, script in data.get("scripts", {}).items()}
            return FaultPlan(**{**data, "scripts": scripts})
        except (TypeError, AttributeError) as error:
            raise ValueError(f"the fault plan has a field of the wrong kind: {error}") from error


def _share(text: str) -> float:
    """A number in [0, 1) that depends only on the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48
