"""The README holds: its campaign runs, its links lead somewhere, its pictures are there and light."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from engine.api import load_language
from plugins import BUILTIN

ROOT: Final = Path(__file__).parents[2]
README: Final = (ROOT / "README.md").read_text("utf-8")
PICTURE_BYTES_MAX: Final = 150_000


def test_its_campaign_is_right_in_format_and_passes_its_test() -> None:
    language = load_language(BUILTIN)
    (text,) = re.findall(r"```cap\n(.+?)```", README, re.DOTALL)
    assert language.problems(text) == ()
    assert language.format(text) == text
    assert [result.passed for result in language.test(text)] == [True]


def test_every_link_inside_the_project_leads_to_a_file() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    inside = [target for target in targets if not target.startswith("http")]
    assert len(inside) > 8
    assert [target for target in inside if not (ROOT / target).exists()] == []


def test_every_picture_is_shown_is_described_and_loads_fast() -> None:
    shown = dict(re.findall(r'<img src="docs/screens/([^"]+)" width="\d+" alt="([^"]{20,})">', README))
    kept = {path.name: path.stat().st_size for path in (ROOT / "docs" / "screens").iterdir()}
    assert shown.keys() == kept.keys()
    assert {name: size for name, size in kept.items() if size > PICTURE_BYTES_MAX} == {}
