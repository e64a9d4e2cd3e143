"""Two people's changes in one text: nobody's line is lost, and what only one changed is as they wrote it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.composer.merging import merge

BASE = "campaign\n  budget 100\n  limit 5\n\non scan\n  give points 1\n"
LINES = st.lists(st.sampled_from(["a\n", "  b\n", "c\n", "\n", "d\n", "e\n"]), max_size=12).map("".join)


def test_changes_in_different_places_stand_beside_each_other() -> None:
    mine = BASE.replace("budget 100", "budget 200")
    theirs = BASE.replace("points 1", "points 2").replace("on scan", "# for all\non scan")
    merged = merge(BASE, mine, theirs, "Bo")
    assert merged.text == "campaign\n  budget 200\n  limit 5\n\n# for all\non scan\n  give points 2\n"
    assert merged.clashes == 0


def test_where_both_changed_the_same_line_both_are_kept() -> None:
    merged = merge(BASE, BASE.replace("points 1", "points 2"), BASE.replace("points 1", "points 3"), "Bo")
    assert merged.text == BASE.replace("  give points 1\n", "  give points 2\n  # Bo: give points 3\n")
    assert merged.clashes == 1


def test_a_line_that_i_removed_and_they_changed_comes_back_as_a_comment() -> None:
    merged = merge(BASE, BASE.replace("  limit 5\n", ""), BASE.replace("limit 5", "limit 9"), "Bo")
    assert "  # Bo: limit 9\n" in merged.text
    assert merged.clashes == 1


@given(LINES, LINES)
def test_who_changed_nothing_changes_nothing(base: str, text: str) -> None:
    assert merge(base, text, base, "Bo").text == text
    assert merge(base, base, text, "Bo").text == text
    assert merge(base, text, text, "Bo").text == text


@given(LINES, LINES, LINES)
def test_no_new_line_of_either_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs, "Bo").text
    for line in mine.splitlines():
        assert line in merged.splitlines() or line in base.splitlines()
    for line in theirs.splitlines():
        assert line.strip() in merged or line in base.splitlines()


@given(LINES, LINES, LINES)
def test_it_does_not_matter_who_saved_first_where_nothing_clashes(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs, "Bo"), merge(base, theirs, mine, "Bo")
    if not one.clashes:
        assert (one.text, one.clashes) == (other.text, other.clashes)
