"""A signed-in person with the editor open, in a real browser and under its strict policy."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from studio.wiring import build_app
from tests.support.site import settings
from tests.support.studio_double import StudioDouble
from tests.support.studio_samples import PASSWORD

CHROMIUM = shutil.which("chromium")
expect.set_options(timeout=20_000)  # the machine may be busy
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
EDIT = "/studio/campaigns/2/edit"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


@pytest.fixture
def studio() -> Iterator[tuple[StudioDouble, str]]:
    """The studio on a port of its own, and its address."""
    engine = StudioDouble()
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = build_app(settings(origin=origin), engine=engine)  # type: ignore[arg-type]  # a double by design
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield engine, origin
    server.should_exit = True
    thread.join()
    listener.close()


class Desk:
    """A signed-in person with the editor open; `loud` gathers what must not happen."""

    def __init__(self, browser: Browser, origin: str, **context: Any) -> None:
        self.loud: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **context)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.loud.append(str(error)))
        self.page.on(
            "request", lambda request: request.url.startswith(origin) or self.loud.append(request.url)
        )
        self.page.goto(f"{origin}/studio/login?next={EDIT}")
        self.page.fill("#email", "ling@example.com")
        self.page.fill("#password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(f"{origin}{EDIT}")
        expect(self.page.locator(".desk .cm-content")).to_be_visible()

    def _heard(self, message: ConsoleMessage) -> None:
        refused = "409 (Conflict)" in message.text or "422 (Unprocessable" in message.text
        if message.type in ("error", "warning") and not refused:
            self.loud.append(message.text)

    def write(self, where: str, text: str) -> None:
        self.page.click(".desk .cm-content")
        self.page.keyboard.press(where)
        self.page.keyboard.insert_text(text)


def stored(engine: StudioDouble) -> str:
    """The draft as it is kept."""
    return engine.campaigns.kept["drinks", 2].draft
