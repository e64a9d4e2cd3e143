"""The text as blocks: nothing is lost, a slot changes its own stretch alone, comments travel with their block."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import check, format_text
from dsl.service import Document, Edit, edited
from dsl.service.blocks import (
    Block,
    Misplaced,
    blocks,
    choices,
    copied,
    further,
    inserted,
    moved,
    offers,
    removed,
    spare,
    spelled,
)
from tests.support.vocabulary import VOCABULARY
from tests.support.wrong_campaigns import WRONG

_SAMPLES = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "campaigns").glob("*.cap"))]
_TEXT = """# what this is about
campaign "Open the cap"  # 🎉 the title
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 1,000.00 CNY, at most 100.00 CNY a day
  channel sandbox_wallet

# a note of its own

# whoever is new
segment newcomer  consumer.claims is 0

on scan
  # the best first
  when newcomer
    give red_packet 1.88 CNY, stock 100  # while it lasts
    # last word of the body
  otherwise
    gvie points 10
"""


def document(text: str = _TEXT) -> Document:
    return Document(text, VOCABULARY)


def every(doc: Document) -> list[Block]:
    return [one for top in blocks(doc) for one in top.every()]


def at(doc: Document, line: int) -> Block:
    return next(one for one in every(doc) if one.line == line)


def test_a_comment_belongs_to_the_line_below_unless_a_blank_line_or_its_depth_parts_them() -> None:
    found = {(one.kind, one.line): one for one in every(document())}
    assert [one.value for one in found["campaign", 2].comments] == ["what this is about"]
    assert found["campaign", 2].remark is not None
    assert found["campaign", 2].remark.value == "🎉 the title"
    assert [one.value for one in found["note", 8].comments] == ["a note of its own"]
    assert [one.value for one in found["segment", 11].comments] == ["whoever is new"]
    assert [one.value for one in found["when", 15].comments] == ["the best first"]
    assert [child.kind for child in found["when", 15].children] == ["give", "note"]
    assert (found["when", 15].first, found["when", 15].last) == (14, 17)
    assert found["broken", 19].pieces[-1].text == "gvie points 10"


def test_every_line_with_something_on_it_is_in_one_block_and_once() -> None:
    for text in (*_SAMPLES, _TEXT, *WRONG.values()):
        doc = document(text)
        if any(found.code == "BC0301" for found in doc.source.diagnostics):
            continue
        seen = Counter(one.line for one in every(doc) if one.kind != "note")
        spoken = [line.read.number for line in doc.source.lines if line.read.spoken]
        assert seen == Counter(spoken)
        comments = sum(len(one.comments) + (one.remark is not None) for one in every(doc))
        assert comments == sum(leaf.kind == "comment" for leaf in doc.source.leaves())
        for one in every(doc):
            for child in one.children:
                assert one.line < child.first <= child.last <= one.last


def test_a_slot_holds_what_is_written_and_writing_it_again_changes_nothing() -> None:
    for text in (*_SAMPLES, _TEXT):
        for one in every(document(text)):
            for piece in (*one.pieces, *one.comments):
                assert text[piece.at.start : piece.at.end] == piece.text
                if piece.slot is not None and piece.slot != "comment" and "\\" not in piece.text:
                    assert spelled(piece, piece.value) == piece.text


def test_a_text_slot_is_written_in_its_own_quotes() -> None:
    (straight,) = (p for p in at(document(), 2).pieces if p.slot == "text")
    assert spelled(straight, 'the "best"\none') == '"the \\"best\\" one"'
    curly = document("campaign “Open”\n")
    (piece,) = (p for p in at(curly, 1).pieces if p.slot == "text")
    assert (piece.value, spelled(piece, "开盖")) == ("Open", "“开盖”")


def test_a_slot_offers_what_leaves_the_sentence_whole() -> None:
    doc = document()
    give = at(doc, 16)
    reward = next(piece for piece in give.pieces if piece.text == "red_packet")
    assert reward.slot == "word"
    assert {"red_packet", "points"} <= {word for word, _ in choices(doc, reward.at)}
    segment = at(doc, 11)
    operator = next(piece for piece in segment.pieces if piece.text == "is")
    assert {"is", "is not", "at least"} <= {word for word, _ in choices(doc, operator.at)}
    assert "between" not in {word for word, _ in choices(doc, operator.at)}


def test_what_may_be_added_to_a_line_and_left_out_of_it() -> None:
    doc = document()
    assert " to clerk" not in {text for text, _ in further(doc, 16)}  # it stands before the stock
    parts = [doc.text[cut.start : cut.end] for cut in spare(doc, 16)]
    assert parts == [", stock 100"]
    assert [doc.text[cut.start : cut.end] for cut in spare(doc, 5)] == [", at most 100.00 CNY a day"]
    lean = document(edited(_TEXT, [Edit(*spare(doc, 16)[0], "")]))
    assert {" to clerk", ", stock 100"} <= {text for text, _ in further(lean, 16)}
    assert further(doc, 19) == ()


def test_a_block_moves_with_its_comments_and_body_to_its_new_margin() -> None:
    text = edited(_TEXT, [moved(document(), 15, 18, "after")])
    assert text.endswith("""on scan
  otherwise
    gvie points 10
  # the best first
  when newcomer
    give red_packet 1.88 CNY, stock 100  # while it lasts
    # last word of the body
""")
    inner = edited(_TEXT, [moved(document(), 15, 18, "into")])
    assert "    gvie points 10\n    # the best first\n    when newcomer\n      give" in inner
    top = edited(_TEXT, [moved(document(), 13, 2, "before")])
    assert top.startswith("on scan\n")
    assert "    gvie points 10\n\n# what this is about\ncampaign" in top
    assert top.endswith("segment newcomer  consumer.claims is 0\n")


def test_a_block_cannot_stand_within_itself() -> None:
    with pytest.raises(Misplaced):
        moved(document(), 13, 16, "after")
    with pytest.raises(Misplaced):
        removed(document(), 7)


def test_a_block_is_copied_behind_itself_and_removed_with_its_comments() -> None:
    twice = edited(_TEXT, [copied(document(), 15)])
    assert twice.count("# the best first") == 2
    back = Document(twice, VOCABULARY)
    assert edited(twice, [removed(back, 15)]) == _TEXT
    assert "newcomer  consumer" not in edited(_TEXT, [removed(document(), 11)])


def test_text_is_put_in_at_the_margin_of_its_place() -> None:
    text = edited(_TEXT, [inserted(document(), "when newcomer\n  give points 3\n", 18, "before")])
    assert "  when newcomer\n    give points 3\n  otherwise\n" in text
    test = edited(_TEXT, [inserted(document(), 'test "one"\n  expect nothing', None, "after")])
    assert test.endswith('    gvie points 10\n\ntest "one"\n  expect nothing\n')


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_offer_is_understood_in_its_place_in_both_languages(language: str) -> None:
    base = format_text(_TEXT.replace("gvie", "give"), VOCABULARY, language)
    doc = document(base)
    assert {one.kind for one in every(doc)} >= {"campaign", "trigger", "when"}
    tried = 0
    for under in (None, *(one.line for one in every(doc) if one.kind != "note")):
        for offer in offers(doc, under):
            edit = inserted(doc, offer.text, under, "after" if under is None else "into")
            broken = list(document(edited(base, [edit])).source.diagnostics)
            assert broken == [], (offer.text, broken)
            tried += 1
    assert tried > 40


def test_lines_of_which_one_is_enough_are_offered_once() -> None:
    names = {offer.name.en for offer in offers(document(), 2)}
    assert "budget" in names
    assert "brand" not in names
    assert "contact" in names


def test_choosing_the_same_words_of_another_campaign_gives_the_same_program() -> None:
    for text in _SAMPLES[:4]:
        before = check(text, VOCABULARY)
        for one in every(document(text))[:20]:
            for piece in one.pieces:
                if piece.slot == "word":
                    again = edited(text, [Edit(piece.at.start, piece.at.end, spelled(piece, piece.value))])
                    assert check(again, VOCABULARY).campaign == before.campaign
                    break


_ANY = st.one_of(
    st.sampled_from((*_SAMPLES, _TEXT, *WRONG.values())),
    st.text(st.sampled_from(list('on when give#\n  \t"“5%，是发 中é🎉')), max_size=200),
)


@settings(max_examples=60, deadline=None)
@given(_ANY, st.data())
def test_moves_lose_no_line_and_no_comment_whatever_the_text(text: str, data: st.DataObject) -> None:
    doc = document(text)
    all_blocks = every(doc)
    if len(all_blocks) < 2:
        return
    own, other = (data.draw(st.sampled_from(all_blocks)) for _ in range(2))
    where = data.draw(st.sampled_from(["before", "after", "into"]))
    try:
        after = edited(text, [moved(doc, own.line, other.line, where)])
    except Misplaced:
        return
    assert Counter(_said(text)) == Counter(_said(after))


def _said(text: str) -> list[str]:
    return [row for line in text.splitlines() if (row := line.strip("\ufeff \t\u3000\u00a0"))]
