"""`check --costs` and `check --json`: what campaigns can cost, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli.main import main

_CAMPAIGN = """campaign "Open the cap"
  brand    "Jinjiu"
  runs     2026-12-01 to 2026-12-31 in Asia/Shanghai
  budget   5,000.00 CNY
  channel  sandbox_wallet

on scan
  when consumer.claims is 0
    give red_packet 2.88 CNY
  otherwise
    draw
      1 in 100  red_packet 88.00 CNY, stock 10
      rest      points 10
  if spent
    give points 10
"""


@pytest.fixture
def campaign(tmp_path: Path) -> str:
    path = tmp_path / "cap.cap"
    path.write_text(_CAMPAIGN, encoding="utf-8")
    return str(path)


def test_the_table_tells_each_branch_the_whole_and_the_codes(
    campaign: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", campaign, "--codes", "10000"]) == 0
    told = capsys.readouterr().out
    assert [line.split()[-4:] for line in told.splitlines() if " CNY  " in line] == [
        ["CNY", "0.8800", "2.8800", "88.00"],
        ["CNY", "2.8800", "2.8800", "2.88"],
        ["CNY", "0.8800", "0.8800", "88.00"],
    ]
    assert "dearest on line 7: a consumer with 1 claim" in told
    assert "at most 5,000.00 CNY; stocks are worth 880.00 CNY" in told
    assert "10,000 codes would take 8,800.0000 CNY to 28,800.0000 CNY" in told


def test_the_table_speaks_chinese(campaign: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", campaign, "--costs", "--lang", "zh"]) == 0
    assert "第 7 行成本最高的是：消费者（领取次数 1）" in capsys.readouterr().out


def test_findings_and_costs_come_as_json(campaign: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = _CAMPAIGN.replace("  otherwise", "  when consumer.claims is 3 and consumer.claims is 4")
    Path(campaign).write_text(text, encoding="utf-8")
    assert main(["check", campaign, "--json", "--costs", "--codes", "100"]) == 0
    told = json.loads(capsys.readouterr().out)
    (file,) = told["files"]
    assert (told["errors"], told["warnings"]) == (0, 2)
    assert [(found["code"], found["line"]) for found in file["problems"]] == [("BC1105", 7), ("BC1101", 10)]
    assert set(file["problems"][0]["message"]) == {"en", "zh"}
    (event,) = file["costs"]["events"]
    assert event["money"][0]["highest_expected_minor"] == "288"
    assert [branch["money"] for branch in event["branches"]][1] == []
    assert file["costs"]["codes"]["money"][0]["most_minor"] == 28_800


def test_a_wrong_text_has_findings_and_no_costs(campaign: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(campaign).write_text(_CAMPAIGN.replace("points", "pionts"), encoding="utf-8")
    assert main(["check", campaign, "--json", "--costs"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["costs"] is None
    assert told["errors"] == 2


@pytest.mark.parametrize("count", ["0", "-1", "many", "1.5"])
def test_a_number_of_codes_is_whole_and_above_zero(count: str, campaign: str) -> None:
    with pytest.raises(SystemExit):
        main(["check", campaign, "--costs", f"--codes={count}"])
