"""`bottlecap diff` tells the change in both languages and as JSON, and ends with 1 for what a live campaign may not do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli.main import main
from tests.support.shop import PACKETS


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A campaign, and the same with a smaller packet."""
    before, after = tmp_path / "before.cap", tmp_path / "after.cap"
    before.write_text(PACKETS, "utf-8")
    after.write_text(PACKETS.replace("red_packet 1.00", "red_packet 0.80"), "utf-8")
    return str(before), str(after)


def test_a_loss_is_told_and_ends_with_1(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *files]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "- red_packet 1.00 CNY → red_packet 0.80 CNY",
        "    scan of 09521000100015; everyone",
        "  cost of a scan of 09521000100015, dearest consumer: 1 → 0.8 CNY on average, 1 → 0.8 CNY at most",
        "A running campaign may not change so: what is marked - is to the consumer's loss.",
    ]
    assert main(["diff", *files, "--lang", "zh"]) == 1
    assert "- 红包 1.00 元 → 红包 0.80 元" in capsys.readouterr().out


def test_a_gain_ends_with_0(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *files[::-1]]) == 0
    assert capsys.readouterr().out.startswith("+ red_packet 0.80 CNY → red_packet 1.00 CNY")


def test_programs_read_the_same_as_json(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *files, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["allowed"], told["exhaustive"]) == (False, True)
    [change] = told["changes"]
    assert (change["topic"], change["verdict"]) == ("reward", "worse")
    assert told["costs"][0]["mean_minor"] == ["100", "80"]


def test_a_text_with_errors_cannot_be_compared(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.cap"
    broken.write_text("campaign\n", "utf-8")
    assert main(["diff", files[0], str(broken)]) == 2
    assert "has errors" in capsys.readouterr().err
