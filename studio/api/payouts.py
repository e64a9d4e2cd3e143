"""Payouts that need a person."""

from __future__ import annotations

from typing import Any, Final

from engine.api import Label
from studio.api import presenters
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Reply
from studio.api.shapes import STUCK_PAYOUTS


async def list_stuck(call: Call[Nothing, Nothing]) -> Answer:
    """Money still owed that does not arrive by itself, longest waiting first."""
    found = await call.engine.payouts.stuck(call.brand)
    return Reply({"items": [presenters.stuck_payout(view) for view in found]})


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/payouts/stuck",
        name="listStuckPayouts",
        tag="grants",
        summary=Label("List payouts that need a person", "列出需要人工处理的付款"),
        run=list_stuck,
        params=NO_PARAMS,
        answers={200: STUCK_PAYOUTS},
    ),
)
