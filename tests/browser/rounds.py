"""A marketer's round of the studio after some weeks: how a campaign is doing, and everybody and everything around it."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Browser, expect

from studio.demo import world
from tests.browser.tour_world import TourWorld
from tests.browser.visitor import DESK, Language, Look, Visitor

#: How many days lie behind the world of the round.
DAYS: Final = 14


class Rounds:
    """One round; `look` is done at each stop."""

    def __init__(self, demo: TourWorld, browser: Browser, look: Look, language: Language) -> None:
        self._world = demo
        self._visitor = Visitor(browser, demo.origin, look, language, DESK)
        self._partner = Visitor(browser, demo.origin, look, language, DESK)

    def walk(self) -> None:
        """Sign in and go round."""
        visitor = self._visitor
        self._sign_in(visitor, world.DONGQUAN.email, "/studio/campaigns")
        visitor.press("table.campaigns tr:has-text('Open the cap') a.cover")
        visitor.press(".tabs a[href$=live]")
        visitor.stop("live")
        visitor.press(".tabs a[href$=page]")
        visitor.stop("page")
        for name in ("insights", "outlets", "settings"):
            visitor.open(f"/studio/{name}")
            visitor.stop(name)
        visitor.open("/studio/codes")
        visitor.press("table.batches tr:has-text('Sports drink caps') a.cover")
        visitor.press("main a.button[href$=proof]")
        visitor.stop("proof")
        self._somebody()
        visitor.leave()
        self._sign_in(self._partner, world.JINJIU.email, "/studio/partners")
        self._partner.press("main table a")
        self._partner.stop("partners")
        self._partner.leave()

    def _sign_in(self, visitor: Visitor, email: str, wanted: str) -> None:
        page = visitor.open(wanted)
        page.fill("#email", email)
        page.fill("#password", self._world.keys.password)
        visitor.press("main button")

    def _somebody(self) -> None:
        """One person found by the brand's own name for them, with the reason for looking."""
        visitor = self._visitor
        page = visitor.open("/studio/consumers")
        page.fill("#typed", "demo-drinker-5")
        visitor.press(".desk-search button")
        expect(page.locator(".figures").first).to_be_visible()
        visitor.stop("consumer")
