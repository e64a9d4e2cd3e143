"""Typed declarations of JSON: one declaration reads a value, names each fault by its place, describes itself.

A `Schema[T]` turns JSON into `T`. Its `document()` is the JSON Schema (2020-12, as OpenAPI 3.1 uses it) of
what it accepts, so the published description and the check cannot differ.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar

from engine.api import Label
from studio.api.faults import Fault, FaultyError
from studio.api.json_text import JSON_INTEGER_MAX, Inexact, Json

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Document: TypeAlias = dict[str, Any]

#: Identifiers are 64-bit; they travel as text because many JSON readers round beyond 2**53.
IDENTIFIER_MAX: Final = 2**63 - 1


class Schema(ABC, Generic[T_co]):
    """What a value must look like, and the value of the program it becomes."""

    @abstractmethod
    def read(self, value: Json, at: str) -> T_co:
        """The typed value. Raises `FaultyError` with the faults found at and below the pointer `at`."""

    @abstractmethod
    def document(self) -> Document:
        """This declaration as JSON Schema; named records as a reference."""

    def parts(self) -> tuple[Schema[Any], ...]:
        """The declarations directly inside this one."""
        return ()

    def from_text(self, text: str) -> Json:
        """A path or query parameter as the JSON that `read` expects."""
        return text


def parse(schema: Schema[T], value: Json, at: str = "") -> T | tuple[Fault, ...]:
    """The typed value, or every fault found in it."""
    try:
        return schema.read(value, at)
    except FaultyError as error:
        return error.faults


def refuse(at: str, code: str, en: str, zh: str) -> FaultyError:
    """The exception that carries one fault."""
    return FaultyError((Fault(at, code, Label(en, zh)),))


@dataclass(frozen=True, slots=True)
class Text(Schema[str]):
    """Text of a bounded length in characters. `pattern` matches the whole text; `like` says it in words."""

    most: int
    least: int = 1
    pattern: str | None = None
    like: Label | None = None
    lines: bool = False
    example: str | None = None

    def read(self, value: Json, at: str) -> str:
        """The text as sent: nothing is trimmed or folded."""
        if not isinstance(value, str):
            raise refuse(at, "not_text", "Give a text here.", "此处应为文本。")
        if len(value) < self.least:
            raise refuse(
                at,
                "too_short",
                f"Give at least {self.least} character(s).",
                f"至少填写 {self.least} 个字符。",
            )
        if len(value) > self.most:
            raise refuse(
                at, "too_long", f"Give at most {self.most} characters.", f"最多填写 {self.most} 个字符。"
            )
        if not self.lines and any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise refuse(at, "control_character", "Leave out control characters.", "请去掉控制字符。")
        if "\0" in value:
            raise refuse(at, "control_character", "Leave out the NUL character.", "请去掉 NUL 字符。")
        if self.pattern is not None and re.fullmatch(self.pattern, value) is None:
            like = self.like or Label("the form documented for this place", "文档所述格式")
            raise refuse(at, "wrong_form", f"Write {like.en}.", f"请填写{like.zh}。")
        return value

    def document(self) -> Document:
        """Length limits count characters, as JSON Schema does."""
        document: Document = {"type": "string", "minLength": self.least, "maxLength": self.most}
        if self.pattern is not None:
            document["pattern"] = f"^(?:{self.pattern})$"
        if self.like is not None:
            document["description"] = self.like
        if self.example is not None:
            document["examples"] = [self.example]
        return document


@dataclass(frozen=True, slots=True)
class Whole(Schema[int]):
    """A whole number, as a JSON integer."""

    least: int = -JSON_INTEGER_MAX
    most: int = JSON_INTEGER_MAX

    def read(self, value: Json, at: str) -> int:
        """The number; `1.0`, `1e3`, `true` and `"1"` are refused."""
        if isinstance(value, Inexact):
            raise refuse(
                at,
                "not_whole",
                "Write a whole number without a decimal point or exponent, of at most 15 digits.",
                "请填写不带小数点和指数、不超过 15 位的整数。",
            )
        if isinstance(value, bool) or not isinstance(value, int):
            raise refuse(at, "not_a_number", "Give a whole number here.", "此处应为整数。")
        if value < self.least:
            raise refuse(at, "too_small", f"Give at least {self.least}.", f"不能小于 {self.least}。")
        if value > self.most:
            raise refuse(at, "too_large", f"Give at most {self.most}.", f"不能大于 {self.most}。")
        return value

    def document(self) -> Document:
        """Bounds are inclusive."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def from_text(self, text: str) -> Json:
        """Decimal digits as a number; anything else stays text and is refused by `read`."""
        return int(text) if re.fullmatch(r"-?[0-9]{1,16}", text, re.ASCII) else text


@dataclass(frozen=True, slots=True)
class Flag(Schema[bool]):
    """Yes or no."""

    def read(self, value: Json, at: str) -> bool:
        """`true` or `false`, nothing else."""
        if not isinstance(value, bool):
            raise refuse(at, "not_a_flag", "Give true or false here.", "此处应为 true 或 false。")
        return value

    def document(self) -> Document:
        """A JSON boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Identifier(Schema[int]):
    """The number of a thing, written as text."""

    def read(self, value: Json, at: str) -> int:
        """The number behind the digits; leading zeros are refused so that each thing has one name."""
        if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,18}", value, re.ASCII):
            number = int(value)
            if number <= IDENTIFIER_MAX:
                return number
        raise refuse(
            at,
            "not_an_id",
            'Give an id as text of digits, such as "42".',
            '请以数字文本填写编号，例如 "42"。',
        )

    def document(self) -> Document:
        """Decimal digits of a positive 64-bit number."""
        return {"type": "string", "pattern": "^[1-9][0-9]{0,18}$", "examples": ["42"]}


@dataclass(frozen=True, slots=True)
class Choice(Schema[str]):
    """One of a closed list of words."""

    values: tuple[str, ...]

    def read(self, value: Json, at: str) -> str:
        """The word, in exactly this spelling."""
        if not isinstance(value, str) or value not in self.values:
            listed_en, listed_zh = ", ".join(self.values), "、".join(self.values)
            raise refuse(
                at, "not_a_choice", f"Choose one of: {listed_en}.", f"请从以下选项中选择：{listed_zh}。"
            )
        return value

    def document(self) -> Document:
        """The list itself."""
        return {"type": "string", "enum": list(self.values)}


@dataclass(frozen=True, slots=True)
class Instant(Schema[datetime]):
    """A moment in RFC 3339 with its offset, such as `2026-10-01T00:00:00+08:00`."""

    def read(self, value: Json, at: str) -> datetime:
        """The moment in UTC. A moment without an offset is refused: nobody can know which one is meant."""
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            try:
                return datetime.fromisoformat(value.upper()).astimezone(UTC)
            except (ValueError, OverflowError):
                pass  # a well-formed text that names no real moment, such as 30 February
        raise refuse(
            at,
            "not_an_instant",
            "Give a moment in RFC 3339 with its offset, such as 2026-10-01T00:00:00+08:00.",
            "请按 RFC 3339 填写带时区偏移的时刻，例如 2026-10-01T00:00:00+08:00。",
        )

    def document(self) -> Document:
        """The standard `date-time` format."""
        return {"type": "string", "format": "date-time", "examples": ["2026-10-01T00:00:00+08:00"]}


_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Day(Schema[date]):
    """A calendar day, such as `2026-06-12`."""

    def read(self, value: Json, at: str) -> date:
        """The day; nothing shorter or longer than year, month and day of month."""
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # a well-formed text that names no real day
        raise refuse(at, "not_a_day", "Give a day such as 2026-06-12.", "请填写日期，例如 2026-06-12。")

    def document(self) -> Document:
        """The standard `date` format."""
        return {"type": "string", "format": "date", "examples": ["2026-06-12"]}


@dataclass(frozen=True, slots=True)
class AnyObject(Schema[dict[str, Any]]):
    """An object whose form is described elsewhere."""

    def read(self, value: Json, at: str) -> dict[str, Any]:
        """Any object."""
        if not isinstance(value, dict):
            raise refuse(at, "not_an_object", "Give an object here.", "此处应为对象。")
        return value

    def document(self) -> Document:
        """A JSON object."""
        return {"type": "object"}
