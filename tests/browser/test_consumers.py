"""The service desk and the replay of a decision in a real browser: without barriers, within the width, alight as it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.barriers import barriers
from tests.browser.desk import CHROMIUM, Desk, browser, studio
from tests.support.studio_double import StudioDouble

__all__ = ["browser", "studio"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on the path")


@pytest.mark.parametrize(("locale", "scheme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 320)])
def test_from_the_search_to_the_person_without_barriers(
    studio: tuple[StudioDouble, str], browser: Browser, locale: str, scheme: str, width: int
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale=locale, color_scheme=scheme)
    page = desk.page
    page.set_viewport_size({"width": width, "height": 800})

    def look(name: str) -> None:
        assert barriers(page) == [], name
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), name

    page.goto(f"{origin}/studio/consumers/1")
    look("the gate")
    page.goto(f"{origin}/studio/consumers")
    expect(page.locator("#typed")).to_be_focused()
    page.keyboard.type("CODE")
    page.keyboard.press("Enter")
    expect(page.locator(".hits li")).to_have_count(3)
    look("what was found")
    page.locator(".hits button").first.click()
    page.wait_for_url(f"{origin}/studio/consumers/1")
    expect(page.locator(".timeline li")).to_have_count(30)
    look("the person")
    page.locator('.pager [rel="next"]').click()
    page.wait_for_url("**before=*")
    engine.consumers.looked.add((1, 2))
    for path in (
        "consumers/1/join?other=2",
        "consumers/1/deletion",
        "decisions/7?voice=service&person=1",
        "decisions/7",
    ):
        page.goto(f"{origin}/studio/{path}")
        look(path)
    assert desk.loud == []


def test_a_decision_lights_up_the_blocks_and_follows_the_writing(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    page.goto(f"{origin}/studio/campaigns/2/edit?view=blocks&decision=7")
    expect(page.locator(".block.lit")).to_have_count(1)
    expect(page.locator(".replayed")).to_contain_text("2.88 yuan red packet")
    expect(page.locator("#decision")).to_have_value("7")
    assert barriers(page) == []
    page.locator(".block.lit").focus()
    page.keyboard.press("Delete")
    expect(page.locator(".replayed")).to_be_visible()
    page.locator("#decision").fill("")
    page.locator("#replay").click()
    expect(page.locator(".replayed")).to_have_count(0)
    assert "decision=" not in page.url
    page.locator("#decision").fill("8")
    page.keyboard.press("Enter")
    expect(page.locator(".replayed")).to_contain_text("8")
    assert "decision=8" in page.url
    assert desk.loud == []
