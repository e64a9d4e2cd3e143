"""Reading a request: parameters and body, checked against the operation's declarations."""

from __future__ import annotations

import re
from typing import Any, Final

from starlette.requests import Request

from engine.api import Label
from studio.api import problem_kinds
from studio.api.faults import Fault
from studio.api.json_text import Json, decode
from studio.api.operation import Nothing, Operation, Param
from studio.api.problem import Problem, invalid, not_found
from studio.api.records import Maybe
from studio.api.schemas import parse

_JSON_TYPE: Final = re.compile(r"application/json(?:\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)


def read_params(operation: Operation[Any, Any], request: Request) -> Any | Problem:
    """The parameters' value. A path that cannot name a thing is answered like a thing that does not exist."""
    found: dict[str, Any] = {}
    for name, param in operation.params.path.items():
        read = parse(param.schema, param.schema.from_text(request.path_params[name]))
        if _is_faulty(read):
            return not_found()
        found[name] = read
    faults = [
        Fault(f"/{name}", "unknown_name", Label("This parameter is not known here.", "此处没有这个参数。"))
        for name in request.query_params
        if name not in operation.params.query
    ]
    for name, param in operation.params.query.items():
        read = _read_query(name, param, request.query_params.getlist(name))
        if _is_faulty(read):
            faults.extend(read)
        found[name] = read
    return invalid(parameters=tuple(faults)) if faults else operation.params.build(**found)


def _read_query(name: str, param: Param[Any], values: list[str]) -> Any:
    if len(values) > 1:
        return (
            Fault(f"/{name}", "repeated_name", Label("Give this parameter once.", "此参数只能出现一次。")),
        )
    if not values:
        if isinstance(param.schema, Maybe):
            return None
        return (Fault(f"/{name}", "missing", Label("This parameter is missing.", "缺少此参数。")),)
    return parse(param.schema, param.schema.from_text(values[0]), f"/{name}")


def _is_faulty(read: Any) -> bool:
    return isinstance(read, tuple) and bool(read) and isinstance(read[0], Fault)


async def read_body(operation: Operation[Any, Any], request: Request) -> bytes | Problem:
    """The raw body within the operation's limit, or why it is not taken."""
    too_large = _too_large(operation.body_bytes_max)
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > operation.body_bytes_max:
        return too_large
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > operation.body_bytes_max:
            return too_large
    if raw and not _is_plain_json(request):
        return Problem(
            problem_kinds.NOT_JSON_TYPE,
            Label(
                "Send Content-Type: application/json in UTF-8, without Content-Encoding.",
                "请使用 Content-Type: application/json（UTF-8），且不要设置 Content-Encoding。",
            ),
            headers={"Accept": "application/json"},
        )
    return bytes(raw)


def read_json(operation: Operation[Any, Any], raw: bytes) -> tuple[Json, Any] | Problem:
    """The body as plain JSON, for the fingerprint, and as the operation's value."""
    if operation.body is None:
        return (None, Nothing()) if not raw else _unexpected_body()
    value = decode(raw)
    if isinstance(value, Fault):
        return Problem(problem_kinds.BODY_NOT_JSON, value.words, (value,))
    read = parse(operation.body, value)
    return invalid(read) if _is_faulty(read) else (value, read)


def _is_plain_json(request: Request) -> bool:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    return encoding == "identity" and bool(
        _JSON_TYPE.fullmatch(request.headers.get("content-type", "").strip())
    )


def _too_large(limit: int) -> Problem:
    return Problem(
        problem_kinds.BODY_TOO_LARGE,
        Label(f"At most {limit:,} bytes are taken here.", f"此处正文最多 {limit:,} 字节。"),
        headers={"Connection": "close"},
    )


def _unexpected_body() -> Problem:
    return invalid((Fault("", "unexpected_body", Label("Send no body here.", "此处请勿发送正文。")),))
