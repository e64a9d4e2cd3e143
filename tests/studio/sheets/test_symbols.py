"""Single QR symbols, read back by a reader that is not ours."""

import io
import re

import pytest
import segno
import zxingcpp
from PIL import Image

from studio.codes.reading import read_modules
from studio.codes.refusals import PictureRefused
from studio.codes.symbols import (
    ErrorLevel,
    Recipe,
    make_symbol,
    png_picture,
    proved_symbol,
    recipe_for,
    svg_picture,
)

ADDRESS = "HTTPS://Q.EX.CN/C/7K3QX2M9R4TB8V"


def seen(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def picture_of(symbol: segno.QRCode) -> bytes:
    out = io.BytesIO()
    symbol.save(out, kind="png", border=4, scale=4)
    return out.getvalue()


@pytest.mark.parametrize("error", ["M", "Q"])
@pytest.mark.parametrize(
    "text", [ADDRESS, ADDRESS.lower(), "HTTPS://Q.EX.CN/01/09521000100015/21/7K3QX2M9R4TB8V"]
)
def test_a_png_says_what_was_asked(text: str, error: ErrorLevel) -> None:
    picture = png_picture(text, error)
    assert isinstance(picture, bytes)
    assert seen(picture) == [text]


def test_a_png_is_marked_with_its_true_size() -> None:
    picture = png_picture(ADDRESS, "M", 0.4)
    assert isinstance(picture, bytes)
    image = Image.open(io.BytesIO(picture))
    assert image.size == (330, 330)
    assert image.width / image.info["dpi"][0] * 25.4 == pytest.approx(13.2, abs=0.05)


def test_an_svg_has_its_true_size_and_a_white_quiet_zone() -> None:
    picture = svg_picture(ADDRESS, "M", 0.4)
    assert isinstance(picture, str)
    assert picture.startswith('<svg width="13.2mm" height="13.2mm" ')
    assert 'viewBox="0 0 33 33"' in picture
    assert '<path fill="#fff" d="M0 0h33v33h-33z"/>' in picture
    assert f"<title>{ADDRESS}</title>" in picture


def test_an_svg_draws_the_modules_of_the_symbol() -> None:
    picture = svg_picture(ADDRESS)
    assert isinstance(picture, str)
    image = Image.new("L", (330, 330), 255)
    path = re.findall(r'class="qrline"[^>]* d="([^"]+)"', picture)[0]
    column, row = 0.0, 0.0
    for move, dx, dy in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if move == "h":
            image.paste(
                0,
                (
                    int(column * 10),
                    int((row - 0.5) * 10),
                    int((column + float(dx)) * 10),
                    int((row + 0.5) * 10),
                ),
            )
            column += float(dx)
        elif move == "M":
            column, row = float(dx), float(dy)
        else:
            column, row = column + float(dx), row + float(dy)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [ADDRESS]


def test_a_title_is_escaped() -> None:
    picture = svg_picture("https://q.cn/?a=1&b=<x>")
    assert isinstance(picture, str)
    assert "<title>https://q.cn/?a=1&amp;b=&lt;x&gt;</title>" in picture


@pytest.mark.parametrize(
    ("text", "error", "version"),
    [
        ("HTTPS://QR.EX.CN/7K3QX2M9R4TB8V", "M", 2),
        ("HTTPS://QR.EX.CN/7K3QX2M9R4TB8V", "Q", 3),
        ("https://q.brand-example.cn/7K3QX2M9R4TB8V", "M", 3),
        ("https://q.brand-example.cn/7K3QX2M9R4TB8V", "Q", 4),
    ],
)
def test_capitals_take_a_smaller_symbol(text: str, error: ErrorLevel, version: int) -> None:
    recipe = recipe_for([text], error)
    assert isinstance(recipe, Recipe)
    assert recipe.version == version


def test_one_recipe_holds_texts_of_every_shape() -> None:
    texts = ["A", "1" * 60, "lower case and longer", ADDRESS, ADDRESS.lower()]
    recipe = recipe_for(texts, "Q")
    assert isinstance(recipe, Recipe)
    symbols = [proved_symbol(text, recipe) for text in texts]
    assert {(symbol.version, symbol.mask, symbol.error) for symbol in symbols} == {
        (recipe.version, recipe.mask, "Q")
    }
    assert [seen(picture_of(symbol)) for symbol in symbols] == [[text] for text in texts]


@pytest.mark.parametrize(
    ("texts", "code"),
    [([""], "not_plain"), ([ADDRESS, "https://q.cn/中"], "not_plain"), (["a\nb"], "not_plain"),
     (["x" * 400], "too_long"), (["x" * 9_000], "too_long")],
)  # fmt: skip
def test_what_no_pack_can_carry_is_refused_in_both_languages(texts: list[str], code: str) -> None:
    refusal = recipe_for(texts, "M")
    assert isinstance(refusal, PictureRefused)
    assert refusal.code == code
    assert refusal.words("zh-CN") == refusal.zh != refusal.words("en")


@pytest.mark.parametrize("module_mm", [0.0, 0.2, 4.1, -1.0, float("nan")])
def test_modules_that_no_phone_reads_are_refused(module_mm: float) -> None:
    for picture in (svg_picture(ADDRESS, "M", module_mm), png_picture(ADDRESS, "M", module_mm)):
        assert isinstance(picture, PictureRefused)
        assert picture.code == "module_size"


@pytest.mark.parametrize("version", range(1, 11))
def test_every_version_level_and_mask_is_read_back(version: int) -> None:
    """Our reader agrees with the maker on all symbols that a sheet may hold, and a foreign reader on each."""
    for error in ("M", "Q"):
        for mask in range(8):
            for text, mode in (("HTTP 12", "alphanumeric"), ("http 1", "byte")):
                symbol = segno.make_qr(
                    text, version=version, error=error, mask=mask, mode=mode, boost_error=False
                )
                assert read_modules(symbol.matrix) == text
        assert seen(picture_of(symbol)) == [text]


def test_any_wrong_data_module_is_noticed() -> None:
    """Version 1 has no spare modules: each one outside the fixed patterns, flipped, makes the proof fail."""
    size, sound = 21, make_symbol("HTTPS://Q.EX.CN", Recipe(1, 3, "M")).matrix
    finders = {(row, column) for row in range(9) for column in range(9)}
    finders |= {(row, column) for row in range(9) for column in range(size - 8, size)}
    finders |= {(column, row) for row, column in finders}
    unnoticed = set()
    for row, column in ((row, column) for row in range(size) for column in range(size)):
        modules = [list(line) for line in sound]
        modules[row][column] ^= 1
        if read_modules(modules) is not None:
            unnoticed.add((row, column))
    assert {place for place in unnoticed - finders if 6 not in place} == set()


def test_what_is_no_symbol_is_not_read() -> None:
    assert read_modules([]) is None
    assert read_modules([[0] * 25] * 25) is None
    assert read_modules([[0] * 24] * 25) is None
    low = segno.make_qr("A", version=2, error="L", boost_error=False)
    assert read_modules(low.matrix) is None


def test_a_symbol_that_reads_back_wrong_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_symbol("OTHER", Recipe(2, 3, "M"))
    monkeypatch.setattr("studio.codes.symbols.make_symbol", lambda text, recipe: other)
    with pytest.raises(RuntimeError, match="read back"):
        proved_symbol(ADDRESS, Recipe(2, 3, "M"))
