"""A piece of an archive: rows as JSON lines, packed the same way each time, and the list of all pieces. Pure."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

#: The order in which a campaign's rows leave, each with what belongs to it: whatever has left, the books prove.
KINDS: Final = ("grants", "refusals", "exposures", "claims")


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that has been written for good: rows of one kind with ids from `first_id` to `last_id`."""

    number: int
    kind: str
    name: str
    sha256: str
    rows: int
    first_id: int
    last_id: int


def name_of(folder: str, number: int, kind: str) -> str:
    """Where a piece lies: `dongquan/summer-7301/0003-grants.jsonl.gz`."""
    return f"{folder}/{number:04}-{kind}.jsonl.gz"


def packed(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """Rows of tables, a JSON object a line: `{"table": "grants", "row": {...}}`."""
    lines = (json.dumps({"table": table, "row": dict(row)}, ensure_ascii=False) for table, row in rows)
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), 6, mtime=0)


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def manifest(
    brand: str,
    slug: str,
    campaign_id: int,
    versions: Iterable[str],
    at: datetime,
    files: Iterable[ArchiveFile],
) -> bytes:
    """What an archive is of, and its pieces."""
    told = {
        "brand": brand,
        "campaign": slug,
        "campaign_id": str(campaign_id),
        "versions": list(versions),
        "finished_at": at.isoformat(),
        "files": [
            {"name": one.name.rpartition("/")[2], "kind": one.kind, "sha256": one.sha256, "rows": one.rows}
            for one in files
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def checksums(files: Iterable[ArchiveFile]) -> bytes:
    """The pieces as `sha256sum -c SHA256SUMS` reads them."""
    return "".join(f"{one.sha256}  {one.name.rpartition('/')[2]}\n" for one in files).encode()
