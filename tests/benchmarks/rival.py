"""How fast a campaign decides, against datalogic, the fastest rule engine in the package index (JsonLogic in Rust).

Run with `python -m tests.benchmarks.rival`. Eight segments over fourteen facts are written as JsonLogic too; both name
the segment that applies and the line of the gift, and agree on ten thousand random events. Each is given the event as it
likes it, made outside the measurement, with instants and money as numbers: ours as a row (`Program.row`), the rival as
nested dictionaries. A second figure has a draw in each segment, where ours also makes the record of the draw. A third
asks the rival by its quickest door, JSON text in and out, which no event in Python is. A fourth has ours begin with facts
by name, with `datetime` and `Money`, as the engine's are, and make the row itself. Goal: 8.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random

import datalogic_py

from dsl import Campaign, Choice, Draw, Give, check, compile_campaign
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment
from dsl.values import Money
from tests.benchmarks.analysis import WORDS
from tests.benchmarks.decide import events
from tests.benchmarks.figures import Figure, quartiles

EVENTS = 10_000
FORMS = """Decisions are measured on rows (`Program.row`): what conditions compare, in a fixed order, instants and money as whole numbers. The
rival is given its own best form, nested dictionaries of numbers, and making either is left out. On a row a decision
takes some 150 ns. Whoever has facts by name, as the engine has, which stores and explains them by name, calls
`Program.decide`, which makes the row first: another 600 ns for thirteen facts, an instant and money among them, since it
reads all of them and not only those that a condition comes to. A claim takes 350,000.
"""
_SIGNS = {"is": "===", "over": ">", "under": "<", "at_least": ">=", "at_most": "<="}
_SEGMENTS = {
    "newcomer": "consumer.claims is 0 and code.region in CN-GD, CN-GX and scan.hour at least 6",
    "golden": "consumer.rank is gold and consumer.spent at least 500.00 CNY",
    "silent": "consumer.last_claim over 720 hours ago and (consumer.points at least 600 or consumer.orders over 7)",
    "local": 'consumer.region in CN-BJ and scan.region in CN-BJ and code.batch is "B-2026-01"',
    "friendly": "consumer.friends at least 4 and consumer.visits over 12",
    "faithful": "consumer.orders at least 5 or consumer.visits at least 26",
    "evening": "scan.hour between 18 and 22 and code.region in CN-SH, CN-JS",
    "saver": "consumer.points at least 400 and consumer.claims at most 4",
}
_HEAD = """campaign "Eight segments"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-12-31 in Asia/Shanghai
  budget 900,000.00 CNY
  channel sandbox_wallet

""" + "".join(f"segment {name} {condition}\n" for name, condition in _SEGMENTS.items())
_END = "  otherwise\n    give points 10\n  if spent\n    give points 5\n"
_GIFT = "    give red_packet {place}.88 CNY\n"
_DRAW = "    draw\n      1 in 10,000 red_packet 888.00 CNY\n      5% red_packet 8.88 CNY\n      rest points {place}\n"


def _campaign_text(rule: str) -> str:
    rules = (f"  when {name}\n{rule.format(place=place)}" for place, name in enumerate(_SEGMENTS, 1))
    return f"{_HEAD}on scan\n{''.join(rules)}{_END}"


GIFTS, DRAWS = _campaign_text(_GIFT), _campaign_text(_DRAW)
Logic = dict[str, object]


def logic_of(campaign: Campaign) -> Logic:
    """The rules of the campaign's one trigger as JsonLogic that answers `[segment, line]`."""
    choice = campaign.triggers[0].rules[0]
    assert isinstance(choice, Choice)
    segments = {segment.name: segment.condition for segment in campaign.segments}
    arms: list[object] = []
    for branch in choice.branches:
        rule, name = branch.rules[0], None
        if isinstance(branch.condition, InSegment):
            name = branch.condition.name
            arms.append(_condition(segments[name]))
        if isinstance(rule, Draw):
            prizes: list[object] = []
            for outcome in rule.outcomes:
                prizes += [{"<": [{"var": "number"}, outcome.high]}, [name, outcome.line]]
            arms.append({"if": [*prizes[:-2], prizes[-1]]})
        else:
            assert isinstance(rule, Give)
            arms.append([name, rule.intent.line])
    return {"if": arms}


def _condition(condition: Condition) -> Logic:
    match condition:
        case AllOf(parts):
            return {"and": [_condition(part) for part in parts]}
        case AnyOf(parts):
            return {"or": [_condition(part) for part in parts]}
        case Compare():
            return _compared(condition)
    raise TypeError(condition)


def _compared(compare: Compare) -> Logic:
    fact: Logic = {"var": compare.fact}
    first = compare.values[0]
    if compare.comparison == "in":
        return {"in": [fact, [str(value) for value in compare.values]]}
    if compare.comparison == "is":
        return {"===": [fact, first]}
    known: Logic = {"!==": [fact, None]}
    if compare.comparison == "between":
        return {"and": [known, {"<=": [first, fact, compare.values[1]]}]}
    sign = _SIGNS[compare.comparison]
    if isinstance(first, Ago):
        assert first.unit == "hours"
        return {"and": [known, {sign: [{"-": [{"var": "event.at"}, fact]}, first.amount * 3_600]}]}
    return {"and": [known, {sign: [fact, first.minor if isinstance(first, Money) else first]}]}


def nested(facts: Mapping[str, object], number: int) -> Logic:
    """The facts as the rival reads them."""
    data: dict[str, object] = {"number": number}
    for name, value in facts.items():
        group, _, key = name.partition(".")
        inner = data.setdefault(group, {})
        assert isinstance(inner, dict)
        match value:
            case datetime():
                inner[key] = value.timestamp()
            case Money(minor=minor):
                inner[key] = minor
            case _:
                inner[key] = value
    return data


def contexts(number: int, seed: int) -> list[dict[str, object]]:
    """Events with all fourteen facts; of those beside the common ones, one in twenty is unknown."""
    random = Random(seed)
    made = events(number, seed)
    for event in made:
        more = {
            "consumer.spent": Money(random.randrange(80_000), "CNY"),
            "consumer.region": random.choice(("CN-GD", "CN-BJ", "CN-SH", "CN-SC")),
            "code.batch": random.choice(("B-2026-01", "B-2026-02", "B-2026-03")),
            "consumer.orders": random.randrange(9),
            "consumer.visits": random.randrange(30),
            "consumer.friends": random.randrange(6),
        }
        event |= {name: value for name, value in more.items() if random.random() > 0.05}
    return made


def figures(rounds: int = 21) -> list[Figure]:
    """Decisions a second over the rival's."""
    made = contexts(EVENTS, seed=3)
    return [
        _against("gifts: generated code : datalogic (JsonLogic)", GIFTS, made, rounds, "8"),
        _against("draws: generated code : datalogic (JsonLogic)", DRAWS, made, rounds, ""),
        _against("gifts: generated code : datalogic on JSON text", GIFTS, made, rounds, "", texts=True),
        _against("gifts: generated code from facts by name : datalogic", GIFTS, made, rounds, "", named=True),
    ]


def _against(
    name: str,
    text: str,
    made: list[dict[str, object]],
    rounds: int,
    goal: str,
    *,
    texts: bool = False,
    named: bool = False,
) -> Figure:
    campaign = check(text, WORDS).campaign
    assert campaign is not None
    program = compile_campaign(campaign)
    decide, rows = program.decider(0), [program.row(0, facts) for facts in made]
    rule, session = (engine := datalogic_py.Engine()).compile(logic_of(campaign)), engine.session()
    numbers = [place * 7_919 % 10_000 for place in range(EVENTS)]
    data = [nested(facts, number) for facts, number in zip(made, numbers, strict=True)]
    for row, number, one in zip(rows, numbers, data, strict=True):
        decision = decide(row, lambda site, scale, number=number: number)  # type: ignore[misc]  # bound early
        line = decision.draws[0].line if decision.draws else decision.intents[0].line
        assert [decision.segments[0] if decision.segments else None, line] == session.evaluate(rule, one)

    asked: list[object] = [json.dumps(one) for one in data] if texts else [*data]
    ask = session.evaluate_str if texts else session.evaluate

    def draw(site: int, scale: int) -> int:
        return 4_321

    def ours() -> None:
        for row in rows:
            decide(row, draw)

    def ours_named() -> None:
        for facts in made:
            program.decide(0, facts, draw)

    def theirs() -> None:
        for one in asked:
            ask(rule, one)

    ratios, rates = [], []
    for _ in range(rounds):
        before, here, after = _seconds(theirs), _seconds(ours_named if named else ours), _seconds(theirs)
        ratios.append((before + after) / 2 / here)
        rates.append(EVENTS / here)
    return Figure(name, quartiles(ratios), f"{statistics.median(rates):,.0f} decisions/s", goal)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    for figure in figures():
        print(figure)
