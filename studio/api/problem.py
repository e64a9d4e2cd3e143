"""Problem details (RFC 9457): the one form of every answer that is not a success."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from engine.api import Label, Refusal
from studio.api import presenters, problem_kinds
from studio.api.faults import Fault
from studio.api.problem_kinds import ProblemKind

#: Where the API lives.
BASE_PATH: Final = "/api/v1"
#: Where a client may look up what a problem's `type` means; a public page of this API.
TYPE_PREFIX: Final = f"{BASE_PATH}/problems/"


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal or error. `parameters` are faults of path or query, `faults` of the body."""

    kind: ProblemKind
    detail: Label
    faults: tuple[Fault, ...] = ()
    parameters: tuple[Fault, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def of_refusal(refusal: Refusal) -> Problem:
    """A refusal of the engine: nothing was changed, and the person may be told its words."""
    kind = problem_kinds.of_reason(refusal.reason)
    more = {"refusal": presenters.refusal(refusal)}
    headers = {"Retry-After": str(_wait_seconds(refusal))} if kind.status == 429 else {}
    return Problem(kind, refusal.words, more=more, headers=headers)


def _wait_seconds(refusal: Refusal) -> int:
    """How long a guesser has to wait: for guessing, `first_at` is the instant from which codes are taken again."""
    wait = (refusal.first_at or refusal.at) - refusal.at
    return max(1, math.ceil(wait.total_seconds()))


def invalid(faults: tuple[Fault, ...] = (), parameters: tuple[Fault, ...] = ()) -> Problem:
    """A request that was understood as JSON but is not what the operation takes."""
    detail = Label(
        "See `errors` for each place to mend. Nothing was changed.",
        "请按 errors 中列出的位置逐一修改。未做任何更改。",
    )
    return Problem(problem_kinds.INVALID, detail, faults, parameters)


def not_found(en: str = "It may never have existed here.", zh: str = "它可能从未存在过。") -> Problem:
    """No such thing for this brand; another brand's things are no such things either."""
    return Problem(problem_kinds.NOT_FOUND, Label(en, zh))


def new_occurrence() -> str:
    """The name of one occurrence, for `instance` and the log."""
    return f"urn:uuid:{uuid.uuid4()}"


def respond(problem: Problem, locale: str, occurrence: str | None = None) -> Response:
    """The HTTP answer in one language, with the codes and pointers that do not depend on it."""
    errors = [
        {"pointer": fault.pointer, "code": fault.code, "detail": fault.words[locale]}
        for fault in problem.faults
    ] + [
        {"parameter": fault.pointer.lstrip("/"), "code": fault.code, "detail": fault.words[locale]}
        for fault in problem.parameters
    ]
    content = {
        "type": TYPE_PREFIX + problem.kind.code,
        "title": problem.kind.title[locale],
        "status": problem.kind.status,
        "detail": problem.detail[locale],
        "instance": occurrence or new_occurrence(),
        "code": problem.kind.code,
        **({"errors": errors} if errors else {}),
        **problem.more,
    }
    return Response(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        problem.kind.status,
        {"Content-Language": locale, **problem.headers},
        "application/problem+json",
    )
