"""What is said about a campaign as a whole: examples that a marketer would meet, with figures worked out by hand."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from dsl import check, render
from dsl.analysis.cost import Costs, costs
from dsl.analysis.survey import survey
from dsl.diagnostics import Diagnostic
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget {budget}
  channel sandbox_wallet

coupon "car" "a car for nothing" / "零元购车"
  worth 60,000.00 CNY
  valid 7 days

on redemption of "car"
  give coupon "car", at most 3 in all

on scan
"""


def _text(*lines: str, budget: str = "900,000.00 CNY") -> str:
    return _HEAD.format(budget=budget) + "".join(f"  {line}\n" for line in lines)


def _found(*lines: str, budget: str = "900,000.00 CNY") -> list[Diagnostic]:
    return list(check(_text(*lines, budget=budget), VOCABULARY).diagnostics)


def _codes(*lines: str, budget: str = "900,000.00 CNY") -> list[str]:
    return [found.code for found in _found(*lines, budget=budget)]


def _costs(*lines: str, budget: str = "900,000.00 CNY") -> Costs:
    text = _text(*lines, budget=budget)
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    return costs(survey(checked.campaign, VOCABULARY))


# ---- whom rules reach


def test_nobody_is_called_left_out_who_cannot_be() -> None:
    """Who has claimed has a last claim, so these three leave nobody out."""
    quiet = ("when consumer.last_claim over 30 days ago", "  give points 50")
    recent = ("when consumer.last_claim at most 30 days ago", "  give points 10")
    assert _codes("when consumer.claims is 0", "  give points 5", *quiet, *recent) == []


def test_who_never_claimed_is_left_out_by_two_halves_of_time() -> None:
    found = _found(
        "when consumer.last_claim over 30 days ago",
        "  give points 50",
        "when consumer.last_claim at most 30 days ago",
        "  give points 10",
    )
    assert [one.code for one in found] == ["BC1105"]
    assert found[0].message.en.endswith("a consumer with no last claim")
    assert found[0].message.zh.endswith("消费者（上次领取：无）")


def test_a_union_of_earlier_rules_hides_a_later_one() -> None:
    found = _found(
        "when consumer.claims under 3",
        "  give points 1",
        "when code.region in CN-GD",
        "  give points 2",
        "when consumer.claims at most 2 or code.region is CN-GD-SZ",
        "  give points 3",
        "otherwise",
        "  give points 4",
    )
    assert [(one.code, one.span.line) for one in found] == [("BC1103", 19)]
    assert "lines 15 and 17" in found[0].message.en


@pytest.mark.parametrize(
    "wide", ["consumer.claims under 3", "not consumer.claims over 2", "code.region in CN"]
)
def test_a_wider_rule_hides_a_narrower_one_behind_it(wide: str) -> None:
    narrow = "consumer.claims is 1 and code.region in CN-GD"
    lines = (
        f"when {wide}",
        "  give points 1",
        f"when {narrow}",
        "  give points 2",
        "otherwise",
        "  give points 3",
    )
    assert _codes(*lines) == ["BC1103"]


def test_a_narrower_rule_first_hides_nothing() -> None:
    lines = ("when code.region in CN-GD", "  give points 1", "when code.region in CN", "  give points 2")
    assert _codes(*lines, "otherwise", "  give points 3") == []


def test_a_country_known_without_its_province_is_not_taken_for_another_province() -> None:
    """Somebody in `CN` may be in Guangdong or not, so neither rule is sure, and `otherwise` is reached."""
    lines = (
        "when code.region in CN-GD",
        "  give points 1",
        "when code.region not in CN-GD",
        "  give points 2",
    )
    assert _codes(*lines, "otherwise", "  give points 3") == []
    (found,) = _found(*lines)
    assert found.code == "BC1105"


def test_the_last_days_and_the_night_without_gifts_are_named() -> None:
    (late,) = _found("phase launch until 2026-10-20 12:00", "  give points 10")
    assert late.message.en == "from 2026-10-20 12:00 to 2026-10-31 nobody gets anything here"
    (night,) = _found("when scan.hour between 6 and 21", "  give points 10")
    assert night.message.en.endswith("nobody gets anything here: 0–5, 22–23")


def test_a_rule_for_an_hour_that_no_day_has_never_applies() -> None:
    assert _codes("when scan.hour is 24", "  give points 10", "otherwise", "  give points 1") == ["BC1101"]


def test_a_batch_that_the_event_excludes_never_applies() -> None:
    text = _text('when code.batch is "B2"', "  give points 10", "otherwise", "  give points 1")
    text = text.replace("on scan\n", 'on scan of batch "B1"\n')
    assert [found.code for found in check(text, VOCABULARY).diagnostics] == ["BC1101"]


def test_a_friend_who_is_new_has_no_claims() -> None:
    lines = (
        "when friend.is_new and consumer.claims over 0",
        "  give points 10",
        "otherwise",
        "  give points 1",
    )
    assert _codes(*lines) == ["BC1101"]


# ---- the law


def _prizes(*amounts: str) -> list[str]:
    lines: list[str] = []
    for amount in amounts:
        lines += ["draw", f"  1 in 300,000 red_packet {amount} CNY, stock 1", "  rest points 1"]
    return [*lines, "if spent", "  refuse"]


@pytest.mark.parametrize(
    ("amounts", "codes"),
    [
        (["50,000.00"], []),
        (["50,000.01"], ["BC0608"]),
        (["30,000.00", "20,000.00"], []),
        (["30,000.00", "25,000.00"], ["BC1110"]),
        (["25,000.00", "25,000.00", "0.01"], ["BC1110"]),
    ],
)
def test_the_draws_of_one_purchase_stay_within_the_ceiling_together(
    amounts: list[str], codes: list[str]
) -> None:
    assert _codes(*_prizes(*amounts)) == codes


@pytest.mark.parametrize(("second", "codes"), [("20,000.00", []), ("25,000.00", ["BC1110"])])
def test_the_gifts_of_one_outcome_stay_within_the_ceiling_together(second: str, codes: list[str]) -> None:
    gifts = ["30,000.00", second]
    won = [f"    give red_packet {amount} CNY, stock 1" for amount in gifts]
    assert _codes("draw", "  1 in 300,000", *won, "  rest points 1", "if spent", "  refuse") == codes


def test_draws_that_nobody_makes_together_do_not_add_up() -> None:
    first = ["when consumer.claims is 0", *(f"  {line}" for line in _prizes("30,000.00")[:-2])]
    second = ["when consumer.claims over 0", *(f"  {line}" for line in _prizes("25,000.00")[:-2])]
    third = ["when consumer.claims over 1", *(f"  {line}" for line in _prizes("25,000.00")[:-2])]
    end = ["if spent", "  refuse"]
    assert "BC1110" not in _codes(*first, *second, *end)
    assert "BC1110" in _codes(*first, "give points 1", *third[:1], *third[1:], "give points 2", *first, *end)


def test_a_certain_gift_is_not_under_the_ceiling() -> None:
    assert _codes("give red_packet 60,000.00 CNY", "if spent", "  refuse") == []


def test_a_coupon_counts_at_its_worth() -> None:
    assert _codes("draw", '  1% coupon "car"', "  rest nothing") == ["BC0608"]


def test_the_same_odds_for_everybody_need_no_reminder() -> None:
    draw = ("  draw", "    10% points 100", "    rest points 1")
    assert _codes("when consumer.claims is 0", *draw, "otherwise", "  give points 1") == []
    assert _codes("when code.region in CN-GD", *draw, "otherwise", *draw) == []
    assert _codes("phase launch until 2026-10-07", *draw, "otherwise", "  give points 1") == ["BC1111"]


# ---- money

_GUANGDONG = (
    "when code.region in CN-GD",
    "  draw",
    "    1 in 2,000 red_packet 888.00 CNY, stock 3",
    "    1 in 200 red_packet 88.00 CNY, stock 20",
    "    rest red_packet 8.88 CNY",
    "when code.region in CN-BJ",
    "  give red_packet 1.88 CNY",
    "otherwise",
    "  refuse",
    "if spent",
    "  refuse",
)


def test_the_mean_of_a_draw_is_exact_branch_by_branch() -> None:
    """888/2,000 + 88/200 + 8.88 x 1,989/2,000 = 9.71516 yuan in Guangdong; 1.88 in Beijing; nothing elsewhere."""
    reckoned = _costs(*_GUANGDONG)
    scan = reckoned.triggers[1]
    assert [(branch.line, [(b.low, b.high, b.most) for b in branch.money]) for branch in scan.branches] == [
        (15, [(Fraction(971_516, 1_000), Fraction(971_516, 1_000), 88_800)]),
        (20, [(Fraction(188), Fraction(188), 188)]),
        (22, []),
    ]
    assert [(b.low, b.high, b.most) for b in scan.money] == [(0, Fraction(971_516, 1_000), 88_800)]
    assert scan.dearest is not None
    assert scan.dearest.en == "a consumer in CN-GD"


def test_printed_codes_can_cost_what_stocks_and_the_rest_allow() -> None:
    """Of 100,000 codes, 3 x 888.00 + 20 x 88.00 on top of at most 8.88 each; the budget caps it."""
    stocks = 3 * 88_800 + 20 * 8_800
    (bounds,) = _costs(*_GUANGDONG).of_codes(100_000)
    assert (bounds.high, bounds.most) == (Fraction(97_151_600), 100_000 * 888 + stocks)
    (capped,) = _costs(*_GUANGDONG, budget="60,000.00 CNY").of_codes(100_000)
    assert capped.most == 6_000_000


@pytest.mark.parametrize(
    ("rest", "total", "most"), [("points 1", 71_940, 71_940), ("red_packet 1.00 CNY", 161_940, 171_940)]
)
def test_the_cost_of_a_dealt_batch_is_exact(rest: str, total: int, most: int) -> None:
    """66.00 + 99 x 6.60 = 719.40 yuan, and 900 x 1.00 where the rest gets money too; the bound counts it for all."""
    lots = ("  1 red_packet 66.00 CNY", "  99 red_packet 6.60 CNY", f"  rest {rest}")
    reckoned = _costs("deal 1,000 codes", *lots, "if spent", "  refuse")
    (bounds,) = reckoned.of_codes(1_000)
    assert (bounds.low, bounds.high, bounds.most) == (total, total, most)


def test_a_draw_that_is_sure_on_the_tenth_try_is_so_once_in_ten_draws_at_most() -> None:
    """5% of 8.00 and, once in ten, 95% of 2.00: 0.40 + 0.19 = 0.59 yuan a code; alone the tenth is 2.30."""
    reckoned = _costs(
        "draw",
        "  5% red_packet 8.00 CNY",
        "  by try 10 red_packet 2.00 CNY",
        "  rest points 1",
        "if spent",
        "  refuse",
    )
    assert [(one.low, one.high, one.most) for one in reckoned.triggers[1].money] == [(40, 230, 800)]
    (bounds,) = reckoned.of_codes(1_000)
    assert (bounds.low, bounds.high) == (40_000, 59_000)


def test_liability_is_the_stock_or_the_budget() -> None:
    stocked = ("give red_packet 2.00 CNY, stock 100", "if spent", "  give points 1")
    (limited,) = _costs(*stocked).liabilities
    assert (limited.promised, limited.unlimited, limited.most) == (20_000, False, 20_000)
    (endless,) = _costs(*_GUANGDONG).liabilities
    assert (endless.unlimited, endless.most) == (True, 90_000_000)


def test_coupons_are_told_apart_from_money() -> None:
    scan = _costs('give coupon "car"', "give points 1").triggers[1]
    assert scan.money == ()
    assert [(bounds.low, bounds.most) for bounds in scan.coupons] == [(6_000_000, 6_000_000)]


def test_a_day_that_cannot_hold_one_scan_or_the_stock_is_told() -> None:
    both = ("give red_packet 60.00 CNY", "give red_packet 50.00 CNY", "if spent", "  refuse")
    assert _codes(*both, budget="9,000.00 CNY, at most 110.00 CNY a day") == []
    assert _codes(*both, budget="9,000.00 CNY, at most 109.99 CNY a day") == ["BC1108"]
    stock = (
        "phase launch until 2026-10-03",
        "  give red_packet 8.00 CNY, stock {}",
        "otherwise",
        "  give points 1",
    )
    end = ("if spent", "  refuse")
    for number, codes in ((37, []), (38, ["BC1109"])):
        lines = [line.format(number) for line in stock]
        assert _codes(*lines, *end, budget="9,000.00 CNY, at most 100.00 CNY a day") == codes


# ---- too many people


def _wide(*lines: str) -> list[str]:
    """Rules that cut five facts into so many classes that their product is not looked at."""
    facts = {
        "consumer.claims": "is {}",
        "consumer.points": "is {}",
        "scan.region": "in CN-GD-{}",
        "scan.hour": "is {}",
    }
    rules: list[str] = []
    for fact, compared in (*facts.items(), ("code.batch", 'is "B-{}"')):
        many = " or ".join(f"{fact} {compared.format(number)}" for number in range(1, 41))
        rules += [f"when {many}", "  give points 10"]
    return [*rules, *lines, "otherwise", "  give points 1"]


def test_with_too_many_people_it_is_said_and_what_is_found_is_sure() -> None:
    hidden = ("when consumer.claims is 7 and friend.is_new", "  give points 3")
    contradiction = ("when consumer.rank is gold and consumer.rank is silver", "  give points 3")
    assert _codes(*_wide()) == ["BC1112"]
    assert sorted(_codes(*_wide(*contradiction))) == ["BC1101", "BC1112"]
    lines = _wide("when consumer.claims in 3, 4", "  give points 3")
    assert sorted(_codes(*lines)) == ["BC1103", "BC1112"]
    assert sorted(_codes(*_wide(*hidden))) == ["BC1101", "BC1112"]


def test_with_too_many_people_the_law_still_holds_and_costs_are_bounds() -> None:
    draws = _prizes("30,000.00", "25,000.00")
    assert "BC1110" in _codes(*draws[:-2], *_wide(), *draws[-2:])
    scan = _costs(*draws[:3], *_wide(), *draws[-2:]).triggers[1]
    assert not scan.exact
    assert [(bounds.low, bounds.most) for bounds in scan.money] == [(10, 3_000_000)]


def test_hundreds_of_rules_over_many_facts_take_no_longer_than_a_few_moments() -> None:
    facts = ("consumer.claims", "consumer.points", "scan.hour", "code.batch")
    values = {"code.batch": '"B-{}"'}
    rules: list[str] = []
    for number in range(1, 24):
        rules += [
            line
            for fact in facts
            for line in (
                f"when {fact} is {values.get(fact, '{}').format(number)} or consumer.claims is 2",
                "  give points 1",
            )
        ]
    began = time.process_time()
    assert set(_codes(*rules, "otherwise", "  give points 1")) <= {"BC1103", "BC1112"}
    assert time.process_time() - began < 20
