"""Blocks and text of one document, in a real browser: each press is an edit of the text, and one history undoes them all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.barriers import barriers
from tests.browser.desk import CHROMIUM, Desk, browser, stored, studio
from tests.support.studio_double import StudioDouble
from tests.support.studio_samples import TEXT

__all__ = ["browser", "studio"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on the path")


def block(page: Page, words: str) -> Locator:
    """The block whose own sentence reads so."""
    return page.locator(f'.block[aria-label="{words}"]')


def saved(desk: Desk) -> None:
    expect(desk.page.locator("#status")).to_contain_text("Saved just now")


def test_a_value_is_changed_in_its_block_and_nothing_else_of_the_text(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    block(page, "give red_packet 2.88 CNY").locator(".slot-number").first.click()
    page.get_by_label("New value").fill("3.88")
    page.keyboard.press("Enter")
    expect(block(page, "give red_packet 3.88 CNY")).to_be_visible()
    saved(desk)
    assert stored(engine) == TEXT.replace("give red_packet 2.88", "give red_packet 3.88")
    block(page, "segment newcomer consumer.claims is 0").get_by_role("button", name="is", exact=True).click()
    page.get_by_role("option", name="at most", exact=False).click()
    expect(block(page, "segment newcomer consumer.claims at most 0")).to_be_visible()
    assert desk.loud == []


def test_blocks_are_added_moved_copied_and_removed_and_one_history_undoes_them_even_after_a_reload(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    block(page, "otherwise").locator(".add").click()
    page.get_by_role("menuitem", name="give points").click()
    expect(block(page, "give points 10")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator('[aria-label="otherwise"] .block').first).to_have_attribute(
        "aria-label", "give points 10"
    )
    expect(block(page, "give points 10")).to_be_focused()
    page.keyboard.press("Control+d")
    expect(block(page, "give points 10")).to_have_count(2)
    block(page, "give points 10").first.focus()
    page.keyboard.press("Delete")
    expect(block(page, "give points 10")).to_have_count(1)
    saved(desk)
    assert "  otherwise\n    give points 10\n    give red_packet 0.88 CNY\n" in stored(engine)
    page.reload()
    expect(block(page, "give points 10")).to_have_count(1)
    for _ in range(4):
        block(page, "otherwise").focus()
        page.keyboard.press("Control+z")
        page.wait_for_timeout(100)
    expect(block(page, "give points 10")).to_have_count(0)
    saved(desk)
    assert stored(engine) == TEXT
    assert desk.loud == []


SWAPPED = TEXT.replace(
    "    give red_packet 2.88 CNY\n    give points 20\n", "    give points 20\n    give red_packet 2.88 CNY\n"
)


@pytest.mark.parametrize("finger", [False, True])
def test_a_block_is_carried_by_mouse_and_by_finger_and_laid_down_by_escape(
    studio: tuple[StudioDouble, str], browser: Browser, finger: bool
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="en-US", has_touch=finger)
    page = desk.page
    page.get_by_role("button", name="Blocks", exact=True).click()
    points = block(page, "give points 20")
    points.evaluate("one => one.scrollIntoView({ block: 'center' })")
    cdp = desk.context.new_cdp_session(page)

    def at(place: Locator, down: float) -> dict[str, float]:
        box = place.bounding_box()
        assert box
        return {"x": box["x"] + min(8, box["width"] / 2), "y": box["y"] + box["height"] * down}

    def do(step: str, where: dict[str, float]) -> None:
        if finger:
            touches = [] if step == "End" else [where]
            cdp.send("Input.dispatchTouchEvent", {"type": f"touch{step}", "touchPoints": touches})
        elif step == "Start":
            page.mouse.move(**where)
            page.mouse.down()
        elif step == "Move":
            page.mouse.move(**where, steps=4)
        else:
            page.mouse.up()

    def carry(to: dict[str, float]) -> None:
        do("Start", at(points.locator(".grip").first, 0.5))
        do("Move", to)
        expect(points).to_have_class(re.compile("carried"))

    above = at(block(page, "give red_packet 2.88 CNY").locator(".block-row").first, 0.2)
    carry(above)
    page.keyboard.press("Escape")
    do("End", above)
    assert stored(engine) == TEXT
    carry(above)
    do("End", above)
    saved(desk)
    assert stored(engine) == SWAPPED
    assert desk.loud == []


def test_a_copied_block_is_pasted_into_another_campaign_where_the_clipboard_is_closed(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    desk.context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.reload()
    block(page, "when newcomer").locator(".more").first.click()
    page.get_by_role("menuitem", name="Copy").click()
    page.goto(f"{origin}/studio/campaigns/3/edit")
    block(page, "otherwise").locator(".more").first.click()
    page.get_by_role("menuitem", name="Paste").click()
    expect(block(page, "when newcomer")).to_have_count(2)
    saved(desk)
    when = "  when newcomer\n    give red_packet 2.88 CNY\n    give points 20\n"
    assert engine.campaigns.kept["drinks", 3].draft.count(when) == 2
    assert desk.loud == []


def test_a_broken_line_stays_in_its_place_and_is_mended_there(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    desk.write("Control+End", "on invitation\n  gvie points 5\n  # kept 🎁\n")
    broken = block(page, "gvie points 5")
    expect(broken).to_have_attribute("data-kind", "broken")
    expect(broken.locator(".block-finding")).to_be_visible()
    broken.locator(".cure").first.click()
    expect(block(page, "give points 5")).to_be_visible()
    expect(page.locator('.block[data-kind="note"]')).to_contain_text("kept 🎁")
    assert desk.loud == []


def test_the_address_says_what_is_shown_and_the_pages_keep_to_their_width(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="zh-CN", color_scheme="dark")
    page = desk.page
    for which, blocks, text in (("blocks", True, False), ("text", False, True), ("both", True, True)):
        page.locator(f'[data-show="{which}"]').click()
        assert page.evaluate("() => new URL(location.href).searchParams.get('view')") == which
        expect(page.locator("#blocks")).to_be_visible(visible=blocks)
        expect(page.locator(".desk-text")).to_be_visible(visible=text)
    page.set_viewport_size({"width": 320, "height": 700})
    page.locator('[data-show="blocks"]').click()
    block(page, "give points 20").locator(".more").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    assert desk.loud == []
