"""Checking a campaign text without storing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from engine.api import Label
from studio.api import presenters
from studio.api.campaign_shapes import CHECKED_TEXT
from studio.api.campaigns import CAMPAIGN_TEXT
from studio.api.operation import CAMPAIGN_BODY_BYTES_MAX, NO_PARAMS, Answer, Call, Nothing, Operation, Reply
from studio.api.records import Record


@dataclass(frozen=True, slots=True)
class TextBody:
    """A campaign text."""

    text: str


async def check_text(call: Call[Nothing, TextBody]) -> Answer:
    """Every problem at once, with the brand's shared texts; the text's own tests run when it has no error. Other requests go on."""
    language, text = await call.engine.language_of(call.brand), call.body.text
    shared = await call.engine.shared.texts(call.brand)
    problems = await run_in_threadpool(language.problems, text, shared)
    broken = any(problem.severity == "error" for problem in problems)
    tests = () if broken else await run_in_threadpool(language.test, language.resolved(text, shared))
    return Reply(
        {
            "problems": [presenters.problem(problem) for problem in problems],
            "tests": [presenters.test_result(result) for result in tests],
        }
    )


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/language/check",
        name="checkText",
        tag="language",
        summary=Label("Check a campaign text and run its tests", "检查活动文本并运行其测试"),
        run=check_text,
        params=NO_PARAMS,
        body=Record("TextRequest", TextBody, {"text": CAMPAIGN_TEXT}),
        answers={200: CHECKED_TEXT},
        body_bytes_max=CAMPAIGN_BODY_BYTES_MAX,
    ),
)
