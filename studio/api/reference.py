"""What the API says about itself: the caller's brand, the kinds of problem, the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from engine.api import Label, NotFound
from studio.api import presenters
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem_kinds import KINDS
from studio.api.records import WORDS
from studio.api.schemas import AnyObject, Document, Text, Whole
from studio.api.shapes import BRAND, TEXT, shape

_PUBLIC_FOR_MINUTES: Final = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}


@dataclass(frozen=True, slots=True)
class OfKind:
    """A path that names one kind of problem."""

    code: str


async def show_brand(call: Call[Nothing, Nothing]) -> Answer:
    """The brand of the key."""
    return Reply(presenters.brand(await call.engine.accounts.brand(call.brand)))


async def show_kind(call: Call[OfKind, Nothing]) -> Answer:
    """What a problem's `type` stands for."""
    kind = KINDS.get(call.params.code)
    if kind is None:
        raise NotFound
    body = {"code": kind.code, "status": kind.status, "title": presenters.words(kind.title)}
    return Reply(body, headers=_PUBLIC_FOR_MINUTES)


PROBLEM_KIND: Final = shape(
    "ProblemKind",
    "A kind of problem; `code` is stable.",
    "一类问题；code 保持不变。",
    code=TEXT,
    status=Whole(400, 599),
    title=WORDS,
)

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/me",
        name="showBrand",
        tag="reference",
        summary=Label("See the brand of the API key", "查看密钥所属品牌"),
        run=show_brand,
        params=NO_PARAMS,
        answers={200: BRAND},
    ),
    Operation(
        method="GET",
        path="/problems/{code}",
        name="showProblemKind",
        tag="reference",
        summary=Label("Look up a kind of problem", "查询某类问题"),
        run=show_kind,
        params=Params(OfKind, path={"code": Param(Text(64), Label("The problem's code.", "问题代码。"))}),
        answers={200: PROBLEM_KIND},
        public=True,
    ),
)


def description_of(describe: Callable[[str], Document]) -> Operation[Any, Any]:
    """The operation that serves the OpenAPI document, which is made once per language."""
    made = cache(describe)

    async def show_description(call: Call[Nothing, Nothing]) -> Answer:
        return Reply(made(call.locale), headers={**_PUBLIC_FOR_MINUTES, "Content-Language": call.locale})

    return Operation(
        method="GET",
        path="/openapi.json",
        name="showDescription",
        tag="reference",
        summary=Label("Get this description as OpenAPI 3.1", "获取本接口的 OpenAPI 3.1 描述"),
        run=show_description,
        params=NO_PARAMS,
        answers={200: AnyObject()},
        public=True,
    )
