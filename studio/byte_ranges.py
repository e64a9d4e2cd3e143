"""Which bytes of a file an answer holds: `Range` and `If-Range` of RFC 9110, sections 13.1.5 and 14. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

_ONE: Final = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Portion:
    """Bytes `start` to `end`, the end not included, and the headers that tell so; 416 has none."""

    status: Literal[200, 206, 416]
    start: int
    end: int
    headers: Mapping[str, str]


def portion(method: str, headers: Mapping[str, str], size: int, tag: str) -> Portion:
    """What to send of a file of `size` bytes that the strong tag names.

    One range is served. Several, other units and whatever cannot be read are answered with the whole file, as the
    standard allows; so is a range of an older file (`If-Range`), so that parts of two files are never joined.
    """
    entity = f'"{tag}"'
    common = {"ETag": entity, "Accept-Ranges": "bytes"}
    match = _ONE.fullmatch(headers.get("range", "")) if method == "GET" else None
    if match is None or match.groups() == ("", "") or headers.get("if-range", entity) != entity:
        return Portion(200, 0, size, common | {"Content-Length": str(size)})
    low, high = match.groups()
    start, end = (int(low), int(high) + 1 if high else size) if low else (max(size - int(high), 0), size)
    if low and high and int(high) < int(low):  # no range at all, says 14.1.1: as if it were not there
        return Portion(200, 0, size, common | {"Content-Length": str(size)})
    end = min(end, size)
    if start >= end:
        return Portion(416, 0, 0, common | {"Content-Range": f"bytes */{size}"})
    told = {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return Portion(206, start, end, common | told)
