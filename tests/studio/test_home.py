"""The first page tells what needs somebody now; the palette leads everywhere; the chosen appearance stays."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from engine.api import Money
from studio.composer.home import needs
from tests.studio.test_composer_pages import Desk
from tests.support.studio_samples import NOW, campaigns


def test_what_needs_somebody_is_told_the_worst_first() -> None:
    summary = next(one.summary for one in campaigns().values() if one.summary.state == "live")
    used = replace(summary.figures, budget=Money(100, "CNY"), used=Money(100, "CNY"))
    spent = replace(summary, figures=used, ends=NOW + timedelta(days=2), draft_changed=True)
    blocked = replace(summary, id=9, state="blocked", draft_changed=False)
    near = replace(spent, figures=replace(used, used=Money(90, "CNY")), ends=NOW + timedelta(days=9))
    found = [
        (need.kind, need.tone)
        for need in needs((spent, blocked, replace(near, draft_changed=False)), (), NOW)
    ]
    assert found == [
        ("spent", "bad"),
        ("blocked", "bad"),
        ("near", "warn"),
        ("ending", "info"),
        ("changed", "info"),
    ]


def test_the_first_page_shows_what_is_live_and_payouts_that_do_not_arrive() -> None:
    page = Desk().get("/studio").text
    assert "1 payout does not arrive by itself" in page
    assert "p-77-1" in page
    assert 'href="/studio/campaigns/1"' in page
    twin = Desk().json("/studio.json")
    assert twin["stuck"][0]["amount"] == {"amount_minor": 188, "currency": "CNY"}


def test_the_palette_leads_to_pages_campaigns_and_recipes() -> None:
    items = Desk().json("/studio/palette.json")["items"]
    urls = {item["url"] for item in items if "url" in item}
    assert {
        "/studio/codes",
        "/studio/goods",
        "/studio/reviews",
        "/studio/account",
        "/studio/campaigns/1",
        "/studio/campaigns/1/edit",
        "/studio/campaigns/new/first_scan",
    } <= urls
    for url in sorted(urls):
        assert Desk().get(url).status_code == 200, url


def test_the_palette_knows_every_room_of_the_navigation() -> None:
    desk = Desk()
    rooms = re.search(r'<nav class="rooms".*?</nav>', desk.get("/studio").text, re.DOTALL)
    assert rooms
    hrefs = set(re.findall(r'href="([^"]+)"', rooms[0]))
    assert "/studio/reviews" in hrefs
    assert hrefs <= {item.get("url") for item in desk.json("/studio/palette.json")["items"]}
    assert re.search(r'href="/studio/reviews" aria-current="page"', desk.get("/studio/reviews").text)


def test_the_chosen_appearance_is_kept_on_the_device() -> None:
    desk = Desk()
    assert "data-scheme" not in desk.get("/studio").text
    desk.post("/studio/appearance", {"scheme": "dark"})
    assert re.search(r'<html[^>]* data-scheme="dark"', desk.get("/studio/campaigns").text)
    desk.post("/studio/appearance", {"scheme": "pink"})
    assert 'data-scheme="dark"' in desk.get("/studio").text
    desk.post("/studio/appearance", {"scheme": "device"})
    assert "data-scheme" not in desk.get("/studio").text
