"""A table of budgets inside one block: each line holds for some people, and each of them is exact."""

from __future__ import annotations

import pytest

from dsl import Campaign, check, compile_campaign, format_text, run_tests
from dsl.analysis.cost import costs
from dsl.analysis.survey import survey
from dsl.cells import cells_met
from dsl.difference import compare
from dsl.intents import pots_of
from dsl.simulation.making import make_population
from dsl.simulation.running import simulate
from dsl.simulation.spec import Spec
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "By region" / "分区预算"
  brand    "Jinjiu"
  runs     2026-09-01 to 2026-09-30 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet

segment south  code.region in CN-GD, CN-GX

"""
_TABLE = (
    _HEAD
    + """on scan
  budget 600.00 CNY
  budget 500.00 CNY, at most 50.00 CNY a day when south
  budget 30.00 CNY when code.region in CN-BJ and consumer.rank is gold
  budget 20.00 CNY when code.region in CN-BJ and consumer.rank is not gold
  give red_packet 1.00 CNY
  if spent
    refuse
"""
)


def _checked(text: str) -> Campaign:
    found = check(text, VOCABULARY)
    assert found.campaign is not None, found.diagnostics
    return found.campaign


def test_whoever_a_line_holds_for_takes_from_it_and_everybody_from_the_whole() -> None:
    """A fact that is missing makes no line hold."""
    campaign = _checked(_TABLE)
    pots = tuple(pots_of(campaign.triggers[0]))
    assert [pot.total.minor for pot in pots] == [60_000, 50_000, 3_000, 2_000]
    assert [pot.when is None for pot in pots] == [True, False, False, False]

    def lines(**facts: object) -> list[int]:
        named = {name.replace("__", "."): value for name, value in facts.items()}
        return [pot.line for pot in pots if pot.key in cells_met(campaign, pots, named)]

    assert lines(code__region="CN-GD-SZ") == [11]
    assert lines(code__region="CN-BJ", consumer__rank="gold") == [12]
    assert lines(code__region="CN-BJ", consumer__rank="silver") == [13]
    assert lines(code__region="CN-BJ") == []
    assert lines(code__region="CN-SH") == []


def test_both_languages_write_the_table_and_mean_the_same() -> None:
    chinese = format_text(_TABLE, VOCABULARY, "zh")
    assert "预算 500.00 元，每天至多 50.00 元 如果 south" in chinese
    assert format_text(chinese, VOCABULARY, "en") == format_text(_TABLE, VOCABULARY, "en")
    assert check(chinese, VOCABULARY).campaign == check(_TABLE, VOCABULARY).campaign


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("budget 20.00 CNY when south", ["BC1118"]),
        (
            "budget 20.00 CNY when south\n  budget 20.00 CNY when not south",
            ["BC1118"],
        ),  # a code of an unknown region
        ("budget 20.00 CNY when south\n  budget 90.00 CNY", []),
        ("budget 20.00 CNY when south\n  budget 30.00 CNY when south", ["BC0904"]),
        ("budget 20.00 CNY when south\n  budget 10.00 CNY", ["BC0918"]),
        ("budget 20.00 CNY when souht\n  budget 90.00 CNY", ["BC0402"]),
        ("budget 20.00 CNY when purchase.amount over 1.00 CNY\n  budget 90.00 CNY", ["BC0417"]),
        ("budget 0.50 CNY when south\n  budget 90.00 CNY", ["BC0908"]),
    ],
)
def test_what_is_wrong_with_a_table_is_said(table: str, codes: list[str]) -> None:
    """Among it: whom no line is for. All codes of the block's own lines, no more."""
    text = f"{_HEAD}on scan\n  {table}\n  give red_packet 1.00 CNY\n  if spent\n    refuse\n"
    found = [one.code for one in check(text, VOCABULARY).diagnostics]
    assert [code for code in found if code != "BC0911"] == codes


def test_lines_side_by_side_are_parts_of_the_whole_and_not_of_each_other() -> None:
    """Together they may not promise more than the block holds; a small one does not bound its neighbour."""
    assert [one.code for one in check(_TABLE, VOCABULARY).diagnostics] == []
    more = _TABLE.replace("budget 30.00", "budget 90.00")
    assert [one.code for one in check(more, VOCABULARY).diagnostics] == ["BC1113"]
    found = costs(survey(_checked(_TABLE), VOCABULARY))
    assert [one.most for one in found.liabilities] == [60_000]


def test_a_simulation_keeps_every_line_of_the_table() -> None:
    """Beijing's silver ends at 20.00 while Guangdong goes on to its 50.00 of the day."""
    campaign = _checked(_TABLE)
    weights = {"code.region": {"CN-GD": 1.0, "CN-BJ": 1.0}, "consumer.rank": {"gold": 1.0, "silver": 1.0}}
    tally = simulate(
        campaign, make_population(campaign, 3_000, Spec(days=2, consumers=900, weights=weights), 3), 3
    )
    whole, south, gold, silver = (use.spent for use in tally.pots.values())
    assert (south, gold, silver) == (10_000, 3_000, 2_000)
    assert whole == south + gold + silver


def test_a_lower_line_of_the_table_is_a_loss_for_those_it_is_for() -> None:
    campaign = _checked(_TABLE)
    assert compare(campaign, _checked(_TABLE.replace("30.00 CNY when", "40.00 CNY when")), VOCABULARY).allowed
    losses = compare(
        campaign, _checked(_TABLE.replace("30.00 CNY when", "25.00 CNY when")), VOCABULARY
    ).losses
    assert any("30.00 CNY → 25.00 CNY" in loss.what.en for loss in losses)


_TESTED = (
    _HEAD
    + """on scan
  budget 600.00 CNY
  budget 500.00 CNY when south
  phase launch until 2026-09-05
    budget 90.00 CNY
    give red_packet 2.00 CNY
    if spent
      give points 2
  otherwise
    give points 1
  give red_packet 1.00 CNY
  if spent
    give points 5

test "the launch's money is gone"
  at 2026-09-02 10:00
  scan in CN-GD
  spent budget "launch"
  expect points 2
  expect red_packet 1.00 CNY

test "the south's line is gone"
  at 2026-09-02 10:00
  scan in CN-GD
  spent budget "south"
  expect points 2
  expect points 5

test "the south's line is not the north's"
  at 2026-09-02 10:00
  scan in CN-BJ
  spent budget "south"
  expect red_packet 2.00 CNY
  expect red_packet 1.00 CNY

test "the event's money is gone"
  at 2026-09-12 10:00
  scan in CN-BJ
  spent budget "scan"
  expect points 1
  expect points 5
"""
)


def test_a_test_empties_one_budget_by_its_name() -> None:
    """That of a phase, of a line of the table for those it holds for, of the event; in both languages."""
    for text in (_TESTED, format_text(_TESTED, VOCABULARY, "zh")):
        results = run_tests(compile_campaign(_checked(text)))
        assert [(one.name, one.message.en) for one in results if not one.passed] == []
        assert len(results) == 4
    assert '已发完 预算 "launch"' in format_text(_TESTED, VOCABULARY, "zh").replace("  ", " ")
