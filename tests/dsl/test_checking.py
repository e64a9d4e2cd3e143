"""What a checked campaign says: exact instants, amounts, odds, fallbacks and triggers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dsl import (
    Branch,
    Campaign,
    Cap,
    Choice,
    CouponTerms,
    Days,
    Draw,
    Give,
    Hours,
    Intent,
    Refusal,
    Stock,
    Until,
    check,
    render,
)
from dsl.checking.amounts import gtin_check_digit
from dsl.values import Label, Money
from tests.support.vocabulary import RED_PACKET, VOCABULARY

_HEAD = """campaign "Open the cap"
  brand "Jinjiu"
  runs {runs}
  budget 100,000.00 CNY
  channel sandbox_wallet
"""
_OCTOBER = "2026-10-01 to 2026-10-07 in Asia/Shanghai"


def _checked(rules: str, runs: str = _OCTOBER) -> Campaign:
    text = _HEAD.format(runs=runs) + rules
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    return checked.campaign


def _codes(rules: str, runs: str = _OCTOBER) -> list[str]:
    return [found.code for found in check(_HEAD.format(runs=runs) + rules, VOCABULARY).diagnostics]


def _money(text: str) -> Money:
    return Money(int(text.replace(".", "")), "CNY")


# ---- dates


def test_a_date_as_an_end_means_through_the_end_of_that_day() -> None:
    """The marketer's `1 October to 7 October` ends before 8 October 00:00 Beijing time."""
    campaign = _checked("on scan\n  give points 1\n")
    beijing = ZoneInfo("Asia/Shanghai")
    assert campaign.starts == datetime(2026, 10, 1, tzinfo=beijing)
    assert campaign.ends == datetime(2026, 10, 8, tzinfo=beijing)
    assert campaign.starts.tzinfo is UTC


def test_a_time_as_an_end_is_not_included() -> None:
    campaign = _checked("on scan\n  give points 1\n", "2026-10-01 09:00 to 2026-10-07 18:00 in Asia/Shanghai")
    assert (campaign.starts.hour, campaign.ends.hour) == (1, 10)


def test_the_marketer_picks_which_of_two_equal_times_is_meant() -> None:
    ends = [
        _checked(
            "on scan\n  give points 1\n", f"2026-10-01 to 2026-10-25 02:30{offset} in Europe/Berlin"
        ).ends
        for offset in ("+02:00", "+01:00")
    ]
    assert ends[1] - ends[0] == timedelta(hours=1)


def test_a_day_that_lacks_its_midnight_begins_with_its_first_instant() -> None:
    """In Beirut the clocks go forward at midnight of 28 March 2027."""
    campaign = _checked("on scan\n  give points 1\n", "2027-03-28 to 2027-03-28 in Asia/Beirut")
    assert campaign.starts == datetime(2027, 3, 27, 22, tzinfo=UTC)
    assert campaign.ends - campaign.starts == timedelta(hours=23)


# ---- coupons


@pytest.mark.parametrize(
    ("valid", "terms", "expires"),
    [
        ("7 days", Days(7), datetime(2026, 6, 10, 16, tzinfo=UTC)),
        ("24 hours", Hours(24), datetime(2026, 6, 4, 1, tzinfo=UTC)),
        (
            "until 2027-10-14",
            Until(datetime(2027, 10, 14, 16, tzinfo=UTC)),
            datetime(2027, 10, 14, 16, tzinfo=UTC),
        ),
    ],
)
def test_a_coupon_issued_on_3_june_expires_as_its_terms_say(
    valid: str, terms: Days | Hours | Until, expires: datetime
) -> None:
    """Seven days: until the end of the 7th day after the day of issue, here 10 June Beijing time."""
    text = f'coupon "k" "5 off" / "减5"\n  worth 5.00 CNY off 15.00 CNY\n  valid {valid}\non scan\n  give coupon "k"\n'
    (coupon,) = _checked(text).coupons
    assert coupon.validity == terms
    assert coupon.expires(datetime(2026, 6, 3, 1, tzinfo=UTC), "Asia/Shanghai") == expires


def test_days_are_calendar_days_and_hours_are_elapsed_where_clocks_change() -> None:
    issued = datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    worth = Money(500, "EUR")
    name = Label("x", "x")
    hours, days = (
        CouponTerms("k", name, worth, None, validity, "stores", worth) for validity in (Hours(24), Days(1))
    )
    assert hours.expires(issued, "Europe/Berlin").astimezone(ZoneInfo("Europe/Berlin")).hour == 11
    assert days.expires(issued, "Europe/Berlin") == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_a_coupon_defaults_to_stores_and_pays_them_its_worth() -> None:
    rules = """coupon "a" "five off"
  worth 5.00 CNY
  valid 7 days
coupon "b" "six off" / "减6元"
  worth 6.00 CNY off 12.00 CNY
  valid 7 days
  at online
  pays store 8.00 CNY
on scan
  give coupon "a"
  give coupon "b"
"""
    one, other = _checked(rules).coupons
    assert (one.name, one.minimum, one.where, one.pays) == (
        Label("five off", "five off"),
        None,
        "stores",
        _money("5.00"),
    )
    assert (other.name.zh, other.minimum, other.where) == ("减6元", _money("12.00"), "online")
    assert other.pays == _money("8.00")


# ---- rewards and fallbacks


def test_a_gift_carries_stock_caps_recipient_and_its_own_fallback() -> None:
    rules = """on redemption
  give red_packet 0.50 CNY to owner, stock 3, at most 2 a day, at most 5 in all
    if spent
      give points 5 to owner
  if spent
    refuse
"""
    (rule,) = _checked(rules).triggers[0].rules
    assert rule == Give(
        Intent(
            7,
            "red_packet",
            (("amount", _money("0.50")),),
            "owner",
            Stock("red_packet 0.50 CNY", 3),
            (Cap(2, "day"), Cap(5, None)),
            (Intent(9, "points", (("points", 5),), "owner"),),
        )
    )


def test_the_fallback_of_a_trigger_reaches_all_that_can_run_out_and_nothing_else() -> None:
    rules = """on scan
  give red_packet 1.00 CNY
  give points 5
  when consumer.claims is 0
    give red_packet 2.00 CNY
  if spent
    refuse "gone" / "发完了"
"""
    money, points, choice = _checked(rules).triggers[0].rules
    gone = Refusal(12, Label("gone", "发完了"))
    assert isinstance(money, Give)
    assert isinstance(points, Give)
    assert isinstance(choice, Choice)
    (inner,) = choice.branches[0].rules
    assert isinstance(inner, Give)
    assert (money.intent.if_spent, points.intent.if_spent, inner.intent.if_spent) == (gone, None, gone)


def test_stocks_of_equal_rewards_are_counted_apart() -> None:
    rules = "on scan\n" + "  give points 5, stock 3\n" * 2 + "  if spent\n    refuse\n"
    keys = [
        rule.intent.stock.key
        for rule in _checked(rules).triggers[0].rules
        if isinstance(rule, Give) and rule.intent.stock
    ]
    assert keys == ["points 5", "points 5 #2"]


# ---- draws


def test_odds_become_whole_numbers_on_one_exact_scale() -> None:
    rules = """on scan
  draw
    1 in 10,000 red_packet 888.00 CNY, stock 20
    5%          red_packet 8.88 CNY
    0.05%       points 500
    rest        points 50
  if spent
    give points 10
"""
    (draw,) = _checked(rules).triggers[0].rules
    assert isinstance(draw, Draw)
    assert draw.scale == 10_000
    assert [(outcome.low, outcome.high, outcome.line) for outcome in draw.outcomes] == [
        (0, 1, 8),
        (1, 501, 9),
        (501, 506, 10),
        (506, 10_000, 11),
    ]


def test_a_spent_prize_falls_to_the_rest_and_the_rest_to_the_trigger() -> None:
    rules = """on scan
  draw
    1% red_packet 8.88 CNY, stock 20
    2% red_packet 1.88 CNY
    rest red_packet 0.88 CNY, stock 5
  if spent
    give points 10
"""
    (draw,) = _checked(rules).triggers[0].rules
    assert isinstance(draw, Draw)
    (stocked,), (plain,), (rest,) = (outcome.intents for outcome in draw.outcomes)
    assert stocked.if_spent == (rest,)
    assert plain.if_spent == rest.if_spent == (Intent(12, "points", (("points", 10),), "consumer"),)


def test_a_spent_prize_falls_to_nothing_where_the_rest_is_nothing() -> None:
    rules = "on scan\n  draw\n    1% points 100, stock 2\n    rest nothing\n"
    (draw,) = _checked(rules).triggers[0].rules
    assert isinstance(draw, Draw)
    prize, rest = draw.outcomes
    assert prize.intents[0].if_spent == rest.intents == ()


def test_several_gifts_of_one_outcome_come_together_and_the_rest_replaces_them_once() -> None:
    rules = """on scan
  draw
    1%
      give points 100, stock 2
      give points 200, stock 2
      give points 300, stock 2
        if spent
          give points 3
      give red_packet 1.88 CNY
    rest
      give points 1
      give points 2
  if spent
    refuse
"""
    (draw,) = _checked(rules).triggers[0].rules
    assert isinstance(draw, Draw)
    prize, rest = draw.outcomes
    assert (prize.line, [one.line for one in prize.intents]) == (8, [9, 10, 11, 14])
    first, second, third, money = (one.if_spent for one in prize.intents)
    assert first == rest.intents
    assert second == ()
    assert third == (Intent(13, "points", (("points", 3),), "consumer"),)
    assert money == Refusal(19)


def test_draw_sites_count_through_the_text() -> None:
    draw = "  draw\n    1% points 100\n    rest nothing\n"
    campaign = _checked(f"on scan\n{draw}{draw}on invitation\n{draw}")
    assert [
        rule.site for trigger in campaign.triggers for rule in trigger.rules if isinstance(rule, Draw)
    ] == [0, 1, 2]


# ---- choices


def test_neighbouring_branches_make_one_choice_and_a_give_between_parts_them() -> None:
    rules = """on scan
  when consumer.claims is 0
    give points 1
  otherwise
    give points 2
  give points 3
  when consumer.claims is 1
    give points 4
"""
    first, give, second = _checked(rules).triggers[0].rules
    assert isinstance(first, Choice)
    assert isinstance(give, Give)
    assert isinstance(second, Choice)
    assert [branch.kind for branch in first.branches] == ["when", "otherwise"]


def test_phases_hold_in_the_zone_of_the_campaign() -> None:
    (choice,) = _checked("on scan\n  phase launch until 2026-10-02\n    give points 1\n").triggers[0].rules
    assert isinstance(choice, Choice)
    branch: Branch = choice.branches[0]
    assert (branch.name, branch.starts, branch.ends) == (
        "launch",
        None,
        datetime(2026, 10, 2, 16, tzinfo=UTC),
    )


def test_a_phase_inside_another_must_overlap_it() -> None:
    rules = "on scan\n  phase a until 2026-10-02\n    phase b from 2026-10-03\n      give points 1\n"
    assert _codes(rules) == ["BC0802"]


# ---- triggers and names


def test_product_numbers_are_held_with_14_digits() -> None:
    rules = "on scan of 9521000100015\n  give points 1\non scan of 19521000100012\n  give points 2\n"
    assert [trigger.gtin for trigger in _checked(rules).triggers] == ["09521000100015", "19521000100012"]


@pytest.mark.parametrize(
    ("digits", "last"), [("952100010001", "5"), ("1952100010001", "2"), ("9638507", "4")]
)
def test_check_digits_follow_gs1(digits: str, last: str) -> None:
    assert gtin_check_digit(digits) == last


def test_the_most_specific_trigger_answers() -> None:
    campaign = _checked(
        "on scan\n  give points 1\n"
        "on scan of 9521000100015\n  give points 2\n"
        "on scan of in_lid code of 9521000100015\n  give points 3\n"
        'on scan of batch "B"\n  give points 4\n'
    )
    gtin = "09521000100015"
    assert campaign.trigger_for("scan") == 0
    assert campaign.trigger_for("scan", gtin=gtin, code_kind="label") == 1
    assert campaign.trigger_for("scan", gtin=gtin, code_kind="in_lid", batch="A") == 2
    assert campaign.trigger_for("scan", gtin="0" * 14, batch="B") == 3
    assert campaign.trigger_for("invitation") is None


def test_labels_of_the_vocabulary_are_understood_in_any_campaign() -> None:
    rules = (
        "on scan\n  when 消费者.领取次数 is 0\n    give 红包 1.00 元 to 消费者\n  if spent\n    give 积分 1\n"
    )
    plain = "on scan\n  when consumer.claims is 0\n    give red_packet 1.00 CNY to consumer\n  if spent\n    give points 1\n"
    assert _checked(rules) == _checked(plain)


def test_personal_facts_are_listed_also_when_a_segment_reads_them() -> None:
    rules = "segment home consumer.region in CN-GD\non scan\n  when home and consumer.claims is 0\n    give points 1\n"
    assert _checked(rules).personal == ("consumer.region",)


def test_segments_may_be_written_in_any_order() -> None:
    rules = "segment keen not quiet\nsegment quiet consumer.claims is 0\non scan\n  when keen\n    give points 1\n"
    assert [segment.name for segment in _checked(rules).segments] == ["keen", "quiet"]


def test_a_campaign_names_the_version_of_its_vocabulary() -> None:
    assert _checked("on scan\n  give points 1\n").vocabulary == VOCABULARY.version


def test_amounts_may_leave_out_their_decimals() -> None:
    (rule,) = _checked("on scan\n  give red_packet 8 CNY\n  if spent\n    refuse\n").triggers[0].rules
    assert isinstance(rule, Give)
    assert rule.intent.params == (("amount", Money(800, "CNY")),)


@pytest.mark.parametrize("pays", [True, False])
def test_only_money_that_is_paid_out_needs_a_channel(pays: bool) -> None:
    """A reward that brings its worth by itself takes from the budget and needs no one to pay it."""
    gift = replace(RED_PACKET, name="gift", label=Label("gift", "捐赠"), pays=pays)
    words = replace(VOCABULARY, rewards=(*VOCABULARY.rewards, gift))
    text = (
        _HEAD.format(runs=_OCTOBER).replace("  channel sandbox_wallet\n", "")
        + "on scan\n  give gift 0.50 CNY\n  if spent\n    refuse\n"
    )
    assert [found.code for found in check(text, words).diagnostics] == (["BC0906"] if pays else [])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("shopper.claims", "consumer.claims"),
        ("顾客.领取次数", "消费者.领取次数"),
        ("shopper.region", None),
        ("claims", None),
    ],
)
def test_a_fact_of_another_owner_is_proposed_where_only_one_ends_so(written: str, meant: str | None) -> None:
    """`region` ends the names of several facts, and a bare word may be anything."""
    condition = f"{written} in CN-GD" if "region" in written else f"{written} over 3"
    found = check(
        f"{_HEAD.format(runs=_OCTOBER)}on scan\n  when {condition}\n    give points 1\n", VOCABULARY
    )
    (unknown,) = (one for one in found.diagnostics if one.code == "BC0402")
    assert unknown.suggestion == meant
