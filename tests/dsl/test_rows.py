"""An event as a row: what conditions compare, in the form in which they compare it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from dsl import Campaign, check, compile_campaign, interpret
from dsl.instants import DaysBack, micros
from dsl.values import Money
from dsl.zones import local_date
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Rows"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-12-31 in Europe/Berlin

"""
_AT = datetime(2026, 10, 5, 12, tzinfo=UTC)


def _sound(text: str) -> Campaign:
    checked = check(_HEAD + text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    return checked.campaign


def _never(_site: int, _scale: int) -> int:
    raise AssertionError("nothing is drawn")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Beirut", "UTC"])
def test_an_instant_lies_before_a_day_when_its_calendar_day_does(zone: str) -> None:
    random, days_back = Random(zone), DaysBack(zone)
    for _ in range(2_000):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(366 * 24 * 60))
        days = random.randrange(-1, 400)
        fact = at - timedelta(days=days, minutes=random.randrange(-2_000, 2_000))
        before = (local_date(at, zone) - local_date(fact, zone)).days > days
        assert (micros(fact) < days_back(micros(at), days)) == before


def test_microseconds_are_exact_in_any_zone_and_before_the_epoch() -> None:
    for text in (
        "1969-12-31T23:59:59.999999+00:00",
        "2026-10-05T14:00:00.000001+02:00",
        "9999-12-30T00:00:00+00:00",
    ):
        moment = datetime.fromisoformat(text)
        assert timedelta(microseconds=micros(moment)) == moment - datetime(1970, 1, 1, tzinfo=UTC)


def test_a_row_begins_with_the_instant_and_holds_whole_numbers_for_instants_and_money() -> None:
    program = compile_campaign(
        _sound(
            "on scan\n  when consumer.spent over 5.00 CNY and consumer.last_claim over 2 hours ago"
            " and consumer.claims over 3\n    give points 1\n"
        )
    )
    facts = {
        "event.at": _AT,
        "consumer.spent": Money(700, "CNY"),
        "consumer.last_claim": _AT - timedelta(hours=3),
        "consumer.claims": 4,
        "consumer.rank": "gold",
    }
    row = program.row(0, facts)
    assert row[0] == micros(_AT)
    assert set(row[1:]) == {700, micros(_AT - timedelta(hours=3)), 4}
    assert program.decider(0)(row, _never) == program.decide(0, facts, _never)
    assert program.row(0, {"event.at": _AT})[1:] == (None, None, None)


@pytest.mark.parametrize("spent", [Money(600, "CNY"), Money(600, "EUR"), Money(100, "EUR"), None])
def test_money_of_another_currency_is_unknown_to_a_comparison(spent: Money | None) -> None:
    campaign = _sound(
        "on scan\n  when consumer.spent over 5.00 CNY\n    give points 1\n"
        "  when not consumer.spent over 5.00 EUR\n    give points 2\n  otherwise\n    give points 3\n"
    )
    facts = {"event.at": _AT, "consumer.spent": spent}
    assert compile_campaign(campaign).decide(0, facts, _never) == interpret(campaign, 0, facts, _never)


def test_events_with_the_same_conditions_share_their_code_but_not_their_gifts() -> None:
    rules = "\n  when consumer.claims is 0\n    draw\n      1 in {0} points {0}\n      rest nothing\n  otherwise\n    give points {0}\n\n"
    goods = zip(("9521000100015", "9521000100022"), (3, 4), strict=True)
    campaign = _sound("".join(f"on scan of {gtin}{rules.format(figure)}" for gtin, figure in goods))
    program = compile_campaign(campaign)
    assert program.source.count("def decide(") == 1
    for trigger in (0, 1):
        for facts in ({"event.at": _AT, "consumer.claims": 0}, {"event.at": _AT}):
            for number in range(3):
                decided = program.decide(trigger, facts, lambda _site, _scale, number=number: number)
                assert decided == interpret(campaign, trigger, facts, lambda _s, _c, number=number: number)


def test_what_stands_around_several_draws_comes_in_the_order_of_the_text() -> None:
    campaign = _sound(
        "on scan\n  give points 1\n  draw\n    1 in 2 points 2\n    rest points 3\n  when consumer.claims is 0\n"
        "    give points 4\n  draw\n    1 in 3 points 5\n    rest nothing\n  when consumer.claims is 1\n"
        '    refuse "no" / "不"\n'
    )
    program = compile_campaign(campaign)
    for claims in (0, 1, None):
        facts = {"event.at": _AT, "consumer.claims": claims}
        for number in (0, 1):
            decided = program.decide(0, facts, lambda _site, _scale, number=number: number)
            assert decided == interpret(campaign, 0, facts, lambda _s, _c, number=number: number)
            assert len(decided.draws) == 2
