"""What simulations tell: prizes within their stocks, money within its budgets, odds as stated.

Checks on odds use a fixed seed and four standard deviations; equalities hold for every seed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from dsl import Campaign, check, compile_campaign, run_tests
from dsl.instants import instant
from dsl.simulation import (
    PopulationError,
    Tally,
    as_json,
    bands,
    make_population,
    read_population,
    read_spec,
    report,
    side_by_side,
    simulate,
    tell,
)
from dsl.simulation.fate import draw_numbers
from dsl.simulation.text import width
from dsl.zones import local_date
from tests.support.vocabulary import VOCABULARY

CAMPAIGNS = Path(__file__).parent / "campaigns"
REGIONS = (CAMPAIGNS / "regions.cap").read_text("utf-8")
FALLING = (CAMPAIGNS / "falling_odds.cap").read_text("utf-8")


def sound(text: str) -> Campaign:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    return checked.campaign


def run(text: str, scans: int, spec: str = "", seed: int = 1) -> Tally:
    campaign = sound(text)
    return simulate(campaign, make_population(campaign, scans, read_spec(spec), seed), seed)


def given(tally: Tally, text: str) -> dict[str, int]:
    """How often each reward of the text was given, by the words of its line."""
    lines = text.split("\n")
    return {lines[line - 1].split(",")[0].strip(): p.given for (line, _), p in tally.prizes.items()}


# ---- one place, one policy


def test_guangdong_prizes_stay_within_their_stocks_and_every_claim_has_one_packet() -> None:
    for seed in range(5):
        tally = run(REGIONS, 5_000, "code.region=CN-GD", seed)
        counts = sorted(tally.prizes.items())
        big, middle, usual = (prize.given for _, prize in counts[:3])
        assert big <= 3
        assert middle <= 20
        assert big + middle + usual == tally.total.claims == 5_000
        assert tally.total.spend["CNY"] == big * 88_800 + middle * 8_800 + usual * 888
        assert 44_400_00 <= tally.total.spend["CNY"] <= 48_619_76


def test_odds_without_stock_are_those_of_the_text() -> None:
    """100,000 draws at 1 in 2,000 and 1 in 200: within four standard deviations of 50 and 500."""
    text = (
        REGIONS.replace(", stock 3\n", "\n")
        .replace(", stock 20\n", "\n")
        .replace("60,000.00", "90,000,000.00")
    )
    tally = run(text, 100_000, "code.region=CN-GD")
    big, middle = (prize.given for _, prize in sorted(tally.prizes.items())[:2])
    assert 22 <= big <= 78
    assert 411 <= middle <= 589


def test_a_region_with_no_policy_is_refused_and_costs_nothing() -> None:
    tally = run(REGIONS, 3_000, "code.region=CN-GD:1,CN-BJ:1,CN-SH:1")
    shanghai = tally.regions["CN-SH"]
    assert shanghai.claims == 0
    assert shanghai.spend["CNY"] == 0
    assert tally.refused["rule_refuses"] == shanghai.scans
    assert tally.segments["beijing"].spend["CNY"] == 188 * tally.regions["CN-BJ"].claims


# ---- deals

DEAL = """campaign "Deal"
  brand "D"
  runs 2026-05-01 to 2026-05-31 in Asia/Shanghai

on scan of 9521000100015
  deal 3,000 codes
    1    points 1,000
    150  points 100
    rest nothing

test "the first prize"
  at 2026-05-02 09:00
  scan of 9521000100015
  draw 1 of 3,000
  expect points 1,000

test "the last of the second"
  at 2026-05-02 09:00
  scan of 9521000100015
  draw 151 of 3,000
  expect points 100

test "the first of the rest"
  at 2026-05-02 09:00
  scan of 9521000100015
  draw 152 of 3,000
  expect nothing
"""


@pytest.mark.parametrize("seed", range(4))
def test_all_codes_of_a_deal_hold_exactly_its_prizes_and_further_codes_none(seed: int) -> None:
    for scans in (3_000, 4_000):
        prizes = given(run(DEAL, scans, "", seed), DEAL)
        assert prizes == {"1    points 1": 1, "150  points 100": 150}


def test_a_third_of_the_codes_holds_about_a_third_of_the_prizes() -> None:
    """Four standard deviations of drawing 1,000 of 3,000 without replacement around 50."""
    assert 27 <= given(run(DEAL, 1_000), DEAL)["150  points 100"] <= 73


def test_a_deal_is_tried_by_its_numbers() -> None:
    assert [result.passed for result in run_tests(compile_campaign(sound(DEAL)))] == [True] * 3


# ---- falling odds


def test_the_first_phase_gives_its_whole_stock_and_then_points() -> None:
    for seed in range(3):
        tally = run(FALLING, 3_000, "days=7", seed)
        assert given(tally, FALLING) == {"give red_packet 3.00 CNY": 2_000, "give points 5": 1_000}
        assert tally.total.spend["CNY"] == 6_000_00


def recorded(day: str, scans: int) -> str:
    """Scans of one day as CSV, each by another consumer."""
    return "at,consumer,gtin\n" + "".join(f"{day}T10:00,{n},9521000100015\n" for n in range(scans))


def test_the_second_phase_wins_six_of_ten() -> None:
    campaign = sound(FALLING)
    tally = simulate(campaign, read_population(campaign, recorded("2026-05-10", 5_000)), 1)
    counts = given(tally, FALLING)
    packets = counts["60%   red_packet 1.88 CNY"]
    assert 2_862 <= packets <= 3_138
    assert counts["rest  points 5"] == 5_000 - packets
    assert tally.total.spend["CNY"] == packets * 188


def test_the_third_phase_gives_exactly_its_stock() -> None:
    campaign = sound(FALLING)
    for seed in range(3):
        tally = simulate(campaign, read_population(campaign, recorded("2026-05-25", 20_000)), seed)
        counts = given(tally, FALLING)
        assert counts["25%   red_packet 0.88 CNY"] == 3_000
        assert counts["give points 10"] == tally.total.claims == 20_000
        assert tally.total.spend["CNY"] == 2_640_00


def test_no_phase_passes_its_stock_for_any_seed() -> None:
    stocks = {
        "give red_packet 3.00 CNY": 2_000,
        "60%   red_packet 1.88 CNY": 4_000,
        "25%   red_packet 0.88 CNY": 3_000,
    }
    for seed in range(4):
        tally = run(FALLING, 30_000, seed=seed)
        counts = given(tally, FALLING)
        assert all(counts[line] <= stock for line, stock in stocks.items())
        assert tally.total.spend["CNY"] <= 16_160_00


# ---- budgets and limits in order of arrival

SMALL = """campaign "Small"
  brand    "D"
  runs     2026-07-10 to 2026-07-20 in Asia/Shanghai
  budget   1,200.00 CNY, at most 500.00 CNY a day
  limit    3 claims per consumer a day
  limit    5 claims per consumer
  channel  sandbox_wallet

on scan
  give red_packet 2.00 CNY
    if spent
      refuse
"""


def test_days_and_the_whole_end_to_the_fen() -> None:
    tally = run(SMALL, 5_000, "consumers=2000 eagerness=1")
    assert max(part.spend["CNY"] for part in tally.days.values()) == 500_00
    assert tally.total.spend["CNY"] == 1_200_00
    assert [part.spend["CNY"] for _, part in sorted(tally.days.items())][:3] == [500_00, 500_00, 200_00]
    assert tally.total.claims + sum(tally.refused.values()) == 5_000
    third_day = sorted(tally.days)[2]
    assert local_date(instant(tally.ended["CNY"]), "Asia/Shanghai").toordinal() == third_day


def test_a_person_claims_at_most_three_times_a_day_and_five_in_all() -> None:
    text = "at,consumer\n" + "".join(
        f"2026-07-{day}T{hour:02}:00,{who}\n" for day in (10, 11, 12) for hour in range(10) for who in "ab"
    )
    campaign = sound(SMALL)
    tally = simulate(campaign, read_population(campaign, text))
    assert [part.claims for _, part in sorted(tally.days.items())] == [6, 4, 0]
    assert tally.refused["limit_reached"] == 50


# ---- populations


def test_history_grows_with_each_claim() -> None:
    """The first claim of each is a newcomer's, and no later one."""
    text = SMALL.replace(
        "on scan\n", "segment newcomer consumer.claims is 0\n\non scan\n  when newcomer\n    give points 7\n"
    )
    tally = run(text, 400, "consumers=100")
    assert tally.segments["newcomer"].claims == tally.consumers


def test_people_may_come_with_claims() -> None:
    text = SMALL.replace(
        "on scan\n", "segment newcomer consumer.claims is 0\n\non scan\n  when newcomer\n    give points 7\n"
    )
    assert "newcomer" not in run(text, 400, "consumers=100 claims=3").segments


def test_recorded_scans_are_replayed_in_order_of_time_from_any_form() -> None:
    rows = [
        {"at": "2026-07-11T09:00", "consumer": "b", "gtin": "9521000100015"},
        {"at": "2026-07-10T09:00+08:00", "consumer": "a", "code.region": "CN-GD"},
        {"at": "2027-01-01T09:00", "consumer": "late"},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    table = "at,consumer,gtin,code.region\n" + "\n".join(
        ",".join(row.get(name, "") for name in ("at", "consumer", "gtin", "code.region")) for row in rows
    )
    campaign = sound(SMALL)
    for text in (json.dumps(rows), lines, table):
        population = read_population(campaign, text)
        assert len(population) == 2
        assert np.all(np.diff(population.at) > 0)
        tally = simulate(campaign, population)
        assert tally.total.claims == 2
        assert tally.regions["CN-GD"].claims == 1


def test_what_no_event_asks_for_is_refused() -> None:
    campaign = sound(REGIONS)
    population = read_population(campaign, "at,consumer,gtin\n2026-09-10T10:00,a,9521000100015\n")
    tally = simulate(campaign, population)
    assert tally.refused == {"no_campaign": 1}
    assert tally.total.scans == 1


@pytest.mark.parametrize(
    ("spec", "en"),
    [
        ("consumers", "not of the form"),
        ("consumers=0", "must be a number from 1"),
        ("consumers=many", "must be a number"),
        ("colour=red", "`colour` is not known"),
        ("code.region=CN-GD:0", "no weight above 0"),
        ("hours=25:1", "whole numbers from 0 to 23"),
        ("consumer.rank=gold:1", "does not read `consumer.rank`"),
        ('{"consumers": ', "not JSON"),
    ],
)
def test_a_population_that_cannot_be_had_is_explained_in_both_languages(spec: str, en: str) -> None:
    with pytest.raises(PopulationError, match=en) as caught:
        make_population(sound(REGIONS), 10, read_spec(spec))
    assert caught.value.words.zh
    assert caught.value.words.zh != caught.value.words.en


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("at,consumer\n2026-09-10T10:00,\n", "no `consumer`"),
        ("at,consumer\nyesterday,a\n", "`yesterday` is no time"),
        ("at,consumer\n2025-01-01T10:00,a\n", "no scan lies in the time"),
        ("[1]", "must be an object"),
        ("[{", "cannot be read"),
    ],
)
def test_recorded_scans_that_cannot_be_used_are_explained(text: str, en: str) -> None:
    with pytest.raises(PopulationError, match=en) as caught:
        read_population(sound(REGIONS), text)
    assert caught.value.words.zh


def test_a_fact_of_which_nothing_is_known_matches_nothing() -> None:
    text = SMALL.replace("on scan\n", "on scan\n  when scan.hour over 2\n    give points 7\n")
    campaign = sound(text)
    spec = read_spec("scan.hour=unknown")
    tally = simulate(campaign, make_population(campaign, 50, spec))
    assert all(prize.intent.reward != "points" for prize in tally.prizes.values())


# ---- seeds, reports


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    first, again, other = (as_json(run(FALLING, 5_000, seed=seed)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_draw_numbers_are_even_and_stay_below_their_scale() -> None:
    scans = np.arange(100_000)
    for scale in (2, 7, 10_000, 10**9):
        numbers = draw_numbers(1, 0, 1, scale, scans)
        assert numbers.min() >= 0
        assert numbers.max() < scale
        assert abs(numbers.mean() / scale - 0.5) < 4 * (1 / 12 / len(scans)) ** 0.5 + 0.5 / scale
    one_by_one = [int(draw_numbers(1, 0, 1, 10**9, np.array([scan]))[0]) for scan in range(20)]
    assert one_by_one == draw_numbers(1, 0, 1, 10**9, scans[:20]).tolist()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_are_aligned_in_both_languages(lang: str) -> None:
    """Each figure ends in the column in which its heading ends, by the width of a terminal."""
    tally = run(REGIONS, 3_000)
    for section in tell(report(tally, REGIONS), lang).split("\n\n"):
        heading, *rows = section.split("\n")[1:]
        if "█" in section or "概览" in section or "Overview" in section:
            ends = width(heading.rstrip())
            bare = [row.rstrip(" █▏▎▍▌▋▊▉") for row in rows]
            assert any(width(row) == ends for row in bare) or "未发" in heading or "kept" in heading


def test_a_report_adds_up() -> None:
    tally = run(REGIONS, 20_000)
    told = as_json(tally)
    for group in (tally.days, tally.regions):
        assert sum(part.scans for part in group.values()) == tally.total.scans
        assert sum(part.claims for part in group.values()) == tally.total.claims
        assert sum(part.spend["CNY"] for part in group.values()) == tally.total.spend["CNY"]
    assert sum(prize.spend["CNY"] for prize in tally.prizes.values()) == tally.total.spend["CNY"]
    assert sum(tally.refused.values()) == tally.total.scans - tally.total.claims
    assert json.loads(json.dumps(told)) == told


def test_two_campaigns_stand_side_by_side_with_their_change() -> None:
    dearer = REGIONS.replace("red_packet 1.88", "red_packet 2.88")
    ours, theirs = (report(run(text, 2_000, "code.region=CN-BJ"), text) for text in (REGIONS, dearer))
    told = tell(side_by_side(ours, theirs))
    assert re.search(r" 3,760.00 +5,760.00 +\+2,000.00\n", told)
    assert "give red_packet 2.88 CNY" in told


def test_bands_tell_how_far_seeds_lie_apart() -> None:
    tallies = [run(SMALL, 700, "consumers=600 days=2", seed) for seed in range(5)]
    section = bands(tallies)
    spends = sorted(tally.total.spend["CNY"] for tally in tallies)
    row = next(row for row in section.rows if row.key == "spend CNY")
    assert [getattr(cell, "minor", None) for cell in row.cells] == [spends[0], spends[2], spends[-1]]
    assert "Over 5 seeds" in tell([section])


LOCKED = """campaign "Two bottles"
  brand    "D"
  runs     2026-08-01 to 2026-08-31 in Asia/Shanghai
  budget   10.00 CNY
  channel  sandbox_wallet

on scan of 9521000100015
  give red_packet 0.50 CNY
  when event.opens is 0
    give red_packet 4.00 CNY, unlocked by scan within 24 hours
      if it lapses
        give points 5
  if spent
    refuse
"""


def test_locks_open_by_a_later_scan_lapse_at_the_deadline_and_give_back() -> None:
    """A's second scan opens; C finds no room beside B's lock until the very instant at which that lapses."""
    scans = """at,consumer,gtin
2026-08-02 10:00:00,A,9521000100015
2026-08-02 10:00:01,B,9521000100015
2026-08-02 11:00:00,A,9521000100015
2026-08-03 10:00:00,C,9521000100015
2026-08-03 10:00:01,C,9521000100015
"""
    campaign = sound(LOCKED)
    tally = simulate(campaign, read_population(campaign, scans), 1)
    locked = next(prize for prize in tally.prizes.values() if prize.intent.lock)
    assert (locked.given, locked.opened, locked.lapsed) == (3, 1, 1)
    assert (tally.total.claims, tally.refused["budget_spent"]) == (4, 1)
    assert (tally.total.spend["CNY"], tally.returned["CNY"]) == (1400, 400)
    figures = as_json(tally)
    assert figures["returned"] == {"CNY": 400}
    told = tell(report(tally, LOCKED), "zh")
    assert "逾期退回" in told
    assert "已发中解锁 1" in told
