"""One entry of the route table: what a caller sends, what the operation does with it, what may come back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeAlias, TypeVar

from engine.api import Engine, Label, RequestKey
from studio.api.problem import Problem
from studio.api.schemas import Schema

P = TypeVar("P")
B = TypeVar("B")

#: Bodies are a handful of short texts; only campaign texts are larger and say so.
BODY_BYTES_MAX: Final = 16 * 1024
#: A campaign text of 256 KiB, escaped as JSON in the longest way.
CAMPAIGN_BODY_BYTES_MAX: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Param(Generic[P]):
    """One parameter of path or query, with what it means."""

    schema: Schema[P]
    about: Label


@dataclass(frozen=True, slots=True)
class Params(Generic[P]):
    """The parameters of path and query together; `build` makes one value of them, by name."""

    build: Callable[..., P]
    path: Mapping[str, Param[Any]] = field(default_factory=dict, hash=False)
    query: Mapping[str, Param[Any]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The value of parameters or a body that an operation does not have."""


NO_PARAMS: Final = Params(Nothing)


@dataclass(frozen=True, slots=True)
class Call(Generic[P, B]):
    """One request, read and checked. `key` is present exactly for keyed operations; names of headers are small."""

    engine: Engine
    brand: str
    params: P
    body: B
    key: RequestKey | None
    origin: str
    locale: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: a JSON value, or nothing with status 204."""

    body: Mapping[str, Any] | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Download:
    """A success whose text is made while it is sent."""

    chunks: Iterator[bytes]
    media_type: str
    headers: Mapping[str, str]
    status: int = 200


Answer: TypeAlias = Reply | Download | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[P, B]):
    """A method on a path. `keyed` operations need an Idempotency-Key; `public` ones need no API key;
    `refuses` tells that the engine may refuse, with codes of `Reason`."""

    method: str
    path: str
    name: str
    tag: str
    summary: Label
    run: Callable[[Call[P, B]], Awaitable[Answer]]
    answers: Mapping[int, Schema[Any] | None] = field(hash=False)
    params: Params[P]
    body: Schema[B] | None = None
    keyed: bool = False
    public: bool = False
    refuses: bool = False
    conflicts: tuple[str, ...] = ()
    body_bytes_max: int = BODY_BYTES_MAX
    media_type: str = "application/json"
