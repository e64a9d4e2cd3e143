"""Events that a brand declares for itself, with their parameters and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import DeclaredEvent, EventDeclaration, EventParam, Label
from studio.api.campaigns import BY
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.presenters import Json, instant, words
from studio.api.records import NAME, WORDS, ListOf, Maybe, Nullable, Record
from studio.api.schemas import Choice, Instant, Text, Whole
from studio.api.shapes import COUNT, TEXT, items, shape

_KINDS: Final = ("count", "money", "text", "choice", "flag", "region", "instant")
_PARAM: Final = shape(
    "EventParam",
    "A parameter of an event: `word` is its Chinese spelling in rules; limits bound a count, an amount in minor units or the"
    " length of a text.",
    "事件的参数：word 为规则中的中文写法；上下限用于数值、金额（分）或文本长度。",
    name=TEXT,
    word=TEXT,
    kind=Choice(_KINDS),
    choices=ListOf(TEXT, 20),
    minimum=Nullable(Whole(0)),
    maximum=Nullable(Whole(0)),
)
_EVENT: Final = shape(
    "DeclaredEvent",
    "An event that the brand has declared for itself; `number` grows with each change.",
    "品牌自定义的事件；number 随每次修改递增。",
    name=TEXT,
    label=WORDS,
    params=ListOf(_PARAM, 12),
    number=COUNT,
    at=Instant(),
    by=TEXT,
)
_EVENTS: Final = items(_EVENT, "The brand's own events by name.", "品牌自定义事件，按名称排列。")
_NAME: Final = Text(32, pattern=r"[a-z][a-z0-9_]{1,31}", example="try_on")


@dataclass(frozen=True, slots=True)
class OfEvent:
    """A path that names one event."""

    name: str


@dataclass(frozen=True, slots=True)
class DeclarationBody:
    """An event as it shall be."""

    label: Label
    params: tuple[EventParam, ...] | None


def _param(
    name: str,
    word: str,
    kind: Any,
    choices: tuple[str, ...] | None,
    minimum: int | None,
    maximum: int | None,
) -> EventParam:
    return EventParam(name, word, kind, choices or (), minimum, maximum)


async def list_declarations(call: Call[Nothing, Nothing]) -> Answer:
    """The brand's own events."""
    return Reply({"items": [_event(one) for one in await call.engine.declarations.all(call.brand)]})


async def declare(call: Call[OfEvent, DeclarationBody]) -> Answer:
    """Declare an event, or change one: the same again changes nothing."""
    wanted = EventDeclaration(call.params.name, call.body.label, call.body.params or ())
    return Reply(_event(await call.engine.declarations.declare(call.brand, wanted, BY)))


async def withdraw(call: Call[OfEvent, Nothing]) -> Answer:
    """Take an event out of the language, as long as no published campaign reads it."""
    await call.engine.declarations.withdraw(call.brand, call.params.name, BY)
    return Reply(None, 204)


def _event(one: DeclaredEvent) -> Json:
    event = one.declaration
    return {
        "name": event.name,
        "label": words(event.label),
        "params": [
            {
                "name": param.name, "word": param.word, "kind": param.kind, "choices": list(param.choices),
                "minimum": param.minimum, "maximum": param.maximum,
            }
            for param in event.params
        ],
        "number": one.number,
        "at": instant(one.at),
        "by": one.by,
    }  # fmt: skip


_OF_EVENT: Final = Params(OfEvent, path={"name": Param(_NAME, Label("The event.", "事件代码。"))})

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/event-declarations",
        name="listEventDeclarations",
        tag="events",
        summary=Label("List the brand's own events", "列出品牌自定义事件"),
        run=list_declarations,
        params=NO_PARAMS,
        answers={200: _EVENTS},
    ),
    Operation(
        method="PUT",
        path="/event-declarations/{name}",
        name="declareEvent",
        tag="events",
        summary=Label("Declare an event of the brand's own, or change one", "新增或修改品牌自定义事件"),
        run=declare,
        params=_OF_EVENT,
        body=Record(
            "EventDeclarationRequest",
            DeclarationBody,
            {
                "label": NAME,
                "params": Maybe(
                    ListOf(
                        Record(
                            "EventParamRequest",
                            _param,
                            {
                                "name": Text(32),
                                "word": Text(20),
                                "kind": Choice(_KINDS),
                                "choices": Maybe(ListOf(Text(32), 20)),
                                "minimum": Maybe(Whole(0, 10**12)),
                                "maximum": Maybe(Whole(0, 10**12)),
                            },
                        ),
                        12,
                    )
                ),
            },
        ),
        answers={200: _EVENT},
    ),
    Operation(
        method="DELETE",
        path="/event-declarations/{name}",
        name="withdrawEvent",
        tag="events",
        summary=Label("Take back an event of the brand's own", "停用品牌自定义事件"),
        run=withdraw,
        params=_OF_EVENT,
        answers={204: None},
    ),
)
