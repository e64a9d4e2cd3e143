"""Letters that pass for others are found, and what is meant is left alone."""

from __future__ import annotations

import pytest

from dsl import check
from tests.support.vocabulary import VOCABULARY

_TEXT = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai

on scan
  when consumer.claims is 0
    give points 10
  otherwise
    give points 1
"""


def _found(old: str, new: str) -> list[tuple[str, str | None]]:
    text = _TEXT.replace(old, new)
    assert text != _TEXT
    return [(one.code, one.suggestion) for one in check(text, VOCABULARY).diagnostics]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("consumer.claims", "c\u03bfnsumer.claims", [("BC0441", "consumer.claims")]),
        ("consumer.claims", "consumer.\u0441l\u0430ims", [("BC0441", "consumer.claims")]),
        ("points 10", "p\uff4fints 10", [("BC0442", "points")]),
        ('"Jinjiu"', '"J\u0456njiu"', [("BC0444", "Jinjiu")]),
        ('"Jinjiu"', '"\u202djiu"', [("BC0443", None)]),
        ('"Jinjiu"', '"Jin\u200djiu"', [("BC0108", None)]),
        ("  brand", "  # \u202e\n  brand", [("BC0443", None)]),
    ],
)
def test_what_is_not_what_it_seems_is_found_with_what_to_type(
    old: str, new: str, found: list[tuple[str, str | None]]
) -> None:
    assert _found(old, new) == found


@pytest.mark.parametrize("name", ["Москва", "Ελλάδα", "金酒 Αθήνα", "Café", "１号店", "Москва Moscow"])
def test_words_wholly_in_another_script_are_welcome_in_texts(name: str) -> None:
    assert _found('"Jinjiu"', f'"{name}"') == []


def test_a_word_that_looks_like_nothing_known_is_only_not_understood() -> None:
    ((code, suggestion),) = _found("  when consumer", "  \u0449\u0438\u0442 consumer")[:1]
    assert code != "BC0441"
    assert suggestion is None
