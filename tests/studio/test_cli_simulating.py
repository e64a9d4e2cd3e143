"""`bottlecap simulate` at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli.main import main

TEXT = """\
campaign "Spring"
  brand    "Dongquan"
  runs     2026-11-01 to 2026-11-30 in Asia/Shanghai
  budget   100.00 CNY, at most 40.00 CNY a day
  limit    1 claim per consumer a day
  channel  sandbox_wallet

on scan of 9521000100015
  when consumer.points under 20
    give red_packet 1.00 CNY
      if spent
        give points 5
    give points 10
  otherwise
    give points 1
"""


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    path = tmp_path / "spring.cap"
    path.write_text(TEXT, "utf-8")
    return path


def test_the_report_tells_budget_rewards_and_the_spread_over_seeds(
    spring: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(spring), "--scans", "2,000"]) == 0
    told = capsys.readouterr().out
    for word in ("Overview", "spend, CNY", "100.00", "give red_packet 1.00 CNY", "Over 5 seeds", "CN-GD"):
        assert word in told


def test_the_report_is_told_in_chinese(spring: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(spring), "--scans", "500", "--lang", "zh", "--seeds", "1"]) == 0
    told = capsys.readouterr().out
    assert "概览" in told
    assert "达到个人领取上限" in told
    assert "Overview" not in told


def test_points_given_count_for_later_claims(spring: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plugin says how many points its reward adds; after two claims a person has twenty."""
    scans = spring.with_name("scans.csv")
    scans.write_text(
        "at,consumer,gtin\n" + "".join(f"2026-11-0{day}T09:00,a,9521000100015\n" for day in range(1, 6)),
        "utf-8",
    )
    assert main(["simulate", str(spring), "--population", str(scans), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert [(one["line"], one["given"]) for one in figures["rewards"]] == [(10, 2), (13, 2), (15, 3)]
    assert figures["spend"] == {"CNY": 200}


def test_the_same_command_gives_the_same_figures(spring: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for seed in ("7", "7", "8"):
        assert main(["simulate", str(spring), "--scans", "900", "--seed", seed, "--json"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_two_files_stand_side_by_side(spring: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dearer = spring.with_name("dearer.cap")
    dearer.write_text(TEXT.replace("1.00 CNY\n      if", "2.00 CNY\n      if"), "utf-8")
    assert main(["simulate", str(spring), "--against", str(dearer), "--scans", "900", "--seeds", "2"]) == 0
    told = capsys.readouterr().out
    assert f"A  {spring}" in told
    assert "figure A" in told
    assert "give red_packet 2.00 CNY" in told


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--population", "colour=red"], "`colour` is not known"),
        (["--population", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["--scans", "20,000,001"], "at most 20,000,000 scans"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_one_sentence(
    spring: Path, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(spring), *arguments]) == 2
    told = capsys.readouterr()
    assert why in told.err
    assert told.out == ""


def test_a_file_with_errors_is_not_simulated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.cap"
    path.write_text("campaign\n", "utf-8")
    assert main(["simulate", str(path)]) == 2
    assert "has errors; see `bottlecap check`" in capsys.readouterr().err


def test_a_population_of_the_text_is_taken_by_its_name(
    spring: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spring.write_text(TEXT + '\npopulation "few"\n  consumers 7\n  first 2 days\n', "utf-8")
    assert main(["simulate", str(spring), "--scans", "400", "--of", "few", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["consumers"] == 7
    assert len(told["days"]) == 2
    assert main(["simulate", str(spring), "--of", "many"]) == 2
    assert "no population `many`" in capsys.readouterr().err


def test_a_brands_own_scans_need_a_database_and_stand_alone(
    spring: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOTTLECAP_DATABASE_URL", raising=False)
    assert main(["simulate", str(spring), "--recorded", "dongquan"]) == 2
    assert "--database" in capsys.readouterr().err
    assert main(["simulate", str(spring), "--recorded", "dongquan", "--population", "consumers=9"]) == 2
    assert "one of" in capsys.readouterr().err
