"""A proof of print before there is any: the symbol as ink and paper make it, seen by a poor camera, read back. Pure.

A symbol is drawn at its true size, in the colours of ink and paper, and then treated as packs are: out of focus, with ink that
spreads, bent round the pack, aslant, in dim light, all at once. What zxing reads of each picture must be the text.
"""

from __future__ import annotations

import base64
import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter

from studio.codes.refusals import PictureRefused
from studio.codes.symbols import QUIET_ZONE, ErrorLevel, module_refusal, proved_symbol, recipe_for

#: Dots of the drawing on a millimetre: what a phone sees from 15 cm is about as fine.
DOTS_A_MM: Final = 24
#: Blur of a phone that has not found its focus, and how far ink creeps, in millimetres (offset on film creeps less).
BLUR_MM: Final = 0.12
SPREAD_MM: Final = 0.06
#: Of the light that paper gives back, so much is left under a shelf.
DIM: Final = 0.35
#: Share of a picture that is noise in such light.
GRAIN: Final = 0.16
SLANT_DEGREES: Final = 30
#: Symbol contrast (ISO/IEC 15415): reflectance of the light modules less that of the dark, and its grades.
GRADES: Final = ((0.70, "A"), (0.55, "B"), (0.40, "C"), (0.20, "D"))
LEAST_CONTRAST: Final = 0.40
Picture = Image.Image


@dataclass(frozen=True, slots=True)
class Spec:
    """How it is to be printed: module in mm, error level, quiet zone in modules, colours, and the diameter that it is bent round in
    mm, 0 for flat."""

    module_mm: float = 0.4
    error: ErrorLevel = "M"
    quiet: int = QUIET_ZONE
    ink: str = "#000000"
    paper: str = "#ffffff"
    around_mm: float = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """What was done to the symbol, the picture of it, and whether it was read."""

    name: str
    picture: str
    read: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of a symbol. `side_mm` is with its quiet zone; `contrast` as in ISO/IEC 15415, 0 to 1, with its `grade`."""

    text: str
    version: int
    modules: int
    side_mm: float
    quiet: int
    contrast: float
    grade: str
    trials: tuple[Trial, ...]

    @property
    def read(self) -> int:
        """In how many trials it was read."""
        return sum(trial.read for trial in self.trials)

    @property
    def passed(self) -> bool:
        """Whether it may be printed so."""
        every = self.read == len(self.trials)
        return every and self.contrast >= LEAST_CONTRAST and self.quiet >= QUIET_ZONE


def prove(text: str, spec: Spec) -> Proof | PictureRefused:
    """Draw the symbol, treat it, read it back."""
    recipe = module_refusal(spec.module_mm) or recipe_for([text], spec.error)
    if isinstance(recipe, PictureRefused):
        return recipe
    drawn = _drawn(text, spec)
    random_ = random.Random(text)  # the same proof each time
    treatments: tuple[tuple[str, Callable[[Picture], Picture]], ...] = (
        ("printed", lambda one: one),
        ("blurred", lambda one: _blurred(one, BLUR_MM)),
        ("spread", lambda one: _spread(one, spec)),
        ("bent", lambda one: _bent(one, spec.around_mm)),
        ("slanted", _slanted),
        ("dim", lambda one: _dim(one, random_)),
        ("all", lambda one: _dim(_blurred(_bent(one, spec.around_mm), BLUR_MM / 2), random_)),
    )
    trials = tuple(
        _trial(name, treat(drawn), text) for name, treat in treatments if name != "bent" or spec.around_mm
    )
    contrast = _reflectance(spec.paper) - _reflectance(spec.ink)
    return Proof(
        text, recipe.version, recipe.modules - 2 * QUIET_ZONE, (recipe.modules - 2 * (QUIET_ZONE - spec.quiet)) * spec.module_mm,
        spec.quiet, contrast, next((grade for least, grade in GRADES if contrast >= least), "F"), trials,
    )  # fmt: skip


def _drawn(text: str, spec: Spec) -> Picture:
    """The symbol in its colours, with what surrounds it on the pack: something dark, right behind the quiet zone."""
    recipe = recipe_for([text], spec.error)
    assert not isinstance(recipe, PictureRefused)
    rows = proved_symbol(text, recipe).matrix
    side = len(rows)
    small = Image.new("RGB", (side + 2 * spec.quiet, side + 2 * spec.quiet), spec.paper)
    ink = Image.new("RGB", (1, 1), spec.ink).getpixel((0, 0))
    assert isinstance(ink, tuple)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x + spec.quiet, y + spec.quiet), ink)
    dots = round(small.width * spec.module_mm * DOTS_A_MM)
    symbol = small.resize((dots, dots), Image.Resampling.NEAREST)
    around = Image.new("RGB", (dots + 2 * DOTS_A_MM, dots + 2 * DOTS_A_MM), spec.ink)
    around.paste(symbol, (DOTS_A_MM, DOTS_A_MM))
    return around


def _trial(name: str, picture: Picture, text: str) -> Trial:
    found = zxingcpp.read_barcodes(picture.convert("L"))
    shown = picture.copy()
    shown.thumbnail((220, 220))
    out = io.BytesIO()
    shown.quantize(32).save(out, "PNG", optimize=True)
    data = f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
    return Trial(name, data, any(one.text == text for one in found))


def _blurred(picture: Picture, sigma_mm: float) -> Picture:
    return picture.filter(ImageFilter.GaussianBlur(sigma_mm * DOTS_A_MM))


def _spread(picture: Picture, spec: Spec) -> Picture:
    """Dark grows into light on every side; where ink is the lighter colour, there is nothing to try."""
    if _reflectance(spec.ink) >= _reflectance(spec.paper):
        return picture
    return picture.filter(ImageFilter.MinFilter(2 * round(SPREAD_MM * DOTS_A_MM) + 1))


def _bent(picture: Picture, around_mm: float) -> Picture:
    """Seen from the front, a point at arc `s` of a cylinder of radius r stands at r sin(s / r): columns crowd at the sides."""
    if not around_mm:
        return picture
    radius = around_mm / 2 * DOTS_A_MM
    half = picture.width / 2
    seen = radius * math.sin(min(half / radius, math.pi / 2))  # what lies beyond is on the other side
    width = max(2, int(2 * seen))
    bent = Image.new("RGB", (width, picture.height))
    for x in range(width):
        arc = radius * math.asin(max(-1.0, min(1.0, (x - width / 2) / radius))) + half
        column = picture.crop((int(arc), 0, int(arc) + 1, picture.height))
        bent.paste(column, (x, 0))
    return bent


def _slanted(picture: Picture) -> Picture:
    width = round(picture.width * math.cos(math.radians(SLANT_DEGREES)))
    return picture.resize((width, picture.height)).rotate(17, expand=True, fillcolor=(90, 90, 90))


def _dim(picture: Picture, random_: random.Random) -> Picture:
    """Little light, and the grain that cameras have in it."""
    grain = Image.frombytes("L", picture.size, random_.randbytes(picture.width * picture.height))
    dark = picture.convert("L").point([round(value * DIM) for value in range(256)])
    return Image.blend(dark, grain.point([round(value * DIM) for value in range(256)]), GRAIN).convert("RGB")


def _reflectance(colour: str) -> float:
    """How much light a colour gives back, 0 to 1, for the red light of readers and the eye alike: its relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
