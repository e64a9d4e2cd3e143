"""The command line finds shared texts beside the file that uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.cli.main import main

_SHARED = 'shared "spring"\nconstant few 3\nsegment newcomer consumer.claims under few\n'
_TEXT = """campaign "Shared"
  uses "spring"
  brand "Spring"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan
  when newcomer
    give points few
  otherwise
    give points 1

test "three"
  at 2026-06-02 10:00
  scan with claims 0
  expect points few
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "spring.cap").write_text(_SHARED, "utf-8")
    (tmp_path / "june.cap").write_text(_TEXT, "utf-8")
    return tmp_path / "june.cap"


def test_every_command_reads_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file), str(file.with_name("spring.cap"))]) == 0
    assert main(["test", str(file)]) == 0
    assert main(["diff", str(file), str(file)]) == 0
    assert main(["simulate", str(file), "--scans", "100"]) == 0
    assert "error" not in capsys.readouterr().err


def test_a_finding_names_the_shared_text(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.with_name("spring.cap").write_text(_SHARED.replace("claims", "claim"), "utf-8")
    assert main(["check", str(file)]) == 1
    assert "spring:3:18: error BC0402" in capsys.readouterr().out


def test_a_missing_one_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.with_name("spring.cap").unlink()
    assert main(["check", str(file)]) == 1
    assert "BC0446" in capsys.readouterr().out
