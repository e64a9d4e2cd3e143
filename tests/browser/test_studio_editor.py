"""The text editor in a real browser and under its strict policy: a console error or outside request fails."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import CHROMIUM, Desk, browser, stored, studio
from tests.support.studio_double import StudioDouble
from tests.support.studio_samples import TEXT

__all__ = ["browser", "studio"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on the path")


def test_typing_is_saved_checked_and_mended_in_place(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    expect(page.locator(".heading .changed")).to_be_hidden()
    desk.write("Control+End", "# 🎁\non invitation\n  gvie points 5")
    expect(page.locator("#problems-title")).to_have_text("1 problem")
    expect(page.locator(".cm-lintRange-error")).to_have_text("gvie")
    expect(page.locator("#status")).to_contain_text("Saved just now")
    expect(page.locator(".heading .changed")).to_be_visible()
    assert stored(engine) == TEXT + "# 🎁\non invitation\n  gvie points 5"
    page.click(".finding-fix")
    expect(page.locator("#problems-title")).to_have_text("No problems")
    page.keyboard.press("Control+z")
    expect(page.locator("#problems-title")).to_have_text("1 problem")
    page.click("button[value=publish]")
    page.wait_for_url(f"{origin}/studio/campaigns/2/publish")
    assert stored(engine).endswith("gvie points 5")
    assert desk.loud == []


def test_two_people_at_one_draft_lose_nothing(studio: tuple[StudioDouble, str], browser: Browser) -> None:
    engine, origin = studio
    first, second = Desk(browser, origin, locale="en-US"), Desk(browser, origin, locale="zh-CN")
    first.write("Control+Home", "# first\n")
    expect(first.page.locator("#status")).to_contain_text("Saved just now")
    second.write("Control+End", "# second\n")
    expect(second.page.locator("#notice")).to_contain_text("Bo 刚刚保存了这份草稿")
    expect(second.page.locator("#notice .cm-deletedChunk").first).to_contain_text("# first")
    assert stored(engine) == "# first\n" + TEXT
    second.page.get_by_role("button", name="采用对方的").click()
    expect(second.page.locator(".desk .cm-line").first).to_have_text("# first")
    second.page.keyboard.press("Control+z")
    expect(second.page.locator(".desk .cm-line").nth(-2)).to_have_text("# second")
    expect(second.page.locator("#status")).to_have_attribute("data-state", "saved")
    third = Desk(browser, origin, locale="en-US")
    second.write("Control+Home", "# more\n")
    while not stored(engine).startswith("# more"):
        second.page.wait_for_timeout(50)
    third.write("Control+End", "# third\n")
    third.page.get_by_role("button", name="Put both together").click()
    expect(third.page.locator("#notice")).to_contain_text("Both people's changes are in the text")
    expect(third.page.locator("#status")).to_contain_text("Saved just now")
    assert stored(engine).startswith("# more\n")
    assert stored(engine).endswith("# third\n")
    assert first.loud + second.loud == []


def test_the_keyboard_gets_in_and_out_and_everywhere(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="zh-CN", color_scheme="dark")
    desk.write("Control+End", "gi")
    desk.page.keyboard.press("Control+Space")
    expect(desk.page.locator(".cm-tooltip-autocomplete")).to_contain_text("give")
    desk.page.wait_for_timeout(200)  # the editor ignores a key that comes just as the list opens
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".desk .cm-line").last).to_have_text("give")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("#tests-title")).to_have_text("1 个测试全部通过")
    desk.page.keyboard.press("Control+f")
    expect(desk.page.get_by_placeholder("查找")).to_be_focused()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Tab")
    expect(desk.page.locator(".desk .cm-content")).not_to_be_focused()
    assert desk.loud == []


def test_names_are_explained_followed_renamed_and_lines_mended(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    page = desk.page
    lines = page.locator(".desk .cm-line")
    used = lines.filter(has_text="when newcomer")
    used.scroll_into_view_if_needed()
    box = used.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 110, box["y"] + box["height"] / 2)
    expect(page.locator(".cm-told")).to_contain_text("segment newcomer consumer.claims is 0")
    page.mouse.click(box["x"] + 110, box["y"] + box["height"] / 2)
    page.keyboard.press("F12")
    page.wait_for_function("() => getSelection().toString() === 'newcomer'")
    expect(page.locator(".cm-activeLine")).to_contain_text("segment newcomer")
    page.keyboard.press("Shift+F12")
    expect(page.locator(".cm-activeLine")).to_contain_text("when newcomer")
    page.keyboard.press("F2")
    expect(page.get_by_label("New name")).to_have_value("newcomer")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("新客")
    page.keyboard.press("Enter")
    expect(used).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("Saved just now")
    assert stored(engine) == TEXT.replace("newcomer", "新客")
    desk.write("Control+End", "on invitation\n  gvie points 5")
    expect(page.locator("#problems-title")).to_have_text("1 problem")
    page.keyboard.press("Control+.")
    expect(page.locator("#problems-title")).to_have_text("No problems")
    expect(lines.last).to_have_text("  give points 5")
    page.keyboard.press("Control+.")
    expect(page.locator("#notice")).to_contain_text("no ready cure")
    assert "422" not in "".join(desk.loud)
    assert desk.loud == []


def test_a_name_that_does_not_do_is_refused_in_words(
    studio: tuple[StudioDouble, str], browser: Browser
) -> None:
    engine, origin = studio
    desk = Desk(browser, origin, locale="zh-CN")
    page = desk.page
    page.locator(".desk .cm-line").filter(has_text="segment newcomer").click(position={"x": 100, "y": 8})
    page.keyboard.press("F2")
    expect(page.get_by_label("新名称")).to_have_value("newcomer")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("two words")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("`two words` 不能作为名称")
    assert stored(engine) == TEXT


def test_a_block_folds_to_its_first_line(studio: tuple[StudioDouble, str], browser: Browser) -> None:
    _, origin = studio
    desk = Desk(browser, origin, locale="en-US")
    lines = desk.page.locator(".desk .cm-line")
    lines.filter(has_text="on scan of").click()
    desk.page.keyboard.press("Control+Shift+BracketLeft")
    expect(lines.filter(has_text="when newcomer")).to_have_count(0)
    expect(lines.filter(has_text="a first cap is welcomed")).to_have_count(1)
    desk.page.locator(".cm-foldPlaceholder").click()
    expect(lines.filter(has_text="when newcomer")).to_have_count(1)
    assert desk.loud == []
