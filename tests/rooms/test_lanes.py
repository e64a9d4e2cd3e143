"""`make test` runs everything: each folder of tests stands in exactly one lane."""

from __future__ import annotations

from pathlib import Path

from tests.support.run import LANES

TESTS = Path(__file__).parents[1]


def test_every_folder_with_tests_stands_in_one_lane() -> None:
    folders = {f"tests/{path.relative_to(TESTS).parts[0]}" for path in TESTS.rglob("test_*.py")}
    assert sorted(folder for lane in LANES for folder in lane) == sorted(folders)
