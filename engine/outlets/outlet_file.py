"""Outlets as a table, comma or tab between fields: read line by line, all of it or nothing. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from dsl.values import Label
from engine.codes.bulk_changes import BulkRefused, LineFault

LINES_MAX: Final = 20_000
COLUMNS: Final = ("code", "name_en", "name_zh", "region", "online", "latitude", "longitude", "dealer")
_NEEDED: Final = ("code", "region")
_NAMES: Final = ("name_en", "name_zh")
CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
REGION: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}")
_NAME_MAX: Final = 120
_SHOWN: Final = 100
_YES: Final = frozenset({"1", "yes", "true", "是"})
_NO: Final = frozenset({"", "0", "no", "false", "否"})


@dataclass(frozen=True, slots=True)
class NewOutlet:
    """An outlet to be put on record; `position` is latitude and longitude in millionths of a degree."""

    code: str
    name: Label
    region: str
    online: bool = False
    position: tuple[int, int] | None = None
    dealer: str | None = None


def read_outlets(
    table: str, known: Collection[str], dealers: Collection[str]
) -> tuple[NewOutlet, ...] | BulkRefused:
    """The outlets of a table, or what is to be mended in which line. `known` are the codes that exist already."""
    lines = table.lstrip("\ufeff").splitlines()
    if not lines:
        return _refused([LineFault(1, Label("the table is empty", "表格为空"))])
    delimiter = "\t" if "\t" in lines[0] else ","
    header = [name.strip().lower() for name in next(csv.reader(lines[:1], delimiter=delimiter))]
    faults = list(_header_faults(header))
    if len(lines) - 1 > LINES_MAX:
        words = Label(f"at most {LINES_MAX:,} outlets at a time", f"一次最多 {LINES_MAX:,} 家门店")
        faults.append(LineFault(LINES_MAX + 2, words))
    if faults:
        return _refused(faults)
    found: list[NewOutlet] = []
    taken = set(known)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = next(csv.reader([line], delimiter=delimiter))
        if len(cells) != len(header):
            words = Label(f"write {len(header)} fields", f"应有 {len(header)} 列")
            faults.append(LineFault(number, words))
            continue
        told = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        words_of = _wrong(told, taken, dealers)
        if words_of:
            faults.append(LineFault(number, words_of))
            continue
        taken.add(told["code"])
        found.append(_outlet(told))
    if faults:
        return _refused(faults)
    return tuple(found) or _refused([LineFault(2, Label("there is no outlet in it", "表中没有门店"))])


def _header_faults(header: list[str]) -> Iterable[LineFault]:
    for name in header:
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            yield LineFault(1, Label(f"`{name}` is no column; use {known}", f"没有“{name}”列；可用：{known}"))
    if len(set(header)) != len(header):
        yield LineFault(1, Label("a column stands there twice", "有重复的列"))
    for name in _NEEDED:
        if name not in header:
            yield LineFault(1, Label(f"the column `{name}` is missing", f"缺少“{name}”列"))
    if not set(_NAMES) & set(header):
        yield LineFault(1, Label("a column `name_en` or `name_zh` is missing", "缺少“name_zh”或“name_en”列"))


def _wrong(told: Mapping[str, str], taken: Collection[str], dealers: Collection[str]) -> Label | None:
    """What is to be mended in a line; None for a sound one."""
    code, dealer = told["code"], told.get("dealer", "")
    if not CODE.fullmatch(code):
        return Label(
            f"code `{code}`: use up to 32 capitals, digits and hyphens",
            f"编号“{code}”：请使用大写字母、数字或连字符，最多 32 个",
        )
    if code in taken:
        return Label(f"the outlet `{code}` exists already", f"门店“{code}”已存在")
    names = [told.get(name, "") for name in _NAMES]
    if not any(names):
        return Label("write a name", "请填写门店名称")
    if any(len(name) > _NAME_MAX or not name.isprintable() for name in names):
        return Label(f"a name has at most {_NAME_MAX} characters", f"门店名称最多 {_NAME_MAX} 个字")
    if not REGION.fullmatch(told["region"]):
        return Label(
            f"region `{told['region']}`: write it as CN-GD", f"地区“{told['region']}”：请写成 CN-GD 的形式"
        )
    if told.get("online", "").lower() not in _YES | _NO:
        return Label("online: write yes or no", "online 列请填写 yes 或 no")
    if dealer and dealer not in dealers:
        return Label(f"there is no dealer `{dealer}`", f"没有编号为“{dealer}”的经销商")
    latitude, longitude = told.get("latitude", ""), told.get("longitude", "")
    if bool(latitude) != bool(longitude):
        return Label("write latitude and longitude, or neither", "纬度与经度须同时填写")
    if latitude and (_degrees(latitude, 90) is None or _degrees(longitude, 180) is None):
        return Label(
            "a place is written in degrees, such as 23.129110 and 113.264385",
            "位置请填写度数，例如 23.129110 和 113.264385",
        )
    return None


def _outlet(told: Mapping[str, str]) -> NewOutlet:
    en, zh = told.get("name_en", ""), told.get("name_zh", "")
    latitude, longitude = (
        _degrees(told.get("latitude", ""), 90),
        _degrees(told.get("longitude", ""), 180),
    )
    position = None if latitude is None or longitude is None else (latitude, longitude)
    return NewOutlet(
        told["code"], Label(en or zh, zh or en), told["region"], told.get("online", "").lower() in _YES, position,
        told.get("dealer") or None,
    )  # fmt: skip


def _degrees(text: str, most: int) -> int | None:
    """Degrees in millionths; None for what is no place."""
    try:
        degrees = Decimal(text)
    except InvalidOperation:
        return None
    return int(degrees * 1_000_000) if degrees.is_finite() and abs(degrees) <= most else None


def _refused(faults: list[LineFault]) -> BulkRefused:
    return BulkRefused(tuple(faults[:_SHOWN]), len(faults))
