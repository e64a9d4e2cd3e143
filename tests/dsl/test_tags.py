"""Tags: any number of words about a person, compared one by one, through every reader of the language."""

from __future__ import annotations

from dsl import check, compile_campaign, format_text, run_tests
from dsl.difference import compare
from dsl.values import Label
from tests.support.vocabulary import VOCABULARY

ENGLISH = """campaign "Tagged"
  brand  "Jinjiu"
  runs   2026-10-01 to 2026-10-31 in Asia/Shanghai

on scan
  when consumer.tags has "regular" and consumer.tags has no "wine"
    give points 3
  when consumer.tags has "wine"
    give points 2
  otherwise
    give points 1

test "one tag"
  at 2026-10-02 10:00
  scan by consumer with tags "regular"
  expect points 3

test "two tags"
  at 2026-10-02 10:00
  scan by consumer with tags "regular", tags "wine"
  expect points 2

test "nothing is known of the tags"
  at 2026-10-02 10:00
  scan
  expect points 1
"""


def test_tags_are_written_in_both_languages_and_decide() -> None:
    checked = check(ENGLISH, VOCABULARY)
    assert checked.diagnostics == ()
    assert checked.campaign is not None
    assert [result for result in run_tests(compile_campaign(checked.campaign)) if not result.passed] == []
    chinese = format_text(ENGLISH, VOCABULARY, "zh")
    assert '如果 消费者.标签 含 "regular" 且 消费者.标签 不含 "wine"' in chinese
    assert format_text(chinese, VOCABULARY, "en") == ENGLISH


def test_only_has_and_has_no_fit_tags() -> None:
    wrong = ENGLISH.replace('consumer.tags has "wine"', 'consumer.tags is "wine"')
    assert [found.code for found in check(wrong, VOCABULARY).diagnostics] == ["BC0701"]
    bare = ENGLISH.replace('when consumer.tags has "wine"', "when consumer.tags")
    (found,) = check(bare, VOCABULARY).diagnostics
    assert (found.code, 'has "regular"' in found.help.en) == ("BC0704", True)


def test_each_tag_is_looked_at_apart_from_the_others() -> None:
    """Who has one tag may have the other: only a contradiction within one tag is found."""
    never = ENGLISH.replace('has no "wine"', 'has no "regular"')
    assert "BC1101" in [found.code for found in check(never, VOCABULARY).diagnostics]
    left_out = ENGLISH[: ENGLISH.index("  otherwise")]
    told = [found.message for found in check(left_out, VOCABULARY).diagnostics]
    assert any("tags: none" in one.en and "标签：无" in one.zh for one in told), told


def test_a_change_of_tags_names_who_gains() -> None:
    old = check(ENGLISH, VOCABULARY).campaign
    new = check(
        ENGLISH.replace('has "wine"\n    give points 2', 'has "wine"\n    give points 5'), VOCABULARY
    ).campaign
    assert old is not None
    assert new is not None
    (change,) = compare(old, new, VOCABULARY).changes
    assert change.verdict == "better"
    assert '"wine"' in change.who.en, change
    assert isinstance(change.who, Label)
