"""A new campaign: the gallery of recipes, a recipe's questions beside what it will do, and the draft made of the answers."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Final
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import Invalid, Label, StudioUser
from studio.composer import recipes
from studio.composer.block_views import BlocksView, blocks_view
from studio.composer.campaigns import SECTION
from studio.composer.language import BODY_BYTES_MAX
from studio.composer.screens import Screen, action, question, screen
from studio.composer.sharing import document, problems
from studio.composer.views import Gallery, NewCampaign
from studio.i18n.locales import locale_of

_ANSWER_MAX: Final = 200
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_TITLE_MISSING: Final = Label(
    "Give the campaign a title, up to 80 characters.", "请填写活动名称，最多80个字。"
)
_SLUG_WRONG: Final = Label(
    "Use small letters, digits and hyphens, up to 60: `summer-caps`.",
    "请用小写字母、数字和连字符，最多60个，例如 `summer-caps`。",
)


async def show_gallery(request: Request, user: StudioUser) -> Screen:
    """GET /studio/campaigns/new: every recipe."""
    return Screen("composer/new.html", Gallery(recipes.chapters()), SECTION)


async def show_recipe(request: Request, user: StudioUser) -> Screen:
    """GET /studio/campaigns/new/{recipe}: its questions, answered sensibly, and what the answers do."""
    return await _shown(request, user, await _begun(request, user), None, _slug(request))


async def preview(request: Request, user: StudioUser) -> Screen:
    """POST /studio/campaigns/new/{recipe}/preview: what the answers would do, as a fragment."""
    text = await _answered(request, user, await request.form())
    return Screen("composer/recipe_preview.html", await _plan(request, user, text), SECTION)


async def create(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/campaigns/new/{recipe}: a draft of the answers, opened in the editor."""
    engine, form = request.app.state.engine, await request.form()
    text = await _answered(request, user, form)
    title, slug = str(form.get("title", "")).strip(), str(form.get("slug", "")).strip()
    fault = ("title", _TITLE_MISSING) if not title or len(title) > 80 else None
    fault = fault or (None if _SLUG.fullmatch(slug) else ("slug", _SLUG_WRONG))
    if fault is None:
        try:
            campaign_id = await engine.campaigns.create(user.brand, slug, text, user.name, account=user.id)
        except Invalid as error:
            fault = ("title" if error.field == "title" else "slug", error.message)
        else:
            return RedirectResponse(f"/studio/campaigns/{campaign_id}/edit", status_code=303)
    return await _shown(request, user, text, title[:80], slug[:60], fault)


async def _shown(
    request: Request,
    user: StudioUser,
    text: str,
    title: str | None,
    slug: str,
    fault: tuple[str, Label] | None = None,
) -> Screen:
    engine = request.app.state.engine
    asked = recipes.questions(engine.language.document(text))
    card = _card(request)
    products = await engine.codes.products(user.brand)
    field, message = fault or ("", None)
    plan = await _plan(request, user, text)
    view = NewCampaign(
        card,
        asked,
        card.title[locale_of(request)] if title is None else title,
        slug,
        products,
        plan,
        field,
        message,
    )
    return Screen("composer/recipe.html", view, SECTION, 422 if fault else 200)


async def _plan(request: Request, user: StudioUser, text: str) -> BlocksView:
    """The rules of a text as blocks with their costs, without its proofs and its head."""
    engine = request.app.state.engine
    found = await problems(engine, user.brand, text)
    asked = await document(engine, user.brand, text)
    return (await run_in_threadpool(blocks_view, asked, found)).rules_alone()


async def _begun(request: Request, user: StudioUser) -> str:
    engine, locale = request.app.state.engine, locale_of(request)
    brand = await engine.accounts.brand(user.brand)
    today = engine.clock.now().astimezone(ZoneInfo(brand.zone)).date()
    language = "zh" if locale.startswith("zh") else "en"
    code = _card(request).code
    text: str = engine.language.format(
        recipes.begun(code, language, brand.name[locale], today, engine.language.document), language
    )
    return text


async def _answered(request: Request, user: StudioUser, form: FormData) -> str:
    engine = request.app.state.engine
    given = {one.name: str(form.get(one.name, ""))[:_ANSWER_MAX].strip() for one in fields(recipes.Answers)}
    text = recipes.answered(await _begun(request, user), recipes.Answers(**given), engine.language.document)
    tidy: str = engine.language.format(text)
    return tidy


def _card(request: Request) -> recipes.Recipe:
    found = recipes.recipe(request.path_params["recipe"])
    if found is None:
        raise HTTPException(404)
    return found


def _slug(request: Request) -> str:
    """A name for the address that is hardly taken yet: the recipe and the day."""
    today = request.app.state.engine.clock.now()
    return f"{_card(request).code.replace('_', '-')}-{today:%Y%m%d-%H%M}"


_PATH: Final = "/studio/campaigns/new"
routes = [
    *screen(_PATH, show_gallery),
    *screen(_PATH + "/{recipe}", show_recipe),
    action(_PATH + "/{recipe}", create),
    question(_PATH + "/{recipe}/preview", preview, BODY_BYTES_MAX),
]
