"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): one effect however often a request is sent.

The engine stores the key with the effect in one transaction; here the header is read, the request is
fingerprinted, and two equal requests at the same moment are told apart from a repeat.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import rfc8785

from engine.api import Label, RequestKey
from studio.api import problem_kinds
from studio.api.json_text import Json
from studio.api.problem import Problem

HEADER: Final = "Idempotency-Key"
KEY_LENGTH_MAX: Final = 128

# A String of RFC 9651: printable ASCII in double quotes, with backslash before quote and backslash.
_STRING: Final = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')


def read_key(values: list[str]) -> str | Problem:
    """The key in the header's lines, or why there is none."""
    if not values:
        return Problem(
            problem_kinds.KEY_MISSING,
            Label(
                'Send a header such as Idempotency-Key: "b3f1c2d4": '
                "new for each new request, the same when you repeat.",
                '请加上请求头，例如 Idempotency-Key: "b3f1c2d4"。新请求用新键，重发时用原键。',
            ),
        )
    found = _STRING.fullmatch(values[0].strip(" \t")) if len(values) == 1 else None
    key = re.sub(r'\\(["\\])', r"\1", found.group(1)) if found else ""
    if not 1 <= len(key) <= KEY_LENGTH_MAX:
        return Problem(
            problem_kinds.KEY_MALFORMED,
            Label(
                f"Send one key of 1 to {KEY_LENGTH_MAX} ASCII characters in double quotes.",
                f"请发送一个用双引号括起的键，长 1 至 {KEY_LENGTH_MAX} 个 ASCII 字符。",
            ),
        )
    return key


def fingerprint(method: str, path: str, body: Json) -> str:
    """SHA-256 in hex over the canonical JSON (RFC 8785) of method, path and body."""
    request: Any = {"method": method, "path": path, "body": body}
    return hashlib.sha256(rfc8785.dumps(request)).hexdigest()


class InFlight:
    """The keyed requests that this process is working on."""

    def __init__(self) -> None:
        self._working: dict[tuple[str, str], str] = {}

    @contextmanager
    def hold(self, brand: str, request: RequestKey) -> Iterator[Problem | None]:
        """Hold the key while the request is worked on; a problem when the key is held already."""
        name = (brand, request.key)
        held = self._working.get(name)
        if held is not None:
            yield key_reused() if held != request.fingerprint else _in_flight()
            return
        self._working[name] = request.fingerprint
        try:
            yield None
        finally:
            del self._working[name]


def key_reused() -> Problem:
    """The key came with other content before."""
    return Problem(
        problem_kinds.KEY_REUSED,
        Label(
            "The same Idempotency-Key was sent before with other content. Use a new key for a new request.",
            "此 Idempotency-Key 曾用于内容不同的请求。新请求请使用新键。",
        ),
    )


def _in_flight() -> Problem:
    return Problem(
        problem_kinds.IN_FLIGHT,
        Label("Wait a moment and send it again for the stored answer.", "请稍候重发，即可取得已保存的结果。"),
        headers={"Retry-After": "1"},
    )
