"""Results of a campaign: who was given or refused what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import VOICES, Label, Voice
from studio.api import presenters
from studio.api.campaign_shapes import DECISIONS, WHY
from studio.api.campaigns import CAMPAIGN_ID
from studio.api.operation import Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.records import Maybe
from studio.api.schemas import Choice, Identifier, Whole

PAGE_ITEMS: Final = 50
PAGE_ITEMS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class DecisionsQuery:
    """One page of a campaign's decisions, newest first."""

    id: int
    outcome: str | None
    before: int | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class WhyQuery:
    """One event, and for whom it is explained."""

    event_id: int
    voice: Voice | None


async def list_decisions(call: Call[DecisionsQuery, Nothing]) -> Answer:
    """One page; `next_before` is null on the last."""
    query, limit = call.params, call.params.limit or PAGE_ITEMS
    rows = await call.engine.campaigns.decisions(
        call.brand, query.id, outcome=query.outcome, before=query.before, limit=limit
    )
    following = str(rows[-1].event_id) if len(rows) == limit else None
    return Reply({"items": [presenters.decision(row) for row in rows], "next_before": following})


async def show_why(call: Call[WhyQuery, Nothing]) -> Answer:
    """The decision, explained by replay, for one kind of reader."""
    voice = call.params.voice or "marketer"
    told = await call.engine.campaigns.why(call.brand, call.params.event_id, voice=voice)
    return Reply(presenters.why(told))


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/campaigns/{id}/decisions",
        name="listDecisions",
        tag="decisions",
        summary=Label("List who was given or refused what, newest first", "按时间倒序列出发放与拒绝"),
        run=list_decisions,
        params=Params(
            DecisionsQuery,
            path={"id": CAMPAIGN_ID},
            query={
                "outcome": Param(
                    Maybe(Choice(("granted", "refused"))), Label("Only these.", "只看此类结果。")
                ),
                "before": Param(
                    Maybe(Identifier()), Label("Only events before this one.", "只看此事件之前的内容。")
                ),
                "limit": Param(
                    Maybe(Whole(1, PAGE_ITEMS_MAX)),
                    Label(f"Items a page, {PAGE_ITEMS} if left out.", f"每页条数，默认 {PAGE_ITEMS}。"),
                ),
            },
        ),
        answers={200: DECISIONS},
    ),
    Operation(
        method="GET",
        path="/decisions/{event_id}/why",
        name="explainDecision",
        tag="decisions",
        summary=Label("Explain a decision by replaying it", "重放并解释一次判定"),
        run=show_why,
        params=Params(
            WhyQuery,
            path={"event_id": Param(Identifier(), Label("The event.", "事件编号。"))},
            query={
                "voice": Param(
                    Maybe(Choice(VOICES)),
                    Label(
                        "For whom: all of it for the marketer (default), what to do for the clerk, "
                        "what may be shown to the consumer.",
                        "面向谁：marketer 为完整解释（默认），clerk 为店员该怎么做，consumer 为可展示给消费者的内容。",
                    ),
                )
            },
        ),
        answers={200: WHY},
    ),
)
