"""Events: a brand's own systems tell what has happened to a person beyond a scan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.api import ConsumerKey, FactKind, FactWord, KeyReused, Label
from studio.api import presenters, problem_kinds
from studio.api.claims import REGION
from studio.api.consumer import CONSUMER
from studio.api.faults import Fault, FaultyError
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Reply
from studio.api.problem import Problem, invalid
from studio.api.records import PRICE, ListOf, Maybe, Record
from studio.api.schemas import AnyObject, Choice, Flag, Identifier, Instant, Schema, Text, Whole
from studio.api.shapes import EVENT

#: How a fact of each kind is written in JSON.
_FORMS: Final[Mapping[FactKind, Callable[[FactWord], Schema[Any]]]] = {
    "count": lambda fact: Whole(0, 10**12),
    "money": lambda fact: PRICE,
    "text": lambda fact: Text(200),
    "region": lambda fact: REGION,
    "choice": lambda fact: Choice(fact.choices),
    "flag": lambda fact: Flag(),
    "instant": lambda fact: Instant(),
    "tags": lambda fact: ListOf(Text(64), 50),
}


@dataclass(frozen=True, slots=True)
class EventBody:
    """Something that has happened to a person, under the teller's own id."""

    event: str
    id: str
    consumer: ConsumerKey
    at: datetime | None
    facts: dict[str, Any] | None
    campaign_id: int | None


async def record_event(call: Call[Nothing, EventBody]) -> Answer:
    """Note an event once; told again, it gets the first answer. Each live campaign with rules for it answers."""
    body = call.body
    try:
        facts = await _read_facts(call, body)
    except FaultyError as error:
        return invalid(error.faults)
    try:
        answer = await call.engine.events.record(
            call.brand,
            body.event,
            body.id,
            body.consumer,
            at=body.at,
            facts=facts,
            campaign_id=body.campaign_id,
        )
    except KeyReused:
        detail = Label(
            "An event was told under this id with other content. Nothing was changed.",
            "此编号下已上报过内容不同的事件。未做任何更改。",
        )
        return Problem(problem_kinds.EVENT_REUSED, detail)
    return Reply(presenters.event(answer), 200 if answer.repeated else 201)


async def _read_facts(call: Call[Nothing, EventBody], body: EventBody) -> dict[str, object]:
    """The facts as their kinds are; those that the event does not declare are left for the engine to refuse."""
    word = (await call.engine.events.declared_by(call.brand)).get(body.event)
    declared = {fact.name: fact for fact in word.facts} if word else {}
    told, faults = dict[str, object](), list[Fault]()
    for name, value in (body.facts or {}).items():
        fact = declared.get(name)
        try:
            told[name] = _FORMS[fact.kind](fact).read(value, f"/facts/{name}") if fact else value
        except FaultyError as error:
            faults.extend(error.faults)
    if faults:
        raise FaultyError(tuple(faults))
    return told


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/events",
        name="recordEvent",
        tag="events",
        summary=Label(
            "Tell that something has happened to a person: a purchase, a visit, an event of a plugin",
            "上报用户身上发生的事件：购买、到店或插件声明的事件",
        ),
        run=record_event,
        params=NO_PARAMS,
        body=Record(
            "EventRequest",
            EventBody,
            {
                "event": Text(40, example="purchase"),
                "id": Text(100, example="order-20261201-0007"),
                "consumer": CONSUMER,
                "at": Maybe(Instant()),
                "facts": Maybe(AnyObject()),
                "campaign_id": Maybe(Identifier()),
            },
            Label(
                "`id` is your own: the same event told again gets the first answer. `facts` are the event's, by full "
                "name, such as `purchase.amount`. Every live campaign with rules for the event answers, or only the "
                "one with `campaign_id`.",
                "id 由贵方编排：同一事件重复上报得到首次答复。facts 为该事件的事实，使用全名，如 purchase.amount。"
                "所有有对应规则的在线活动都会答复；填写 campaign_id 则仅限该活动。",
            ),
        ),
        answers={201: EVENT, 200: EVENT},
        conflicts=(problem_kinds.EVENT_REUSED.code,),
    ),
)
