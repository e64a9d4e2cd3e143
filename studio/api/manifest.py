"""The published form of the manifest of a code file."""

from __future__ import annotations

from typing import Final

from studio.api.schemas import Identifier, Instant, Text
from studio.api.shapes import COUNT, TEXT, shape

MANIFEST: Final = shape(
    "Manifest",
    "What a printer checks a code file against; `bytes` and `sha256` are of the whole file.",
    "供印刷方核对码文件的清单；bytes 与 sha256 针对整个文件。",
    batch=Identifier(),
    name=TEXT,
    gtin=TEXT,
    kind=TEXT,
    form=TEXT,
    first=COUNT,
    last=COUNT,
    count=COUNT,
    line_end=TEXT,
    bytes=COUNT,
    sha256=Text(64, least=64, pattern="[0-9a-f]+"),
    created_at=Instant(),
    roll=COUNT,
    rolls=COUNT,
)
