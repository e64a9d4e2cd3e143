"""A theme as a file: `design.json` and its pictures in a zip. Whatever a file claims, it is read as a form would be.

A theme has no templates, no scripts and no style sheet of its own here: colours, words, choices and pictures are all that it
can bring, so there is nothing in it that could act. (A theme with a style sheet is a plugin, and is installed like one.)
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from engine.api import Invalid, Label, StudioUser, page_views
from studio.themes.designs import COLOURS, read_design
from studio.themes.uploads import encoded

BODY_BYTES_MAX: Final = 4_000_000
_DESIGN: Final = "design.json"
_DESIGN_BYTES: Final = 200_000
_PICTURE_BYTES: Final = 500_000
_FORMAT: Final = 1
_WRONG: Final = Label(
    "This is not a theme that was exported here: a zip with design.json and its pictures.",
    "这不是从这里导出的主题：应为包含 design.json 和图片的 zip 文件。",
)


async def pack(request: Request, user: StudioUser, theme: page_views.OwnTheme) -> bytes:
    """The zip of a version. Equal versions make equal files. Pictures under a licence stay: a file does not hand it on."""
    pages = request.app.state.engine.pages
    design = theme.design
    book = await pages.book(user.brand)
    own = {
        slot: number for slot, number in design.pictures.items() if book.pictures[number].licence_id is None
    }
    told: dict[str, Any] = {
        "format": _FORMAT,
        "title": {"en": theme.label.en, "zh": theme.label.zh},
        "base": design.base,
        "light": {name: getattr(design.light, name) for name in COLOURS},
        "dark": {name: getattr(design.dark, name) for name in COLOURS},
        "words": design.words,
        "options": design.options,
        "pictures": {slot: f"pictures/{number}.webp" for slot, number in own.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
        _put(archive, _DESIGN, text.encode())
        for number in sorted(set(own.values())):
            _put(archive, f"pictures/{number}.webp", await pages.rendition(user.brand, number, "image/webp"))
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


async def take(request: Request, user: StudioUser, form: FormData) -> page_views.OwnTheme:
    """Make a theme of the file in a form. Its pictures come without licence: whoever brings them answers for them. Raises `Invalid`."""
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("file", _WRONG)
    engine = request.app.state.engine
    told, pictures = _opened(await file.read())
    base = engine.themes.get(told["base"])
    if base is None:
        name = str(told["base"])[:60]
        raise Invalid("file", Label(f"The theme is based on `{name}`, which is not installed here.", f"该主题基于“{name}”，这里没有安装。"))  # fmt: skip
    fields = _fields(told)
    design = read_design(fields, page_views.design_of(base))
    for _, words in page_views.faults(design)[:1]:
        raise Invalid("file", words)
    title = Label(fields["title-en"], fields["title-zh"])
    placed = {}
    for slot, data in pictures.items():
        made = await encoded(data)
        called = Label(f"{title.en}: {slot}", f"{title.zh}：{slot}")
        placed[slot] = await engine.pages.licences.add_picture(
            user.brand, called, made.files, (made.width, made.height), hashlib.sha256(data).hexdigest(), None, user.name
        )  # fmt: skip
    whole = page_views.Design(design.base, design.light, design.dark, design.words, placed, design.options)
    theme: page_views.OwnTheme = await engine.pages.create(user.brand, title, whole, user.name)
    return theme


def _opened(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the file tells, and its pictures by their places. Nothing is unpacked to disk, and no entry beyond its limit is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            told = json.loads(_read(archive, _DESIGN, _DESIGN_BYTES))
            if told["format"] != _FORMAT:
                raise Invalid("file", _WRONG)
            pictures = {
                slot: _read(archive, str(told["pictures"][slot]), _PICTURE_BYTES)
                for slot in page_views.SLOTS
                if slot in told["pictures"]
            }
    except (
        zipfile.BadZipFile,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        NotImplementedError,
        RuntimeError,
    ):
        raise Invalid("file", _WRONG) from None
    return told, pictures


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as entry:
        data = entry.read(most + 1)
    if len(data) > most:
        raise Invalid("file", _WRONG)
    return data


def _fields(told: dict[str, Any]) -> dict[str, str]:
    """The file's values as the fields of the editor's form. Raises `Invalid`."""
    try:
        found = {
            f"{scheme}-{name}": str(told[scheme][name]) for scheme in ("light", "dark") for name in COLOURS
        }
        for state, languages in told["words"].items():
            for language, texts in languages.items():
                found |= {f"{state}-{language}-{key}": str(text) for key, text in texts.items()}
        found |= {f"option-{name}": str(value) for name, value in told["options"].items()}
        found |= {f"title-{language}": str(told["title"][language])[:80] for language in ("en", "zh")}
    except (KeyError, TypeError, AttributeError):
        raise Invalid("file", _WRONG) from None
    return found
