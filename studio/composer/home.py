"""The first page: what needs somebody now, and what is live. And everywhere one may go, for the palette."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from engine.api import CampaignSummary, PausedChannel, StuckPayout, StudioUser
from studio.accounts.permissions import home_of
from studio.composer.presenters import campaign_line
from studio.composer.recipes import chapters
from studio.composer.screens import Screen, file, question, screen
from studio.composer.views import Home, Need
from studio.i18n.catalogue import catalogue
from studio.i18n.locales import locale_of
from studio.sections import rail
from studio.security.cookies import LONGEST, SCHEME, jar_of

SECTION: Final = "home"
#: A campaign that ends within this time is told of.
_SOON: Final = timedelta(days=3)
#: Pages within a room that one may look for by name.
_PLACES: Final = (
    ("composer.new_campaign", "/studio/campaigns/new"),
    ("composer.words_title", "/studio/help/language"),
    ("composer.codes_title", "/studio/help/codes"),
    ("people.own", "/studio/account"),
)
_SCHEMES: Final = ("light", "dark", "device")


async def show_home(request: Request, user: StudioUser) -> Screen | Response:
    """GET /studio; some roles begin in a room of their own."""
    own = home_of(user.role)
    if own != "/studio":
        return RedirectResponse(own, status_code=303)
    engine = request.app.state.engine
    summaries = await engine.campaigns.all(user.brand)
    stuck = await engine.payouts.stuck(user.brand)
    paused = await engine.payouts.paused(user.brand)
    live = tuple(campaign_line(one) for one in summaries if one.state == "live")
    found = needs(summaries, stuck, engine.clock.now(), paused)
    waiting = [one for one in await engine.reviews.all(user.brand) if one.state == "waiting"]
    unsettled = await engine.settling.unsettled(user.brand)
    found += (Need("partners", "warn", None, "/studio/partners", unsettled),) if unsettled else ()
    found += (Need("reviews", "warn", None, "/studio/reviews", len(waiting)),) if waiting else ()
    return Screen("composer/home.html", Home(found, live, stuck, len(summaries)), SECTION)


def needs(
    summaries: tuple[CampaignSummary, ...],
    stuck: tuple[StuckPayout, ...],
    now: datetime,
    paused: tuple[PausedChannel, ...] = (),
) -> tuple[Need, ...]:
    """What somebody should look at, the worst first."""
    found = [Need("stuck", "bad", None, "#payouts", len(stuck))] if stuck else []
    found += [Need("paused", "bad", one.label, "/studio/reviews#payouts", at=one.since) for one in paused]
    for one in summaries:
        line, page = campaign_line(one), f"/studio/campaigns/{one.id}"
        if one.state == "blocked":
            found.append(Need("blocked", "bad", one.title, page))
        elif one.state == "live" and line.budget and line.budget.tone == "spent":
            found.append(Need("spent", "bad", one.title, page))
        elif one.state == "live" and line.budget and line.budget.tone == "near":
            found.append(Need("near", "warn", one.title, page))
        if one.state == "live" and one.ends and one.ends - now <= _SOON:
            found.append(Need("ending", "info", one.title, page, at=one.ends))
        if one.version and one.draft_changed and one.state != "ended":
            found.append(Need("changed", "info", one.title, f"{page}/publish"))
    order = {"bad": 0, "warn": 1, "info": 2}
    return tuple(sorted(found, key=lambda need: order[need.tone]))


async def palette(request: Request, user: StudioUser) -> Response:
    """GET /studio/palette.json: every page, campaign and recipe with its address, in the page's language."""
    locale, words = locale_of(request), catalogue()
    summaries = await request.app.state.engine.campaigns.all(user.brand)

    def said(key: str) -> str:
        return words[key].pick(locale, None)

    items = [
        {"name": said(one.name), "hint": "", "url": one.href} for group in rail(user.role) for one in group
    ]
    items += [{"name": said(key), "hint": "", "url": url} for key, url in _PLACES]
    for one in summaries:
        hint = said(f"composer.state_{one.state}")
        items.append({"name": one.title[locale], "hint": hint, "url": f"/studio/campaigns/{one.id}"})
        items.append(
            {
                "name": one.title[locale],
                "hint": said("composer.tab_text"),
                "url": f"/studio/campaigns/{one.id}/edit",
            }
        )
    recipes = (card for chapter in chapters() for card in chapter.recipes)
    items += [
        {
            "name": card.title[locale],
            "hint": said("home.recipe"),
            "url": f"/studio/campaigns/new/{card.code}",
        }
        for card in recipes
    ]
    items += [
        {"name": said(f"home.scheme_{one}"), "hint": said("home.appearance"), "scheme": one}
        for one in _SCHEMES
    ]
    return JSONResponse({"items": items}, headers={"Cache-Control": "no-store"})


async def appearance(request: Request, user: StudioUser) -> Response:
    """POST /studio/appearance: light, dark or as the device is set, kept on this device."""
    chosen = str((await request.form()).get("scheme", ""))
    answer = RedirectResponse("/studio", status_code=303)
    if chosen in _SCHEMES:
        jar_of(request).write(answer, SCHEME, chosen, LONGEST)
    return answer


routes = [
    *screen("/studio", show_home),
    file("/studio/palette.json", palette),
    question("/studio/appearance", appearance, 4_096),
]
