"""The tour of the README in a real browser, on the demo world with a real wallet, free of errors and barriers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.barriers import Barriers
from tests.browser.rounds import Rounds
from tests.browser.tour import Tour
from tests.browser.tour_world import TourWorld, tour_world
from tests.browser.visitor import Visitor
from tests.support.chrome import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TourWorld]:
    with tour_world(tmp_path_factory.mktemp("demo")) as running:
        yield running


def test_the_round_of_the_studio_is_free_of_errors_and_barriers(demo: TourWorld, browser: Browser) -> None:
    barriers = Barriers()
    Rounds(demo, browser, barriers.look, "en-GB").walk()
    assert barriers.found == []
    assert len(barriers.stops) == 8


def test_everything_the_readme_shows_is_there_and_open_to_everyone(demo: TourWorld, browser: Browser) -> None:
    """Console errors, outside requests and what axe finds in either language and scheme are failures."""
    barriers = Barriers()
    Tour(demo, browser, barriers.look, street="zh-CN", office="en-GB").walk()
    assert barriers.found == []
    assert len(barriers.stops) > 25


def test_claim_share_and_redeem_need_no_mouse(demo: TourWorld, browser: Browser) -> None:
    """From the address bar on, only Tab, Enter and the letters."""
    demo.clock.at("2026-11-22 10:00:00")
    guest = Visitor(browser, demo.origin, lambda *_: None, "en-GB")
    page = guest.open(demo.code("Jinjiu: one place, one policy: a Beijing bottle"))
    _go_to(page, page.locator(".form button"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".prizes .ticket")).to_be_visible()
    _go_to(page, page.locator(".ways a").first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _go_to(page, page.locator(".fold summary"))
    page.keyboard.press("Enter")
    code = page.locator(".fold-body .member-code").inner_text()
    guest.leave()
    clerk = Visitor(browser, demo.origin, lambda *_: None, "zh-CN")
    page = clerk.open("/clerk")
    for name, typed in (("outlet", "HM-BJ1"), ("number", "2"), ("pin", demo.keys.pin)):
        _go_to(page, page.locator(f"[name={name}]"))
        page.keyboard.type(typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _go_to(page, page.locator("[name=code]"))
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _go_to(page, page.locator("[name=basket]"))
    page.keyboard.type("20")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".to-pay .figure")).to_contain_text("15.00")
    clerk.leave()


def _go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does; the focus must be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            assert wanted.evaluate("it => it.matches(':focus-visible')")
            return
    raise AssertionError(f"cannot be reached with Tab: {wanted}")
