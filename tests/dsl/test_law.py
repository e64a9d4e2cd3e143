"""The ceiling for prizes by chance, in every disguise, at market prices; gifts without chance are free of it."""

from __future__ import annotations

import pytest

from dsl import check, compile_campaign, format_text
from dsl.analysis.cost import costs
from dsl.analysis.survey import survey
from dsl.difference import compare
from dsl.markets import markets, pack_of
from dsl.values import Money
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Gold" / "黄金"
  brand "Jinjiu"
  runs 2026-12-01 to 2027-01-31 in Asia/Shanghai
  budget 900,000.00 CNY
  channel sandbox_wallet
"""


def _prize(price: str, *more: str) -> str:
    lines = "".join(f"  {line}\n" for line in (f"price {price}", *more))
    return f'prize "it" "The prize" / "大奖"\n{lines}'


def _draw(gift: str, odds: str = "1 in 300,000") -> str:
    return f"on scan\n  draw\n    {odds} {gift}\n    rest points 5\n  if spent\n    give points 5\n"


def _errors(text: str) -> list[str]:
    return [one.code for one in check(text, VOCABULARY).diagnostics if one.severity == "error"]


@pytest.mark.parametrize(
    ("price", "codes"), [("50,000.01", ["BC0608"]), ("50,000.00", []), ("49,999.00", [])]
)
def test_a_prize_is_held_against_the_ceiling_at_its_market_price(price: str, codes: list[str]) -> None:
    """Above it, not at it."""
    assert _errors(_HEAD + _prize(f"{price} CNY") + _draw('prize "it"')) == codes


def test_two_draws_of_one_purchase_add_up() -> None:
    """30,000.00 and 25,000.00 are 55,000.00 together, each within the ceiling."""
    prizes = _prize("30,000.00 CNY") + _prize("25,000.00 CNY").replace('"it"', '"other"')
    two = _draw('prize "it"').replace(
        "  if spent", '  draw\n    1% prize "other"\n    rest points 1\n  if spent'
    )
    found = check(_HEAD + prizes + two, VOCABULARY).diagnostics
    assert [one.code for one in found] == ["BC1110"]
    assert "55,000.00 CNY" in found[0].message.en


def test_the_brands_cost_is_no_market_price() -> None:
    """48,000.00 of cost with no market price is refused for that; with 52,000.00 it is refused for the ceiling."""
    only_cost = _HEAD + 'prize "it" "A trip" / "旅行"\n  cost 48,000.00 CNY\n' + _draw('prize "it"')
    assert _errors(only_cost) == ["BC0922"]
    assert _errors(_HEAD + _prize("52,000.00 CNY", "cost 48,000.00 CNY") + _draw('prize "it"')) == ["BC0608"]


def test_pay_nothing_for_a_car_is_a_prize_of_the_cars_price() -> None:
    """As a coupon that takes the whole price off, and as the car itself."""
    coupon = 'coupon "car" "Pay nothing for a car" / "零元购车"\n  worth 60,000.00 CNY\n  valid 30 days\n'
    assert _errors(_HEAD + coupon + _draw('coupon "car"')) == ["BC0608"]
    assert _errors(_HEAD + _prize("60,000.00 CNY") + _draw('prize "it"')) == ["BC0608"]


def test_a_prize_and_money_of_one_outcome_count_together() -> None:
    """40,000.00 and 20,000.00 won together."""
    won = 'on scan\n  draw\n    1 in 300,000\n      give red_packet 20,000.00 CNY, stock 1\n      give prize "it"\n'
    assert _errors(_HEAD + _prize("40,000.00 CNY") + won + "    rest points 5\n  if spent\n    refuse\n") == [
        "BC1110"
    ]


def test_what_everybody_gets_without_chance_has_no_ceiling() -> None:
    """The same set worth 60,000.00 for every buyer."""
    assert _errors(_HEAD + _prize("60,000.00 CNY") + 'on scan\n  give prize "it"\n') == []


def test_the_cost_of_a_prize_is_taken_from_the_budget() -> None:
    """Where it is said; budgets, worst case and simulation know it, the consumer's view does not."""
    text = (
        _HEAD
        + _prize("4,000.00 CNY", "cost 3,000.00 CNY")
        + 'on scan\n  give prize "it", stock 5\n  if spent\n    refuse\n'
    )
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    assert [one.most for one in costs(survey(campaign, VOCABULARY)).liabilities] == [5 * 300_000]
    program = compile_campaign(campaign)
    decision = program.decide(0, {"event.at": campaign.starts}, lambda _site, _scale: 0)
    (intent,) = decision.intents
    assert intent.params == (("prize", "it"),)
    assert intent.told["cost"] == Money(300_000, "CNY")
    cheaper = check(text.replace("3,000.00", "2,000.00"), VOCABULARY).campaign
    assert cheaper is not None
    assert compare(campaign, cheaper, VOCABULARY).allowed
    unfunded = text.replace("  budget 900,000.00 CNY\n", "")
    assert "BC0905" in _errors(unfunded)


def test_a_worse_prize_under_the_same_name_is_a_loss() -> None:
    """The market price is what was promised; a dearer one is welcome."""
    first, less, more = (
        check(_HEAD + _prize(f"{price} CNY") + _draw('prize "it"'), VOCABULARY).campaign
        for price in ("4,000.00", "3,000.00", "5,000.00")
    )
    assert first is not None
    assert less is not None
    assert more is not None
    assert not compare(first, less, VOCABULARY).allowed
    assert compare(first, more, VOCABULARY).allowed


def test_the_rules_of_a_market_are_data() -> None:
    """With their sources; a market without a table is said to be unchecked."""
    assert markets() == ("CN",)
    pack = pack_of("CN")
    assert pack is not None
    assert (pack.ceiling, pack.winners_above) == (Money(5_000_000, "CNY"), Money(50_000, "CNY"))
    assert all(pack.sources)
    assert pack_of("../CN") is None
    abroad = (
        _HEAD.replace("  budget", '  market "XY"\n  budget') + _prize("60,000.00 CNY") + _draw('prize "it"')
    )
    assert [one.code for one in check(abroad, VOCABULARY).diagnostics] == ["BC0923"]


def test_the_new_lines_are_written_in_both_languages() -> None:
    """Round trip."""
    head = _HEAD + '  market "CN"\n  organiser "Wine" / "酒业"\n  contact "400"\n'
    text = (
        head
        + _prize("40.00 CNY", "cost 30.00 CNY", "valid 30 days", 'delivery "by courier" / "快递"')
        + _draw('prize "it"')
    )
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    chinese = format_text(text, VOCABULARY, "zh")
    assert check(chinese, VOCABULARY).campaign is not None
    assert format_text(chinese, VOCABULARY, "en") == format_text(text, VOCABULARY, "en")
    assert campaign.organiser is not None
    assert campaign.prizes[0].delivery is not None
