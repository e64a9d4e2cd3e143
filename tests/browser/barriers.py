"""Looks for barriers with axe: at every stop, in both languages, in light and in dark."""

from __future__ import annotations

from importlib.resources import files
from typing import Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.support.chrome import watched

_AXE: Final = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN: Final = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], iframes: false });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} at ${target}: ${failureSummary.replace(/\\s+/g, " ")}`));
}"""
Scheme = Literal["light", "dark"]


def barriers(page: Page) -> list[str]:
    """What axe finds on a page as it stands."""
    page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN)
    return found


class Barriers:
    """Gathers what axe finds. The other language is looked at in a second tab, so that the visit goes on undisturbed."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.stops: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Look at a page in its own language as it stands, then at its address in the other one. Once a stop."""
        if name in self.stops:
            return
        self.stops.append(name)
        self._run(page, name, "light", "dark")
        page.emulate_media(color_scheme="light")
        cookies = page.context.cookies()
        other = page.context.new_page()
        faults = watched(other, "{0.scheme}://{0.netloc}".format(urlsplit(page.url)))
        other.emulate_media(color_scheme="dark", reduced_motion="reduce")
        spoken = page.locator("html").get_attribute("lang") or ""
        address = page.url.split("#")[0]
        language = "en" if spoken.startswith("zh") else "zh-CN"
        other.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert other.locator("html").get_attribute("lang") != spoken, name
        self._run(other, f"{name} in the other language", "dark")
        other.close()
        page.context.clear_cookies()
        page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what it gives is what it takes
        self.found += [f"{name}: {fault}" for fault in faults]

    def _run(self, page: Page, name: str, *schemes: Scheme) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            self.found += [f"{name}, {scheme}: {one}" for one in barriers(page)]
