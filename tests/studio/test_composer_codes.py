"""Codes in the studio: batches, ranges with a history, files for the printer, sheets and samples."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.site import prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import Desk

BATCH = "/studio/codes/1"


def test_a_batch_of_any_size_is_there_at_once_and_opens() -> None:
    desk = Desk()
    form = {"name": "Line 4", "gtin": "9521000100015", "kind": "label", "size": "1,000,000,000"}
    page = desk.follow(desk.post("/studio/codes", form))
    assert "1,000,000,000" in prose(page.text)
    assert "every code of this batch is inactive" in prose(page.text)


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("gtin", "cap"), ("size", "many"), ("size", "1.5"), ("kind", "bottle")]
)
def test_a_wrong_field_comes_back_with_the_rest_as_typed(field: str, value: str) -> None:
    form = {"name": "Line 4", "gtin": "9521000100015", "kind": "carton", "size": "500"} | {field: value}
    desk = Desk()
    answer = desk.post("/studio/codes", form)
    assert answer.status_code == 422
    assert len(desk.engine.codes.kept) == 1
    for name in {"name", "gtin", "size"} - {field}:
        assert f'value="{form[name]}"' in answer.text


def test_a_range_is_activated_and_the_history_says_who_did_it() -> None:
    desk = Desk()
    answer = desk.post(
        f"{BATCH}/ranges", {"first": "24,001", "last": "", "aspect": "state", "value": "active"}
    )
    page = prose(desk.follow(answer).text)
    assert "24,001 – 30,000" in page
    assert "Recorded. The change stands at the top" in page
    change = desk.engine.codes.changes[1][-1]
    assert (change.first, change.last, change.value, change.by) == (24_001, 30_000, "active", "Ling")


def test_a_time_is_read_in_the_brands_zone() -> None:
    desk = Desk()
    form = {
        "first": "1",
        "last": "9",
        "aspect": "region",
        "value": "CN-BJ",
        "effective_at": "2026-06-12T00:00",
    }
    desk.post(f"{BATCH}/ranges", form)
    assert desk.engine.codes.changes[1][-1].effective_at == datetime(2026, 6, 11, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [{"first": "0"}, {"last": "30001"}, {"first": "9", "last": "8"}, {"first": "x"}, {"aspect": "owner"},
     {"aspect": "state", "value": "burnt"}, {"value": ""}, {"effective_at": "soon"}, {"value": "nowhere"}],
)  # fmt: skip
def test_a_change_that_does_not_fit_changes_nothing(wrong: dict[str, str]) -> None:
    desk = Desk()
    before = list(desk.engine.codes.changes[1])
    form = {"first": "1", "last": "2", "aspect": "region", "value": "CN-GD", "effective_at": ""} | wrong
    answer = desk.post(f"{BATCH}/ranges", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'href="{BATCH}?lang=zh-CN"' in answer.text
    assert desk.engine.codes.changes[1] == before


def test_the_printers_file_holds_one_code_a_line_and_its_manifest_the_count() -> None:
    desk = Desk()
    file = desk.get(f"{BATCH}/codes.txt?form=code&first=3&last=5")
    assert file.text == "7K3QM9XD000003\n7K3QM9XD000004\n7K3QM9XD000005\n"
    assert "attachment" in file.headers["content-disposition"]
    assert desk.get(f"{BATCH}/manifest.json?form=code&first=3&last=5").json() == {"count": 3}


def test_a_broken_download_goes_on_where_it_stopped() -> None:
    """Any stretch of bytes, as long as the file is still the same one."""
    desk, address = Desk(), f"{BATCH}/codes.txt?form=code&first=3&last=5"
    whole = desk.get(address)
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-length"] == str(len(whole.content))
    rest = desk.get(address, range="bytes=20-", if_range=whole.headers["etag"])
    assert (rest.status_code, rest.content) == (206, whole.content[20:])
    assert rest.headers["content-range"] == f"bytes 20-44/{len(whole.content)}"
    other = desk.get(address, range="bytes=20-", if_range='"older"')
    assert (other.status_code, other.content) == (200, whole.content)
    beyond = desk.get(address, range="bytes=45-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */45")


def test_who_takes_codes_is_kept_with_the_batch() -> None:
    """With the serials that left, not those that were asked about; looking at the size takes nothing."""
    desk = Desk()
    assert "Nobody has taken codes" in prose(desk.get(BATCH).text)
    desk.get(f"{BATCH}/codes.txt?form=url&first=3&last=5", range="bytes=20-30")
    desk.get(f"{BATCH}/sheet.pdf?first=1&last=12")
    desk.send("HEAD", f"{BATCH}/codes.txt")
    desk.get(f"{BATCH}/manifest.json")
    taken = desk.engine.codes.taken
    assert [(one.first, one.last, one.form, one.by) for one in taken] == [
        (1, 12, "sheet", "Ling"), (4, 5, "url", "Ling"),
    ]  # fmt: skip
    page = prose(desk.get(BATCH).text)
    assert "4 – 5" in page
    assert "A sheet of symbols" in page


@pytest.mark.parametrize("query", ["form=novel", "form=code&first=0", "form=code&last=30001", "first=a"])
def test_an_export_that_makes_no_sense_is_refused(query: str) -> None:
    assert Desk().get(f"{BATCH}/codes.txt?{query}").status_code in (404, 422)


def test_a_sheet_and_the_samples_are_made_of_true_symbols() -> None:
    desk = Desk()
    assert desk.get(f"{BATCH}/sheet.pdf?first=1&last=12").content.startswith(b"%PDF-")
    assert desk.get(f"{BATCH}/sample.png?serial=7").content.startswith(b"\x89PNG")
    picture = desk.get(f"{BATCH}/sample.svg?serial=7").text
    assert "HTTP://127.0.0.1:8000/C/7K3QM9XD000007" in picture


def test_one_sample_leads_to_its_scan_page() -> None:
    page = Desk().get(f"{BATCH}?serial=42").text
    assert 'href="http://127.0.0.1:8000/c/7K3QM9XD000042"' in page
    assert Desk().json(f"{BATCH}.json?serial=999999999")["sample"]["serial"] == 30_000


def test_a_named_product_is_shown_by_its_name_and_offered_for_new_batches() -> None:
    page = Desk(language="zh-CN").get("/studio/codes").text
    assert '运动饮料 500 毫升 <span class="fine"><code>09521000100015</code>' in page
    assert '<option value="09521000100015" label="运动饮料 500 毫升">' in page


def test_an_empty_shelf_invites_the_first_batch() -> None:
    assert "No codes yet" in prose(Desk(StudioDouble(), email="bo@example.com").get("/studio/codes").text)


@pytest.mark.parametrize("name", ["codes.txt", "sheet.pdf", "sample.svg", "sample.png"])
def test_who_only_reads_gets_no_codes(name: str) -> None:
    """A code that nobody has claimed yet is as good as the money behind it."""
    assert Desk(email="ana@example.com").get(f"{BATCH}/{name}").status_code == 403
    assert Desk().get(f"{BATCH}/{name}").status_code == 200


def test_who_only_reads_sees_the_batch_without_a_sample() -> None:
    desk = Desk(email="ana@example.com")
    assert desk.json(f"{BATCH}.json")["sample"] is None
    page = desk.get(BATCH).text
    assert "/c/" not in page
    assert "codes.txt" not in page
    assert "manifest.json" not in page


TABLE = (
    "first,last,aspect,value,effective_at\n1,100,state,withdrawn,\n101,150,region,CN-BJ,2026-06-12T00:00\n"
)


def test_a_table_is_shown_before_it_is_recorded() -> None:
    desk = Desk()
    before = list(desk.engine.codes.changes[1])
    seen = desk.post(f"{BATCH}/changes", {"table": TABLE, "step": "foretell"})
    assert seen.status_code == 200
    assert "Inactive → Withdrawn 100" in prose(seen.text)
    assert "none → CN-BJ 50" in prose(seen.text)
    assert "1,100,state,withdrawn," in seen.text
    assert desk.engine.codes.changes[1] == before
    page = desk.follow(desk.post(f"{BATCH}/changes", {"table": TABLE, "step": "record"}))
    assert "Recorded." in prose(page.text)
    made = desk.engine.codes.changes[1][len(before) :]
    assert [(one.first, one.last, one.value) for one in made] == [(1, 100, "withdrawn"), (101, 150, "CN-BJ")]


@pytest.mark.parametrize("step", ["foretell", "record"])
def test_a_table_with_a_bad_line_comes_back_with_its_number_and_changes_nothing(step: str) -> None:
    desk = Desk()
    before = list(desk.engine.codes.changes[1])
    table = TABLE + "5,4,state,active,\n"
    answer = desk.post(f"{BATCH}/changes", {"table": table, "step": step})
    assert answer.status_code == 422
    assert "Line 4: last: the last serial, 4, comes before the first, 5" in prose(answer.text)
    assert "5,4,state,active," in answer.text
    assert desk.engine.codes.changes[1] == before
    assert "第 4 行" in prose(Desk(language="zh-CN").post(f"{BATCH}/changes", {"table": table}).text)


def test_who_only_reads_sends_no_table() -> None:
    assert Desk(email="ana@example.com").post(f"{BATCH}/changes", {"table": TABLE}).status_code == 403
