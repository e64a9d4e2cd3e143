"""The till's camera reads a customer's code where the browser has no reader of its own, as on an iPhone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.desk import CHROMIUM, FLAGS
from tests.support.chrome import serving, watched
from tests.support.site import double_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on the path")


def film(folder: Path, code: str) -> Path:
    """A camera's picture of a code on a customer's phone: small, off the middle, a little turned, on grey."""
    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="png", scale=7, border=4)
    symbol = Image.open(drawn).convert("RGB").rotate(9, expand=True, fillcolor=(255, 255, 255))
    picture = Image.new("RGB", (640, 480), (118, 120, 116))
    picture.paste(symbol, (250, 120))
    path = folder / "camera.mjpeg"
    frame = io.BytesIO()
    picture.save(frame, "JPEG", quality=80)
    path.write_bytes(frame.getvalue() * 10)
    return path


def test_a_code_before_the_camera_opens_the_customers_coupons(tmp_path: Path) -> None:
    app, _ = double_app()
    flags = [
        *FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film(tmp_path, 'K7Q2M9XD')}",
    ]  # fmt: skip
    with serving(app) as origin, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = chrome.new_context(viewport={"width": 390, "height": 844}).new_page()
        faults = watched(page, origin)
        page.goto(f"{origin}/clerk/sign-in")
        for name, value in (("outlet", "S1"), ("number", "7"), ("pin", "2468")):
            page.fill(f"[name={name}]", value)
        page.click("main button")
        page.wait_for_url(f"{origin}/clerk")
        assert not page.evaluate("() => 'BarcodeDetector' in window"), "this browser would read it itself"
        page.click("[data-start]")
        page.wait_for_url("**/clerk/member?code=K7Q2M9XD", timeout=20_000)
        chrome.close()
    assert faults == []
