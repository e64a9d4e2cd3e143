"""The shape of the house: small files, small functions, nothing left half done, nothing of the machine it was made on."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LINES_MAX: Final = 500
FUNCTION_LINES_MAX: Final = 70
#: A journey tells a whole scenario in order.
JOURNEY_LINES_MAX: Final = 150
#: Written by a tool, by others, or one long table.
LONG_BY_NATURE: Final = ("requirements.lock", "/vendor/", "/migrations/", ".golden.", "tests/browser/node/")
BINARY: Final = frozenset({".png", ".jpg", ".ico", ".woff2", ".gz"})


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project: what the repository tracks, or in an unpacked archive all that is there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts)
        ]
    found = (ROOT / name for name in listed if name)
    return tuple(path for path in found if path.is_file() and path.suffix not in BINARY)


def python() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def long_by_nature(path: Path) -> bool:
    return any(part in f"/{name_of(path)}" for part in LONG_BY_NATURE)


def test_no_file_is_longer_than_people_read() -> None:
    sizes = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for path in tracked()
        if path.suffix in {".py", ".js", ".css", ".html", ".lark", ".mjs"} and not long_by_nature(path)
    }
    assert {name: size for name, size in sizes.items() if size > LINES_MAX} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in python()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1)
        > (JOURNEY_LINES_MAX if name_of(path).startswith("tests/journeys/") else FUNCTION_LINES_MAX)
    }
    assert long == {}


def test_the_engine_has_no_front_room_and_tests_are_no_package() -> None:
    assert (ROOT / "engine" / "__init__.py").read_text() == ""
    packages = [
        path for path in python() if path.name == "__init__.py" and name_of(path).startswith("tests/")
    ]
    plain = [name_of(path) for path in packages if "example_plugin" not in name_of(path)]
    assert plain == []  # such a file would make `tests/engine` shadow `engine`


def test_no_drawer_for_odds_and_ends() -> None:
    odd = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert [name_of(path) for path in python() if {path.stem, path.parent.name} & odd] == []


def test_nothing_is_left_half_done() -> None:
    """Words that promise work later. They are put together here, so that this file does not hold them."""
    promises = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK")) + r")\b")
    found = [
        f"{name_of(path)}:{number}"
        for path in tracked()
        if not long_by_nature(path)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if promises.search(line)
    ]
    assert found == []


def test_nothing_names_the_machine_it_was_made_on() -> None:
    """No home directories, no work directories, no addresses of package registries or their mirrors."""
    own = re.compile(
        r"(?<![\w.])/(?:root|work|home)/\w|file:///|"
        r"\b(?:files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|(?<!emit-)index-url)\b"
    )
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if own.search(line)
    ]
    assert found == []
