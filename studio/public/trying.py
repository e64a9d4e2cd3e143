"""A draft or a version on one's own phone: the consumer's page as it is, marked as a test from end to end."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.api import ScanPage
from studio.public.brands import voice_for
from studio.public.looks import shelf_of
from studio.public.presenters import scan_view
from studio.public.scan_page import scan_page
from studio.public.views import Way


async def show(request: Request) -> Response:
    """GET /try/{token}: the page as a consumer would see it first."""
    page = await request.app.state.engine.tries.open(request.path_params["token"])
    return await _answer(request, page)


async def press(request: Request) -> Response:
    """POST /try/{token}/claim: what the rules would give. Nothing is given, and no code is used."""
    token = request.path_params["token"]
    request.state.page_path = f"/try/{token}"
    return await _answer(request, await request.app.state.engine.tries.scan(token))


async def back(request: Request) -> Response:
    """GET /try/{token}/claim: a reloaded answer."""
    return RedirectResponse(f"/try/{request.path_params['token']}", 303)


async def _answer(request: Request, page: ScanPage) -> Response:
    token = request.path_params["token"]
    voice = await voice_for(request, page.brand)
    look = shelf_of(request).look(page.theme)
    view = scan_view(page, look, voice, fresh=True, refusal=None)
    again = (Way(f"/try/{token}", voice.t("public.test_again")),) if page.phase != "ask" else ()
    here = f"/try/{token}"
    frame = replace(
        view.frame, tried=True, title=voice.t("public.test_title", title=view.frame.title), ways=again,
        rules_url="", brand_url=here,
    )  # fmt: skip
    return scan_page(request, replace(view, frame=frame, action=f"{here}/claim"), 200)


routes = [
    Route("/try/{token}", show),
    Route("/try/{token}/claim", press, methods=["POST"]),
    Route("/try/{token}/claim", back),
]
