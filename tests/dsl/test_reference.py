"""The language reference: its campaigns run, and its table of keywords is the table of the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dsl
from dsl import check, compile_campaign, format_text, parse, render, run_tests
from dsl.keywords import KEYWORDS
from tests.support.vocabulary import VOCABULARY

_README = Path(dsl.__file__).with_name("README.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", _README, re.DOTALL | re.MULTILINE)
_CAMPAIGNS = [text for kind, text in _BLOCKS if kind == "cap"]
_PIECES = [text for kind, text in _BLOCKS if not kind]


def keyword_table() -> str:
    """The keywords as the reference lists them."""
    rows = [
        f"| `{word.en}` | `{word.zh}` | {', '.join(f'`{other}`' for other in word.others)} |"
        for word in sorted(KEYWORDS.values(), key=lambda word: word.en)
    ]
    return "\n".join(["| English | Chinese | also |", "|---|---|---|", *dict.fromkeys(rows)])


@pytest.mark.parametrize("text", _CAMPAIGNS, ids=["english", "chinese"])
def test_the_whole_campaigns_are_sound_tidy_and_pass_their_tests(text: str) -> None:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    assert [found.code for found in checked.diagnostics] == ["BC1111"], "odds by region are to be told"
    assert format_text(text, VOCABULARY) == text
    assert [result for result in run_tests(compile_campaign(checked.campaign)) if not result.passed] == []


@pytest.mark.parametrize("text", _PIECES)
def test_the_pieces_can_be_read(text: str) -> None:
    assert [line for line in parse(text).lines if line.broken] == []


def test_the_table_of_keywords_is_complete() -> None:
    table = re.search(r"<!-- keywords: begin.*?-->\n(.*?)\n?<!-- keywords: end -->", _README, re.DOTALL)
    assert table is not None
    assert table[1] == keyword_table()
