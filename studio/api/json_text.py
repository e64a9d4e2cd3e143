"""Reading JSON strictly: I-JSON (RFC 7493) with integers only, so no amount is ever rounded on the way in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from engine.api import Label
from studio.api.faults import Fault

#: Objects and lists inside one another, counted from the outermost.
JSON_DEPTH_MAX: Final = 16
#: The largest magnitude that every JSON reader keeps exactly (2**53 - 1).
JSON_INTEGER_MAX: Final = 9_007_199_254_740_991


@dataclass(frozen=True, slots=True)
class Inexact:
    """A number with a fraction, an exponent or too many digits, kept as text: no declaration accepts one."""

    text: str


@dataclass(frozen=True, slots=True)
class Members:
    """A JSON object as it was written, before repeated names are found."""

    pairs: tuple[tuple[str, Json], ...]


Json: TypeAlias = "bool | int | str | Inexact | list[Json] | dict[str, Json] | None"

# A string that never ends matches to the end of the text, so the scan stays linear for hostile bodies.
_STRUCTURE: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def decode(raw: bytes) -> Json | Fault:
    """The value in `raw`, or the first thing that makes it no strict JSON text.

    Refused: other encodings than UTF-8, nesting beyond `JSON_DEPTH_MAX`, a name twice in one object, NaN and
    Infinity, unpaired surrogates. `Inexact` numbers are left for the declarations to refuse at their place.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _fault(
            "not_utf8",
            f"The body is not UTF-8 (byte {error.start}).",
            f"正文不是 UTF-8 编码（第 {error.start} 字节）。",
        )
    if _depth(text) > JSON_DEPTH_MAX:
        return _fault(
            "too_deep",
            f"The body nests more than {JSON_DEPTH_MAX} levels.",
            f"正文嵌套超过 {JSON_DEPTH_MAX} 层。",
        )
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=Inexact,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        where_en, where_zh = (
            f"line {error.lineno}, column {error.colno}",
            f"第 {error.lineno} 行第 {error.colno} 列",
        )
        return _fault(
            "not_json", f"The body is not JSON ({where_en}).", f"正文不是合法的 JSON（{where_zh}）。"
        )
    except _ConstantError as error:
        return _fault("not_json", f"`{error}` is not a JSON value.", f"“{error}”不是合法的 JSON 值。")
    return _settle(value, "")


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in _STRUCTURE.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first != '"':
            depth -= 1
    return deepest


class _ConstantError(ValueError):
    """NaN or an infinity, which JSON does not have."""


def _no_constant(name: str) -> None:
    raise _ConstantError(name)


def _members(pairs: list[tuple[str, Json]]) -> Members:
    return Members(tuple(pairs))


def _integer(digits: str) -> int | Inexact:
    # Digits beyond 16 cannot be within range; not converting them keeps a long number cheap.
    if len(digits) > 17 or abs(int(digits)) > JSON_INTEGER_MAX:
        return Inexact(digits)
    return int(digits)


def _settle(value: object, at: str) -> Json | Fault:
    """Turn written objects into dicts; the depth is already bounded, so plain recursion is safe."""
    if isinstance(value, Members):
        return _settle_object(value, at)
    if isinstance(value, list):
        items: list[Json] = []
        for index, item in enumerate(value):
            settled = _settle(item, f"{at}/{index}")
            if isinstance(settled, Fault):
                return settled
            items.append(settled)
        return items
    if isinstance(value, str) and _has_surrogate(value):
        return _fault(
            "not_unicode", "The text has an unpaired surrogate.", "文本中含有不成对的代理字符。", at
        )
    assert value is None or isinstance(value, (bool, int, str, Inexact))
    return value


def _settle_object(written: Members, at: str) -> Json | Fault:
    settled: dict[str, Json] = {}
    for name, member in written.pairs:
        place = f"{at}/{escape(name)}"
        if _has_surrogate(name):
            return _fault(
                "not_unicode", "A name has an unpaired surrogate.", "字段名中含有不成对的代理字符。", at
            )
        if name in settled:
            return _fault(
                "repeated_name", "This name appears twice in one object.", "同一对象中字段名重复。", place
            )
        inner = _settle(member, place)
        if isinstance(inner, Fault):
            return inner
        settled[name] = inner
    return settled


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else False


def escape(name: str) -> str:
    """A name as one step of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _fault(code: str, en: str, zh: str, at: str = "") -> Fault:
    return Fault(at, code, Label(en, zh))
