"""How long a campaign of 200 lines takes from text to callable, against CPython's own compiler.

Run with `python -m tests.benchmarks.reading`. The baseline compiles a module of the standard library (`textwrap`, some
490 lines) in C, between two slices of ours, so that ratios hold on a busy machine; milliseconds are for orientation.
Goals once the grammar's table is built: 10 ms to read, check and compile; 50 ms to look at everybody.
"""

from __future__ import annotations

import statistics
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from dsl import check, compile_campaign, parse
from dsl.analysis.report import analyse
from dsl.nodes import Span
from tests.benchmarks.figures import Figure, quartiles
from tests.support.vocabulary import VOCABULARY

TEXT = Path(__file__).with_name("winter.cap").read_text("utf-8")
STEPS = """The goal of 10 ms from text to callable is for a quiet machine. The steps of the 200 lines at their best, in milliseconds: cutting 0.5,
the table and its nodes 2.5, blocks and the rest of reading 0.6, the checker 3.1, the compiler 1.3, collecting garbage 0.4.
Of the compiler CPython takes 0.3: the campaign's three goods have the same conditions and share their code; without
that it would take 0.7.
"""
BASELINE = Path(textwrap.__file__).read_text("utf-8")


def figures(rounds: int = 41) -> list[Figure]:
    """Time of each step over the baseline's."""
    campaign = check(TEXT, VOCABULARY).campaign
    assert campaign is not None

    def looked_at() -> None:
        list(analyse(campaign, VOCABULARY, lambda _line: Span(0, 0, 1, 1)))

    def callable_made() -> None:
        sound = check(TEXT, VOCABULARY, everybody=False).campaign
        assert sound is not None
        compile_campaign(sound)

    steps: dict[str, Callable[[], object]] = {
        "text to callable": callable_made,
        "read": lambda: parse(TEXT),
        "compile": lambda: compile_campaign(campaign),
        "look at everybody": looked_at,
    }
    taken: dict[str, list[float]] = {name: [] for name in steps}
    ratios: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            before, ours, after = _seconds(_python), _seconds(step), _seconds(_python)
            taken[name].append(ours)
            ratios[name].append(2 * ours / (before + after))
    lines = len(TEXT.splitlines())
    goals = {"text to callable": "10 ms", "look at everybody": "50 ms"}
    return [
        Figure(
            f"{name}, {lines} lines : CPython compiling textwrap",
            quartiles(ratios[name]),
            f"{statistics.median(taken[name]) * 1_000:.1f} ms (best {min(taken[name]) * 1_000:.1f})",
            goals.get(name, ""),
        )
        for name in steps
    ]


def _python() -> None:
    compile(BASELINE, "textwrap", "exec")


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    for figure in figures():
        print(figure)
