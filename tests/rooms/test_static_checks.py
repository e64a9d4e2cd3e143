"""Lint, format and strict types hold for the whole house; every exception names its reason on its line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b(?::\s*[A-Z0-9, ]+|\[[a-z-, ]+\])?(?P<reason>.*)")


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["lint", "format", "types"],
)
def test_the_checkers_have_nothing_to_say(command: list[str]) -> None:
    """ruff and mypy --strict, configured in pyproject.toml, find nothing."""
    ran = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_silenced_warning_names_its_reason() -> None:
    """`noqa` and `type: ignore` name a rule and say why."""
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ("dsl", "engine", "plugins", "studio", "tests")
        for path in (ROOT / room).rglob("*.py")
        if "node_modules" not in path.parts and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := SILENCED.search(line)) and len(found["reason"].strip(" -#:()")) < 8
    ]
    assert bare == []
