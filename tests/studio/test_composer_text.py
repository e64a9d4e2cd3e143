"""Campaign text as it is shown: coloured without losing a character, compared line by line, started."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.composer.changes import compare
from studio.composer.colours import coloured, pieces


@given(st.text(st.characters(exclude_characters="\r\n")))
def test_pieces_joined_are_the_line_again(line: str) -> None:
    assert "".join(piece.text for piece in pieces(line)) == line


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ('  give coupon "cap-5" # thanks', ["plain", "lead", "plain", "quoted", "plain", "comment"]),
        ("segment quiet consumer.claims over 30", ["lead", "plain", "fact", "plain", "number"]),
        ("  发 红包 1.88 元", ["plain", "lead", "plain", "number", "plain"]),
        ("  1 in 10,000 points 5", ["plain", "number", "plain", "number", "plain", "number"]),
    ],
)
def test_a_piece_is_coloured_by_what_it_looks_like(line: str, kinds: list[str]) -> None:
    assert [piece.kind for piece in pieces(line)] == kinds


def test_matched_lines_are_marked_and_the_first_can_be_linked_to() -> None:
    lines = coloured("a\nb\nc\n", (3, 2))
    assert [(line.number, line.hit, line.anchor) for line in lines] == [
        (1, False, ""),
        (2, True, "hit"),
        (3, True, ""),
    ]


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_a_comparison_rebuilds_both_texts_where_they_differ(old: list[str], new: list[str]) -> None:
    found = compare("\n".join(old), "\n".join(new), context=99)
    words = [(line.kind, "".join(piece.text for piece in line.pieces)) for line in found.lines]
    if old != new:
        assert [text for kind, text in words if kind in ("same", "removed")] == old
        assert [text for kind, text in words if kind in ("same", "added")] == new
    else:
        assert found.lines == ()


def test_far_apart_changes_leave_a_gap_between_them() -> None:
    old = "\n".join(map(str, range(40)))
    found = compare(old, old.replace("\n5\n", "\nfive\n").replace("\n30\n", "\nthirty\n"))
    assert [line.kind for line in found.lines].count("gap") == 2
    assert (found.added, found.removed) == (2, 2)
