"""Turns a picture that somebody brings into ones that may be shown: decoded, turned upright, scaled, and encoded anew.

Only pixels come through: no metadata, no profiles, nothing that was hidden behind the picture. Run as a program it reads a
picture from standard input and writes JSON, in a process that has little memory and little time, for decoders are written in C.
"""

from __future__ import annotations

import base64
import io
import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

#: What may be brought.
BYTES_MAX: Final = 8_000_000
PIXELS_MAX: Final = 25_000_000
FORMATS: Final = ("PNG", "JPEG", "WEBP", "AVIF")
#: Twice what a phone shows of the hero.
WIDTH_MAX: Final = 720
HEIGHT_MAX: Final = 1_080
#: What a rendition shall weigh: the hero's budget, and what the forms that only old browsers need may weigh.
AIM_BYTES: Final = 40_000
OLD_BYTES: Final = 90_000
_QUALITIES: Final = (82, 74, 66, 58, 50, 42, 34, 26)
_MEMORY: Final = 1_500_000_000
_SECONDS: Final = 20

Image.MAX_IMAGE_PIXELS = None  # our own limit is held before a pixel is decoded


@dataclass(frozen=True, slots=True)
class Encoded:
    """Renditions by media type, all of one size in pixels."""

    files: Mapping[str, bytes]
    width: int
    height: int


class Unfit(Exception):  # noqa: N818 - reads as what it says
    """The picture cannot be taken; its one argument is the reason: kind, pixels, broken, heavy."""


def encode(data: bytes) -> Encoded:
    """The renditions of a picture. Raises `Unfit`."""
    picture = _upright(data)
    picture.thumbnail((WIDTH_MAX, HEIGHT_MAX), Image.Resampling.LANCZOS)
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    plain = Image.new(mode, picture.size)  # a new picture has nothing but its pixels
    plain.paste(picture.convert(mode))
    old = "PNG" if mode == "RGBA" else "JPEG"
    files = {
        "image/avif": _within(plain, "AVIF", AIM_BYTES),
        "image/webp": _within(plain, "WEBP", AIM_BYTES),
        f"image/{old.lower()}": _within(plain, old, OLD_BYTES),
    }
    return Encoded(files, *plain.size)


def _upright(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise Unfit("pixels")
            opened.load()
            return ImageOps.exif_transpose(opened)
    except UnidentifiedImageError:
        raise Unfit("kind") from None
    except (OSError, SyntaxError, ValueError, EOFError):  # what Pillow's decoders raise for broken files
        raise Unfit("broken") from None


def _within(picture: Image.Image, form: str, most: int) -> bytes:
    """Encoded as well as the weight allows. Raises `Unfit` when even the poorest is too heavy."""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        if form == "PNG":
            picture.quantize(max(16, quality * 3)).save(buffer, form, optimize=True)
        else:
            picture.save(buffer, form, quality=quality)
        if buffer.tell() <= most:
            return buffer.getvalue()
    raise Unfit("heavy")


def main() -> None:
    """Encode what stands on standard input; the answer is JSON with `files` in base 64, or `unfit`."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        made = encode(sys.stdin.buffer.read(BYTES_MAX + 1))
    except Unfit as unfit:
        answer: dict[str, object] = {"unfit": unfit.args[0]}
    except MemoryError:
        answer = {"unfit": "pixels"}
    else:
        files = {kind: base64.b64encode(data).decode() for kind, data in made.files.items()}
        answer = {"files": files, "width": made.width, "height": made.height}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
