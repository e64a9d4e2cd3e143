"""How fast columns decide, and how long a simulation of a million scans takes, against one decision at a time.

Run with `python -m tests.benchmarks.columns`. CPU time of one core; rounds are interleaved with the baseline, the
compiled program over single events, so that ratios hold on a busy machine. Goals: 20 million scans a second for
the campaign of eight segments; a million scans simulated, report included, within 2 seconds.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np

from dsl import check, compile_campaign
from dsl.columns.facts import Facts, Numbers, Words
from dsl.columns.program import compile_columns
from dsl.simulation import make_population, read_spec, report, simulate, tell
from tests.benchmarks.decide import TEXT, events
from tests.benchmarks.figures import Figure, quartiles
from tests.support.vocabulary import VOCABULARY

ROWS = 1_000_000
BLOCK = 1 << 14
ROUNDS = 7
CAMPAIGN = Path(__file__).parents[1] / "dsl" / "campaigns" / "open_the_cap.cap"


def population(rows: int) -> Facts:
    """The events of the other benchmark's kind, made in columns."""
    chance = np.random.default_rng(1)

    def known() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return chance.random(rows) > 0.05

    def words(*values: str) -> Words:
        return Words(chance.integers(-1, len(values), rows, np.int8), values)

    at = 1_790_900_000_000_000 + np.sort(chance.integers(0, 80 * 86_400_000_000, rows))
    return Facts(
        at,
        "Asia/Shanghai",
        {
            "consumer.claims": Numbers(chance.choice(np.array([0, 1, 1, 2, 3, 4, 6, 9, 12]), rows), known()),
            "consumer.last_claim": Numbers(at - chance.integers(1, 1_500, rows) * 3_600_000_000, known()),
            "consumer.rank": words("silver", "gold"),
            "consumer.points": Numbers(chance.integers(0, 800, rows), known()),
            "code.region": words("CN-GD", "CN-GX", "CN-BJ", "CN-SH", "CN-SC", "CN-JS"),
            "scan.region": words("CN-GD", "CN-BJ", "CN-SH"),
            "scan.hour": Numbers(chance.integers(0, 24, rows), known()),
        },
    )


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """Scans a second in columns over one decision at a time, and a whole simulation over deciding alone."""
    campaign = check(TEXT, VOCABULARY).campaign
    assert campaign is not None
    columns, program, facts = compile_columns(campaign), compile_campaign(campaign), population(ROWS)
    numbers = np.random.default_rng(2).integers(0, 10_000, ROWS, np.int16)
    blocks = [facts.rows(slice(start, start + BLOCK)) for start in range(0, ROWS, BLOCK)]
    single, one_by_one = [program.row(0, event) for event in events(4_000)], program.decider(0)
    rates, ratios = [], []
    for _ in range(rounds):
        start = time.process_time()
        for place, block in enumerate(blocks):
            drawn = numbers[place * BLOCK : place * BLOCK + len(block)]
            columns.decide(0, block, lambda site, scale, drawn=drawn: drawn)  # type: ignore[misc]  # bound early
        taken = time.process_time() - start
        start = time.process_time()
        for row in single:
            one_by_one(row, lambda site, scale: 4_321)
        rates.append(ROWS / taken)
        ratios.append((time.process_time() - start) / len(single) * ROWS / taken)
    absolute = f"{statistics.median(rates) / 1e6:.1f} million scans/s"
    decided = Figure("columns : one decision at a time", quartiles(ratios), absolute, "20 million/s")
    return [decided, _simulated(max(3, rounds // 2))]


def _simulated(rounds: int) -> Figure:
    """A million scans with stock, budgets and limits, from the population to the printed report."""
    text = CAMPAIGN.read_text("utf-8")
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    program = compile_campaign(campaign)
    decide, single = program.decider(0), [program.row(0, event) for event in events(4_000)]
    seconds, ratios = [], []
    for seed in range(rounds):
        start = time.process_time()
        tally = simulate(campaign, make_population(campaign, ROWS, read_spec("consumers=250000"), seed), seed)
        tell(report(tally, text))
        seconds.append(time.process_time() - start)
        start = time.process_time()
        for row in single:
            decide(row, lambda site, scale: 0)
        ratios.append((time.process_time() - start) / len(single) * ROWS / seconds[-1])
    name = "a million scans simulated, report included : decided one by one"
    return Figure(name, quartiles(ratios), f"{statistics.median(seconds):.2f} s", "2 s")


if __name__ == "__main__":
    for figure in figures():
        print(figure)
