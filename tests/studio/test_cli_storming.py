"""`bottlecap storm`: agrees on a sound database, finds one that miscounts, and touches none that is in use."""

from __future__ import annotations

import re
import sqlite3

import pytest

from studio.cli.main import main


@pytest.mark.timeout(180)
def test_a_storm_agrees_and_tells_what_was_done(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["storm", "--database", database_url, "--seed", "3", "--seconds", "3", "--kills", "1"]) == 0
    told = capsys.readouterr().out
    done = re.match(r"1 kill, ([\d,]+) answers, ([\d,]+) requests? sent again, ([\d,]+) answers asked", told)
    assert done, told
    assert all(int(number.replace(",", "")) > 0 for number in done.groups()), told
    assert told.endswith("all agrees: answers, figures, bounds and books\n")


@pytest.mark.timeout(180)
def test_a_database_that_loses_count_is_found(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A trigger takes every fifth claim's budget back behind the engine's back."""
    with sqlite3.connect(sqlite_url.removeprefix("sqlite://")) as database:
        database.execute(
            "CREATE TRIGGER forgetful AFTER UPDATE OF used ON counter"
            " WHEN new.key LIKE '%|budget|CNY|all' AND new.used % 500 = 0"
            " BEGIN UPDATE counter SET used = used - 100 WHERE key = new.key; END"
        )
    database.close()
    assert main(["storm", "--database", sqlite_url, "--seconds", "2", "--kills", "0"]) == 1
    told = capsys.readouterr().out
    assert "minor units of the budget, the campaign counts" in told
    assert re.search(r"\d+ disagreements?\n$", told)


def test_a_database_in_use_is_left_alone(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brand", "add", "dongquan", "--database", sqlite_url, "--name", "D", "--name-zh", "东"]) == 0
    before = _rows(sqlite_url)
    assert main(["storm", "--database", sqlite_url, "--seconds", "1", "--kills", "0"]) == 2
    assert "a storm needs a database of its own, migrated and empty" in capsys.readouterr().err
    assert _rows(sqlite_url) == before


def test_a_storm_without_end_is_refused(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--seconds", "0"], ["--kills", "-1"]):
        assert main(["storm", "--database", sqlite_url, *wrong]) == 2
    assert "--kills must be between 0 and 10000" in capsys.readouterr().err


def _rows(url: str) -> list[str]:
    database = sqlite3.connect(url.removeprefix("sqlite://"))
    try:
        return list(database.iterdump())
    finally:
        database.close()
