"""The demo's campaign files hold what they promise to whoever reads, formats or translates them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from engine.api import Language, load_language
from plugins import BUILTIN
from studio.demo import world

#: The reminder to publish odds that vary by date or region, which is what two of the campaigns are about.
ODDS_VARY = "BC1111"
CAMPAIGNS = sorted((Path(world.__file__).parent / "campaigns").glob("*.cap"))


@cache
def language() -> Language:
    return load_language(BUILTIN, installed=False)


def every_campaign(path: Path) -> str:
    return path.stem


@pytest.fixture(params=CAMPAIGNS, ids=every_campaign)
def text(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text("utf-8")


def test_every_file_belongs_to_a_brand() -> None:
    assert sorted(stem for house in world.HOUSES for stem in house.campaigns) == [
        path.stem for path in CAMPAIGNS
    ]


def findings(text: str) -> list[str]:
    return [problem.code for problem in language().problems(text)]


def test_nothing_is_wrong_with_it(text: str) -> None:
    assert set(findings(text)) <= {ODDS_VARY}


def test_its_own_tests_pass(text: str) -> None:
    results = language().test(text)
    assert len(results) >= 3
    assert [result.name for result in results if not result.passed] == []


def test_it_is_in_format(text: str) -> None:
    assert language().format(text) == text


def test_both_languages_say_the_same(text: str) -> None:
    chinese, english = language().format(text, "zh"), language().format(text, "en")
    assert chinese != english
    assert text in (chinese, english)
    assert language().format(chinese, "en") == english
    assert language().format(english, "zh") == chinese
    assert findings(chinese) == findings(english) == findings(text)


def test_it_is_live_from_november_2026_to_the_end_of_2027(text: str) -> None:
    program = language().compile(text)
    assert program is not None
    assert program.campaign.starts <= datetime(2026, 11, 1, tzinfo=UTC)
    assert program.campaign.ends >= datetime(2027, 12, 31, tzinfo=UTC)
