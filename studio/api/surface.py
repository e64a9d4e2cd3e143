"""The rim of the API: finds the operation, knows the caller, and answers every mishap as a problem."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.concurrency import iterate_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.api import Busy, Invalid, KeyReused, Label, NotFound, RequestKey, Unavailable
from studio.api import problem_kinds, traffic
from studio.api.faults import Fault
from studio.api.idempotency import HEADER, InFlight, fingerprint, key_reused, read_key
from studio.api.inbound import read_body, read_json, read_params
from studio.api.operation import Answer, Call, Download, Operation, Reply
from studio.api.problem import Problem, invalid, new_occurrence, not_found, respond
from studio.i18n.locales import accepted
from studio.security.addresses import client_address

_log = logging.getLogger(__name__)

API_KEY_PREFIX: Final = "bck_"


@dataclass(frozen=True, slots=True)
class Rim:
    """What one application remembers between requests: counts and the keys at work."""

    brand: traffic.Traffic = field(default_factory=lambda: traffic.Traffic(traffic.BRAND))
    public: traffic.Traffic = field(default_factory=lambda: traffic.Traffic(traffic.PUBLIC))
    stranger: traffic.Traffic = field(default_factory=lambda: traffic.Traffic(traffic.STRANGER))
    in_flight: InFlight = field(default_factory=InFlight)


def rim_of(request: Request) -> Rim:
    """The application's rim, made at its first request."""
    state = request.app.state
    if not hasattr(state, "api_rim"):
        state.api_rim = Rim()
    rim: Rim = state.api_rim
    return rim


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and the headers that tell what is left to them."""

    brand: str
    headers: Mapping[str, str]


async def know_caller(operation: Operation[Any, Any], request: Request) -> Caller | Problem:
    """The brand behind the API key, within its rate; strangers may read public documents only."""
    rim, address = rim_of(request), client_address(request)
    if operation.public:
        allowance = rim.public.take(address)
        return Caller("", allowance.headers()) if allowance.allowed else allowance.problem()
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    knocks = rim.stranger.take(address, count=False)
    if not knocks.allowed:
        return knocks.problem()
    brand: str | None = None
    if scheme.lower() == "bearer" and key.startswith(API_KEY_PREFIX):
        try:
            brand = await request.app.state.engine.accounts.api_key_brand(key.strip())
        except Unavailable as error:  # whoever asks is no stranger only because nobody can be known
            return _unavailable(error)
    if brand is None:
        return _unauthenticated(rim.stranger.take(address))
    allowance = rim.brand.take(brand)
    return Caller(brand, allowance.headers()) if allowance.allowed else allowance.problem()


def _unauthenticated(knocks: traffic.Allowance) -> Problem:
    return Problem(
        problem_kinds.UNAUTHENTICATED,
        Label(
            "Send Authorization: Bearer with a key of your brand, which begins with bck_.",
            "请在 Authorization: Bearer 中携带本品牌的密钥（以 bck_ 开头）。",
        ),
        headers={"WWW-Authenticate": 'Bearer realm="bottlecap"', **knocks.headers()},
    )


async def perform(operation: Operation[Any, Any], request: Request, caller: Caller, locale: str) -> Answer:
    """Read the request, run the operation once, and turn the engine's exceptions into problems."""
    params = read_params(operation, request)
    if isinstance(params, Problem):
        return params
    raw = await read_body(operation, request)
    if isinstance(raw, Problem):
        return raw
    key = read_key(request.headers.getlist(HEADER)) if operation.keyed else None
    if isinstance(key, Problem):
        return key
    read = read_json(operation, raw)
    if isinstance(read, Problem):
        return read
    value, body = read
    request_key = (
        None if key is None else RequestKey(key, fingerprint(request.method, request.url.path, value))
    )
    state = request.app.state
    call = Call(
        state.engine,
        caller.brand,
        params,
        body,
        request_key,
        state.settings.origin,
        locale,
        request.method,
        request.headers,
    )
    held = nullcontext() if request_key is None else rim_of(request).in_flight.hold(caller.brand, request_key)
    with held as taken:
        return taken if taken is not None else await run_guarded(operation, call)


async def run_guarded(operation: Operation[Any, Any], call: Call[Any, Any]) -> Answer:
    """Run the operation; the engine's exceptions for callers become problems, anything else is a bug."""
    try:
        return await operation.run(call)
    except NotFound:
        return not_found()
    except Invalid as error:
        if error.field in operation.params.query:
            return invalid(parameters=(Fault(f"/{error.field}", "not_valid", error.message),))
        return invalid((Fault(f"/{error.field}" if error.field else "", "not_valid", error.message),))
    except KeyReused:
        return key_reused()
    except Busy:
        detail = Label("Nothing was changed. Try again in a moment.", "未做任何更改，请稍后重试。")
        return Problem(problem_kinds.BUSY, detail, headers={"Retry-After": "1"})
    except Unavailable as error:
        return _unavailable(error)


def _unavailable(error: Unavailable) -> Problem:
    """An outage is told in one line: a traceback for each of its requests would bury everything else."""
    _log.error("the engine cannot be reached: %s", error)
    detail = Label(
        "It may or may not have been done. Send it again with the same key: it is done once.",
        "请求可能已完成，也可能没有。请用同一个键重发，只会执行一次。",
    )
    return Problem(problem_kinds.UNAVAILABLE, detail, headers={"Retry-After": "5"})


class PathEndpoint:
    """All operations on one path, as an ASGI application."""

    def __init__(self, operations: Sequence[Operation[Any, Any]]) -> None:
        self._operations = {operation.method: operation for operation in operations}
        if "GET" in self._operations:
            self._operations["HEAD"] = self._operations["GET"]
        self._allow = ", ".join(sorted([*self._operations, "OPTIONS"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        operation, locale = (
            self._operations.get(request.method),
            accepted(request.headers.get("accept-language", "")),
        )
        if operation is None:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": self._allow})
            detail = Label(f"Offered here: {self._allow}.", f"此地址支持：{self._allow}。")
            return respond(
                Problem(problem_kinds.METHOD_NOT_ALLOWED, detail, headers={"Allow": self._allow}), locale
            )
        caller = await know_caller(operation, request)
        if isinstance(caller, Problem):
            return respond(caller, locale)
        answer = await perform(operation, request, caller, locale)
        response = answer_response(answer, operation, locale, head=request.method == "HEAD")
        for name, value in caller.headers.items():
            response.headers[name] = value
        return response


def answer_response(answer: Answer, operation: Operation[Any, Any], locale: str, *, head: bool) -> Response:
    """The HTTP form of an answer."""
    if isinstance(answer, Problem):
        return respond(answer, locale)
    if isinstance(answer, Download):
        if head:
            return Response(None, 200, dict(answer.headers), answer.media_type)
        return StreamingResponse(
            iterate_in_threadpool(answer.chunks), answer.status, dict(answer.headers), answer.media_type
        )
    return json_response(answer, operation.media_type)


def json_response(reply: Reply, media_type: str) -> Response:
    """Compact JSON in UTF-8, or an empty 204."""
    if reply.body is None:
        return Response(status_code=reply.status, headers=dict(reply.headers))
    text = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, reply.status, dict(reply.headers), media_type)


class ApiSurface:
    """The whole API as one ASGI application: routes, and problems for whatever no route answers."""

    def __init__(self, operations: Sequence[Operation[Any, Any]]) -> None:
        by_path: dict[str, list[Operation[Any, Any]]] = {}
        for operation in operations:
            by_path.setdefault(operation.path, []).append(operation)
        routes = [Route(path, PathEndpoint(group)) for path, group in by_path.items()]
        router = Router(routes, redirect_slashes=False, default=_nowhere)
        # Each operation keeps its own body limit; this lifts the pages' general one for what is below.
        self._app: ASGIApp = RequestBodyLimitMiddleware(router, max_body_size=sys.maxsize)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens. A failure after the first byte was sent is re-raised."""
        started = False

        async def watched(message: Any) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception:
            if started or scope["type"] != "http":
                raise
            occurrence = new_occurrence()
            _log.exception("%s %s failed, %s", scope["method"], scope["path"], occurrence)
            await self._fail(Request(scope), occurrence)(scope, receive, send)

    @staticmethod
    def _fail(request: Request, occurrence: str) -> Response:
        detail = Label(
            "The failure is noted under `instance`. Repeat the request with the same Idempotency-Key.",
            "故障已按 instance 记录。请使用相同的 Idempotency-Key 重发请求。",
        )
        locale = accepted(request.headers.get("accept-language", ""))
        return respond(Problem(problem_kinds.INTERNAL, detail), locale, occurrence)


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    problem = not_found(
        "No route has this address; GET /api/v1/openapi.json lists them.",
        "没有此地址；GET /api/v1/openapi.json 列出全部地址。",
    )
    response = respond(problem, accepted(request.headers.get("accept-language", "")))
    await response(scope, receive, send)
