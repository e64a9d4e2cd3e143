"""How fast a campaign decides, against a careful hand-written Python function of the same campaign.

Run with `python -m tests.benchmarks.decide`. Both give a whole `Decision`, the segments that held included, and
agree on every event. Both are given the event as a row of what they compare, instants and money as whole numbers, made
outside the measurement; a second figure has both begin with facts by name, as the engine has them, and make the row
themselves. Rounds are interleaved and medians of CPU time taken, so that the ratio holds on a busy machine. Goal: 1.0.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from dsl import Decision, Drawn, check, compile_campaign
from dsl.instants import micros
from dsl.program import DrawNumber
from dsl.rows import Row
from dsl.values import Money
from tests.benchmarks.figures import Figure, quartiles
from tests.support.vocabulary import VOCABULARY

ROUNDS = 21
EVENTS = 4_000

_SEGMENTS = {
    "welcome": "consumer.claims is 0",
    "silent": "consumer.last_claim over 720 hours ago and consumer.claims at least 3",
    "golden": "consumer.rank is gold and consumer.points at least 500",
    "rich": "consumer.spent over 300.00 CNY",
    "southern": "code.region in CN-GD, CN-GX, CN-HI and scan.hour between 18 and 22",
    "northern": "code.region in CN-BJ, CN-TJ and scan.region in CN-BJ, CN-TJ",
    "early": "scan.hour under 9 and consumer.claims at most 10",
    "saver": "consumer.points at least 100",
}
TEXT = (
    """campaign "Eight segments"
  brand    "Jinjiu"
  runs     2026-10-01 to 2026-12-31 in Asia/Shanghai
  budget   900,000.00 CNY
  channel  sandbox_wallet

"""
    + "".join(f"segment {name} {condition}\n" for name, condition in _SEGMENTS.items())
    + "\non scan\n"
    + "".join(
        f"  when {name}\n    draw\n      1 in 10,000 red_packet 888.00 CNY\n"
        f"      5% red_packet {8 + place}.88 CNY\n      rest red_packet 0.{place + 1}8 CNY\n"
        for place, name in enumerate(_SEGMENTS)
    )
    + "  otherwise\n    give points 10\n  if spent\n    give points 5\n"
)


def events(number: int, seed: int = 1) -> list[dict[str, object]]:
    """Facts of events; one in twenty is unknown, where it may be."""
    random, start = Random(seed), datetime(2026, 10, 2, tzinfo=UTC)
    made = []
    for _ in range(number):
        at = start + timedelta(minutes=random.randrange(80 * 24 * 60))
        event: dict[str, object] = {
            "event.at": at,
            "consumer.claims": random.choice((0, 1, 1, 2, 3, 4, 6, 9, 12)),
            "consumer.last_claim": at - timedelta(hours=random.randrange(1, 1_500)),
            "consumer.rank": random.choice(("silver", "silver", "gold")),
            "consumer.points": random.randrange(800),
            "code.region": random.choice(("CN-GD", "CN-GX", "CN-BJ", "CN-SH", "CN-SC", "CN-JS")),
            "scan.region": random.choice(("CN-GD", "CN-BJ", "CN-SH")),
            "scan.hour": random.randrange(24),
        }
        made.append({k: v for k, v in event.items() if k == "event.at" or random.random() > 0.05})
    return made


_ORDER = (
    "consumer.claims", "consumer.last_claim", "consumer.rank", "consumer.points", "consumer.spent", "code.region",
    "scan.region", "scan.hour",
)  # fmt: skip


def row_by_hand(facts: Mapping[str, object]) -> Row:
    """The facts in an order of their own, in the forms that are compared."""
    at, get = facts["event.at"], facts.get
    assert isinstance(at, datetime)
    claims, last, rank, points, spent, code, scan, hour = map(get, _ORDER)
    return (
        micros(at),
        claims,
        micros(last) if isinstance(last, datetime) else None,
        rank,
        points,
        spent.minor if isinstance(spent, Money) and spent.currency == "CNY" else None,
        code,
        scan,
        hour,
    )


def by_hand() -> Callable[[Row, DrawNumber], Decision]:
    """The same campaign as a careful programmer writes it: constants outside, cheap tests first, no detours."""
    campaign = check(TEXT, VOCABULARY).campaign
    assert campaign is not None
    choice = campaign.triggers[0].rules[0]
    branches = choice.branches  # type: ignore[union-attr]  # the text above begins with a choice
    arms = []
    for branch, name in zip(branches, [*_SEGMENTS, None], strict=True):
        rule = branch.rules[0]
        if name is None:
            arms.append((None, branch.line, 0, 0, (), ()))
            last = Decision(0, None, (), (branch.line,), (), (rule.intent,))  # type: ignore[union-attr]  # the text has a gift there
        else:
            outcomes = rule.outcomes  # type: ignore[union-attr]  # the text has a draw there
            arms.append(
                ((name,), (branch.line,), rule.site, rule.scale,  # type: ignore[union-attr]  # the text has a draw there
                 tuple(o.line for o in outcomes), tuple(o.intents for o in outcomes))
            )  # fmt: skip
    south, north = ("CN-GD-", "CN-GX-", "CN-HI-"), ("CN-BJ-", "CN-TJ-")
    month = timedelta(hours=720) // timedelta(microseconds=1)

    def arm(row: tuple[Any, ...]) -> int:
        at, claims, last_claim, rank, points, spent, region, phone, hour = row
        if claims is not None:
            if claims == 0:
                return 0
            if claims >= 3 and last_claim is not None and at - last_claim > month:
                return 1
        if rank == "gold" and points is not None and points >= 500:
            return 2
        if spent is not None and spent > 30_000:
            return 3
        if region is not None:
            if hour is not None and 18 <= hour <= 22 and f"{region}-".startswith(south):
                return 4
            if f"{region}-".startswith(north) and phone is not None and f"{phone}-".startswith(north):
                return 5
        if hour is not None and hour < 9 and claims is not None and claims <= 10:
            return 6
        if points is not None and points >= 100:
            return 7
        return 8

    def decide(row: Row, draw: DrawNumber) -> Decision:
        number = arm(row)
        if number == 8:
            return last
        segments, lines, site, scale, outcome_lines, intents = arms[number]
        drawn = draw(site, scale)
        if not 0 <= drawn < scale:
            raise ValueError(drawn)
        place = 0 if drawn < 1 else 1 if drawn < 501 else 2
        return Decision(
            0, None, segments, lines, (Drawn(site, drawn, scale, outcome_lines[place]),), intents[place]
        )

    return decide


Given = TypeVar("Given")


def measure(decide: Callable[[Given, DrawNumber], object], made: Sequence[Given]) -> float:
    """CPU seconds of a round."""

    def draw(site: int, scale: int) -> int:
        return 4_321

    start = time.process_time()
    for given in made:
        decide(given, draw)
    return time.process_time() - start


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """Decisions a second over the hand-written function's."""
    made = events(EVENTS)
    campaign = check(TEXT, VOCABULARY).campaign
    assert campaign is not None
    program = compile_campaign(campaign)
    generated, written = program.decider(0), by_hand()
    rows, own_rows = [program.row(0, facts) for facts in made], [row_by_hand(facts) for facts in made]
    for number, (row, own_row) in enumerate(zip(rows, own_rows, strict=True)):
        assert generated(row, lambda site, scale, n=number: n * 7 % scale) == written(  # type: ignore[misc]  # bound early
            own_row,
            lambda site, scale, n=number: n * 7 % scale,  # type: ignore[misc]  # bound early
        )

    def by_name(facts: Mapping[str, object], draw: DrawNumber) -> Decision:
        return program.decide(0, facts, draw)

    def written_by_name(facts: Mapping[str, object], draw: DrawNumber) -> Decision:
        return written(row_by_hand(facts), draw)

    prepared, named = (list[float](), list[float]()), (list[float](), list[float]())
    for _ in range(rounds):
        _slice(prepared, lambda: measure(written, own_rows), lambda: measure(generated, rows))
        _slice(named, lambda: measure(written_by_name, made), lambda: measure(by_name, made))
    return [
        _figure("generated code : hand-written Python", prepared, "1.0"),
        _figure("generated code : hand-written Python, both from facts by name", named, ""),
    ]


def _slice(
    found: tuple[list[float], list[float]], theirs: Callable[[], float], ours: Callable[[], float]
) -> None:
    before, taken, after = theirs(), ours(), theirs()
    found[0].append((before + after) / 2 / taken)
    found[1].append(EVENTS / taken)


def _figure(name: str, found: tuple[list[float], list[float]], goal: str) -> Figure:
    return Figure(name, quartiles(found[0]), f"{statistics.median(found[1]):,.0f} decisions/s", goal)


if __name__ == "__main__":
    for figure in figures():
        print(figure)
