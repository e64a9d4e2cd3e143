"""How long a claim takes: alone on an idle server, at half the highest rate, and at every rate up to the highest."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Final

from tests.benchmarks.figures import Figure, Spread, quartiles
from tests.benchmarks.serving.stage import Bench, Round, server, staged

#: Connections that press at a time, from an idle server to a full one.
LOADS: Final = (1, 4, 16, 64, 128, 256)
_PRESSING: Final = 256


def lone(bench: Bench, rounds: int) -> Figure:
    """One press at a time on an idle server, against a handler of one plain transaction."""
    servers, ratios, ours = bench.servers(), [], []
    with server(*servers["bottlecap"]) as own, server(*servers["raw"]) as plain:
        for port in (own, plain):
            bench.drive(port, 1, seconds=1)
        for _ in range(max(2, rounds)):
            ours.append(bench.drive(own, 1, seconds=2))
            ratios.append(ours[-1].p50_ms / bench.drive(plain, 1, seconds=2).p50_ms)
    middle = statistics.median(turn.p50_ms for turn in ours)
    return Figure(
        "a lone claim over HTTP : one plain transaction", quartiles(ratios), f"p50 {middle:.1f} ms", "1.3"
    )


def at_half(bench: Bench, highest: Sequence[Round], rounds: int) -> list[Figure]:
    """The slowest of a hundred at half the highest rate, against the middle one; presses come at random."""
    half = statistics.median(turn.rate for turn in highest) / 2
    turns = []
    with server(*bench.servers()["bottlecap"]) as port:
        bench.drive(port, 16, seconds=1)
        for _ in range(max(2, rounds)):
            turns.append(bench.drive(port, _PRESSING, pause_s=_PRESSING / half))
    ratio = quartiles([turn.p99_ms / turn.p50_ms for turn in turns])
    rate, p99 = (statistics.median(getattr(turn, name) for turn in turns) for name in ("rate", "p99_ms"))
    name = "p99 of claims over HTTP at half the highest rate : p50"
    return [Figure(name, ratio, f"p99 {p99:.0f} ms at {rate:,.0f} a second", "3, and 50 ms")]


def curves(bench: Bench) -> dict[str, list[Round]]:
    """Each server under each load."""
    found: dict[str, list[Round]] = {}
    for name in ("bottlecap", "raw", "naive"):
        with server(*bench.servers()[name]) as port:
            bench.drive(port, 16, seconds=1)
            found[name] = [bench.drive(port, load) for load in LOADS]
    return found


def figures(bench: Bench, told: Mapping[str, Sequence[Round]], rounds: int) -> list[Figure]:
    """What has a goal in time rather than in claims a second."""
    return [*at_half(bench, told["bottlecap"], rounds), lone(bench, rounds)]


def whole(rounds: int) -> list[Figure]:
    """The HTTP bench as every other one gives its figures: claims a second, and both of the above."""
    with staged(12 * rounds + 16, 2, 2 if rounds < 3 else 5) as bench:
        told: dict[str, list[Round]] = {"bottlecap": [], "raw": [], "naive": []}
        for _ in range(rounds):
            for name, turns in told.items():
                with server(*bench.servers()[name]) as port:
                    bench.drive(port, 16, seconds=1)
                    turns.append(bench.drive(port, _PRESSING))
        ours = told["bottlecap"]
        rate = statistics.median(turn.rate for turn in ours)
        against = {
            name: [own.rate / other.rate for own, other in zip(ours, told[name], strict=True)]
            for name in ("naive", "raw")
        }
        goals = {"naive": "15", "raw": ""}
        return [
            *(
                Figure(f"claims over HTTP, 256 pressing : {name} handler", _spread(ratios), f"{rate:,.0f} claims/s", goals[name])
                for name, ratios in against.items()
            ),
            *figures(bench, told, rounds),
        ]  # fmt: skip


def _spread(measured: list[float]) -> Spread:
    return quartiles(measured) if len(measured) > 1 else Spread(measured[0], measured[0], measured[0])
