"""Every kind of studio screen without barriers and within its width, in both languages and schemes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.barriers import barriers
from tests.browser.desk import CHROMIUM, Desk, browser, studio
from tests.support.studio_double import StudioDouble

__all__ = ["browser", "studio"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on the path")
_SCREENS = (
    "/studio",
    "/studio/campaigns",
    "/studio/campaigns/new",
    "/studio/campaigns/new/first_scan",
    "/studio/themes",
    "/studio/themes/theme_story?scheme=dark",
    "/studio/licences",
    "/studio/licences/1",
    "/studio/own-themes/1",
    "/studio/campaigns/1/page",
    "/studio/campaigns/1/try",
    "/studio/codes/1/proof?around=65",
    "/studio/insights?by=outlet&against=before&since=2026-06-01&until=2026-06-30",
    "/studio/insights?by=region&region=CN-GD",
    "/studio/insights?by=day&measure=cost",
    "/studio/insights/scans?what=refused",
    "/studio/campaigns/1/live",
    "/studio/outlets",
    "/studio/outlets/1",
    "/studio/outlets/complaints",
    "/studio/events/try_on",
    "/studio/prizes",
    "/studio/campaigns/1/publish",
    "/studio/campaigns/2/simulate?scans=2000&seeds=2&against=live",
)


@pytest.mark.parametrize(("locale", "scheme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 320)])
def test_screens_have_no_barriers_and_keep_to_their_width(
    studio: tuple[StudioDouble, str], browser: Browser, locale: str, scheme: str, width: int
) -> None:
    engine, origin = studio
    engine.shadows.begin("Ling")
    desk = Desk(browser, origin, locale=locale, color_scheme=scheme)
    page = desk.page
    page.set_viewport_size({"width": width, "height": 800})
    for path in _SCREENS:
        page.goto(origin + path)
        assert barriers(page) == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
    assert desk.loud == []


def test_the_palette_opens_by_key_and_leads_to_a_campaign(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    page.goto(f"{origin}/studio")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("summer rules")
    expect(page.locator("#palette li")).to_have_count(1)
    assert barriers(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"{origin}/studio/campaigns/*/edit")
    assert desk.loud == []


def test_a_recipe_shows_at_once_what_an_answer_does(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    page.goto(f"{origin}/studio/campaigns/new/first_scan")
    page.get_by_label("How large is the main reward?").fill("6.66")
    expect(page.locator("#plan")).to_contain_text("6.66")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/edit*")
    expect(page.locator('.block[data-kind="give"]').first).to_contain_text("6.66")
    assert desk.loud == []


def test_the_phone_and_the_meter_follow_what_is_typed_into_a_theme(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    page.goto(f"{origin}/studio/own-themes/1")
    phone = page.frame_locator("iframe[name=phone]")
    page.fill("#welcome-en-headline", "The light is on")
    expect(phone.locator("h1")).to_have_text("The light is on")
    page.select_option("[name=state]", "won")
    expect(phone.locator("body")).to_have_attribute("data-state", "won")
    expect(page.locator("[data-checked]")).to_contain_text("Every text can be read")
    page.fill("[name=light-ink]", "#eeeeee")
    expect(page.locator("[data-checked]")).to_contain_text("has a contrast of")
    page.fill("[name=light-ink]", "#111111")
    expect(page.locator("[data-checked]")).to_contain_text("Every text can be read")
    assert desk.loud == []


def test_figures_open_by_keyboard_from_the_map_down_to_a_decision_and_the_brake_asks_first(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    page.goto(f"{origin}/studio/insights?by=region&since=2026-06-01&until=2026-06-30")
    page.get_by_label("Guangdong: 720").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio/insights?by=outlet*region=CN-GD")
    expect(page.locator(".insight-chips")).to_contain_text("Guangdong")
    page.get_by_role("link", name="720").click()
    page.wait_for_url("**/studio/insights/scans?*outlet=1")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/studio/campaigns/1/why/7")
    page.goto(f"{origin}/studio/campaigns/1/live")
    page.get_by_role("link", name="Pause the campaign").click()
    page.wait_for_url("**/studio/campaigns/1/pause")
    expect(page.locator("main form button").first).to_be_visible()
    assert desk.loud == []
