"""A4 sheets: what is printed is read back from the PDF's own operators by a foreign reader."""

import re
import zlib
from dataclasses import dataclass, field

import pytest
import zxingcpp
from PIL import Image

from studio.codes.pdf import Page, document
from studio.codes.refusals import PictureRefused
from studio.codes.sheets import SYMBOLS_MAX, Sheet, SheetItem, sheet_pdf

DOTS_A_MM = 20
POINTS_A_MM = 72 / 25.4


@dataclass
class Rendered:
    """One page as pixels, and its lines of text with their places in millimetres."""

    image: Image.Image
    lines: list[tuple[float, float, str]] = field(default_factory=list)

    def codes(self) -> list[str]:
        found = zxingcpp.read_barcodes(self.image)
        return [
            item.text
            for item in sorted(
                found, key=lambda item: (item.position.top_left.y // 60, item.position.top_left.x)
            )
        ]


def first(pattern: bytes, text: bytes) -> bytes:
    match = re.search(pattern, text, re.DOTALL)
    assert match is not None, pattern
    return match[1]


def objects_of(pdf: bytes) -> dict[int, bytes]:
    """Every object by its number, found through the cross-reference table as a reader finds it."""
    table = int(first(rb"startxref\n(\d+)\n%%EOF\n\Z", pdf))
    entries = re.findall(rb"(\d{10}) \d{5} ([fn]) \n", pdf[table:])
    found = {}
    for number, (offset, kind) in enumerate(entries):
        if kind == b"n":
            head = b"%d 0 obj\n" % number
            assert pdf[int(offset) :].startswith(head)
            found[number] = pdf[int(offset) + len(head) :].partition(b"\nendobj")[0]
    return found


def render(pdf: bytes) -> list[Rendered]:
    """Draws the operators that the writer uses: cm, re, f, Td, Tj. Anything else fails."""
    objects, pages = objects_of(pdf), []
    for kid in re.findall(rb"(\d+) 0 R", first(rb"/Kids \[(.*?)\]", objects[2])):
        sides = first(rb"MediaBox \[0 0 (.*?)\]", objects[int(kid)]).split()
        width, height = (float(side) / POINTS_A_MM for side in sides)
        head, _, rest = objects[int(first(rb"/Contents (\d+)", objects[int(kid)]))].partition(b"\nstream\n")
        size = int(first(rb"/Length (\d+)", head))
        assert rest[size:] == b"\nendstream"
        pages.append(drawn(zlib.decompress(rest[:size]).decode("ascii"), width, height))
    return pages


def drawn(operators: str, width: float, height: float) -> Rendered:
    page = Rendered(Image.new("L", (round(width * DOTS_A_MM), round(height * DOTS_A_MM)), 255))
    scale, *lines = operators.split("\n")
    assert [float(word) for word in scale.split()[:6:3]] == pytest.approx([POINTS_A_MM] * 2, abs=1e-5)
    for line in lines:
        if match := re.fullmatch(r"q (\S+) 0 0 \1 (\S+) (\S+) cm (.*) f Q", line):
            cell, left, bottom = (float(word) for word in match.groups()[:3])
            for x, y, run in re.findall(r"(\d+) (\d+) (\d+) 1 re", match[4]):
                x0, x1 = left + int(x) * cell, left + (int(x) + int(run)) * cell
                y0, y1 = height - bottom - (int(y) + 1) * cell, height - bottom - int(y) * cell
                page.image.paste(0, tuple(round(side * DOTS_A_MM) for side in (x0, y0, x1, y1)))
            continue
        match = re.fullmatch(r"BT /F1 \S+ Tf (\S+) (\S+) Td \((.*)\) Tj ET", line)
        assert match is not None, line
        page.lines.append((float(match[1]), float(match[2]), match[3]))
    return page


def items(count: int, caption: str = "7K3QX-2M9R4-{:04d}") -> list[SheetItem]:
    return [SheetItem(f"HTTPS://Q.EX.CN/C/7K3QX2M9R4{n:04d}", caption.format(n)) for n in range(count)]


def sheet(*args: object, **kwargs: object) -> Sheet:
    made = sheet_pdf(*args, **kwargs)
    assert isinstance(made, Sheet), made
    return made


@pytest.mark.parametrize(("error", "module_mm"), [("M", 0.4), ("Q", 0.25), ("Q", 1.0)])
def test_every_symbol_of_every_page_reads_back_in_order(error: str, module_mm: float) -> None:
    wanted = items(25)
    made = sheet(wanted, "Proof", error, module_mm)
    pages = render(made.pdf)
    assert len(pages) == made.pages == -(-25 // made.per_page)
    assert [code for page in pages for code in page.codes()] == [item.text for item in wanted]


def test_the_code_stands_below_its_symbol() -> None:
    made = sheet(items(10), "Proof")
    (page,) = render(made.pdf)
    captions = [line for line in page.lines if line[2].startswith("7K3QX")]
    assert [text for _, _, text in captions] == [item.caption for item in items(10)]
    assert captions[0][1] == captions[1][1] > captions[8][1]
    assert captions[0][0] < captions[1][0]


def test_every_symbol_keeps_four_white_modules_around_it() -> None:
    """Ink nearest to the first symbol, its caption included, lies at least four modules away."""
    made = sheet(items(9), "Proof", "M", 0.5)
    (page,) = render(made.pdf)
    first = min(
        zxingcpp.read_barcodes(page.image),
        key=lambda found: (found.position.top_left.y, found.position.top_left.x),
    )
    corner, other = first.position.top_left, first.position.bottom_right
    zone = round(4 * 0.5 * DOTS_A_MM) - 2
    box = (corner.x - zone, corner.y - zone, other.x + zone, other.y + zone)
    ink = page.image.crop(box).point(lambda value: 255 - value).getbbox()
    assert ink is not None
    side = 25 * 0.5 * DOTS_A_MM
    assert (ink[2] - ink[0], ink[3] - ink[1]) == pytest.approx((side, side), abs=2)
    caption_top = page.lines[0][1] + 0.6 * 2.2  # capitals are 0.6 of the size of 2.2 mm
    assert page.image.height - caption_top * DOTS_A_MM >= other.y + zone


def test_the_sheet_states_its_module_and_size() -> None:
    made = sheet(items(3), "Proof", "M", 0.4)
    (page,) = render(made.pdf)
    assert page.lines[-1][2] == "QR 2-M | X 0.4 mm | 13.2 mm | 1/1"
    assert (made.recipe.version, made.side_mm) == (2, pytest.approx(13.2))


def test_nothing_is_drawn_outside_the_margin() -> None:
    made = sheet(items(130), "Proof")
    for page in render(made.pdf):
        ink = page.image.point(lambda value: 255 - value).getbbox()
        assert ink is not None
        edge = 10 * DOTS_A_MM
        assert edge <= ink[0]
        assert ink[2] <= page.image.width - edge
        assert ink[3] <= page.image.height - edge
        assert min(line[1] for line in page.lines) >= 10.0


def test_a_title_in_any_script_names_the_file() -> None:
    made = sheet(items(1), "四月 瓶盖")
    assert b"/Title <FEFF" + "四月 瓶盖".encode("utf-16-be").hex().upper().encode() + b">" in made.pdf


def test_the_same_codes_give_the_same_bytes() -> None:
    assert sheet(items(5), "Proof").pdf == sheet(items(5), "Proof").pdf


def test_symbols_without_a_caption_stand_alone() -> None:
    (page,) = render(sheet(items(4, caption=""), "Proof").pdf)
    assert len(page.lines) == 1
    assert len(page.codes()) == 4


def test_a_symbol_stands_in_the_middle_of_its_cell() -> None:
    """Without a caption the cell is the symbol and its quiet zone, set against the margin of 10 mm."""
    (page,) = render(sheet(items(1, caption=""), "Proof", "M", 0.5).pdf)
    ink = page.image.point(lambda value: 255 - value).getbbox()
    assert ink is not None
    left, top, right = (side / DOTS_A_MM for side in ink[:3])
    assert (left, top, right) == pytest.approx((10 + 4 * 0.5, 10 + 4 * 0.5, 10 + 29 * 0.5), abs=0.1)


@pytest.mark.parametrize(
    ("wanted", "module_mm", "code"),
    [
        ([], 0.4, "empty"),
        (items(1) * (SYMBOLS_MAX + 1), 0.4, "too_many"),
        (items(1, caption="瓶盖"), 0.4, "caption"),
        (items(1, caption="x" * 41), 0.4, "caption"),
        ([SheetItem("中", "")], 0.4, "not_plain"),
        ([SheetItem("x" * 300, "")], 0.4, "too_long"),
        (items(1), 0.1, "module_size"),
        ([SheetItem("HTTPS://Q.EX.CN/" + "A" * 200, "")], 4.0, "too_large"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_in_both_languages(
    wanted: list[SheetItem], module_mm: float, code: str
) -> None:
    refusal = sheet_pdf(wanted, "Proof", "M", module_mm)
    assert isinstance(refusal, PictureRefused)
    assert refusal.code == code
    assert refusal.en.isascii()
    assert not refusal.zh.isascii()


def test_text_in_a_pdf_is_escaped() -> None:
    page = Page(50, 50)
    page.text(1, 1, 2, "a(b)\\c")
    assert b"(a\\(b\\)\\\\c) Tj" in page.content()
    with pytest.raises(ValueError, match="ASCII"):
        page.text(1, 1, 2, "瓶")
    assert objects_of(document([page.packed()], "x"))
