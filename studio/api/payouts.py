"""Payouts that need a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import Label
from studio.api import payout_presenters as presenters
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.schemas import Text
from studio.api.shapes import HELD_PAYOUTS, RESUMED, STUCK_PAYOUTS


async def list_stuck(call: Call[Nothing, Nothing]) -> Answer:
    """Money still owed that does not arrive by itself, longest waiting first."""
    found = await call.engine.payouts.stuck(call.brand)
    return Reply({"items": [presenters.stuck_payout(view) for view in found]})


async def list_held(call: Call[Nothing, Nothing]) -> Answer:
    """Money that waits for a reason: small change, a full day, an empty float, an account that could not be paid."""
    held = await call.engine.payouts.held(call.brand)
    paused = await call.engine.payouts.paused(call.brand)
    return Reply(
        {
            "items": [presenters.held_payout(view) for view in held],
            "paused": [presenters.paused_channel(view) for view in paused],
        }
    )


@dataclass(frozen=True, slots=True)
class OfChannel:
    """A path that names one payment channel."""

    channel: str


async def resume(call: Call[OfChannel, Nothing]) -> Answer:
    """The float with a channel is filled: what waited goes on, in the order of being owed."""
    was = await call.engine.payouts.resume(call.brand, call.params.channel)
    return Reply({"resumed": was})


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
    Operation(
        method="GET",
        path="/payouts/held",
        name="listHeldPayouts",
        tag="grants",
        summary=Label(
            "List payouts that wait, and channels without float", "列出待发放的款项与余额不足的渠道"
        ),
        run=list_held,
        params=NO_PARAMS,
        answers={200: HELD_PAYOUTS},
    ),
    Operation(
        method="POST",
        path="/payouts/channels/{channel}/resumption",
        name="resumeChannel",
        tag="grants",
        summary=Label("Go on paying after filling the float", "补足余额后继续发放"),
        run=resume,
        params=Params(OfChannel, path={"channel": Param(Text(64), Label("The channel.", "付款渠道。"))}),
        answers={200: RESUMED},
    ),
)
