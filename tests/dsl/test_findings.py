"""What the language says about wrong campaigns: every finding has an example, a place and good wording."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from dsl import check, parse, render
from dsl.diagnostics import finding, width
from dsl.messages import CATALOGUE
from dsl.nodes import Span
from tests.support.vocabulary import VOCABULARY
from tests.support.wrong_campaigns import WRONG

GOLDEN = Path(__file__).with_name("findings.golden.txt")
_TOO_LONG_TO_PRINT = 1_500
#: Findings that only come in company.
_WITH_OTHERS = {"BC0303", "BC0307"}


def _golden() -> str:
    """All findings as people see them, in both languages, to be read like copy."""
    parts = []
    for text in WRONG.values():
        if len(text) <= _TOO_LONG_TO_PRINT:
            found = check(text, VOCABULARY).diagnostics
            parts += [render(found, text, lang="en"), render(found, text, lang="zh")]
    return "\n".join(parts)


def test_every_finding_has_an_example() -> None:
    assert set(WRONG) == set(CATALOGUE)


@pytest.mark.parametrize("code", WRONG)
def test_the_example_shows_its_finding_and_no_other(code: str) -> None:
    found = [diagnostic.code for diagnostic in check(WRONG[code], VOCABULARY).diagnostics]
    assert code in found
    if code not in _WITH_OTHERS:
        assert found == [code]


@pytest.mark.parametrize("code", WRONG)
def test_only_errors_keep_a_campaign_from_running(code: str) -> None:
    checked = check(WRONG[code], VOCABULARY)
    errors = [found for found in checked.diagnostics if found.severity == "error"]
    assert (checked.campaign is None) == bool(errors)


@pytest.mark.parametrize("code", CATALOGUE)
def test_wording_keeps_the_house_style_in_both_languages(code: str) -> None:
    entry = CATALOGUE[code]
    for text in (entry.en, entry.help_en, entry.zh, entry.help_zh):
        assert text, "both languages, message and help"
        assert text[-1] not in ".。!！"
        assert text.count("`") % 2 == 0
    assert entry.en[0] == entry.en[0].lower()
    assert re.search("[\u4e00-\u9fff]", entry.zh)
    assert re.search("[\u4e00-\u9fff]", entry.help_zh)
    assert _fields(entry.en) == _fields(entry.zh)


def test_findings_read_as_they_were_approved() -> None:
    """Write the file again by `python -m tests.support.write_findings`; read the difference like copy."""
    assert _golden() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", WRONG)
def test_a_finding_points_into_its_text(code: str) -> None:
    text = WRONG[code]
    for found in check(text, VOCABULARY).diagnostics:
        span = found.span
        assert 0 <= span.start <= span.end <= len(text)
        before = text[: span.start]
        assert span.line == before.count("\n") + 1
        assert span.column == span.start - (before.rfind("\n") + 1) + 1


@pytest.mark.parametrize(
    "code", [code for code in WRONG if code[2:4] in ("01", "04") and code not in ("BC0104", "BC0413")]
)
def test_taking_the_suggestion_settles_the_finding(code: str) -> None:
    text = WRONG[code]
    (found,) = check(text, VOCABULARY).diagnostics
    if found.suggestion is not None:
        mended = text[: found.span.start] + found.suggestion + text[found.span.end :]
        assert code not in [after.code for after in check(mended, VOCABULARY).diagnostics]


def test_carets_stand_under_wide_characters() -> None:
    text = '活动 "开盖"\n  品脾 "金酒"\n'
    shown = render(parse(text).diagnostics, text, "开盖.cap", "zh").splitlines()
    assert shown[:3] == [
        "开盖.cap:2:3: 错误 BC0103: 没有以 `品脾` 开头的语句",
        '2 |   品脾 "金酒"',
        "  |   ^^^^",
    ]


def test_all_errors_come_in_one_pass() -> None:
    text = (
        WRONG["BC0401"].replace('"Jinjiu"', '"Jinjiu').replace("2026-10-31", "2026-10-32") + "on scan of 1\n"
    )
    codes = {found.code for found in check(text, VOCABULARY).diagnostics}
    assert codes >= {"BC0102", "BC0501", "BC0401", "BC0510"}


def test_nothing_is_called_missing_while_a_line_cannot_be_read() -> None:
    """The brand may stand in the broken line, so one mistake brings one message."""
    text = WRONG["BC0102"]
    assert [found.code for found in check(text, VOCABULARY).diagnostics] == ["BC0102"]


def test_a_finding_takes_words_by_language() -> None:
    found = finding("BC0509", Span(0, 0, 1, 1), text="0")
    assert (found.message.en, found.message["zh-CN"]) == ("`0` must be above zero", "`0` 必须大于零")


def test_width_counts_terminal_columns() -> None:
    assert [width(text) for text in ("abc", "红包", "e\u0301")] == [3, 4, 1]


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
