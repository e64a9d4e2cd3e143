"""The page of every finding: its example shows it, the mended one does not, and the reason is told."""

from __future__ import annotations

import re

import pytest

from dsl import check
from dsl.messages import CATALOGUE
from dsl.reference.codes import FAMILIES, code_page, code_pages
from tests.support.mended_campaigns import mended, sound
from tests.support.vocabulary import VOCABULARY
from tests.support.write_reference import EXAMPLES, LISTING, chinese, examples, finding_in, listing


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_finding_has_a_page_that_says_why(code: str) -> None:
    """A new finding takes an entry in dsl/reference/why.json and `python -m tests.support.write_findings`."""
    page = code_page(code)
    assert page is not None
    assert page.why.en.endswith(".")
    assert page.why.zh.endswith("。")
    assert re.search("[\u4e00-\u9fff]", page.why.zh)
    assert page.severity == CATALOGUE[code].severity
    assert page.code[:4] in FAMILIES


def test_no_page_is_left_of_a_finding_that_is_gone() -> None:
    assert {page.code for page in code_pages()} == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_mending_the_example_settles_the_finding_in_both_languages(code: str) -> None:
    """Where no cure of its own does, write it in tests/support/mended_campaigns.py."""
    wrong, right = chinese(code)
    assert finding_in(code, wrong) is not None
    assert sound(code, right)
    assert sound(code, mended(code))


@pytest.mark.parametrize("code", CATALOGUE)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_page_shows_is_true(code: str, lang: str) -> None:
    page = code_page(code)
    assert page is not None
    example = page.example(lang)
    assert 1 <= example.line <= len(example.wrong.splitlines())
    if example.mended is not None:
        lines = [
            found.span.line for found in check(example.wrong, VOCABULARY).diagnostics if found.code == code
        ]
        assert example.line in lines
        assert code not in {found.code for found in check(example.mended, VOCABULARY).diagnostics}


def test_the_pages_are_those_of_the_catalogue() -> None:
    """Write the file again by `python -m tests.support.write_findings`; read the difference like copy."""
    assert examples() == EXAMPLES.read_text(encoding="utf-8")
    assert listing() == LISTING.read_text(encoding="utf-8")


def test_a_code_is_known_however_it_is_typed() -> None:
    assert code_page("bc0606") == code_page("BC0606")
    assert code_page("BC9999") is None
