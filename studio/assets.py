"""The pages' own files, held in memory, served under names that carry their hash: browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from studio.compression import takes_gzip

FOREVER: Final = "public, max-age=31536000, immutable"
_FOLDER: Final = Path(__file__).parent / "static"
_HASHED: Final = re.compile(r"(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)")
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


def content_hash(content: bytes) -> str:
    """The twelve hexadecimal digits that stand for a file's content in its address."""
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the hash of them, its media type, and the bytes packed once where that gains."""

    content: bytes
    hash: str
    media_type: str
    gzipped: bytes | None = None


class AssetTable:
    """All files of a folder by their path inside it (`tokens.css`, `vendor/codemirror.js`)."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    @classmethod
    def of_folder(cls, folder: Path = _FOLDER) -> AssetTable:
        """Read every file once; the table never changes afterwards."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return cls({path.relative_to(folder).as_posix(): _read(path) for path in files})

    def url(self, name: str) -> str:
        """The lasting address of a file. An unknown name is a bug: KeyError."""
        stem, dot, suffix = name.rpartition(".")
        return f"/static/{stem}.{self._assets[name].hash}{dot}{suffix}"

    def text(self, name: str) -> str:
        """A text file's content, for style that goes into the page itself."""
        return self._assets[name].content.decode("utf-8")

    def find(self, path: str) -> tuple[Asset, bool] | None:
        """The file for a requested path, and whether the path carries its right hash."""
        match = _HASHED.fullmatch(path)
        if match is not None:
            asset = self._assets.get(match["stem"] + match["suffix"])
            return (asset, True) if asset is not None and asset.hash == match["hash"] else None
        asset = self._assets.get(path)
        return None if asset is None else (asset, False)


def _read(path: Path) -> Asset:
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return asset_of(path.read_bytes(), guessed)


def asset_of(content: bytes, media_type: str) -> Asset:
    """A file to be served: packed as small as gzip can, the same in every process.

    A picture that is packed already gains nothing and is left alone.
    """
    packed = gzip.compress(content, 9, mtime=0)
    return Asset(
        content, content_hash(content), media_type, packed if len(packed) < len(content) * 0.9 else None
    )


async def serve(request: Request) -> Response:
    """GET /static/{path}: for good under a hashed name, revalidated under a plain one."""
    assets: AssetTable = request.app.state.assets
    found = assets.find(request.path_params["path"])
    if found is None:
        raise HTTPException(404)
    asset, hashed = found
    # A weak tag, since the same file leaves packed and plain.
    headers = {"Cache-Control": FOREVER if hashed else "no-cache", "ETag": f'W/"{asset.hash}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return answer_with(asset, request, headers)


def answer_with(asset: Asset, request: Request, headers: dict[str, str]) -> Response:
    """The file, packed for whoever takes that."""
    content = asset.content
    if asset.gzipped is not None:
        headers["Vary"] = "Accept-Encoding"
        if takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"], content = "gzip", asset.gzipped
    return Response(content, media_type=asset.media_type, headers=headers)
