"""Walks a tutorial: writes the files that it shows, runs the commands that it shows, and knows what they answered.

A `cap` block behind `<!-- file: NAME -->` is a file. A `diff` block behind `<!-- change: NAME -->` changes one: the lines
without `+` must stand there as they are. A `console` block holds commands (`$ bottlecap …`), each with its output;
a line `…` at the end of an output stands for the rest. `python -m tests.support.tutorial` writes the outputs anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from studio.cli.main import main

DOCS: Final = Path(__file__).parents[2] / "docs"
TUTORIALS: Final = (DOCS / "tutorial.md", DOCS / "tutorial.zh.md")
_BLOCK: Final = re.compile(
    r"(?:<!-- (?P<task>file|change): (?P<name>\S+) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S
)
_REST: Final = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """A block of a tutorial: where its body stands, what is shown, and what came of it."""

    start: int
    end: int
    shown: str
    came: str


def walk(text: str, folder: Path) -> Iterator[Step]:
    """Do what the blocks of a tutorial say, one after the other, in a folder."""
    for block in _BLOCK.finditer(text):
        kind, body, task = block["kind"], block["body"], block["task"]
        came = body
        if task == "file":
            (folder / block["name"]).write_text(body, encoding="utf-8")
        elif task == "change":
            _change(folder / block["name"], body)
        elif kind == "console":
            came = "".join(_answered(body, folder))
        elif kind in ("cap", "diff"):
            raise AssertionError(f"a block of {kind} without its file: {body[:60]!r}")
        yield Step(block.start("body"), block.end("body"), body, came)


def _change(path: Path, body: str) -> None:
    lines = body.splitlines(keepends=True)
    before = "".join(_bare(line) for line in lines if not line.startswith("+"))
    after = "".join(_bare(line) for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} does not hold once:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def _bare(line: str) -> str:
    """The line without its mark; an empty one may have lost it."""
    return line if line == "\n" else line[1:]


def _answered(body: str, folder: Path) -> Iterator[str]:
    """The commands of a block with their true output, cut where the block cuts it."""
    for part in re.split(r"^(?=\$ )", body, flags=re.M):
        if not part.startswith("$ "):
            assert not part.strip(), f"output without a command: {part!r}"
            continue
        command, _, shown = part.partition("\n")
        lines = [line.rstrip() for line in _run(shlex.split(command[2:]), folder).splitlines()]
        while lines and not lines[-1]:
            lines.pop()
        expected = shown.splitlines()
        if expected and expected[-1] == _REST:
            lines = [*lines[: len(expected) - 1], _REST]
        yield "".join(f"{line}\n" for line in (command, *lines))


def _run(words: list[str], folder: Path) -> str:
    assert words[0] == "bottlecap", words
    into = words[words.index(">") + 1] if ">" in words else None
    arguments = words[1 : words.index(">")] if into else words[1:]
    out, here = io.StringIO(), Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(arguments)
    finally:
        os.chdir(here)
    if into is None:
        return out.getvalue()
    (folder / into).write_text(out.getvalue(), encoding="utf-8")
    return ""


def write() -> None:
    """Write the true outputs into the tutorials; read the difference like copy."""
    for path in TUTORIALS:
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            steps = list(walk(text, Path(folder)))
        for step in reversed(steps):
            text = text[: step.start] + step.came + text[step.end :]
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
