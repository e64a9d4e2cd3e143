"""The text editor: drafts never overwrite each other, offsets as browsers count, publishing what was seen."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.site import prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_samples import TEXT
from tests.support.studio_site import Desk

EDIT = "/studio/campaigns/1/edit"


def form(text: str, action: str = "save", revision: int = 3, **more: str) -> dict[str, str]:
    return {"text": text, "revision": str(revision), "action": action, **more}


def draft(desk: Desk, number: int = 1) -> str:
    return desk.engine.campaigns.kept["drinks", number].draft


def test_the_page_works_without_script() -> None:
    desk = Desk()
    saved = desk.post(EDIT, form("campaign\r\n  gvie"))
    assert draft(desk) == "campaign\n  gvie"
    page = desk.follow(saved)
    assert "Saved just now" in prose(page.text)
    assert '<a class="finding-go" href="/studio/campaigns/1/edit?line=2">' in page.text


def test_a_text_keeps_every_character_on_its_way_through_the_form() -> None:
    desk = Desk()
    text = '\n  # 你好 🎁 <b> & "quoted" \\ \t tab\n\n\nend'
    desk.post(EDIT, form(text))
    assert draft(desk) == text
    page = desk.get(EDIT).text
    inside = re.search(r"<textarea[^>]*>\n(.*)</textarea>", page, re.S)
    assert inside is not None
    assert (
        inside[1].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace("&amp;", "&")
        == text
    )


def test_autosave_answers_with_revision_and_problems() -> None:
    desk = Desk()
    answer = desk.send_json("PUT", "/studio/campaigns/1/draft", {"text": "gvie", "revision": 3})
    assert answer.status_code == 200
    assert answer.json()["revision"] == 4
    assert answer.json()["problems"][0]["replacement"] == "give"


def test_an_older_draft_never_overwrites_a_newer_one() -> None:
    engine = StudioDouble()
    first, second = Desk(engine), Desk(engine)
    first.send_json("PUT", "/studio/campaigns/1/draft", {"text": "first", "revision": 3})
    answer = second.send_json("PUT", "/studio/campaigns/1/draft", {"text": "second", "revision": 3})
    assert answer.status_code == 409
    assert answer.json() == {"revision": 4, "text": "first", "by": "Bo"}
    assert draft(first) == "first"


def test_a_conflict_in_the_form_keeps_my_text_and_shows_theirs() -> None:
    engine = StudioDouble()
    Desk(engine).post(EDIT, form("theirs"))
    mine = Desk(engine)
    answer = mine.post(EDIT, form("mine"))
    assert answer.status_code == 409
    assert draft(mine) == "theirs"
    text = prose(answer.text)
    assert "Somebody else has saved this draft meanwhile" in text
    assert "Removed: theirs" in text
    assert "Added: mine" in text
    assert re.search(r"<textarea[^>]*>\nmine</textarea>", answer.text)
    assert 'name="revision" value="4"' in answer.text
    assert json.loads(boot(answer.text))["saved"] == "theirs"


def boot(page: str) -> str:
    found = re.search(r'<script type="application/json" id="editor-boot">(.*?)</script>', page, re.S)
    assert found is not None
    return found[1]


def test_offsets_count_as_browsers_count_beyond_emoji_and_chinese() -> None:
    text = "# 🎁🎁 开盖有礼\n  gvie"
    answer = Desk().send_json("POST", "/studio/language/check", {"text": text})
    problem = answer.json()["problems"][0]
    units = text.encode("utf-16-le")
    assert units[problem["start"] * 2 : problem["end"] * 2].decode("utf-16-le") == "gvie"
    assert problem["start"] == text.index("gvie") + 2
    assert set(problem["message"]) == {"en", "zh"}


def test_completion_formatting_and_tests_answer_the_editor() -> None:
    desk = Desk()
    found = desk.send_json("POST", "/studio/language/complete", {"text": "gi", "offset": 2}).json()
    offer = found["completions"][0]
    assert (offer["insert"], offer["start"], offer["end"]) == ("give", 0, 2)
    tidy = desk.send_json("POST", "/studio/language/format", {"text": "a  \nb", "lang": ""})
    assert tidy.json() == {"text": "a\nb\n"}
    refused = desk.send_json("POST", "/studio/language/format", {"text": "unformattable", "lang": "en"})
    assert (refused.status_code, refused.json()) == (422, {"message": "this text cannot be laid out"})
    tests = desk.send_json("POST", "/studio/language/test", {"text": TEXT}).json()["tests"]
    assert [(test["name"], test["passed"], test["line"]) for test in tests] == [
        ("a first cap is welcomed", True, 19)
    ]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"text": 1}', b'{"text": null}', b"\xff", b"[" * 100_000]
)
def test_a_request_that_is_no_json_object_is_refused(body: bytes) -> None:
    desk = Desk()
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/json"}
    assert desk.send("POST", "/studio/language/check", content=body, headers=headers).status_code == 400


def test_a_long_text_fits_and_a_flood_does_not() -> None:
    desk = Desk()
    assert desk.send_json("POST", "/studio/language/check", {"text": "活" * 80_000}).status_code == 200
    assert desk.send_json("POST", "/studio/language/check", {"text": "a" * 1_100_000}).status_code == 413


def test_format_in_the_form_tidies_the_stored_draft() -> None:
    desk = Desk()
    answer = desk.post(EDIT, form("campaign x  ", "format", lang="zh"))
    assert answer.headers["location"] == f"{EDIT}?saved=1"
    assert draft(desk) == "活动 x\n"


def test_a_text_that_cannot_be_laid_out_stays_as_it_was() -> None:
    desk = Desk()
    page = desk.follow(desk.post(EDIT, form("unformattable  ", "format")))
    assert draft(desk) == "unformattable  "
    assert "it stays exactly as you wrote it" in prose(page.text)


def test_running_tests_in_the_form_shows_each_result() -> None:
    page = Desk().follow(Desk().post(EDIT, form(TEXT + "broken", "test")))
    assert "Passed a first cap is welcomed" in prose(page.text)


def test_proposed_tests_are_written_behind_the_text_with_and_without_script() -> None:
    desk = Desk()
    proposed = desk.send_json("POST", "/studio/language/propose", {"text": TEXT}).json()["text"]
    assert proposed.startswith(TEXT.rstrip("\n"))
    assert '\n\ntest "nobody is left out"\n' in proposed
    answer = desk.post(EDIT, form(TEXT, "propose"))
    assert answer.headers["location"] == f"{EDIT}?saved=1&tests=1"
    assert draft(desk) == proposed


def test_the_script_gets_words_addresses_and_problems_but_nothing_that_closes_the_element() -> None:
    desk = Desk(language="zh-CN")
    desk.post(EDIT, form("</script><b>gvie"))
    start = json.loads(boot(desk.get(f"{EDIT}?line=7").text))
    assert start["revision"] == 4
    assert start["line"] == 7
    assert start["phrases"]["Find"] == "查找"
    assert start["urls"]["codemirror"].startswith("/static/vendor/codemirror.")
    assert start["words"]["errors_one"] == "{count} 个问题"
    assert start["saved"] is None


def test_publishing_what_was_reviewed_makes_a_version_named_by_its_hash() -> None:
    desk = Desk()
    page = desk.get("/studio/campaigns/1/publish")
    text = prose(page.text)
    for expected in (
        "Publish version 3",
        "The text has no problems",
        "1 test passes",
        "¥5,000.00",
        "24c1f9e7ab02",
    ):
        assert expected in text
    done = desk.post("/studio/campaigns/1/publish", {"revision": "3"})
    assert done.headers["location"] == "/studio/campaigns/1/history/3"
    assert desk.engine.campaigns.kept["drinks", 1].versions[-1].text == draft(desk)


def test_a_draft_that_changed_since_the_review_is_not_published() -> None:
    desk = Desk()
    desk.get("/studio/campaigns/1/publish")
    desk.post(EDIT, form(TEXT + "# changed"))
    answer = desk.post("/studio/campaigns/1/publish", {"revision": "3"})
    assert answer.status_code == 409
    assert "The draft changed while you were reading" in prose(answer.text)
    assert len(desk.engine.campaigns.kept["drinks", 1].versions) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT + "gvie", '<a class="finding-go" href="/studio/campaigns/1/edit?line=23">'),
        (TEXT + "# broken", "1 test fails"),
        (TEXT + "# overlap", "another campaign runs on this product"),
        (TEXT, "This text is already published."),
    ],
)
def test_a_blocked_publish_lists_its_reasons(text: str, reason: str) -> None:
    desk = Desk()
    desk.post(EDIT, form(text))
    answer = desk.post("/studio/campaigns/1/publish", {"revision": "4"})
    assert answer.status_code == 422
    assert reason in answer.text or reason in prose(answer.text)
    assert len(desk.engine.campaigns.kept["drinks", 1].versions) == 2


def test_a_review_with_problems_has_no_publish_button() -> None:
    assert 'class="button">Publish' not in Desk().get("/studio/campaigns/4/publish").text
    assert 'class="button">Publish version 3' in Desk().get("/studio/campaigns/1/publish").text


def ask(desk: Desk, question: str, **more: object) -> dict[str, object]:
    answer = desk.send_json("POST", f"/studio/language/{question}", {"text": TEXT, **more})
    assert answer.status_code in (200, 422)
    told: dict[str, object] = answer.json()
    return told


def browser_offset(written: str, nth: int = 0) -> int:
    """Where something is written, as a browser counts."""
    place = [found.start() for found in re.finditer(written, TEXT)][nth]
    return len(TEXT[:place].encode("utf-16-le")) // 2


def test_places_behind_an_emoji_are_those_of_the_browser() -> None:
    desk = Desk()
    declared = browser_offset("newcomer")
    assert TEXT.index("newcomer") + 1 == declared
    found = ask(desk, "names", offset=browser_offset("newcomer", 1))
    assert found["declared"] == {"start": declared, "end": declared + 8}
    assert [place["start"] for place in found["places"]] == [declared, browser_offset("newcomer", 1)]  # type: ignore[attr-defined]  # a list of places
    told = ask(desk, "hover", offset=declared)
    assert told["start"] == declared
    assert "`segment newcomer consumer.claims is 0`" in told["words"]["en"]  # type: ignore[index]  # words in two languages
    assert ask(desk, "hover", offset=10**9) == {}


def test_renaming_answers_edits_or_says_why_not() -> None:
    desk = Desk()
    offset = browser_offset("newcomer")
    edits = ask(desk, "rename", offset=offset, name="fresh")["edits"]
    assert [(edit["start"], edit["text"]) for edit in edits] == [  # type: ignore[attr-defined]  # a list of edits
        (offset, "fresh"), (browser_offset("newcomer", 1), "fresh"),
    ]  # fmt: skip
    assert "message" in ask(desk, "rename", offset=offset, name="not a name")


def test_cures_name_the_finding_they_settle() -> None:
    desk = Desk()
    answer = desk.send_json("POST", "/studio/language/fixes", {"text": "on scan\n  gvie points 5\n"})
    (fix,) = [fix for fix in answer.json()["fixes"] if fix["code"] == "BC0103"]
    assert fix["title"]["zh"] == "替换为 `give`"
    assert fix["edits"] == [{"start": 10, "end": 14, "text": "give"}]


@pytest.mark.parametrize(
    "wrong", [{"text": "\ud800"}, {"text": "", "offset": 10**30}, {"text": "", "offset": True}]
)
def test_what_no_browser_sends_is_a_bad_request(wrong: dict[str, object]) -> None:
    """Half a character, which no answer could repeat, and numbers that no browser counts to."""
    for asked in ("hover", "complete", "names"):
        body = {"offset": 0} | wrong
        assert Desk().send_json("POST", f"/studio/language/{asked}", body).status_code == 400
