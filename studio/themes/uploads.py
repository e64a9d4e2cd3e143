"""Pictures on their way in: encoded anew by a process of its own, then kept."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import sys
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from engine.api import Invalid, Label, StudioUser
from studio.themes.encoding import BYTES_MAX, Encoded

#: The picture, its names, and what surrounds them in a form.
BODY_BYTES_MAX: Final = BYTES_MAX + 50_000
_PATIENCE_S: Final = 30
_SAID: Final = {
    "none": Label("Choose a picture first.", "请先选择图片。"),
    "size": Label("A picture may have at most 8 MB.", "图片不能超过 8 MB。"),
    "kind": Label("Use a PNG, JPEG, WebP or AVIF picture.", "请使用 PNG、JPEG、WebP 或 AVIF 图片。"),
    "pixels": Label("A picture may have at most 25 million pixels.", "图片不能超过 2500 万像素。"),
    "broken": Label("This picture is damaged; export it again.", "图片已损坏，请重新导出。"),
    "heavy": Label(
        "This picture cannot be made light enough for slow lines; use a calmer one.",
        "这张图片压缩后仍然太大，请换一张细节较少的。",
    ),
}


async def take_picture(request: Request, user: StudioUser, form: FormData, licence_id: int | None) -> int:
    """Keep the picture of a form with the fields `file`, `name_en` and `name_zh`; its id. Raises `Invalid`."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        raise Invalid("file", _SAID["none"])
    if file.size > BYTES_MAX:
        raise Invalid("file", _SAID["size"])
    data = await file.read()
    made = await encoded(data)
    name = Label(str(form.get("name_en", "")), str(form.get("name_zh", "")))
    picture: int = await request.app.state.engine.pages.licences.add_picture(
        user.brand, name, made.files, (made.width, made.height), hashlib.sha256(data).hexdigest(), licence_id, user.name
    )  # fmt: skip
    return picture


async def encoded(data: bytes) -> Encoded:
    """The renditions, made by another process. Raises `Invalid` for what cannot be taken."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "studio.themes.encoding", stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_PATIENCE_S):
            told, _ = await process.communicate(data)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Invalid("file", _SAID["broken"]) from None
    try:
        answer = json.loads(told)
    except ValueError:
        raise Invalid("file", _SAID["broken"]) from None  # the process was stopped by its limits
    if "unfit" in answer:
        raise Invalid("file", _SAID[answer["unfit"]])
    files = {kind: base64.b64decode(text) for kind, text in answer["files"].items()}
    return Encoded(files, answer["width"], answer["height"])
