"""Single grants, and taking one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import Label, Refusal
from studio.api import presenters
from studio.api.campaigns import BY
from studio.api.operation import Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import ListOf, Record
from studio.api.schemas import Identifier, Text
from studio.api.shapes import GRANT, items


@dataclass(frozen=True, slots=True)
class ReversalBody:
    """Why a grant is taken back; kept in the ledger."""

    reason: str


@dataclass(frozen=True, slots=True)
class OfGrant:
    """A path that names one grant."""

    id: int


@dataclass(frozen=True, slots=True)
class OfClaim:
    """A path that names one claim."""

    id: int


async def show_grant(call: Call[OfGrant, Nothing]) -> Answer:
    """One grant."""
    return Reply(presenters.grant(await call.engine.grants.one(call.brand, call.params.id)))


async def reverse_grant(call: Call[OfGrant, ReversalBody]) -> Answer:
    """Take a grant back; its budget is free again and every line stays in the ledger."""
    outcome = await call.engine.grants.reverse(
        call.brand, call.params.id, call.body.reason, BY, request=call.key
    )
    return of_refusal(outcome) if isinstance(outcome, Refusal) else Reply(presenters.grant(outcome))


async def reverse_claim(call: Call[OfClaim, ReversalBody]) -> Answer:
    """Take a false claim back with all that followed from it, whoever earned by it, also after it was paid."""
    outcome = await call.engine.grants.reverse_claim(call.brand, call.params.id, call.body.reason, BY)
    parts = {"items": outcome.all, "kept": outcome.kept, "pending": outcome.pending, "debts": outcome.debts}
    return Reply({name: [presenters.grant(one) for one in grants] for name, grants in parts.items()})


async def send_again(call: Call[OfGrant, Nothing]) -> Answer:
    """Send a grant's money again that came back or was refused too often."""
    outcome = await call.engine.payouts.send_again(call.brand, call.params.id)
    return of_refusal(outcome) if isinstance(outcome, Refusal) else Reply(presenters.grant(outcome))


CLAIM_REVERSAL: Final = items(
    GRANT,
    "All that the claim had given. Of it is `kept` what was used, `pending` what follows once its payment is settled, and"
    " of `debts` each was paid and must be given back.",
    "该次领取的全部奖励；kept 为已使用而保留的，pending 为待付款结果明确后处理的，debts 为已付款需退还的。",
    kept=ListOf(GRANT),
    pending=ListOf(GRANT),
    debts=ListOf(GRANT),
)
_OF_GRANT: Final = Params(OfGrant, path={"id": Param(Identifier(), Label("The grant.", "奖励编号。"))})

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/grants/{id}",
        name="showGrant",
        tag="grants",
        summary=Label("See a grant", "查看一份奖励"),
        run=show_grant,
        params=_OF_GRANT,
        answers={200: GRANT},
    ),
    Operation(
        method="POST",
        path="/grants/{id}/reversal",
        name="reverseGrant",
        tag="grants",
        summary=Label("Take a grant back", "冲回一份奖励"),
        run=reverse_grant,
        params=_OF_GRANT,
        body=Record("ReversalRequest", ReversalBody, {"reason": Text(500)}),
        answers={200: GRANT},
        keyed=True,
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/claims/{id}/reversal",
        name="reverseClaim",
        tag="grants",
        summary=Label("Take a whole claim back", "冲回一次领取的全部奖励"),
        run=reverse_claim,
        params=Params(OfClaim, path={"id": Param(Identifier(), Label("The claim.", "领取编号。"))}),
        body=Record("ClaimReversalRequest", ReversalBody, {"reason": Text(500)}),
        answers={200: CLAIM_REVERSAL},
    ),
    Operation(
        method="POST",
        path="/grants/{id}/sending",
        name="sendGrantAgain",
        tag="grants",
        summary=Label("Send money again that came back or was refused", "再次发放被退回或被拒绝的款项"),
        run=send_again,
        params=_OF_GRANT,
        answers={200: GRANT},
        refuses=True,
    ),
)
