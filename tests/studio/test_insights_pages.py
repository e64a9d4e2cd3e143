"""Figures in the studio: the address is the report, every figure opens, and the file says the same as the page."""

from __future__ import annotations

from datetime import date

import pytest

from studio.insights.address import wanted
from studio.insights.charts import days, spending
from studio.insights.tiles import PLACES, tiles
from tests.support.site import prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import SAME, Desk

JUNE = "since=2026-06-01&until=2026-06-30"


def test_a_report_is_exact_and_says_the_same_in_its_twin_and_in_the_file() -> None:
    """Guangdong's return is that of the sums, 22.5%, and no mean of two returns."""
    desk = Desk()
    text = prose(desk.get(f"/studio/insights?by=outlet&{JUNE}").text)
    for told in ("34.7%", "−27.7%", "22.5%", "¥2,128.50", "25.0%", "S1 Harbour"):
        assert told in text
    twin = desk.get(f"/studio/insights.json?by=outlet&{JUNE}").json()
    assert [one["figures"]["roi"] for one in twin["lines"]] == [347, -277]
    assert twin["total"]["figures"]["cost"] == {"amount_minor": 212_850, "currency": "CNY"}
    file = desk.get(f"/studio/insights.csv?by=outlet&{JUNE}")
    assert file.headers["content-disposition"] == 'attachment; filename="outlet-2026-06-01-2026-06-30.csv"'
    rows = file.text.removeprefix("\ufeff").splitlines()
    assert rows[1] == "S1 Harbour,1000,800,720,180,54,0,171000,576000,230400,CNY,34.7"
    assert rows[-1] == "Total,1600,1100,990,207,57,0,212850,651600,260640,CNY,22.5"


def test_each_figure_opens_to_its_scans_their_version_and_decision() -> None:
    desk = Desk()
    page = desk.get(f"/studio/insights?by=outlet&{JUNE}").text
    assert (
        "/studio/insights/scans?by=outlet&amp;measure=claims&amp;since=2026-06-01&amp;until=2026-06-30&amp;outlet=1"
        in page
    )
    scans = desk.get(f"/studio/insights/scans?outlet=1&{JUNE}").text
    assert 'href="/studio/campaigns/1/why/7"' in scans
    assert 'href="/studio/campaigns/1/history/2"' in scans
    assert "before=6" in scans
    refused = prose(desk.get(f"/studio/insights/scans?what=refused&{JUNE}").text)
    assert "Claimed by somebody else" in refused


def test_a_line_leads_to_what_is_within_it_and_what_narrows_can_be_taken_off() -> None:
    desk = Desk()
    page = desk.get(f"/studio/insights?by=outlet&region=CN-GD&{JUNE}").text
    assert (
        'href="/studio/insights?by=day&amp;measure=claims&amp;since=2026-06-01&amp;until=2026-06-30&amp;region=CN-GD&amp;outlet=1"'
        in page
    )
    assert (
        'href="/studio/insights?by=outlet&amp;measure=claims&amp;since=2026-06-01&amp;until=2026-06-30"'
        in page
    )
    assert "Guangdong" in page


@pytest.mark.parametrize("query", ["by=spite", "since=never&until=9999-99-99", "outlet=-1", "since=2026-07-01&until=2026-06-01", "campaign=" + "9" * 30])  # fmt: skip
def test_a_broken_address_shows_what_is_usual(query: str) -> None:
    assert Desk().get(f"/studio/insights?{query}").status_code == 200


def test_a_map_has_every_province_once_as_a_link_and_a_table_beside_it() -> None:
    page = Desk().get(f"/studio/insights?by=region&{JUNE}").text
    assert len(PLACES) == 34 == len(set(PLACES.values()))
    assert page.count('class="tile tile-') == 34
    assert 'aria-label="Guangdong: 720"' in page
    assert '<th role="rowheader" scope="row"><a' in page
    darkest = {one.code: one.level for one in tiles({"CN-GD": 720, "CN-BJ": 1}, {})}
    assert (darkest["CN-GD"], darkest["CN-BJ"], darkest["CN-XZ"]) == (5, 1, 0)


def test_the_margin_is_kept_and_a_wrong_one_is_told() -> None:
    engine = StudioDouble()
    desk = Desk(engine)
    kept = desk.send("POST", "/studio/insights/margin", form={"margin": "37.5", "back": JUNE}, headers=SAME)
    assert (kept.status_code, kept.headers["location"]) == (303, f"/studio/insights?{JUNE}")
    assert engine.insights.kept == 375
    wrong = desk.send("POST", "/studio/insights/margin", form={"margin": "lots"}, headers=SAME)
    assert wrong.status_code == 422
    assert "enter a percentage" in wrong.text


def test_days_without_anything_stand_in_the_chart_and_an_address_reads_its_days() -> None:
    asked = wanted({"since": "2026-06-10", "until": "2026-06-01"}, date(2026, 7, 1))
    assert (asked.since, asked.until) == (date(2026, 6, 1), date(2026, 6, 10))
    assert (asked.before.since, asked.before.until) == (date(2026, 5, 22), date(2026, 5, 31))
    found = days({date(2026, 6, 2): 5}, asked.since, asked.until, ((date(2026, 6, 3), "v2"),))
    assert [one.amount for one in found.bars] == [0, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    assert [one.name for one in found.marks] == ["v2"]


def test_a_budget_ends_on_the_day_that_the_last_days_tell() -> None:
    """100.00 a day of 1,000.00: after five of thirty days five more are left; a spent one has ended, a slow one lasts."""
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    spent = {date(2026, 6, day): 10_000 for day in range(1, 6)}
    way = spending(spent, 100_000, first, last, date(2026, 6, 5))
    assert (way.ends, way.rate, way.planned) == (date(2026, 6, 10), 10_000, 16_666)
    assert spending(spent, 50_000, first, last, date(2026, 6, 5)).ends == date(2026, 6, 5)
    assert spending(spent, 1_000_000, first, last, date(2026, 6, 5)).ends is None
    assert spending({}, 1_000, first, last, date(2026, 6, 5)).ends is None


def test_a_running_campaign_is_watched_on_one_page_and_can_be_stopped_from_it() -> None:
    """Funnel, spending, marks of versions, provinces, refusals by reason; the brake asks before it acts."""
    engine = StudioDouble()
    desk = Desk(engine)
    page = desk.get("/studio/campaigns/1/live").text
    assert 'href="/studio/campaigns/1/pause"' in page
    assert page.count('class="tile tile-') == 34
    assert "Claimed by somebody else" in prose(page)
    assert "7 of 100 left" in prose(page)
    assert engine.insights.asked[0].only == (("campaign", 1),)
    twin = desk.get("/studio/campaigns/1/live.json").json()
    assert [step["count"] for step in twin["funnel"]] == [1_600, 1_100, 990, 207, 57]
    assert [mark["name"] for mark in twin["spending"]["marks"]]
    reader = Desk(StudioDouble(), email="ana@example.com").get("/studio/campaigns/1/live").text
    assert "/pause" not in reader
    assert Desk().get("/studio/campaigns/999/live").status_code == 404


def test_a_report_is_kept_under_a_name_sent_each_week_and_kept_no_more() -> None:
    engine = StudioDouble()
    desk = Desk(engine)
    kept = desk.send(
        "POST", f"/studio/insights/kept?by=region&{JUNE}", form={"name": "Regions"}, headers=SAME
    )
    assert kept.headers["location"].endswith("#kept")
    assert engine.kept_reports.kept[2].query == f"by=region&measure=claims&{JUNE}"
    page = desk.get("/studio/insights").text
    assert (
        'href="/studio/insights?by=region&amp;measure=claims&amp;since=2026-06-01&amp;until=2026-06-30">Regions</a>'
        in page
    )
    desk.send(
        "POST", "/studio/insights/kept/2", form={"every": "day", "address": "bo@example.com"}, headers=SAME
    )
    assert "each day to bo@example.com" in prose(desk.get("/studio/insights").text)
    desk.send("POST", "/studio/insights/kept/2/removal", headers=SAME)
    assert list(engine.kept_reports.kept) == [1]
    assert desk.send("POST", "/studio/insights/kept", form={"name": ""}, headers=SAME).status_code == 422


def test_a_draft_is_run_beside_the_live_version_from_the_review_page() -> None:
    desk = Desk()
    assert "gives nothing and takes nothing" in prose(desk.get("/studio/campaigns/1/publish").text)
    started = desk.send("POST", "/studio/campaigns/1/shadow", form={"step": "start"}, headers=SAME)
    assert started.headers["location"] == "/studio/campaigns/1/publish#shadow"
    page = desk.get("/studio/campaigns/1/publish").text
    for told in (
        "¥3.00",
        "¥6.00",
        "+¥3.00",
        "3 refused scans would win",
        "1 scan could not be compared",
        "claims in the last 30 days",
    ):
        assert told in prose(page)
    assert 'href="/studio/campaigns/1/why/7"' in page
    assert desk.get("/studio/campaigns/1/publish.json").json()["shadow"]["result"]["better"] == 4
    desk.send("POST", "/studio/campaigns/1/shadow", form={"step": "stop"}, headers=SAME)
    assert 'value="stop"' not in desk.get("/studio/campaigns/1/publish").text
