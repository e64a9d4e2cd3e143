"""The tour of the README, walked in order: a cap, a share, a till, an alliance, the studio, and midnight.

Each step says what must be seen there. A look is taken at each stop, by whoever asked for the tour.
"""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Browser, Locator, Page, expect

from studio.demo import world
from tests.browser.tour_world import TourWorld
from tests.browser.visitor import DESK, Language, Look, Visitor

_POLLS: Final = 60
#: The story theme's paper by daylight.
_STORY_PAPER: Final = "rgb(251, 242, 226)"


class Tour:
    """Walks through a world. Consumers and clerks read one language, marketers another."""

    def __init__(
        self, demo: TourWorld, browser: Browser, look: Look, *, street: Language, office: Language
    ) -> None:
        self._world, self._browser, self._look = demo, browser, look
        self._street, self._office = street, office

    def walk(self) -> None:
        """The whole tour."""
        drinker = self.cap()
        self.share()
        self.alliance()
        self.studio()
        self.midnight()
        drinker.leave()
        assert self._world.audit() == ()

    def phone(self) -> Visitor:
        """Somebody new, on a phone."""
        return Visitor(self._browser, self._world.origin, self._look, self._street)

    def cap(self) -> Visitor:
        """A first cap gives a red packet, a coupon and points; the wallet pays; a second scan says so."""
        self._world.clock.at("2026-11-21 11:20:00")
        drinker, code = self.phone(), self._world.code("Dongquan: open the cap")
        drinker.open(code)
        drinker.stop("scan")
        page = drinker.press(".foot a")
        expect(page.locator("main")).to_contain_text("88.00")
        drinker.stop("rules")
        drinker.open(code)
        page = drinker.press(".form button")
        expect(page.locator(".packet .figure")).to_contain_text("2.88")
        expect(page.locator(".prizes .ticket")).to_contain_text("15.00")
        expect(page.locator(".prizes .row")).to_contain_text("20")
        drinker.stop("won")
        self._see(page, page.locator(".packet.state-paid .settled"))
        drinker.open(code)
        expect(page.locator(".told")).to_contain_text("11:2")
        drinker.stop("again")
        drinker.press(".ways a")
        page.locator(".fold summary").first.click()
        expect(page.locator(".fold .qr").first).to_be_visible()
        drinker.stop("wallet")
        return drinker

    def share(self) -> None:
        """A friend takes the coupon behind a link; when it is redeemed, sharer, friend and clerk are rewarded."""
        self._world.clock.at("2026-11-21 12:05:00")
        sharer, friend = self.phone(), self.phone()
        sharer.open(self._world.code("Huamanduo: share a bag"))
        sharer.press(".form button")
        sharer.open("/w/huamanduo#share")
        page = sharer.press("#share button")
        link = page.locator("[data-link]").input_value()
        assert link.startswith(f"{self._world.origin}/i/")
        sharer.stop("share")
        friend.open(link)
        friend.stop("invitation")
        page = friend.press(".form button")
        expect(page.locator(".ticket")).to_contain_text("20.00")
        friend.stop("accepted")
        page = friend.open("/w/huamanduo")
        self._till(page.locator(".member .member-code").inner_text(), "6.00", "3")
        page = friend.open("/w/huamanduo")
        expect(page.locator("details.terms")).to_contain_text("1")
        friend.stop("friend")
        page = sharer.open("/w/huamanduo")
        expect(page.locator(".lines strong").first).to_contain_text("50")
        sharer.stop("thanked")
        sharer.leave()
        friend.leave()

    def _till(self, code: str, worth: str, number: str) -> None:
        """A clerk of the peanuts shop looks the customer up and takes the coupon off the basket."""
        self._world.clock.at("2026-11-21 18:40:00")
        clerk = self.clerk("HM-GZ1", number)
        clerk.page.fill("[name=code]", code)
        page = clerk.press(".fields button")
        expect(page.locator(".usable .figure").first).to_contain_text(worth)
        page.fill("[name=basket]", "35.50")
        clerk.stop("till")
        page = clerk.press(".redeem button")
        expect(page.locator(".to-pay .figure")).to_contain_text("29.50" if worth == "6.00" else "30.50")
        clerk.stop("redeemed")
        clerk.open("/clerk/statement")
        expect(page.locator(".lines").first).to_contain_text(worth)
        clerk.leave()

    def clerk(self, outlet: str, number: str) -> Visitor:
        """Somebody of a shop, signed in on their own phone."""
        clerk = self.phone()
        clerk.open("/clerk")
        clerk.stop("sign-in")
        for name, typed in (("outlet", outlet), ("number", number), ("pin", self._world.keys.pin)):
            clerk.page.fill(f"[name={name}]", typed)
        clerk.press(".sign-in button")
        clerk.stop("clerk")
        return clerk

    def alliance(self) -> None:
        """A bottle of liquor gives a coupon for peanuts; a bottle of a region without activity gives nothing."""
        self._world.clock.at("2026-11-21 19:10:00")
        guest = self.phone()
        guest.open(self._world.code("Jinjiu: one place, one policy: a Guangdong bottle"))
        guest.stop("story")
        page = guest.press(".form button")
        coupon = page.locator(".prizes .ticket")
        expect(coupon).to_contain_text(world.HUAMANDUO.name["zh" if self._street == "zh-CN" else "en"])
        coupon.scroll_into_view_if_needed()
        guest.stop("alliance")
        page = guest.open("/w/jinjiu")
        expect(page.locator("body")).to_have_css("background-color", _STORY_PAPER)
        page.locator(".fold summary").first.click()
        guest.stop("alliance-wallet")
        self._till(page.locator(".fold-body .member-code").first.inner_text(), "5.00", "1")
        guest.open(self._world.code("Jinjiu: one place, one policy: a Shanghai bottle (no activity)"))
        page = guest.press(".form button")
        expect(page.locator(".prizes")).to_have_count(0)
        guest.stop("refused")
        guest.pardon("409 (Conflict)")
        guest.leave()

    def studio(self) -> None:
        """The marketer reads figures and reasons, breaks the text, mends it and publishes a change."""
        self._world.clock.at("2026-11-21 20:15:00")
        marketer = Visitor(self._browser, self._world.origin, self._look, self._office, DESK)
        page = marketer.open("/studio/campaigns")
        marketer.stop("login")
        page.fill("#email", world.DONGQUAN.email)
        page.fill("#password", self._world.keys.password)
        marketer.press("main button")
        self._look_round(marketer)
        self._serve(marketer)
        row = page.locator("table.campaigns tr", has_text="Open the cap")
        expect(row.locator("td.number").nth(1)).to_contain_text("31")
        marketer.stop("campaigns")
        marketer.press("table.campaigns tr:has-text('Open the cap') a.cover")
        expect(page.locator(".figures.money dd").nth(2)).to_contain_text("¥")
        marketer.stop("campaign")
        marketer.press(".decisions tr:has-text('2.88') a.cover")
        expect(page.locator(".steps li").first).to_be_visible()
        expect(page.locator(".text .hit").first).to_be_visible()
        marketer.stop("why")
        page.go_back()
        marketer.press(".tabs a[href$=simulate]")
        marketer.press("[data-simulate] button")
        expect(page.locator(".simulated table").first).to_be_visible()
        marketer.stop("simulate")
        marketer.press(".tabs a[href$=edit]")
        self._write(marketer)
        marketer.leave()

    def _look_round(self, marketer: Visitor) -> None:
        """What needs somebody, the recipes, one of them answered, and the themes."""
        page = marketer.open("/studio")
        expect(page.locator(".live-cards li").first).to_be_visible()
        marketer.stop("home")
        page = marketer.open("/studio/campaigns/new")
        marketer.stop("recipes")
        marketer.press("a[href$=first_scan]")
        page.fill("#reward", "3.88")
        expect(page.locator("#plan")).to_contain_text("3.88")
        marketer.stop("recipe")
        page = marketer.open("/studio/themes")
        expect(page.locator(".theme")).to_have_count(4)
        marketer.stop("themes")
        marketer.open("/studio/campaigns")

    def _serve(self, marketer: Visitor) -> None:
        """Somebody asks: the person is found by the reference, and why is told in words."""
        page = marketer.open("/studio/consumers")
        marketer.stop("consumers")
        page.fill("#typed", "demo-drinker-5")
        marketer.press(".desk-search button")
        expect(page.locator(".timeline .event-claim").first).to_be_visible()
        expect(page.locator(".timeline .event-refusal").first).to_be_visible()
        marketer.stop("consumer")
        marketer.press(".event-refusal .event-more a")
        expect(page.locator(".steps li")).to_have_count(2)
        marketer.stop("service")
        marketer.open("/studio/campaigns")

    def _write(self, marketer: Visitor) -> None:
        page = marketer.page
        line = page.locator(".desk .cm-line")
        status = page.locator("#status")
        expect(line.first).to_be_visible()
        expect(page.locator(".block").first).to_be_visible()
        marketer.stop("blocks")
        self._retype(page, line.filter(has_text="give points 20"), "    gvie points 30")
        expect(page.locator(".cm-lintRange-error")).to_have_text("gvie")
        expect(page.locator("#problems .finding-fix")).to_be_visible()
        expect(status).to_have_attribute("data-state", "saved")
        marketer.stop("diagnostic")
        page.locator(".finding-fix").click()
        expect(page.locator("#problems li")).to_have_count(0)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#tests .finding-failed")).to_have_count(1)
        marketer.stop("failing")
        self._retype(page, line.filter(has_text="expect points 20"), "  expect points 30")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#tests .finding-failed")).to_have_count(0)
        expect(page.locator("#tests .finding-passed")).to_have_count(5)
        expect(status).to_have_attribute("data-state", "saved")
        marketer.press("button[value=publish]")
        expect(page.locator(".compared .added")).to_have_count(2)
        name = page.locator(".facts code").last.inner_text()
        marketer.stop("publish")
        marketer.press("form.actions button")
        expect(page.locator(".heading .version code").first).to_have_text(name)
        marketer.press(".tabs a[href$=history]")
        expect(page.locator(".versions li")).to_have_count(2)
        marketer.press(".versions li:first-child a")
        expect(page.locator(".facts code").first).to_contain_text(name)
        marketer.stop("history")
        newcomer = self.phone()
        newcomer.open(self._world.code("Dongquan: open the cap"))
        newcomer.press(".form button")
        expect(newcomer.page.locator(".prizes .row")).to_contain_text("30")
        newcomer.leave()

    def midnight(self) -> None:
        """What the day's redemptions owe to clerk and owner is paid once the day is over."""
        self._world.clock.at("2026-11-21 23:50:00")
        people = (self.clerk("HM-GZ1", "3"), self.clerk("DQ-GZ1", "1"))
        for person, sum_of in zip(people, ("0.30", "0.50"), strict=True):
            page = person.open("/clerk/statement")
            expect(page.locator(".lines .state-owed", has_text=sum_of).first).to_be_visible()
            person.stop("owed")
        self._world.clock.at("2026-11-22 00:05:00")
        for person in people:
            self._see(person.page, person.page.locator(".lines .state-paid").first)
            person.stop("paid")
            person.leave()

    def _see(self, page: Page, awaited: Locator) -> None:
        """Reload until the payment has come: the wallet answers in its own time."""
        for _ in range(_POLLS):
            if awaited.count():
                return
            page.wait_for_timeout(250)
            self._world.wait(1)
            page.reload()
        raise AssertionError(f"never seen: {awaited}")

    @staticmethod
    def _retype(page: Page, line: Locator, text: str) -> None:
        """Write a line of the editor anew, as a hand at the keyboard does."""
        line.first.click()
        page.keyboard.press("Home")
        page.keyboard.press("Home")
        page.keyboard.press("Shift+End")
        page.keyboard.insert_text(text)
