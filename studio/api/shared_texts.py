"""Shared texts: constants and segments that a brand's campaigns use alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import DraftConflict, Label, NotShared
from studio.api import presenters, problem_kinds, shared_presenters
from studio.api.campaign_shapes import AFFECTED_DRAFTS, SHARED_TEXT, SHARED_TEXT_IN_FULL, SHARED_TEXTS
from studio.api.campaigns import BY, CAMPAIGN_TEXT
from studio.api.operation import (
    CAMPAIGN_BODY_BYTES_MAX,
    NO_PARAMS,
    Answer,
    Call,
    Nothing,
    Operation,
    Param,
    Params,
    Reply,
)
from studio.api.problem import Problem
from studio.api.records import Record
from studio.api.schemas import Text, Whole


@dataclass(frozen=True, slots=True)
class OfSharedText:
    """A path that names one shared text."""

    name: str


@dataclass(frozen=True, slots=True)
class SharedBody:
    """A changed shared text. `revision` is the number of the version that the change began from, 0 for a new one."""

    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class TriedBody:
    """A shared text that is not stored."""

    text: str


NAME: Final = Param(
    Text(64, example="jinjiu"), Label("The name in the text's first line.", "文本首行中的名称。")
)
OF_SHARED_TEXT: Final = Params(OfSharedText, path={"name": NAME})


async def list_shared(call: Call[Nothing, Nothing]) -> Answer:
    """The newest version of each."""
    return Reply(
        {"items": [shared_presenters.shared_text(one) for one in await call.engine.shared.all(call.brand)]}
    )


async def show_shared(call: Call[OfSharedText, Nothing]) -> Answer:
    """One with every version, and the campaigns whose drafts use it."""
    shared, name = call.engine.shared, call.params.name
    newest = await shared.one(call.brand, name)
    history = await shared.history(call.brand, name)
    used_by = await shared.affected(call.brand, newest.text)
    return Reply(
        {
            **shared_presenters.shared_text(newest),
            "versions": [shared_presenters.shared_text(one) for one in history],
            "used_by": [shared_presenters.affected_draft(one) for one in used_by],
        }
    )


async def save_shared(call: Call[OfSharedText, SharedBody]) -> Answer:
    """Store a version unless it is wrong or somebody else did since `revision`. Live versions stay as they are."""
    body = call.body
    saved = await call.engine.shared.save(
        call.brand, body.text, BY, name=call.params.name, revision=body.revision
    )
    if isinstance(saved, DraftConflict):
        detail = Label(
            "Nothing was overwritten. Join your change with `conflict.text`, "
            "then send it with `conflict.revision`.",
            "未覆盖任何内容。请将您的修改与 conflict.text 合并，并以 conflict.revision 重新提交。",
        )
        conflict = {"revision": saved.revision, "text": saved.text}
        return Problem(problem_kinds.DRAFT_CONFLICT, detail, more={"conflict": conflict})
    if isinstance(saved, NotShared):
        return Problem(
            problem_kinds.TEXT_WRONG,
            Label("See `problems` for places in the text.", "文本中的问题见 problems。"),
            more={"problems": [presenters.problem(one) for one in saved.problems]},
        )
    return Reply(shared_presenters.shared_text(saved))


async def try_shared(call: Call[Nothing, TriedBody]) -> Answer:
    """What a text would do to the drafts that use it. Nothing is stored."""
    found = await call.engine.shared.affected(call.brand, call.body.text)
    return Reply({"items": [shared_presenters.affected_draft(one) for one in found]})


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/shared-texts",
        name="listSharedTexts",
        tag="campaigns",
        summary=Label("List the texts that campaigns share", "列出活动共用的文本"),
        run=list_shared,
        params=NO_PARAMS,
        answers={200: SHARED_TEXTS},
    ),
    Operation(
        method="GET",
        path="/shared-texts/{name}",
        name="showSharedText",
        tag="campaigns",
        summary=Label(
            "See a shared text, its versions and who uses it", "查看共享文本、历史版本与使用它的活动"
        ),
        run=show_shared,
        params=OF_SHARED_TEXT,
        answers={200: SHARED_TEXT_IN_FULL},
    ),
    Operation(
        method="PUT",
        path="/shared-texts/{name}",
        name="saveSharedText",
        tag="campaigns",
        summary=Label(
            "Save a shared text, never overwriting another's change", "保存共享文本，绝不覆盖他人的修改"
        ),
        run=save_shared,
        params=OF_SHARED_TEXT,
        body=Record("SharedTextRequest", SharedBody, {"text": CAMPAIGN_TEXT, "revision": Whole(0)}),
        answers={200: SHARED_TEXT},
        conflicts=(problem_kinds.DRAFT_CONFLICT.code, problem_kinds.TEXT_WRONG.code),
        body_bytes_max=CAMPAIGN_BODY_BYTES_MAX,
    ),
    Operation(
        method="POST",
        path="/language/effects",
        name="trySharedText",
        tag="language",
        summary=Label(
            "Tell what a shared text would do to the drafts that use it", "试算共享文本对使用它的草稿的影响"
        ),
        run=try_shared,
        params=NO_PARAMS,
        body=Record("SharedTextTrial", TriedBody, {"text": CAMPAIGN_TEXT}),
        answers={200: AFFECTED_DRAFTS},
        body_bytes_max=CAMPAIGN_BODY_BYTES_MAX,
    ),
)
