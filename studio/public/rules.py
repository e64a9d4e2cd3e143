"""The rules of campaigns, for anybody: the full page, the list of a brand, and what proves the draws."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engine.api import Invalid, RulesPage
from studio.public.brands import brand_of, voice_for
from studio.public.looks import NEUTRAL, shelf_of
from studio.public.rules_presenters import rules_list, rules_view
from studio.rendering import render


async def rules_of_brand(request: Request) -> Response:
    """GET /t/{brand}: the campaigns that run or will."""
    slug = request.path_params["brand"]
    brand = await brand_of(request, slug)
    pages: tuple[RulesPage, ...] = await request.app.state.engine.rules.all(slug)
    voice = await voice_for(request, slug)
    look = shelf_of(request).look(pages[0].theme if pages else NEUTRAL)
    return render(
        request, "public/rules_list.html", rules_list(slug, voice.say(brand.name), pages, look, voice)
    )


async def rules(request: Request) -> Response:
    """GET /t/{brand}/{campaign}: the rules as they are now, with odds, numbers and what is left.

    GET /t/{brand}/{campaign}/{version}: those of the version with this hash, as they were published.
    """
    slug = request.path_params["brand"]
    await brand_of(request, slug)
    version = request.path_params.get("version")
    page: RulesPage = await request.app.state.engine.rules.page(
        slug, request.path_params["campaign"], version
    )
    voice = await voice_for(request, slug)
    return render(request, "public/rules.html", rules_view(page, shelf_of(request).look(page.theme), voice))


async def draws(request: Request) -> Response:
    """GET /t/{brand}/{campaign}/draws.json: what proves the draws; 409 before the end."""
    path = request.path_params
    try:
        told = await request.app.state.engine.rules.disclosure(path["brand"], path["campaign"])
    except Invalid as error:
        return JSONResponse({"error": {"en": error.message.en, "zh": error.message.zh}}, 409)
    versions = [
        {
            "number": one.number,
            "published_at": one.published_at.isoformat(),
            "vocabulary": one.vocabulary,
            "text": one.text,
            "hash": one.hash,
            "secret_hash": one.secret_hash,
            "secret": one.secret,
        }
        for one in told.versions
    ]
    body = {
        "campaign_id": str(told.campaign_id),
        "slug": told.slug,
        "title": {"en": told.title.en, "zh": told.title.zh},
        "versions": versions,
    }
    return JSONResponse(body)


routes: Final[list[BaseRoute]] = [
    Route("/t/{brand}", rules_of_brand),
    Route("/t/{brand}/{campaign}", rules),
    Route("/t/{brand}/{campaign}/draws.json", draws),
    Route("/t/{brand}/{campaign}/{version}", rules),
]
