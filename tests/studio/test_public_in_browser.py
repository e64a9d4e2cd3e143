"""Consumer pages and the till in a real browser: nothing breaks or scrolls sideways, script is optional."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.support.chrome import chromium, serving, watched
from tests.support.site import double_app

PAGES = (
    "/c/ask",
    "/c/won",
    "/c/paid?fresh=1",
    "/c/paused",
    "/c/clerk",
    "/c/product",
    "/c/outlet",
    "/c/recalled",
    "/i/ask",
    "/w/drinks",
    "/w/drinks/me",
    "/w/drinks/shop",
    "/g/group-1",
    "/w/drinks/orders/8",
    "/clerk/sign-in",
    "/",
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=["theme_plain", "theme_story"])
def origin(request: pytest.FixtureRequest) -> Iterator[str]:
    with serving(double_app(request.param)[0]) as address:
        yield address


@pytest.mark.parametrize(("locale", "scheme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_pages_fit_a_small_phone_and_obey_their_own_policy(
    chrome: Browser, origin: str, locale: str, scheme: Literal["light", "dark"]
) -> None:
    """320 px is the narrowest screen; a refused style or script would be an error on the console."""
    phone = chrome.new_context(viewport={"width": 320, "height": 640}, locale=locale, color_scheme=scheme)
    page = phone.new_page()
    faults = watched(page, origin)
    for path in PAGES:
        page.goto(origin + path)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320, path
        shift = page.evaluate(
            "() => performance.getEntriesByType('layout-shift').reduce((sum, one) => sum + one.value, 0)"
        )
        assert shift <= 0.05, path
    phone.close()
    assert faults == []


def test_everything_works_without_script(chrome: Browser, origin: str) -> None:
    phone = chrome.new_context(java_script_enabled=False, locale="en-GB")
    page = phone.new_page()
    page.goto(f"{origin}/c/ask")
    page.get_by_role("button", name="Claim").or_(page.locator(".scan .form button")).first.click()
    assert page.locator("body").get_attribute("data-state") == "won"
    page.goto(f"{origin}/w/drinks")
    page.locator("#share button").click()
    assert "/i/ask." in page.locator("[data-link]").input_value()
    assert not page.locator("[data-copy]").is_visible()
    page.goto(f"{origin}/clerk/sign-in")
    for name, value in (("outlet", "S1"), ("number", "7"), ("pin", "2468")):
        page.fill(f"[name={name}]", value)
    page.locator(".sign-in button").click()
    assert not page.locator("[data-camera]").is_visible()
    page.fill("[name=code]", "M8K240QX")
    page.press("[name=code]", "Enter")
    assert page.locator("h1").inner_text() == "Member M8K240QX"
    phone.close()


def test_claim_button_is_in_reach_without_scrolling(chrome: Browser, origin: str) -> None:
    phone = chrome.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = phone.new_page()
    page.goto(f"{origin}/c/ask")
    box = page.locator(".form button").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    assert box["height"] >= 48
    phone.close()


def test_link_is_copied_and_said(chrome: Browser, origin: str) -> None:
    phone = chrome.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page = phone.new_page()
    page.goto(f"{origin}/w/drinks")
    page.locator("#share button").click()
    page.locator("[data-copy]").click()
    page.locator("[data-copy]", has_text="Copied").wait_for()
    assert page.locator("[data-said]").inner_text() == "Copied"
    assert page.evaluate("() => navigator.clipboard.readText()") == page.locator("[data-link]").input_value()
    phone.close()


def test_impatient_thumb_claims_once_and_sees_the_prize(chrome: Browser, origin: str) -> None:
    phone = chrome.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = phone.new_page()
    page.goto(f"{origin}/c/ask")
    page.locator(".form button").dblclick()
    page.locator(".packet").wait_for()
    assert page.locator("body").get_attribute("data-state") == "won"
    phone.close()
