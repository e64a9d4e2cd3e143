"""`bottlecap test`: what tests try, what they leave out, and tests to add."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.cli.main import main

_TEXT = """\
campaign "Spring"
  brand "Dongquan"
  runs 2026-11-01 to 2027-12-31 in Asia/Shanghai

on scan of 9521000100015
  when consumer.claims is 0
    give points 20
  otherwise
    give points 10

test "a first cap"
  at 2026-11-05 09:00
  scan of 9521000100015 with claims 0
  expect points 20
"""


@pytest.fixture
def half(tmp_path: Path) -> Path:
    path = tmp_path / "spring.cap"
    path.write_text(_TEXT, "utf-8")
    return path


def test_lines_that_no_test_tries_are_told_with_a_test(
    half: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", str(half), "--coverage"]) == 0
    told = capsys.readouterr().out
    assert "tests try 50.0% of the rules (3 of 6)" in told
    assert f"{half}:8: `otherwise` is never tried" in told
    assert "scan of 9521000100015 with claims 1" in told


@pytest.mark.parametrize(("threshold", "status"), [("50", 0), ("50.1%", 1), ("80", 1), ("0", 0)])
def test_too_little_tried_ends_with_one(half: Path, threshold: str, status: int) -> None:
    assert main(["test", str(half), "--threshold", threshold]) == status


def test_a_threshold_that_is_no_percentage_is_refused(half: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["test", str(half), "--threshold", "101"])
    assert stopped.value.code == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_proposed_tests_can_be_added_to_the_file(
    half: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    assert main(["test", str(half), "--propose", "--lang", lang]) == 0
    proposed = capsys.readouterr().out
    assert ("测试 " in proposed) == (lang == "zh")
    half.write_text(_TEXT + proposed, "utf-8")
    assert main(["test", str(half), "--threshold", "100"]) == 0
    assert "100.0%" in capsys.readouterr().out


def test_programs_get_the_same_as_json(half: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half.write_text(_TEXT.replace("expect points 20", "expect points 10"), "utf-8")
    assert main(["test", str(half), "--coverage", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["files"]
    assert told["tests"][0]["passed"] is False
    assert [reason["en"] for reason in told["tests"][0]["because"]][-1] == "line 6 came before line 8"
    assert (told["coverage"]["reached"], told["coverage"]["goals"]) == (3, 6)
    assert [one["line"] for one in told["coverage"]["untried"]] == [6, 8, 9]


def test_what_cannot_be_understood_or_read_is_told_in_the_json_itself(
    half: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program reads the standard output alone; the files that can be tested still are."""
    broken = tmp_path / "broken.cap"
    broken.write_text(_TEXT.replace("give points 10", "give pints 10"), "utf-8")
    missing = str(tmp_path / "missing.cap")
    assert main(["test", str(broken), missing, str(half), "--json"]) == 2
    out, err = capsys.readouterr()
    wrong, gone, good = json.loads(out)["files"]
    assert err == ""
    assert (wrong["understood"], [one["code"] for one in wrong["problems"]]) == (False, ["BC0401"])
    assert wrong["problems"][0]["message"]["zh"]
    assert (gone["understood"], "cannot be read" in gone["error"]) == (False, True)
    assert (good["understood"], good["problems"], len(good["tests"])) == (True, [], 1)
    assert main(["test", str(broken), "--json"]) == 1


def test_watching_runs_them_again_when_a_file_changes_and_goes_on_where_one_cannot_be_read(
    half: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[Callable[[], object]] = [
        lambda: half.write_text(_TEXT.replace("expect points 20", "expect points 10"), "utf-8"),
        lambda: None,
        lambda: half.write_bytes(b"\xff"),
        lambda: half.write_text(_TEXT, "utf-8"),
    ]

    def sleep(_seconds: float) -> None:
        if not later:
            raise KeyboardInterrupt
        later.pop(0)()

    monkeypatch.setattr("studio.cli.watching.time.sleep", sleep)
    assert main(["test", str(half), "--watch"]) == 0
    out, err = capsys.readouterr()
    told = [line.split()[0] for line in out.splitlines() if line.startswith(("ok", "FAIL"))]
    assert told == ["ok", "FAIL", "ok"]
    assert out.count("\n--- ") == 3
    assert "is not UTF-8 text" in err


def test_the_standard_input_is_not_watched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "-", "--watch"]) == 2
    assert "cannot be watched" in capsys.readouterr().err
