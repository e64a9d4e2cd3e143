"""Own themes, licences and schedules of the engines in memory: brand `drinks` has one of each, with the number 1; others none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import plugins
from engine.api import Label, NotFound, page_views
from engine.pages.licence import Span
from engine.plugin_host import PluginHost

SINCE: Final = datetime(2026, 5, 1, tzinfo=UTC)
_LICENCE: Final = page_views.Licence(
    1, Label("The Lighthouse", "灯塔"), "North Pictures", ("CN",), ("CN-HK",), True,
    (Span(SINCE, SINCE + timedelta(days=90)),),
)  # fmt: skip
_PICTURE: Final = page_views.OwnPicture(
    1, Label("Still 1", "剧照一"), 1, True, 720, 480, {"image/webp": 9_000, "image/jpeg": 12_000}
)


def _own(brand: str) -> None:
    if brand != "drinks":
        raise NotFound("nothing of this brand")


class LicencesDouble:
    """One licence."""

    async def all(self, brand: str) -> tuple[page_views.LicenceView, ...]:
        if brand != "drinks":
            return ()
        said = page_views.Approval("approved", "Ms Bo", "letter of 3 May", SINCE, "Ling")
        span = page_views.SpanView(
            _LICENCE.spans[0].starts, _LICENCE.spans[0].ends, "contract 7", SINCE, "Ling"
        )
        return (
            page_views.LicenceView(
                _LICENCE, "running", (span,), (page_views.PictureView(_PICTURE, (said,)),)
            ),
        )

    async def one(self, brand: str, licence_id: int) -> page_views.LicenceView:
        found = [one for one in await self.all(brand) if one.licence.id == licence_id]
        if not found:
            raise NotFound("there is no such licence")
        return found[0]

    async def report(self, brand: str, licence_id: int) -> tuple[page_views.DayViews, ...]:
        await self.one(brand, licence_id)
        return (page_views.DayViews(date(2026, 5, 1), 1_204), page_views.DayViews(date(2026, 5, 2), 0))


class PagesDouble:
    """What pages and studio ask of own themes."""

    def __init__(self) -> None:
        self.shown_themes: dict[str, page_views.OwnTheme] = {}
        self.viewed: list[tuple[str, str]] = []
        self.licences = LicencesDouble()

    async def note_view(self, brand: str, code: str) -> None:
        self.viewed.append((brand, code))

    async def picture(
        self, brand: str, picture_id: int, accepted: Sequence[str], region: str | None
    ) -> page_views.PictureFile | page_views.PictureGone:
        raise NotFound("there is no such picture")

    async def rendition(self, brand: str, picture_id: int, media_type: str) -> bytes:
        _own(brand)
        return b"webp"

    async def themes(self, brand: str) -> tuple[page_views.ThemeVersion, ...]:
        if brand != "drinks":
            return ()
        base = PluginHost.load(plugins.BUILTIN, ()).catalog.themes["theme_plain"]
        design = page_views.design_of(base)
        theme = page_views.OwnTheme(1, brand, 1, 1, Label("Ours", "自有"), base.help, design, base)
        return (page_views.ThemeVersion(theme, SINCE, "Ling"),)

    async def theme(self, brand: str, version_id: int) -> page_views.ThemeVersion:
        found = [one for one in await self.themes(brand) if one.theme.id == version_id]
        if not found:
            raise NotFound("there is no such version of a theme")
        return found[0]

    async def book(self, brand: str) -> page_views.PageBook:
        return (
            page_views.PageBook((), {1: _PICTURE}, {1: _LICENCE})
            if brand == "drinks"
            else page_views.PageBook()
        )

    async def changes(self, brand: str, campaign_id: int) -> tuple[page_views.Change, ...]:
        _own(brand)
        return (page_views.Change(SINCE, (await self.themes(brand))[0].theme),)

    async def plans(self, brand: str, campaign_id: int) -> tuple[page_views.PlanView, ...]:
        _own(brand)
        return ()

    async def plan(self, brand: str, *_: Any, **__: Any) -> page_views.NotPlanned:
        _own(brand)
        return page_views.NotPlanned((Label("not now", "现在不行"),))

    async def call_off(self, brand: str, plan_id: int) -> bool:
        _own(brand)
        return False
