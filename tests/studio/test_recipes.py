"""Recipes: every sample asks a few questions, and is a good campaign at once with the answers that stand there or others."""

from __future__ import annotations

from datetime import date

import pytest

import dsl
from engine.api import load_language
from plugins import BUILTIN
from studio.composer.recipes import Answers, answered, begun, chapters, questions, recipe
from studio.samples import samples

LANGUAGE = load_language(BUILTIN, installed=False)
TODAY = date(2026, 11, 30)


def written(code: str, language: str, answers: Answers) -> str:
    text = begun(code, language, "清泉", TODAY, LANGUAGE.document)
    return LANGUAGE.format(answered(text, answers, LANGUAGE.document), language)


def errors(text: str) -> list[str]:
    return [found.message.en for found in LANGUAGE.problems(text) if found.severity == "error"]


def test_each_sample_stands_in_one_chapter() -> None:
    shown = [one.code for chapter in chapters() for one in chapter.recipes]
    assert sorted(shown) == sorted(one.code for one in samples())
    assert recipe("nowhere") is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", [one.code for one in samples()])
def test_a_recipe_is_valid_as_it_stands_and_its_tests_pass(code: str, language: str) -> None:
    text = written(code, language, Answers())
    assert errors(text) == []
    assert [result.name for result in LANGUAGE.test(text) if not result.passed] == []


@pytest.mark.parametrize("code", [one.code for one in samples()])
def test_a_recipe_is_valid_with_other_answers(code: str) -> None:
    given = Answers(
        title="Spring", contact="400-111-2222", product="9521000100022", budget="900,000", limit="4"
    )
    text = written(code, "en", given)
    assert errors(text) == []
    stands = {one.name: one.value for one in questions(LANGUAGE.document(text))}
    assert stands["title"] == "Spring"
    assert stands["contact"] == "400-111-2222"
    assert stands.get("product", "9521000100022") == "9521000100022"
    assert stands.get("budget", "900,000.00") == "900,000.00"
    assert stands.get("limit", "4") == "4"
    assert 3 <= len(stands) <= 8


def test_answers_go_wherever_the_text_speaks_of_the_same_thing() -> None:
    given = Answers(
        title='Caps "A"',
        budget="10000",
        reward="3.88",
        product="9521000100022",
        starts="2027-05-01",
        ends="2027-05-10",
    )
    text = written("first_scan", "en", given)
    assert 'campaign "Caps \\"A\\"" / "Caps \\"A\\""' in text
    assert "runs     2027-05-01 to 2027-05-10 in Asia/Shanghai" in text
    assert "budget   10,000.00 CNY, at most 1,000.00 CNY a day" in text
    assert text.count("red_packet 3.88 CNY") == 2
    assert text.count("red_packet 0.88 CNY") == 2
    assert "9521000100015" not in text
    assert "at 2027-05-01 09:00" in text
    assert all(result.passed for result in LANGUAGE.test(text))


def test_an_answer_that_is_no_figure_or_no_date_changes_nothing() -> None:
    plain = written("first_scan", "en", Answers())
    assert (
        written("first_scan", "en", Answers(budget="much", limit="-1", starts="soon", reward="1e5")) == plain
    )
    assert "runs     2026-12-01 to 2026-12-31" in plain


def test_a_recipe_of_the_calendar_keeps_its_day_of_the_year() -> None:
    text = begun("childrens_day", "en", "Jinjiu", date(2028, 1, 1), LANGUAGE.document)
    checked = dsl.check(text, LANGUAGE.vocabulary)
    assert checked.campaign is not None
    assert checked.campaign.starts.year == 2028
