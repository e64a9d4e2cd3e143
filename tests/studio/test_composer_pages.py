"""The marketers' pages: every screen, in both languages, in every state, with its `.json` twin."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from tests.support.site import prose, text_of
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import Desk

SCREENS = (
    "/studio",
    "/studio/campaigns",
    "/studio/campaigns?state=paused",
    "/studio/campaigns?q=nothing+like+it",
    "/studio/campaigns/new",
    *(
        f"/studio/campaigns/{number}{page}"
        for number in range(1, 7)
        for page in ("", "/edit?tests=1", "/history", "/publish")
    ),
    "/studio/campaigns/1?outcome=granted",
    "/studio/campaigns/1?outcome=refused&before=60",
    "/studio/campaigns/1?before=1",
    "/studio/campaigns/1/history/1",
    "/studio/campaigns/1/why/119",
    "/studio/campaigns/1/why/120",
    "/studio/campaigns/1/pause",
    "/studio/campaigns/3/resume",
    "/studio/campaigns/1/end",
    "/studio/codes",
    "/studio/codes/1?serial=42",
    "/studio/goods",
    "/studio/goods?code=CODE0000000001&done=case",
    "/studio/shared",
    "/studio/shared/spring",
    "/studio/shared/spring?version=1&saved=1",
    "/studio/reviews",
    "/studio/plugins",
    "/studio/help",
    "/studio/help/codes",
    "/studio/help/codes/BC0804",
    "/studio/help/language",
)
#: What people wrote and programs named: shown as it is in every language.
GIVEN = {
    "Bottlecap", "English", "中文", "SVG", "PNG", "Ling", "ling@example.com", "B-2026-06 line 3", "0.1.0",
    "bottlecap-raffle", "Cartons", "Pallets", "After sales", "June", "CN-HN", "a first cap is welcomed",
    "a burst", "spring", "offer", "offered", "holdout", "when newcomer", "Summer under the cap", "中秋开盖有礼", "Carton rush", "New year draw", "Spring festival", "Raffle week",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_renders_in_both_languages(path: str, language: str) -> None:
    answer = Desk(language=language).get(path)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", SCREENS)
def test_no_sentence_escapes_translation(path: str) -> None:
    """In the pseudo-language each sentence is marked; whatever is unmarked and no data is loose."""
    desk = Desk(pseudo_locale=True)
    page = desk.get(f"{path}{'&' if '?' in path else '?'}lang=en-XA").text
    assert '<html lang="en-XA">' in page
    page = re.sub(r"<(code|time|kbd|textarea|style|script)\b.*?</\1>", "", page, flags=re.S)
    page = re.sub(r'<p class="sentence">.*?</p>', "", page, flags=re.S)  # the campaign's own text, as blocks
    named = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', page)
    loose = [piece for piece in [*text_of(page), *map(unescape, named)] if is_loose(piece)]
    assert loose == []


def is_loose(piece: str) -> bool:
    rest = re.sub(r"⟦.*⟧", "", piece, flags=re.S)
    for given in sorted(GIVEN, key=len, reverse=True):
        rest = rest.replace(given, "")
    rest = re.sub(r"\bv\d+\b|\d+ (May|June|July) \d{4}(, [\d:]+)?|CN-GD", "", rest)
    return re.search(r"[^\W\d_]", rest) is not None


@pytest.mark.parametrize("path", [path for path in SCREENS if "lang=" not in path])
def test_every_screen_has_a_twin_as_data(path: str) -> None:
    base, _, query = path.partition("?")
    answer = Desk().get(f"{base}.json?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(answer.json(), dict)
    assert "csrf" not in answer.text


def test_nothing_on_a_page_is_inline_or_from_elsewhere() -> None:
    for path in SCREENS:
        page = Desk().get(path)
        assert re.findall(r"\son\w+=|style=\"|javascript:|<style\b", page.text) == [], path
        assert all(
            " nonce=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page.text)
        ), path
        assert re.findall(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1:8000/c/)', page.text) == [], path


def test_the_list_shows_live_figures_and_money_against_its_budget() -> None:
    page = Desk().get("/studio/campaigns")
    text = prose(page.text)
    for expected in ("18,204", "1,402", "¥4,302.24 / ¥5,000.00", "¥120.96", "¥4,181.28", "Draft changed"):
        assert expected in text
    assert 'aria-label="Budget used: ¥4,302.24 of ¥5,000.00, 86.0%"' in page.text
    assert '<rect class="gauge-used" width="860"' in page.text


def test_state_and_search_live_in_the_address() -> None:
    desk = Desk()
    assert [c["title"]["en"] for c in desk.json("/studio/campaigns.json?state=paused")["campaigns"]] == [
        "Carton rush"
    ]
    assert [c["slug"] for c in desk.json("/studio/campaigns.json?q=中秋")["campaigns"]] == ["mid-autumn"]
    assert [c["state"] for c in desk.json("/studio/campaigns.json")["campaigns"]] == [
        "live", "blocked", "scheduled", "paused", "draft", "ended",
    ]  # fmt: skip


def test_a_fresh_brand_is_led_to_its_first_campaign() -> None:
    page = Desk(email="bo@example.com").get("/studio/campaigns")
    assert "Your first campaign starts here" in prose(page.text)
    assert 'href="/studio/campaigns/new"' in page.text


def test_ids_are_text_and_money_is_whole_minor_units_in_the_twin() -> None:
    campaign = Desk().json("/studio/campaigns/1.json")["campaign"]
    assert campaign["id"] == "1"
    assert campaign["figures"]["paid"] == {"amount_minor": 418128, "currency": "CNY"}
    assert campaign["starts"] == "2026-05-31T16:00:00.000000Z"


def test_results_page_backwards_without_a_gap_and_keep_the_filter() -> None:
    desk, seen, before = Desk(), [], ""
    while True:
        page = desk.json(f"/studio/campaigns/1.json?outcome=granted{before}")
        seen += [int(row["event_id"]) for row in page["decisions"]]
        if page["older"] is None:
            break
        before = f"&before={page['older']}"
    assert seen == [number for number in range(120, 0, -1) if number % 3]


def test_each_result_opens_its_reasons() -> None:
    desk = Desk()
    assert 'href="/studio/campaigns/1/why/119"' in desk.get("/studio/campaigns/1").text
    page = desk.get("/studio/campaigns/1/why/119")
    text = prose(page.text)
    assert "the consumer had no valid claim before, so newcomer held" in text
    assert "consumer.claims" in text
    assert [re.sub(r"<[^>]+>", "", hit) for hit in re.findall(r'<li class="hit".*?</li>', page.text)] == [
        "11This line applied:   when newcomer",
        "12This line applied:     give red_packet 2.88 CNY",
        "13This line applied:     give points 20",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/studio/campaigns/99",
        "/studio/campaigns/1/history/9",
        "/studio/campaigns/1/why/999",
        "/studio/codes/9",
        "/studio/campaigns/1?before=x",
    ],
)
def test_what_does_not_exist_is_a_calm_404(path: str) -> None:
    assert Desk().get(path).status_code == 404


@pytest.mark.parametrize(
    ("number", "step", "state"), [(1, "pause", "paused"), (3, "resume", "live"), (1, "end", "ended")]
)
def test_a_step_asks_first_and_then_happens_once(number: int, step: str, state: str) -> None:
    desk = Desk()
    path = f"/studio/campaigns/{number}/{step}"
    assert f'action="{path}"' in desk.get(path).text
    assert desk.engine.campaigns.steps == []
    desk.post(path)
    desk.post(path)
    assert desk.engine.campaigns.steps == [(step, "drinks", number)]
    assert desk.json(f"/studio/campaigns/{number}.json")["campaign"]["state"] == state


def test_a_campaign_that_has_ended_offers_no_steps_and_takes_none() -> None:
    desk = Desk()
    assert desk.json("/studio/campaigns/5.json")["actions"] == []
    desk.post("/studio/campaigns/5/resume")
    assert desk.engine.campaigns.steps == []


def test_a_blocked_campaign_names_what_is_missing() -> None:
    assert "bottlecap-raffle" in prose(Desk().get("/studio/campaigns/6").text)


def test_the_draw_secret_is_shown_only_after_the_end() -> None:
    desk = Desk()
    assert "5ec7e7" in desk.get("/studio/campaigns/5/history").text
    assert "Shown when the campaign has ended" in prose(desk.get("/studio/campaigns/1/history").text)


def test_history_compares_each_version_with_the_one_before() -> None:
    page = Desk().json("/studio/campaigns/1/history/2.json")
    assert (page["changes"]["added"], page["changes"]["removed"], page["against"]) == (2, 2, 1)
    assert Desk().json("/studio/campaigns/1/history/1.json")["changes"] is None


def test_a_new_campaign_opens_as_a_draft_of_the_answers() -> None:
    desk = Desk()
    path = "/studio/campaigns/new/first_scan"
    opened = desk.post(path, {"title": 'Caps "A" to Z', "slug": "caps-a-to-z", "budget": "70,000"})
    assert opened.headers["location"] == "/studio/campaigns/100/edit"
    draft = desk.engine.campaigns.kept["drinks", 100].draft
    assert 'Caps \\"A\\" to Z' in draft
    assert 'brand    "Clearwater Drinks"' in draft
    assert "budget   70000 CNY, at most 7000.00 CNY a day" in draft


def test_the_gallery_holds_every_recipe_and_a_recipe_shows_what_it_does() -> None:
    desk = Desk()
    gallery = desk.get("/studio/campaigns/new").text
    assert 'href="/studio/campaigns/new/falling_odds"' in gallery
    page = desk.get("/studio/campaigns/new/first_scan").text
    assert 'name="reward" value="2.88"' in page
    assert "segment" in page
    assert 'class="add"' not in page
    shown = desk.post("/studio/campaigns/new/first_scan/preview", {"reward": "4.88"})
    assert "4.88" in shown.text
    assert "<html" not in shown.text
    assert desk.get("/studio/campaigns/new/nothing").status_code == 404


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"title": "", "slug": "a"}, "title"),
        ({"title": "A", "slug": "Ünfit"}, "slug"),
        ({"title": "A", "slug": "spring"}, "slug"),
    ],
)
def test_a_form_that_does_not_fit_comes_back_with_what_was_typed(form: dict[str, str], field: str) -> None:
    answer = Desk().post("/studio/campaigns/new/one_place_one_policy", form)
    assert answer.status_code == 422
    assert f'value="{form["title"]}"' in answer.text
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', answer.text)


def test_switching_the_language_keeps_the_place() -> None:
    page = Desk().get("/studio/campaigns/1?outcome=refused&before=60").text
    assert 'href="/studio/campaigns/1?outcome=refused&amp;before=60&amp;lang=zh-CN"' in page


def test_names_that_people_typed_cannot_become_markup() -> None:
    engine = StudioDouble()
    detail = engine.campaigns.kept["drinks", 1]
    bad = "</textarea></script><script>alert(1)</script>"
    engine.campaigns.kept["drinks", 1] = replace(
        detail, draft=bad, summary=replace(detail.summary, title=bad)
    )
    for path in ("/studio", "/studio/campaigns/1", "/studio/campaigns/1/edit", "/studio/campaigns/1/publish"):
        assert "<script>alert" not in Desk(engine).get(path).text


def test_results_compare_groups_with_the_holdout_and_show_the_budgets_of_blocks() -> None:
    text = prose(Desk().get("/studio/campaigns/1").text)
    assert "270 · 30.0%" in text
    assert "22 · 22.0%" in text
    assert "+8.0 points" in text
    assert "200 · 75.0%" in text
    assert "1 person is left out" in text
    assert "when newcomer line 12" in text.replace("Line", "line")
    assert "¥250.00 / ¥1,000.00" in text
    none = prose(Desk().get("/studio/campaigns/3").text)
    assert "Bought again" not in none
    assert "Budgets of blocks" not in none
