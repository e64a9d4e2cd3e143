"""Whoever begins from a sample or the demo can publish: nothing that the law wants told is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.disclosure import undisclosed
from engine.api import load_language
from plugins import BUILTIN
from studio.demo import world

STUDIO = Path(world.__file__).parents[1]
TEXTS = sorted([*(STUDIO / "samples").rglob("*.cap"), *(STUDIO / "demo" / "campaigns").glob("*.cap")])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_tells_all_that_has_to_be_told(path: Path) -> None:
    program = load_language(BUILTIN, installed=False).compile(path.read_text("utf-8"))
    assert program is not None
    assert list(undisclosed(program.campaign)) == []
