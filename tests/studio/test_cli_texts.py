"""`bottlecap check`, `fmt` and `test` on campaign files."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from studio.cli.main import main

GOOD = """\
campaign "Spring"
  brand "Dongquan"
  runs 2026-11-01 to 2027-12-31 in Asia/Shanghai

on scan of 9521000100015
  give points 10   # everyone

test "everyone has points"
  at 2026-11-05 09:00
  scan of 9521000100015
  expect points 10
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "spring.cap"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_good_file_passes_the_check(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(good)]) == 0
    assert capsys.readouterr().out == "1 file checked: 0 errors, 0 warnings\n"


@pytest.mark.parametrize(("lang", "word"), [("en", "error BC"), ("zh", "错误 BC")])
def test_errors_are_told_with_place_and_in_the_language_asked_for(
    good: Path, capsys: pytest.CaptureFixture[str], lang: str, word: str
) -> None:
    good.write_text(GOOD.replace("points 10   #", "pionts 10   #"), "utf-8")
    assert main(["check", str(good), "--lang", lang]) == 1
    told = capsys.readouterr().out
    assert f"{good}:6:" in told
    assert word in told
    assert ("1 个错误" if lang == "zh" else "1 error,") in told


def test_every_file_is_checked_even_after_one_with_errors(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.cap"
    bad.write_text("nonsense\n", "utf-8")
    assert main(["check", str(bad), str(good), str(bad)]) == 1
    assert capsys.readouterr().out.count(f"{bad}:1:1") == 2


def test_the_standard_input_is_a_file_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(GOOD.encode())))
    assert main(["check", "-"]) == 0


def test_fmt_prints_and_leaves_the_file(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", str(good)]) == 0
    assert "  give points 10  # everyone\n" in capsys.readouterr().out
    assert good.read_text("utf-8") == GOOD


def test_fmt_check_names_what_is_not_in_format_until_fmt_write_has_put_it_right(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fmt", "--check", str(good)]) == 1
    assert capsys.readouterr().out == f"{good}\n"
    assert main(["fmt", "--write", str(good)]) == 0
    assert main(["fmt", "--check", str(good)]) == 0
    assert main(["check", str(good)]) == 0


def test_fmt_prints_chinese(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "--lang", "zh", str(good)]) == 0
    assert "  发 积分 10  # everyone\n" in capsys.readouterr().out


def test_a_files_own_tests_are_run(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(good)]) == 0
    assert capsys.readouterr().out == f"ok    {good}:8: everyone has points\n"


def test_a_failed_test_is_told_with_what_came(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good.write_text(GOOD.replace("expect points 10", "expect points 11"), "utf-8")
    assert main(["test", str(good)]) == 1
    assert "FAIL" in (told := capsys.readouterr().out)
    assert "`points 10`" in told


def test_a_file_with_errors_has_no_test_results(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good.write_text(GOOD.replace("give points", "give pionts"), "utf-8")
    assert main(["test", str(good)]) == 1
    assert "ok" not in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "fmt", "test"])
def test_what_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, str(tmp_path / "none.cap")]) == 2
    assert (
        capsys.readouterr().err
        == f"bottlecap: {tmp_path}/none.cap cannot be read: No such file or directory\n"
    )
    binary = tmp_path / "binary.cap"
    binary.write_bytes(b"abc\xff")
    assert main([command, str(binary)]) == 2
    assert capsys.readouterr().err == f"bottlecap: {binary} is not UTF-8 text: byte 4 cannot be read\n"


def test_a_command_that_does_not_exist_is_refused_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["chekc"])
    assert stopped.value.code == 2
    assert "usage: bottlecap" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    ["", "demo", "check", "fmt", "test", "migrate", "new-secret", "brand add", "four-eyes", "user add", "api-key add", "serve",
     "export", "audit"],
)  # fmt: skip
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command.split(), "--help"])
    assert stopped.value.code == 0
    assert "example" in capsys.readouterr().out
