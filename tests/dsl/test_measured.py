"""The benchmarks measure campaigns that are sound under the tests' vocabulary."""

from __future__ import annotations

import pytest

from dsl import check, compile_campaign
from dsl.vocabulary import Vocabulary
from tests.benchmarks import analysis, decide, reading, rival
from tests.support.vocabulary import VOCABULARY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (reading.TEXT, VOCABULARY),
        (decide.TEXT, VOCABULARY),
        (analysis.TEXT, analysis.WORDS),
        (rival.GIFTS, analysis.WORDS),
        (rival.DRAWS, analysis.WORDS),
    ],
)
def test_a_measured_campaign_is_sound(text: str, words: Vocabulary) -> None:
    found = check(text, words)
    assert found.campaign is not None, found.diagnostics


def test_a_text_that_was_looked_at_becomes_the_same_program_without_looking_again() -> None:
    looked, again = (check(reading.TEXT, VOCABULARY, everybody=everybody) for everybody in (True, False))
    assert looked.campaign is not None
    assert again.campaign == looked.campaign
    assert compile_campaign(again.campaign).source == compile_campaign(looked.campaign).source


def test_what_only_the_look_at_everybody_finds_is_not_said_without_it() -> None:
    looked, again = (check(reading.TEXT, VOCABULARY, everybody=everybody) for everybody in (True, False))
    assert {found.code for found in looked.diagnostics} == {"BC1111"}  # odds that vary
    assert again.diagnostics == ()
