"""One format: comments and broken lines are kept, a second run changes nothing, either language comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import check, format_text, parse
from tests.support.vocabulary import VOCABULARY

_SAMPLES = sorted((Path(__file__).parent / "campaigns").glob("*.cap"))
_UGLY = """


#first
campaign   "Open \\"the\\" cap"   #title
    brand "Jinjiu"
    runs 2026-10-01 to 2026-10-07 in Asia/Shanghai
    # money
    budget 1200.00 CNY,at most 500 CNY a day
segment a not(consumer.claims is 0 or consumer.claims is 3)and friend.is_new
segment newcomer (consumer.claims is 0 and friend.is_new)
# the lid
on scan of in_lid code of 9521000100015


  draw # dice
          1 in 10000 points 888, stock 20
          5% points 8
          rest nothing
             # inside the draw
  ?? not a rule   # kept
  give points 50 to consumer, at most 3 times
"""
_TIDY = """#first
campaign "Open \\"the\\" cap"  #title
  brand   "Jinjiu"
  runs    2026-10-01 to 2026-10-07 in Asia/Shanghai
  # money
  budget  1,200.00 CNY, at most 500.00 CNY a day

segment a         not (consumer.claims is 0 or consumer.claims is 3) and friend.is_new
segment newcomer  consumer.claims is 0 and friend.is_new

# the lid
on scan of in_lid code of 9521000100015

  draw  # dice
    1 in 10,000  points 888, stock 20
    5%           points 8
    rest         nothing
    # inside the draw
  ?? not a rule  # kept
  give points 50 to consumer, at most 3 in all
"""


def test_an_untidy_text_becomes_tidy() -> None:
    assert format_text(_UGLY, VOCABULARY) == _TIDY


def test_chinese_is_set_in_columns_of_wide_characters() -> None:
    text = 'coupon "a" "x"\n  worth 5.00 CNY\n  pays store 5 CNY\non scan\n  draw\n    1 in 10 points 1\n    rest nothing\n'
    assert format_text(text, VOCABULARY, "zh") == (
        '券 "a" "x"\n  面值 5.00 元\n  结算 5.00 元\n\n当 扫码\n  抽奖\n    每 10 中 1  积分 1\n    其余        无\n'
    )


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_samples_say_the_same_in_either_language(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    english, chinese = format_text(text, VOCABULARY, "en"), format_text(text, VOCABULARY, "zh-CN")
    campaign = check(english, VOCABULARY).campaign
    assert campaign is not None
    assert check(chinese, VOCABULARY).campaign == campaign
    assert format_text(english, VOCABULARY, "zh") == chinese


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_without_a_language_a_text_keeps_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    formatted = format_text(text, VOCABULARY)
    assert ("活动" in formatted) == ("活动" in text)
    assert [line.says for line in parse(formatted).lines if line.says] == [
        line.says for line in parse(format_text(formatted, VOCABULARY)).lines if line.says
    ]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(_SAMPLES), st.data())
def test_formatting_twice_is_formatting_once_also_for_damaged_texts(path: Path, data: st.DataObject) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for _ in range(3):
        place = data.draw(st.integers(0, len(lines) - 1))
        junk = data.draw(
            st.sampled_from(["", "   # note", "\t?!", "# x", "      give", "  otherwise", "   \u3000"])
        )
        lines[place:place] = [junk]
    once = format_text("\n".join(lines), VOCABULARY)
    assert format_text(once, VOCABULARY) == once


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_every_comment_survives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comments = [leaf.text for leaf in parse(text).leaves() if leaf.kind == "comment"]
    kept = [
        leaf.text for leaf in parse(format_text(text, VOCABULARY, "zh")).leaves() if leaf.kind == "comment"
    ]
    assert kept == comments != []


def test_names_outside_the_vocabulary_stay_as_written() -> None:
    text = "on scan\n  give mystery 5 to nobody\n  when some.fact is 3\n    give points 1\n"
    assert format_text(text, VOCABULARY, "zh") == (
        "当 扫码\n  发 mystery 5 给 nobody\n  如果 some.fact 为 3\n    发 积分 1\n"
    )


def test_leads_and_currencies_follow_the_language() -> None:
    text = '当 扫码\n  发 优惠券 "p" 来自联盟 "S"\n  发 红包 1.88元给消费者\n'
    assert format_text(text, VOCABULARY, "en") == (
        'on scan\n  give coupon "p" from alliance "S"\n  give red_packet 1.88 CNY to consumer\n'
    )


@pytest.mark.parametrize(("text", "formatted"), [("", ""), ("\n\n", ""), ("\ufeff#x", "#x\n"), ("?", "?\n")])
def test_small_texts(text: str, formatted: str) -> None:
    assert format_text(text, VOCABULARY) == formatted


def test_a_text_beyond_the_limit_is_returned_as_it_is() -> None:
    text = "  #" * 100_000
    assert format_text(text, VOCABULARY) == text
