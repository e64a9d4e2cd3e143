"""What people type into the forms about codes, read strictly. A fault is a value with words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from engine.api import Label
from studio.codes.views import ASPECTS, KINDS, STATES, Fault

_NAME_MAX: Final = 64
_VALUE_MAX: Final = 64
_NUMBER: Final = Label("Write a whole number, such as 10,000.", "请填写整数，例如 10,000。")
_RANGE: Final = Label(
    "Choose serials inside the batch; the first may not come after the last.",
    "请选择批次内的序号，起始序号不能大于结束序号。",
)
_NAME: Final = Label("Give the batch a name, up to 64 characters.", "请填写批次名称，最多 64 个字。")
_VALUE: Final = Label("Fill in the value, up to 64 characters.", "请填写内容，最多 64 个字。")
_MOMENT: Final = Label(
    "Choose day and time, or leave it empty for now.", "请选择日期和时间，留空则立即生效。"
)
_CHOICE: Final = Label("Choose one of the options.", "请选择其中一项。")


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch somebody wants made."""

    name: str
    gtin: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a range of serials, both ends included; `effective_at` None means at once."""

    first: int
    last: int
    aspect: str
    value: str
    effective_at: datetime | None


def number(text: str) -> int | None:
    """A whole number, with or without thousands separators; None for anything else."""
    plain = "".join(sign for sign in text if sign not in ",， _")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 12 else None


def read_batch(typed: dict[str, str]) -> NewBatch | Fault:
    """The form for a new batch. Product and size are judged by the engine."""
    name, gtin, kind = typed["name"].strip(), typed["gtin"].strip(), typed["kind"]
    size = number(typed["size"])
    if not name or len(name) > _NAME_MAX:
        return Fault("batch", "name", _NAME)
    if kind not in KINDS:
        return Fault("batch", "kind", _CHOICE)
    if size is None:
        return Fault("batch", "size", _NUMBER)
    return NewBatch(name, gtin, kind, size)


def read_change(typed: dict[str, str], size: int, zone: ZoneInfo) -> Change | Fault:
    """The form for a change: of the state, or of what is known of it. Times are in the brand's zone."""
    form = "state" if typed["aspect"] == "state" else "assign"
    span = read_span(typed["first"], typed["last"], size)
    value = typed["value"].strip()
    if span is None:
        return Fault(form, "first", _RANGE)
    if typed["aspect"] not in ("state", *ASPECTS) or (form == "state" and value not in STATES):
        return Fault(form, "aspect", _CHOICE)
    if len(value) > _VALUE_MAX or not value:
        return Fault(form, "value", _VALUE)
    moment = typed["effective_at"].strip()
    if not moment:
        return Change(*span, typed["aspect"], value, None)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return Fault(form, "effective_at", _MOMENT)
    return Change(*span, typed["aspect"], value, at if at.tzinfo else at.replace(tzinfo=zone))


def read_span(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Serials from `first` to `last`, both included; an empty end is the batch's own. None for no range."""
    start, end = number(first) if first.strip() else 1, number(last) if last.strip() else size
    return (start, end) if start is not None and end is not None and 1 <= start <= end <= size else None
