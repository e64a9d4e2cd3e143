"""Budgets of blocks in the language: lexical, nested, told apart by their place, reckoned with everywhere."""

from __future__ import annotations

from dsl import Campaign, check
from dsl.analysis.cost import costs
from dsl.analysis.survey import survey
from dsl.difference import compare
from dsl.intents import intents_of, pots_of
from dsl.simulation.making import make_population
from dsl.simulation.population import Population
from dsl.simulation.running import simulate
from dsl.simulation.spec import Spec
from dsl.values import Money
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "One place, one policy" / "一地一策"
  brand "Jinjiu"
  runs 2026-09-01 to 2026-09-30 in Asia/Shanghai
  budget 65,000.00 CNY
  channel sandbox_wallet

segment beijing code.region in CN-BJ
segment guangdong code.region in CN-GD

on scan of 9521000100015
"""
_POLICY = (
    _HEAD
    + """  when beijing
    budget 5,000.00 CNY
    give red_packet 1.88 CNY
    give points 18
  when guangdong
    budget 60,000.00 CNY
    draw
      1 in 2,000  red_packet 888.00 CNY, stock 3
      1 in 200    red_packet 88.00 CNY, stock 20
      rest        red_packet 8.88 CNY
  otherwise
    refuse "no activity for this product's sales region" / "该产品销售区域暂无活动"
  if spent
    refuse "this region's packets are gone" / "本地区的红包已发完"
"""
)
_NESTED = (
    _HEAD
    + """  budget 600.00 CNY
  give red_packet 1.00 CNY
  phase launch until 2026-09-07
    budget 500.00 CNY, at most 100.00 CNY a day
    when beijing
      budget 300.00 CNY
      give red_packet 3.00 CNY
      if spent
        give red_packet 0.50 CNY
          if spent
            refuse
    otherwise
      give red_packet 2.00 CNY, stock 10
  if spent
    give red_packet 0.10 CNY
      if spent
        refuse
"""
)


def _checked(text: str) -> Campaign:
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None, check(text, VOCABULARY).diagnostics
    return campaign


def test_a_reward_takes_from_every_budget_around_it() -> None:
    """From the outside in; what stands in for it takes from those around its own place."""
    trigger = _checked(_NESTED).triggers[0]
    event, launch, beijing = pots_of(trigger)
    assert [pot.total.minor for pot in (event, launch, beijing)] == [60_000, 50_000, 30_000]
    assert launch.daily == Money(10_000, "CNY")
    found = {dict(intent.params)["amount"]: intent.pots for intent in intents_of(trigger.rules)}
    assert found == {
        Money(100, "CNY"): (event,),
        Money(10, "CNY"): (event,),
        Money(300, "CNY"): (event, launch, beijing),
        Money(50, "CNY"): (event, launch, beijing),
        Money(200, "CNY"): (event, launch),
    }


def test_a_budget_keeps_its_name_when_lines_move_and_amounts_change() -> None:
    """So that what is used of it stays used when the campaign is edited."""
    before = [pot.key for pot in pots_of(_checked(_NESTED).triggers[0])]
    edited = _NESTED.replace("on scan of", "# note\non scan of").replace("budget 300.00", "budget 310.00")
    edited = edited.replace("code.region in CN-BJ", "code.region in CN-BJ, CN-TJ").replace("-07", "-09")
    after = [pot.key for pot in pots_of(_checked(edited).triggers[0])]
    assert before == after == [
        "scan 09521000100015 / CNY",
        "scan 09521000100015 / phase launch / CNY",
        "scan 09521000100015 / phase launch / when beijing / CNY",
    ]  # fmt: skip


def test_two_blocks_of_one_name_have_two_budgets() -> None:
    """A second choice under the same segment is told apart."""
    twice = _HEAD + 2 * (
        "  when beijing\n    budget 50.00 CNY\n    give red_packet 1.00 CNY\n    if spent\n      refuse\n  give points 1\n"
    )
    keys = [pot.key for pot in pots_of(_checked(twice).triggers[0])]
    assert keys == ["scan 09521000100015 / when beijing / CNY", "scan 09521000100015 / when beijing / CNY #2"]


def test_a_reward_that_no_budget_around_it_can_hold_is_refused() -> None:
    """As for the campaign's own budget."""
    text = _NESTED.replace("red_packet 3.00", "red_packet 101.00")
    errors = [one.code for one in check(text, VOCABULARY).diagnostics if one.severity == "error"]
    assert errors == ["BC0908"]


def test_a_crowded_budget_is_warned_of() -> None:
    """Stocks in the block that its own budget cannot hold."""
    text = _POLICY.replace("budget 60,000.00", "budget 4,000.00")
    codes = [(one.code, one.span.line) for one in check(text, VOCABULARY).diagnostics]
    assert ("BC0907", 16) in codes


def test_the_worst_case_is_told_for_each_block() -> None:
    """Beijing can cost 5,000.00, Guangdong 60,000.00; the launch no more than its own 500.00."""
    found = costs(survey(_checked(_POLICY), VOCABULARY))
    assert [(one.line, one.most) for one in found.blocks] == [(12, 500_000), (16, 6_000_000)]
    assert [(one.most, one.unlimited) for one in found.liabilities] == [(6_500_000, False)]
    nested = costs(survey(_checked(_NESTED), VOCABULARY))
    assert [one.most for one in nested.blocks] == [60_000, 32_000, 30_000]
    assert [one.most for one in nested.liabilities] == [60_000]


def _population(campaign: Campaign, scans: int, regions: str, seed: int = 7) -> Population:
    weights = {"code.region": dict.fromkeys(regions.split(), 1.0)}
    return make_population(campaign, scans, Spec(consumers=2_000, weights=weights), seed)


def test_five_thousand_claims_in_guangdong() -> None:
    """One packet each; the great ones never more than there are; Beijing's money is not touched."""
    campaign = _checked(_POLICY)
    tally = simulate(campaign, _population(campaign, 5_000, "CN-GD"), 7)
    given = {dict(prize.intent.params)["amount"]: prize.given for prize in tally.prizes.values()}
    great, good, plain = (given.get(Money(minor, "CNY"), 0) for minor in (88_800, 8_800, 888))
    assert great + good + plain == tally.total.claims == 5_000
    assert great <= 3
    assert good <= 20
    spent = great * 88_800 + good * 8_800 + plain * 888
    assert 4_440_000 <= spent <= 4_861_976
    beijing, guangdong = tally.pots.values()
    assert (beijing.spent, guangdong.spent, guangdong.short) == (0, spent, None)


def test_a_hundred_thousand_draws_of_unlimited_prizes_meet_their_odds() -> None:
    """1 in 2,000 comes 50 times and 1 in 200 comes 500 times, each within four standard deviations."""
    text = _POLICY.replace(", stock 3", "").replace(", stock 20", "").replace("65,000.00", "65,000,000.00")
    campaign = _checked(text.replace("budget 60,000.00", "budget 60,000,000.00"))
    tally = simulate(campaign, _population(campaign, 100_000, "CN-GD"), 7)
    given = {dict(prize.intent.params)["amount"]: prize.given for prize in tally.prizes.values()}
    great, good, plain = (given[Money(minor, "CNY")] for minor in (88_800, 8_800, 888))
    assert 22 <= great <= 78
    assert 411 <= good <= 589
    assert great + good + plain == tally.total.claims == 100_000


def test_one_region_runs_dry_and_the_other_goes_on() -> None:
    """5,000.00 are 2,659 packets of 1.88, and every later Beijing claim is refused in the block's words."""
    campaign = _checked(_POLICY.replace("budget 5,000.00", "budget 500.00"))
    tally = simulate(campaign, _population(campaign, 2_000, "CN-BJ CN-GD"), 7)
    beijing, guangdong = tally.pots.values()
    assert beijing.spent == 265 * 188
    assert beijing.short is not None
    assert guangdong.short is None
    assert tally.refused["block_budget_spent"] + tally.total.claims == 2_000
    packets = {dict(prize.intent.params).get("amount"): prize.given for prize in tally.prizes.values()}
    assert packets[Money(188, "CNY")] == 265


def test_lowering_what_a_block_sets_aside_is_a_loss() -> None:
    """Raising it is not; a new bound where there was none is one too."""
    campaign = _checked(_POLICY)
    less, more = (
        _checked(_POLICY.replace("budget 5,000.00", amount))
        for amount in ("budget 4,000.00", "budget 5,001.00")
    )
    losses = compare(campaign, less, VOCABULARY).losses
    assert [loss.what.en for loss in losses] == [
        "budget of the block that gives red_packet 1.88 CNY: 5,000.00 CNY → 4,000.00 CNY"
    ]
    assert compare(campaign, more, VOCABULARY).allowed
    unbound = _checked(_POLICY.replace("    budget 5,000.00 CNY\n", ""))
    assert compare(campaign, unbound, VOCABULARY).allowed
    assert not compare(unbound, campaign, VOCABULARY).allowed


def test_a_budget_under_another_condition_begins_anew_and_says_so() -> None:
    """Its place is its name."""
    other = _POLICY.replace("when beijing", "when code.region in CN-BJ")
    found = compare(_checked(_POLICY), _checked(other), VOCABULARY)
    assert found.allowed
    assert [change.what.en for change in found.changes if change.topic == "budget"] == [
        "the block's budget of 5,000.00 CNY on line 12 is another one now, or gone; what was used of it no longer counts"
    ]
