"""What is kept of a refusal at the till: for the brand to settle, and for the till that asks again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.commit.changes import Changes
from engine.commit.requests import RequestKey, stored_request
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till
from engine.scanning.facts import facts_json
from engine.scanning.refusing import refused_row

#: What is kept of a refused request, so that the brand can settle it with the outlet.
REQUEST: Final = "till.request"
CLERK: Final = "till.clerk"
TAKEN_AT: Final = "till.taken_at"
#: Refusals that the same request need not get again.
PASSING: Final = frozenset({Reason.TRY_LATER, Reason.REWARD_DECLINES, Reason.ACCOUNT_ON_HOLD})


def refuse_at_till(
    till: Till,
    code: str,
    request_id: str,
    request: RequestKey | None,
    why: tuple[Reason, Label],
    at: datetime,
    first_at: datetime | None = None,
) -> tuple[Refusal, Changes]:
    """The refusal, its record, and its answer under `request`; without one the same request may succeed later."""
    reason, words = why
    asked = {REQUEST: request_id, CLERK: till.clerk_id, TAKEN_AT: till.taken_at}
    refused = refused_row(
        till.brand, "redemption", f"k:{code}"[:80], reason, words, at, None, None,
        facts=facts_json(asked, frozenset(asked)), outlet_id=till.outlet_id,
    )  # fmt: skip
    refusal = Refusal(reason, words, at, first_at)
    kept = stored_request(till.brand, request, refusal, at)
    return refusal, Changes(new=(refused, *kept))
