"""How fast everybody is looked at: 14 fields, 8 segments, against a plain Python enumeration of a sample.

Run with `python -m tests.benchmarks.analysis`. Rounds are interleaved and medians of processor time taken, so that
the ratio holds on a busy machine. Goal: the whole analysis within 50 ms.
"""

from __future__ import annotations

import statistics
import time
from itertools import islice, product
from random import Random

from dsl import Campaign, check
from dsl.analysis.cells import cells_of
from dsl.analysis.fields import settled
from dsl.analysis.report import analyse
from dsl.interpreter import interpret
from dsl.nodes import Span
from dsl.values import Label
from dsl.vocabulary import FactWord, Vocabulary
from tests.benchmarks.figures import Figure, quartiles
from tests.support.vocabulary import VOCABULARY

ROUNDS = 15
SAMPLE = 2_000
_MORE = ("consumer.orders", "consumer.visits", "consumer.friends")
WORDS = Vocabulary(
    rewards=VOCABULARY.rewards,
    facts=(
        *VOCABULARY.facts,
        *(FactWord(name, Label(name, name), "count", Label("a", "一")) for name in _MORE),
    ),
    recipients=VOCABULARY.recipients,
    code_kinds=VOCABULARY.code_kinds,
    themes=VOCABULARY.themes,
    channels=VOCABULARY.channels,
)
TEXT = """campaign "Eight segments"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-12-31 in Asia/Shanghai
  budget 900,000.00 CNY, at most 20,000.00 CNY a day
  channel sandbox_wallet

segment newcomer  consumer.claims is 0 and code.region in CN-GD, CN-GX
segment quiet     consumer.last_claim over 30 days ago and consumer.points at least 100
segment golden    consumer.rank is gold or consumer.spent at least 500.00 CNY
segment evening   scan.hour at least 18
segment local     consumer.region in CN-BJ and code.batch is "B-2026-01"
segment friendly  consumer.friends at least 3 and not friend.is_new
segment faithful  consumer.orders over 5 or consumer.visits over 20
segment keen      consumer.claims between 3 and 9 and not quiet

on scan
  phase launch until 2026-10-07
    give red_packet 1.88 CNY
  when newcomer
    draw
      1 in 10,000 red_packet 888.00 CNY, stock 20
      rest red_packet 1.88 CNY
  when golden and evening
    give red_packet 8.88 CNY
  when quiet
    give points 50
  when local
    give red_packet 0.88 CNY
  when friendly
    give points 30
  when faithful and not evening
    give points 20
  when keen or faithful
    draw
      5% red_packet 3.88 CNY
      rest points 5
  otherwise
    give points 1
  if spent
    give points 1
"""


def _campaign() -> Campaign:
    campaign = check(TEXT, WORDS).campaign
    assert campaign is not None
    return campaign


def _looked_at(campaign: Campaign) -> None:
    list(analyse(campaign, WORDS, lambda _line: Span(0, 0, 1, 1)))


def _sampled(campaign: Campaign) -> set[tuple[int, ...]]:
    """The baseline: decide for a sample of the same people one by one, to see which rules apply."""
    cells = cells_of(campaign, campaign.triggers[0], WORDS)
    chance = Random(1)
    shuffled = [chance.sample(axis.values, len(axis.values)) for axis in cells.axes]
    seen = set()
    for values in islice(product(*shuffled), SAMPLE):
        at = cells.times[-1].starts
        facts = {
            axis.fact: settled(value, at, campaign.zone)
            for axis, value in zip(cells.axes, values, strict=True)
        }
        seen.add(interpret(campaign, 0, {"event.at": at, **facts}, lambda _site, _scale: 0).lines)
    return seen


def _seconds(work: object, campaign: Campaign) -> float:
    assert callable(work)
    began = time.process_time()
    work(campaign)
    return time.process_time() - began


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """Time of the whole analysis under that of asking the interpreter about each kind of person."""
    campaign = _campaign()
    cells = cells_of(campaign, campaign.triggers[0], WORDS)
    taken, ratios = [], []
    for _ in range(rounds):
        whole, sample = _seconds(_looked_at, campaign), _seconds(_sampled, campaign)
        taken.append(whole)
        ratios.append(sample / SAMPLE * cells.count / whole)
    fields = len({axis.fact for axis in cells.axes}) + 1
    name = f"everybody looked at ({fields} fields, {len(campaign.segments)} segments) : one by one"
    absolute = f"{statistics.median(taken) * 1_000:.1f} ms for {cells.count:,} kinds of people"
    return [Figure(name, quartiles(ratios), absolute, "50 ms")]


if __name__ == "__main__":
    for figure in figures():
        print(figure)
