"""What an editor asks about a text: names, renaming, hover, outline, folds, fixes, costs of blocks."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import check, format_text
from dsl.outline import HEAD_OF
from dsl.reference.lines import LINE_HELP
from dsl.service import (
    Document,
    Units,
    complete,
    definition,
    edited,
    fixes,
    folds,
    hover,
    name_at,
    notes,
    references,
    rename,
    shared_definition,
    symbols,
)
from dsl.service.document import smallest
from tests.support.vocabulary import VOCABULARY
from tests.support.wrong_campaigns import WRONG

_SAMPLES = sorted((Path(__file__).parent / "campaigns").glob("*.cap"))
_TEXT = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai

coupon "cap-5" "5 yuan off" / "减5元"
  worth 5.00 CNY off 15.00 CNY
  valid 7 days

segment new consumer.claims is 0
segment keen not new

on scan  # 🎁 for everybody
  when new
    give coupon "cap-5"
  when keen
    give points 10
  otherwise
    give points 1
on redemption of "cap-5"
  give points 5
"""
_CHINESE = """活动 "开盖有礼"
  品牌 "金酒"
  时间 2026-10-01 至 2026-10-31 时区 Asia/Shanghai
人群 新客 消费者.领取次数 为 0
当 扫码
  如果 新客
    发 积分 10
  否则
    发 积分 1
"""


def _at(text: str, written: str, nth: int = 0) -> int:
    """The offset of the n-th time that something is written."""
    return [found.start() for found in re.finditer(re.escape(written), text)][nth]


def _doc(text: str = _TEXT) -> Document:
    return Document(text, VOCABULARY)


# ---- names


def test_a_name_leads_to_its_declaration() -> None:
    declared = definition(_doc(), _at(_TEXT, "new", 2) + 1)
    assert declared is not None
    assert (declared.span.line, declared.declares) == (9, True)
    coupon = definition(_doc(), _at(_TEXT, '"cap-5"', 2))
    assert coupon is not None
    assert coupon.span.line == 5


def test_what_the_vocabulary_declares_has_no_declaration_here() -> None:
    assert definition(_doc(), _at(_TEXT, "points")) is None
    assert definition(_doc(), 0) is None


def test_every_use_of_a_name_is_found_in_either_spelling() -> None:
    text = _CHINESE + "  如果 consumer.claims 至少 3\n    发 points 5\n"
    lines = [name.span.line for name in references(_doc(text), _at(text, "消费者.领取次数"))]
    assert lines == [4, 10]
    assert [name.span.line for name in references(_doc(text), _at(text, "积分"))] == [7, 9, 11]


def test_a_coupon_that_an_alliance_lends_is_not_ours() -> None:
    text = _TEXT + 'on invitation\n  give coupon "cap-5" from alliance "spa"\n'
    assert len(references(_doc(text), _at(text, '"cap-5"'))) == 3


# ---- renaming


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_a_renamed_campaign_is_the_same_campaign(path: Path) -> None:
    """Renaming everything that a text declares and back again gives the text; in between it is as sound."""
    text = path.read_text(encoding="utf-8")
    for name in [name for name in _doc(text).names if name.declares]:
        there = rename(_doc(text), name.span.start, "renamed_x")
        assert there.refused is None
        after = edited(text, there.edits)
        assert [found.code for found in check(after, VOCABULARY).diagnostics] == [
            found.code for found in check(text, VOCABULARY).diagnostics
        ]
        back = rename(_doc(after), _at(after, "renamed_x"), name.text)
        assert edited(after, back.edits).replace('"', "").replace("“", "").replace("”", "") == (
            text.replace('"', "").replace("“", "").replace("”", "")
        )


@pytest.mark.parametrize(
    ("written", "new", "why"),
    [
        ("new", "keen", "there is a `keen` already"),
        ("new", "two words", "`two words` cannot be a name"),
        ("new", "consumer.points", "the segment `consumer.points` has the name of a fact"),
        ("new", "not", "would be read as another word"),
        ('"cap-5"', "cap 5", "`cap 5` cannot name a coupon"),
        ("points", "score", "only what this text declares"),
    ],
)
def test_a_name_that_would_change_the_meaning_is_refused(written: str, new: str, why: str) -> None:
    refused = rename(_doc(), _at(_TEXT, written), new)
    assert refused.edits == ()
    assert refused.refused is not None
    assert why in refused.refused.en


def test_texts_keep_their_quotes_and_escapes() -> None:
    text = 'test "a"\n' + "test “b”\n"
    assert edited(text, rename(_doc(text), _at(text, '"a"'), 'say "x"').edits).startswith(r'test "say \"x\""')
    assert "“c”" in edited(text, rename(_doc(text), _at(text, "“b”"), "c").edits)


def test_phases_and_experiments_are_renamed_in_tests_too() -> None:
    text = """campaign "x"
  brand "b"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
on scan
  phase first for the first 2,000 claims
    give points 50
  otherwise
    experiment offer
      group offered 90%
        give points 10
      group holdout rest
        give points 1
test "left out"
  at 2026-10-02 10:00
  scan with phase.first 2,000, experiment.offer holdout
  expect points 1
"""
    assert check(text, VOCABULARY).campaign is not None
    for old in ("first", "offer", "holdout"):
        place = re.search(rf"(phase|experiment|group) {old}\b", text)
        assert place is not None
        renaming = rename(_doc(text), place.start(1) + len(place[1]) + 1, "renamed")
        after = edited(text, renaming.edits)
        assert len(renaming.edits) == 2
        assert after.count("renamed") == 2
        assert check(after, VOCABULARY).campaign is not None


def test_constants_are_renamed_wherever_a_value_may_stand() -> None:
    text = _TEXT.replace("segment new ", "constant few 3\nsegment new ", 1).replace("points 10", "points few")
    text = text.replace("consumer.claims is 0", "consumer.claims under few")
    renaming = rename(_doc(text), _at(text, "few"), "several")
    assert len(renaming.edits) == 3
    after = edited(text, renaming.edits)
    assert "few" not in after
    assert check(after, VOCABULARY).campaign is not None


def test_what_a_shared_text_declares_is_known_but_renamed_there() -> None:
    shared = {"house": 'shared "house"\nsegment fresh consumer.claims is 0\n'}
    text = _TEXT.replace('  brand "Jinjiu"', '  brand "Jinjiu"\n  uses "house"').replace(
        "segment keen not new", "segment keen fresh"
    )
    document = Document(text, VOCABULARY, shared)
    assert document.checked.campaign is not None
    refused = rename(document, _at(text, "fresh"), "other")
    assert refused.edits == ()
    assert refused.refused is not None
    assert "in the shared text `house`" in refused.refused.en
    assert definition(document, _at(text, "fresh")) is None
    found = shared_definition(document, _at(text, "fresh"))
    assert found is not None
    assert (found.where, found.name.text, found.name.span.line) == ("house", "fresh", 2)
    told = hover(document, _at(text, "fresh"))
    assert told is not None
    assert told.words.en == "`segment fresh consumer.claims is 0`\nin the shared text `house`"
    at = _at(text, "fresh")
    assert "fresh" in {one.text for one in complete(document, at)}
    assert '"house"' in {one.text for one in complete(document, _at(text, '"house"'))}


# ---- hover


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("new", "`segment new consumer.claims is 0`"),
        ('"cap-5"', "`worth 5.00 CNY off 15.00 CNY`"),
        ("points", "Points of the brand."),
        ("consumer.claims", "a whole number"),
        ("otherwise", "Holds when no branch above did."),
        ("Asia/Shanghai", "time zone"),
        ("CNY", "currency"),
    ],
)
def test_a_word_explains_itself(written: str, said: str) -> None:
    found = hover(_doc(), _at(_TEXT, written))
    assert found is not None
    assert said in found.words.en
    assert re.search("[\u4e00-\u9fff]", found.words.zh)


def test_a_segment_is_told_in_both_languages_with_its_uses() -> None:
    found = hover(_doc(), _at(_TEXT, "new", 2))
    assert found is not None
    assert found.words.en == "`segment new consumer.claims is 0`\nused 2 times"
    assert found.words.zh == "`人群 new 消费者.领取次数 为 0`\n用到 2 次"


def test_nothing_is_said_about_comments_numbers_and_blanks() -> None:
    assert [hover(_doc(), place) for place in (_at(_TEXT, "everybody"), _at(_TEXT, "10\n"), 10**6)] == [
        None
    ] * 3


def test_every_kind_of_line_has_its_sentence() -> None:
    assert set(LINE_HELP) == set(HEAD_OF)
    for words in LINE_HELP.values():
        assert words.en.endswith(".")
        assert words.zh.endswith("。")


# ---- outline and folds


def test_the_outline_is_the_tree_of_blocks() -> None:
    found = symbols(_doc())
    assert [(one.kind, one.name) for one in found] == [
        ("campaign", 'campaign "Open the cap"'),
        ("coupon", 'coupon "cap-5" "5 yuan off" / "减5元"'),
        ("segment", "segment new consumer.claims is 0"),
        ("segment", "segment keen not new"),
        ("trigger", "on scan"),
        ("trigger", 'on redemption of "cap-5"'),
    ]
    assert [one.name for one in found[4].children] == ["when new", "when keen", "otherwise"]
    assert _TEXT[found[4].span.start : found[4].span.end].endswith("give points 1")


def test_blocks_fold_from_their_first_line_to_their_last() -> None:
    assert [(fold.first, fold.last) for fold in folds(_doc())] == [
        (1, 3), (5, 7), (12, 18), (13, 14), (15, 16), (17, 18), (19, 20),
    ]  # fmt: skip


# ---- fixes


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", [code for code in WRONG if len(WRONG[code]) < 1_500])
def test_every_fix_settles_its_finding(code: str, language: str) -> None:
    text = WRONG[code] if language == "en" else format_text(WRONG[code], VOCABULARY, "zh")
    for fix in fixes(_doc(text), 0, len(text)):
        after = check(edited(text, fix.edits), VOCABULARY).diagnostics
        left = [
            found for found in after if (found.code, found.message) == (fix.finding.code, fix.finding.message)
        ]
        assert left == []
        assert {found.code for found in after if found.code[:4] in ("BC01", "BC02")} <= {code}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("BC0804", "    rest nothing"),
        ("BC0807", "  if spent\n    refuse"),
        ("BC1105", "  otherwise\n    refuse"),
        ("BC1106", "  otherwise\n    refuse"),
    ],
)
def test_missing_lines_are_written_where_they_belong(code: str, line: str) -> None:
    (fix,) = fixes(_doc(WRONG[code]), 0, len(WRONG[code]))
    assert edited(WRONG[code], fix.edits) == WRONG[code] + line + "\n"


def test_fixes_are_offered_only_where_one_asks() -> None:
    assert fixes(_doc(WRONG["BC0804"]), 0, 3) == ()


def test_formatting_is_the_smallest_edit() -> None:
    text = format_text(_TEXT, VOCABULARY)
    loose = text.replace("  when keen", "  when   keen")
    edit = _doc(loose).formatted()
    assert edit is not None
    assert edited(loose, [edit]) == text
    assert edit.end - edit.start <= 3
    assert _doc(text).formatted() is None


# ---- costs


def test_a_block_tells_what_it_costs() -> None:
    text = _TEXT.replace('  brand "Jinjiu"', '  brand "Jinjiu"\n  budget 9.00 CNY\n  channel sandbox_wallet')
    text = text.replace("give points 10", "give red_packet 1.88 CNY\n      if spent\n        refuse")
    told = {note.line: note.words for note in notes(_doc(text))}
    assert told[_doc(text).text[: _at(text, "when keen")].count("\n") + 1].en == "costs 1.88 CNY an event"
    assert notes(_doc(WRONG["BC0401"])) == ()


# ---- offsets


@given(st.text(st.sampled_from("a中🎁\n𠮷"), max_size=20))
def test_units_are_those_of_utf_16(text: str) -> None:
    units = Units(text)
    for offset in range(len(text) + 1):
        assert units.of(offset) == len(text[:offset].encode("utf-16-le")) // 2
        assert units.back(units.of(offset)) == offset
    assert units.back(10**9) == len(text)
    assert units.back(-5) == 0


def test_within_a_wide_character_is_its_start() -> None:
    assert [Units("a🎁b").back(units) for units in range(5)] == [0, 1, 1, 2, 3]


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_the_smallest_edit_turns_one_text_into_the_other(before: str, after: str) -> None:
    assert edited(before, [smallest(before, after)]) == after


# ---- any text


@pytest.mark.parametrize("code", [code for code in WRONG if len(WRONG[code]) < 1_500])
def test_wrong_texts_are_served_at_every_place(code: str) -> None:
    document = _doc(WRONG[code])
    for offset in range(0, len(document.text) + 2, 3):
        hover(document, offset)
        name_at(document, offset)
    symbols(document)
    folds(document)


def test_two_hundred_lines_are_served_between_two_keystrokes() -> None:
    """The bound is generous for a busy machine; alone it takes about a tenth of it."""
    text = _TEXT + "".join(
        f'segment s{number} consumer.claims is {number}\non scan of batch "B{number}"\n'
        f"  when s{number}\n    give points 2\n  otherwise\n    give points 1\n"
        for number in range(2, 32)
    )
    assert text.count("\n") >= 200
    _doc(_TEXT).checked  # noqa: B018  # the grammar is built once
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        document = _doc(text)
        assert document.checked.campaign is not None
        symbols(document)
        hover(document, _at(text, "s31"))
        best = min(best, time.perf_counter() - started)
    assert best < 0.5
