"""Batches as text for the printer, with the manifest that the printer checks."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from engine.codes.batch import Batch, code_of
from engine.codes.bulk import RUN
from engine.codes.code_file import CodeFile, LineEnd
from engine.codes.export import Printing, Roll, rolls
from engine.codes.gs1 import DigitalLink, parse
from engine.codes.permutation import CodeKey, Permutation
from engine.codes.printed import Form, printed_text

KEY = CodeKey(3, b"k" * 32)
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
BATCH = Batch(
    id=7, brand="D", key_id=3, base=1_000, size=2 * RUN + 10, gtin="09521000100015",
    kind="in_lid", name="四月 瓶盖", created_at=NOW,
)  # fmt: skip


def lines(form: Form, origin: str = "", first: int = 1, last: int | None = None) -> list[str]:
    return b"".join(CodeFile.of(BATCH, KEY, form, origin, first, last).lines()).decode("ascii").splitlines()


def test_each_line_is_the_code_of_its_serial() -> None:
    permutation = Permutation(KEY)
    assert lines("code") == [code_of(BATCH, permutation, serial) for serial in range(1, BATCH.size + 1)]


def test_a_part_of_a_batch_has_both_its_ends() -> None:
    everything = lines("code")
    assert lines("code", "", 5_001, 5_100) == everything[5_000:5_100]
    assert lines("code", "", BATCH.size) == everything[-1:]


def test_addresses_are_written_in_capitals() -> None:
    code = lines("code", "", 1, 1)[0]
    assert lines("url", "https://q.brand.cn", 1, 1) == [f"HTTPS://Q.BRAND.CN/C/{code}"]
    (address,) = lines("digital_link", "https://q.brand.cn:8443", 1, 1)
    assert address == f"HTTPS://Q.BRAND.CN:8443/01/09521000100015/21/{code}"
    assert address == printed_text("digital_link", "https://q.brand.cn:8443", BATCH.gtin, code)
    link = parse(address)
    assert isinstance(link, DigitalLink)
    assert (link.gtin, link.serial) == (BATCH.gtin, code)


@pytest.mark.parametrize(("line_end", "ending"), [("lf", b"\n"), ("crlf", b"\r\n")])
def test_every_line_has_the_end_that_the_printer_asks_for(line_end: LineEnd, ending: bytes) -> None:
    file = b"".join(CodeFile.of(BATCH, KEY, "url", "http://h", line_end=line_end).lines())
    assert file.endswith(ending)
    assert file.count(b"\n") == file.count(ending) == BATCH.size
    assert file.count(b"\r") == (BATCH.size if line_end == "crlf" else 0)


def test_the_manifest_describes_the_file_exactly() -> None:
    printing = Printing(BATCH, KEY, "url", "https://q.cn", Roll(2, 3, 101, 20_100), line_end="crlf")
    file = b"".join(printing)
    told = json.loads(printing.manifest(NOW).json())
    assert told == {
        "batch": 7, "name": "四月 瓶盖", "gtin": "09521000100015", "kind": "in_lid", "form": "url",
        "first": 101, "last": 20_100, "count": 20_000, "line_end": "crlf",
        "bytes": len(file), "sha256": hashlib.sha256(file).hexdigest(),
        "created_at": "2026-04-01T08:00:00+00:00", "roll": 2, "rolls": 3,
    }  # fmt: skip


def test_a_half_written_file_has_no_manifest() -> None:
    printing = Printing(BATCH, KEY)
    next(iter(printing))
    with pytest.raises(RuntimeError, match="whole file"):
        printing.manifest(NOW)


def test_rolls_joined_are_the_whole_batch() -> None:
    cut = rolls(1, BATCH.size, 10_000)
    assert [(roll.number, roll.of, roll.first, roll.last) for roll in cut] == [
        (1, 4, 1, 10_000), (2, 4, 10_001, 20_000), (3, 4, 20_001, 30_000), (4, 4, 30_001, BATCH.size),
    ]  # fmt: skip
    joined = b"".join(piece for roll in cut for piece in Printing(BATCH, KEY, roll=roll))
    assert joined == b"".join(Printing(BATCH, KEY))


@pytest.mark.parametrize(("first", "last", "per_roll"), [(1, 10, 0), (5, 4, 10)])
def test_rolls_that_cannot_be_are_a_defect(first: int, last: int, per_roll: int) -> None:
    with pytest.raises(ValueError, match="rolls"):
        rolls(first, last, per_roll)


@pytest.mark.parametrize(
    ("form", "origin", "first", "last", "key", "words"),
    [
        ("code", "", 0, 5, KEY, "outside"),
        ("code", "", 1, BATCH.size + 1, KEY, "outside"),
        ("code", "", 6, 5, KEY, "backwards"),
        ("code", "", 1, 5, CodeKey(4, KEY.secret), "under key"),
        ("url", "", 1, 5, KEY, "scheme and host"),
        ("url", "https://h/path", 1, 5, KEY, "scheme and host"),
        ("url", "https://h\r\n", 1, 5, KEY, "scheme and host"),
        ("qr", "https://h", 1, 5, KEY, "one of"),
    ],
)
def test_a_wrong_wish_is_refused_before_the_first_line(
    form: Form, origin: str, first: int, last: int, key: CodeKey, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        CodeFile.of(BATCH, key, form, origin, first, last)


@pytest.mark.parametrize("line_end", ["lf", "crlf"])
def test_any_stretch_of_bytes_is_cut_from_the_whole(line_end: LineEnd) -> None:
    file = CodeFile.of(BATCH, KEY, "url", "https://q.cn", 5, line_end=line_end)
    whole = b"".join(file.lines())
    assert len(whole) == file.size == file.width * file.count
    edges = [0, 1, file.width - 1, file.width, RUN * file.width - 1, RUN * file.width + 3, file.size]
    for start in edges[:-1]:
        for end in (end for end in edges if end > start):
            assert b"".join(file.part(start, end)) == whole[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, 16 * 15 + 1)])
def test_a_stretch_outside_the_file_is_a_defect(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        CodeFile.of(BATCH, KEY, "code", "", 1, 16).part(start, end)


def test_the_tag_names_the_bytes() -> None:
    """Two files have one tag exactly when they have the same bytes."""
    wishes = [("code", "", 1, 9), ("code", "", 1, 8), ("code", "", 2, 9), ("url", "http://h", 1, 9)]
    wishes += [("url", "http://g", 1, 9), ("digital_link", "http://h", 1, 9)]
    files = [CodeFile.of(BATCH, KEY, form, origin, first, last) for form, origin, first, last in wishes]  # type: ignore[arg-type]  # forms, as a list of tuples cannot say
    assert len({file.tag for file in files}) == len(wishes)
    assert files[0].tag == CodeFile.of(BATCH, KEY, "code", "", 1, 9).tag


def test_a_printing_goes_on_where_it_stopped() -> None:
    whole = Printing(BATCH, KEY, "url", "http://h")
    text = b"".join(whole)
    width = whole.file.width
    resumed = Printing(BATCH, KEY, "url", "http://h")
    assert resumed.take(text[: 20_000 * width])
    assert resumed.take(text[20_000 * width : 20_001 * width])
    assert b"".join(resumed) == text[20_001 * width :]
    assert resumed.manifest(NOW) == whole.manifest(NOW)


def test_lines_of_something_else_are_not_taken() -> None:
    """Another range, address, batch or place; half a line; a hole in the middle; more than there is."""
    printing = Printing(BATCH, KEY, "url", "http://h", Roll(1, 1, 5, 1_000))
    text = b"".join(Printing(BATCH, KEY, "url", "http://h", Roll(1, 1, 5, 1_100)))
    width = printing.file.width
    hole = text[: 40 * width] + bytes(10 * width) + text[50 * width : 90 * width]
    others = [
        b"", text[1:], text[: width - 1], text[width : 9 * width], text, hole,
        b"".join(Printing(BATCH, KEY, "url", "http://g", Roll(1, 1, 5, 9))),
        b"".join(Printing(BATCH, KEY, "url", "http://h", Roll(1, 1, 6, 9))),
        text[: 8 * width] + text[9 * width : 10 * width],
    ]  # fmt: skip
    assert [printing.take(other) for other in others] == [False] * len(others)
    assert printing.take(text[: 996 * width])
