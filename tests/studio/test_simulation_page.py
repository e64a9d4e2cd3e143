"""The studio's simulation: the address holds what is asked, the figures are the language's own, nothing is given."""

from __future__ import annotations

import re

from engine.api import Asked, load_language
from plugins import BUILTIN
from tests.studio.test_composer_pages import Desk
from tests.support.studio_samples import TEXT

_PATH = "/studio/campaigns/2/simulate"


def test_nothing_is_simulated_before_somebody_asks() -> None:
    page = Desk().get(_PATH)
    assert page.status_code == 200
    assert "Nothing simulated yet" in page.text
    assert "<table" not in page.text


def test_the_figures_are_those_of_the_language() -> None:
    desk = Desk()
    own = load_language(BUILTIN, installed=False).simulate(TEXT, Asked(2_000, "consumers=500", None, 7, 2))
    assert own is not None
    shown = desk.json(f"{_PATH}.json?scans=2000&population=consumers%3D500&seed=7&seeds=2")
    rows = {row["name"]["en"]: row["cells"] for section in shown["sections"] for row in section["rows"]}
    (overview, *_) = own.sections()
    assert [rows[row.name.en][0] for row in overview.rows[:2]] == [row.cells[0] for row in overview.rows[:2]]
    assert [section["title"]["en"] for section in shown["sections"]] == [
        one.title.en for one in own.sections()
    ]
    assert "give red_packet 2.88 CNY" in rows


def test_a_draft_is_shown_beside_the_live_version() -> None:
    page = Desk().get(f"{_PATH}?scans=1000&seeds=1&against=live").text
    assert "A is the live version" in page
    assert len(re.findall(r'<th scope="col">change</th>', page)) > 3


def test_what_cannot_be_simulated_is_refused_with_a_reason() -> None:
    desk = Desk()
    many = desk.get(f"{_PATH}?scans=1,000,000&seeds=10")
    assert many.status_code == 422
    assert "2,000,000" in many.text
    wrong = desk.get(f"{_PATH}?scans=100&population=nonsense")
    assert wrong.status_code == 422
    assert "name=value" in wrong.text
    assert desk.get(f"{_PATH}?scans=abc&seeds=0&days=-3").status_code == 200
