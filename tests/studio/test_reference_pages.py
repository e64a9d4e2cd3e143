"""Help written from the language itself: pages of findings, of lines and of words, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

import dsl
import plugins
from engine.api import load_language, reference
from studio.cli.main import main
from studio.cli.stopping import CANNOT, GOOD
from tests.support.site import prose
from tests.support.studio_site import Desk

_LANGUAGE: Final = Path(dsl.__file__).with_name("README.md").read_text("utf-8")


@pytest.mark.parametrize("page", reference.code_pages(), ids=lambda page: page.code)
def test_every_finding_has_its_page_in_the_studio(page: reference.CodePage) -> None:
    desk = Desk()
    english = prose(desk.get(f"/studio/help/codes/{page.code}?lang=en").text)
    assert page.why.en in english
    chinese = prose(desk.get(f"/studio/help/codes/{page.code}?lang=zh-CN").text)
    assert page.why.zh in chinese


def test_the_page_shows_the_example_with_its_line_and_the_cure() -> None:
    text = Desk().get("/studio/help/codes/BC0804?lang=en").text
    assert text.count('class="hit"') == 2
    assert "nothing" in text.rsplit("Put right", 1)[1]


def test_all_findings_are_listed_and_linked_and_strangers_are_not_found() -> None:
    desk = Desk()
    listed = desk.get("/studio/help/codes").text
    for page in reference.code_pages():
        assert f'href="/studio/help/codes/{page.code}"' in listed
    assert desk.get("/studio/help/codes/bc0804").headers["location"] == "/studio/help/codes/BC0804"
    assert desk.get("/studio/help/codes/BC9999").status_code == 404
    assert 'href="/studio/help/codes"' in desk.get("/studio/help").text


def test_the_language_page_tells_every_word_and_line() -> None:
    text = prose(Desk().get("/studio/help/language?lang=zh-CN").text)
    for said in (
        "red_packet",
        "红包",
        "consumer.claims",
        "消费者.领取次数",
        "发到用户钱包的现金红包。",
        "if spent",
        "若已发完",
        "导购",
    ):
        assert said in text


def test_every_kind_of_line_has_a_sample_in_both_languages() -> None:
    for line in load_language(plugins.BUILTIN).line_kinds():
        assert line.samples, line.head.en
        for sample in line.samples:
            assert sample.en
            assert sample.zh


def test_words_of_plugins_are_told_like_our_own() -> None:
    groups = {group.kind: group.words for group in load_language(plugins.BUILTIN).words()}
    spoken = {word.spelling.en for words in groups.values() for word in words}
    assert {"red_packet", "points", "theme_story", "sandbox_wallet", "scan.hour", "in_lid"} <= spoken
    for words in groups.values():
        for word in words:
            assert word.lines, f"{word.spelling.en} has no help"


def test_the_command_line_tells_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain-code", "bc0804"]) == GOOD
    told = capsys.readouterr().out
    assert told.startswith("BC0804 (error): this draw does not say what the rest get")
    assert "  +     rest nothing" in told
    assert main(["explain-code", "BC0301", "--lang", "zh"]) == GOOD
    assert "全文有 262,145 个字符" in capsys.readouterr().out
    assert main(["explain-code"]) == GOOD
    assert len([line for line in capsys.readouterr().out.splitlines() if line.startswith("  BC")]) == len(
        reference.code_pages()
    )


def test_an_unknown_finding_is_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain-code", "BC9999"]) == CANNOT
    assert "there is no finding BC9999" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_pages_put_right_is_right_with_the_words_that_are_shipped(lang: str) -> None:
    """Who copies an example must not meet words that are no words here; only a plugin knows a `rank`."""
    language = load_language(plugins.BUILTIN)
    wrong = {
        page.code: [found.message.en for found in language.problems(mended) if found.severity == "error"]
        for page in reference.code_pages()
        if (mended := page.example(lang).mended)
    }
    assert {code: found for code, found in wrong.items() if found}.keys() <= {"BC0415"}
    assert len(wrong) > 60


@pytest.mark.parametrize("text", re.findall(r"^```cap\n(.*?)^```", _LANGUAGE, re.DOTALL | re.MULTILINE))
def test_the_campaigns_of_the_language_reference_are_sound_with_the_words_that_are_shipped(text: str) -> None:
    found = load_language(plugins.BUILTIN).problems(text)
    assert [one for one in found if one.severity == "error"] == []
