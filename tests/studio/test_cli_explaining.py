"""`bottlecap explain` tells a stored decision again, from the database and the installation's secret."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from studio.cli.main import main
from tests.support.shop import BRAND, SECRET, shop


@pytest.fixture
def claimed(sqlite_url: str, tmp_path: Path) -> list[str]:
    """The command for a claim that was granted."""
    secret = tmp_path / "secret"
    secret.write_text(base64.b64encode(SECRET).decode())

    async def story() -> int:
        async with shop(sqlite_url) as made:
            return (await made.granted(1, "A")).claim_id

    event = asyncio.run(story())
    return ["explain", "--database", sqlite_url, "--secret-file", str(secret), "--brand", BRAND, str(event)]


def test_the_marketer_sees_steps_and_lines(claimed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(claimed) == 0
    told = capsys.readouterr().out
    assert "Ruled by version 1." in told
    assert "   9 |   give red_packet 1.00 CNY" in told


def test_clerk_and_consumer_are_told_what_is_theirs(
    claimed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*claimed, "--voice", "clerk"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "There is nothing to do."
    assert main([*claimed, "--voice", "consumer", "--lang", "zh"]) == 0
    assert capsys.readouterr().out == "你获得了1.00元红包。\n"


def test_an_unknown_event_is_told(claimed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*claimed[:-1], "12"]) == 2
    assert "there is no decision 12" in capsys.readouterr().err
