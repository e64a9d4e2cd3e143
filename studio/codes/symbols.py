"""One QR symbol: which size it takes, and its picture as SVG or PNG."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import segno

from studio.codes.reading import VERSION_MAX, read_modules
from studio.codes.refusals import PictureRefused

#: M for flat print, Q for caps, curves and inks that smudge.
ErrorLevel = Literal["M", "Q"]
Mode = Literal["alphanumeric", "byte"]

#: Modules left white on each side, by ISO/IEC 18004.
QUIET_ZONE: Final = 4

#: Side of one module in millimetres. Phones read 0.4 at arm's length; inside a cap 0.3 is common.
MODULE_MM: Final = 0.4
MODULE_MM_MIN: Final = 0.25
MODULE_MM_MAX: Final = 4.0

_ALPHANUMERIC: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What all symbols of one sheet share. A fixed mask saves four fifths of the time of making a symbol."""

    version: int
    mask: int
    error: ErrorLevel

    @property
    def modules(self) -> int:
        """Modules on a side with the quiet zone."""
        return 17 + 4 * self.version + 2 * QUIET_ZONE

    def side_mm(self, module_mm: float) -> float:
        """Side of the printed symbol with its quiet zone, in millimetres."""
        return self.modules * module_mm


def mode_of(text: str) -> Mode:
    """How a text is written: capitals and digits take two thirds of the room of other letters."""
    return "alphanumeric" if _ALPHANUMERIC.issuperset(text) else "byte"


def recipe_for(texts: Iterable[str], error: ErrorLevel) -> Recipe | PictureRefused:
    """The smallest version that holds every text, and the mask that suits the first best."""
    kept = list(texts)
    for text in kept:
        if not text or not text.isascii() or not text.isprintable():
            return _not_plain(text)
    shapes = {(mode_of(text), len(text)): text for text in kept}
    try:
        version = max(_automatic(text, error) for text in shapes.values())
        first = segno.make_qr(kept[0], error=error, version=version, mode=mode_of(kept[0]), boost_error=False)
    except segno.DataOverflowError:
        version = VERSION_MAX + 1
    if version > VERSION_MAX:
        return _too_long(max(kept, key=len))
    return Recipe(version, int(first.mask), error)


def make_symbol(text: str, recipe: Recipe) -> segno.QRCode:
    """The symbol of a text that the recipe was made for."""
    return segno.make_qr(
        text,
        error=recipe.error,
        version=recipe.version,
        mask=recipe.mask,
        mode=mode_of(text),
        boost_error=False,
    )


def proved_symbol(text: str, recipe: Recipe) -> segno.QRCode:
    """The same, read back from its modules. A symbol that does not say the text is a defect, so it raises."""
    symbol = make_symbol(text, recipe)
    if read_modules(symbol.matrix) != text:
        raise RuntimeError(f"symbol {recipe} does not read back as its text")
    return symbol


def svg_picture(text: str, error: ErrorLevel = "M", module_mm: float = MODULE_MM) -> str | PictureRefused:
    """The symbol at its true size as an SVG element, black on white, with the text as its title."""
    recipe = _recipe_at(text, error, module_mm)
    if isinstance(recipe, PictureRefused):
        return recipe
    out = io.BytesIO()
    proved_symbol(text, recipe).save(
        out, kind="svg", border=QUIET_ZONE, xmldecl=False, nl=False, omitsize=True, light="#fff", title=text
    )
    side = f"{recipe.side_mm(module_mm):.3f}".rstrip("0").rstrip(".")
    return out.getvalue().decode("utf-8").replace("<svg ", f'<svg width="{side}mm" height="{side}mm" ', 1)


def png_picture(text: str, error: ErrorLevel = "M", module_mm: float = MODULE_MM) -> bytes | PictureRefused:
    """The symbol as PNG with 10 pixels a module, marked with the resolution that gives its true size."""
    recipe = _recipe_at(text, error, module_mm)
    if isinstance(recipe, PictureRefused):
        return recipe
    out = io.BytesIO()
    proved_symbol(text, recipe).save(
        out, kind="png", border=QUIET_ZONE, scale=10, dpi=round(10 / module_mm * 25.4)
    )
    return out.getvalue()


def module_refusal(module_mm: float) -> PictureRefused | None:
    """Why a module of this size is not printed, or None."""
    if MODULE_MM_MIN <= module_mm <= MODULE_MM_MAX:
        return None
    return PictureRefused(
        "module_size",
        f"Choose a module between {MODULE_MM_MIN} and {MODULE_MM_MAX} mm; phones read 0.4 mm well.",
        f"请把模块边长设在 {MODULE_MM_MIN} 到 {MODULE_MM_MAX} 毫米之间；0.4 毫米最利于手机识读。",
    )


def _automatic(text: str, error: ErrorLevel) -> int:
    made = segno.make_qr(text, error=error, mode=mode_of(text), boost_error=False, mask=0)
    return int(made.version)


def _recipe_at(text: str, error: ErrorLevel, module_mm: float) -> Recipe | PictureRefused:
    return module_refusal(module_mm) or recipe_for([text], error)


def _not_plain(text: str) -> PictureRefused:
    shown = ascii(text[:40])
    return PictureRefused(
        "not_plain",
        f"A symbol takes plain letters, digits and signs only, and {shown} has others or nothing at all.",
        f"二维码内容只能用英文字母、数字和常用符号，且不能为空：{shown} 不符合。",
    )


def _too_long(text: str) -> PictureRefused:
    return PictureRefused(
        "too_long",
        f"The address has {len(text)} characters, too many for a symbol on a pack. Shorten it.",
        f"网址有 {len(text)} 个字符，印在包装上的二维码会过密、难以识读，请缩短。",
    )
