"""People with a browser: each has cookies, a screen, a language and somebody who listens for what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from playwright.sync_api import Browser, Page

from tests.support.chrome import watched

#: What is done at each stop of the visit: look for barriers, or take a picture. Given the page and the stop's name.
Look = Callable[[Page, str], None]
Language = Literal["en-GB", "zh-CN"]

PHONE: Final = (390, 844)
DESK: Final = (1440, 900)


class Visitor:
    """One person's browser. Nothing moves in it, so that what is looked at stands still."""

    def __init__(
        self, browser: Browser, origin: str, look: Look, language: Language, screen: tuple[int, int] = PHONE
    ) -> None:
        self._context = browser.new_context(
            viewport={"width": screen[0], "height": screen[1]},
            locale=language,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            has_touch=screen == PHONE,
        )
        self._look = look
        self._origin = origin
        self.page: Page = self._context.new_page()
        self.faults = watched(self.page, origin)

    def open(self, address: str) -> Page:
        """Go to an address, or to a path of the demo."""
        self.page.goto(address if address.startswith("http") else self._origin + address)
        return self.page

    def press(self, selector: str) -> Page:
        """Press something that leads to another page, and be there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        return self.page

    def stop(self, name: str) -> Page:
        """Look at the page."""
        self.page.wait_for_load_state()
        self._look(self.page, name)
        return self.page

    def pardon(self, words: str) -> None:
        """Forget console lines about an answer that was to be expected, such as a refusal's status."""
        self.faults[:] = [fault for fault in self.faults if words not in fault]

    def leave(self) -> None:
        """Close the browser. Anything heard meanwhile is a failure."""
        self._context.close()
        assert self.faults == []
