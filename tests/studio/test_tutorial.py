"""The tutorial tells the truth: its files are written, its commands run, its answers compared, its campaign published."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import plugins
from engine.api import load_language
from tests.support.shop import shop
from tests.support.tutorial import TUTORIALS, walk


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.name)
def test_every_answer_in_the_tutorial_is_the_true_one(path: Path, tmp_path: Path) -> None:
    """`python -m tests.support.tutorial` writes the answers anew; read the difference like copy."""
    steps = list(walk(path.read_text(encoding="utf-8"), tmp_path))
    assert len(steps) > 20
    for step in steps:
        assert step.shown == step.came


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.name)
def test_its_campaigns_end_without_a_finding_and_its_tests_hold(path: Path, tmp_path: Path) -> None:
    language = load_language(plugins.BUILTIN)
    for _ in walk(path.read_text(encoding="utf-8"), tmp_path):
        pass
    texts = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.glob("*.cap")}
    assert "summer.cap" in texts
    for name, text in texts.items():
        assert language.problems(text) == (), name
        assert all(result.passed for result in language.test(text) if name != "draft.cap"), name


def test_its_campaign_is_published_and_answers_a_scan(database_url: str, tmp_path: Path) -> None:
    for _ in walk(TUTORIALS[0].read_text(encoding="utf-8"), tmp_path):
        pass
    text = (tmp_path / "summer.cap").read_text(encoding="utf-8").replace("Clearwater", "Spring")

    async def scan() -> None:
        async with shop(database_url, text) as opened:
            answer = await opened.granted(1, "ling")
            assert [str(grant.amount) for grant in answer.grants] == ["1.88 CNY"]

    asyncio.run(scan())
