"""The first five minutes of somebody new, in a real browser on the real engine: a campaign, a test scan and its explanation."""

from __future__ import annotations

import asyncio
import io
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from engine.api import EngineSettings, Label, migrate, open_engine
from plugins import BUILTIN
from studio.wiring import build_app
from tests.browser.visitor import DESK, Visitor
from tests.support.chrome import chromium, serving
from tests.support.site import SECRET, settings

PASSWORD = "open the cap and win"
SECONDS_MAX = 300


async def founded(url: str) -> None:
    """An installation with one brand and one person, and nothing else."""
    await migrate(url)
    engine = await open_engine(EngineSettings(url, SECRET, BUILTIN, {}, installed=False))
    try:
        await engine.accounts.add_brand("drinks", Label("Clearwater", "清泉"), "Asia/Shanghai", "CNY")
        await engine.accounts.add_user("drinks", "ling@example.com", "Ling", "admin", PASSWORD)
    finally:
        await engine.close()


def poster() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((600, 400)).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_a_campaign_a_test_scan_and_its_explanation_within_five_minutes(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/first.sqlite3"
    asyncio.run(founded(url))
    began = time.monotonic()
    with serving(build_app(settings(database_url=url))) as origin, chromium() as browser:
        ling = Visitor(browser, origin, lambda page, name: None, "en-GB", DESK)
        page = ling.open("/studio/campaigns/new")
        page.fill("#email", "ling@example.com")
        page.fill("#password", PASSWORD)
        ling.press("main button")

        ling.press("a[href$='/new/first_scan']")  # a recipe, its questions answered already
        page.fill("#title", "Spring caps")
        ling.press("main form button.button:has-text('Create')")
        campaign = page.url.split("/edit")[0]

        page.goto(
            f"{origin}/studio/themes/theme_lantern"
        )  # the page: a colour, a picture, won and lost, the meter
        ling.press("button:has-text('Make it our own')")
        page.fill("#name_en", "Poster")
        page.set_input_files("#file", {"name": "poster.png", "mimeType": "image/png", "buffer": poster()})
        ling.press("button:has-text('Bring it')")
        page.select_option("#picture-hero", label="Poster")
        page.fill("[name=light-accent]", "#8a1c1c")
        phone_frame = page.frame_locator("iframe[name=phone]")
        page.select_option("[name=state]", "nothing")
        expect(phone_frame.locator("body")).to_have_attribute("data-state", "nothing")
        page.select_option("[name=state]", "won")
        expect(phone_frame.locator("body")).to_have_attribute("data-state", "won")
        expect(page.locator("[data-checked] .heavy")).to_have_count(0)
        ling.press("button:has-text('Save as a new version')")
        expect(page.locator("main [role=status]").first).to_contain_text("Saved as version 2")

        page.goto(f"{campaign}/simulate?scans=1000&seeds=1")  # what it will cost
        expect(page.locator("main")).to_contain_text("CNY")
        page.goto(f"{campaign}/publish")  # the review, and from it the test
        ling.press("a:has-text('Try it on your phone first')")
        link = page.locator(".try a.button").get_attribute("href") or ""

        phone = Visitor(browser, origin, lambda page, name: None, "zh-CN")
        shown = phone.open(link.removeprefix("http://127.0.0.1:8000"))
        expect(shown.locator(".tried")).to_contain_text("测试")
        shown.locator("main button.button").click()
        expect(shown.locator("body")).to_have_attribute("data-state", "won")
        expect(shown.locator(".tried")).to_be_visible()
        phone.leave()

        expect(page.locator(".tries li")).to_have_count(
            1
        )  # it appears by itself, and is explained block by block
        expect(page.locator("[data-tries] .panel").nth(1)).to_contain_text("Held")
        page.goto(f"{campaign}/edit?view=text")  # and all of it is a text
        expect(page.locator(".cm-content")).to_contain_text("Spring caps")
        ling.leave()
    assert time.monotonic() - began < SECONDS_MAX
