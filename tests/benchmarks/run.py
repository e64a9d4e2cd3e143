"""Every benchmark in one run: `make bench`, or `make bench ARGS=--full` for more rounds and a new BENCHMARKS.md.

Each figure is a ratio to a baseline that runs beside it, with quartiles; only ratios outlive the machine's mood.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path

from tests.benchmarks import analysis, claims, codes, columns, decide, pages, reading, rival, slow_disk
from tests.benchmarks.figures import Figure
from tests.benchmarks.serving import latency

REPORT = Path(__file__).parents[2] / "BENCHMARKS.md"
#: From this line on the report is written by hand: what takes servers of its own, and what was learned.
BY_HAND = "## Claims\n"
#: What is measured, with the rounds of the short form and of the full one.
BENCHMARKS: tuple[tuple[Callable[[int], list[Figure]], int, int], ...] = (
    (reading.figures, 15, 61),
    (decide.figures, 11, 41),
    (rival.figures, 7, 31),
    (analysis.figures, 5, 31),
    (columns.figures, 3, 9),
    (codes.figures, 2, 7),
    (pages.figures, 3, 9),
    (claims.figures, 3, 9),
    (slow_disk.figures, 3, 9),
    (latency.whole, 1, 5),
)


def main() -> None:
    """Measure, print, and write down a full run."""
    full = "--full" in sys.argv[1:]
    found: list[Figure] = []
    for measure, short, long in BENCHMARKS:
        for figure in measure(long if full else short):
            print(figure, flush=True)
            found.append(figure)
    if full:
        by_hand = REPORT.read_text("utf-8").partition(BY_HAND)[2]
        REPORT.write_text(f"{_report(found)}\n{BY_HAND}{by_hand}", "utf-8")
        print(f"written to {REPORT.name}")


def _report(found: list[Figure]) -> str:
    rows = "".join(f"| {one.name} | {one.ratio} | {one.absolute} | {one.goal} |\n" for one in found)
    machine = f"{cpu_count()} {platform.machine()} cores shared with other work (load {getloadavg()[0]:.1f})"
    return f"""# Benchmarks

Written by `make bench ARGS=--full` on {datetime.now(UTC):%Y-%m-%d}: {machine}, Python {platform.python_version()}.

Each figure is ours against a baseline that ran in the same run, in slices between ours: the median of the ratios, with
quartiles in brackets. Absolute values move with the machine's mood and are for orientation. A goal with a unit is for
the absolute value on a quiet machine, one without for the ratio. What each baseline is stands at the head of its file
in `tests/benchmarks/`.

| ours : baseline | ratio | absolute | goal |
|---|---|---|---|
{rows}
{reading.STEPS}
{rival.FORMS}"""


if __name__ == "__main__":
    main()
