"""Publishing: everything weighed on one page, then one press. The version is named by its hash."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import CampaignDetail, Invalid, Label, Language, NotPublishable, StudioUser
from studio.composer import presenters
from studio.composer.campaign import BASE, SECTION
from studio.composer.editor import test_lines
from studio.composer.screens import Screen, action, screen, whole_number
from studio.composer.sharing import whole
from studio.composer.views import PublishReview


async def review(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/publish"""
    return await _review(request, user)


async def publish(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{id}/publish: only the draft that was reviewed; one changed since is reviewed again first."""
    engine, campaign_id = request.app.state.engine, request.path_params["campaign_id"]
    form = await request.form()
    reviewed = whole_number(str(form.get("revision", "")))
    detail = await engine.campaigns.detail(user.brand, campaign_id)
    if reviewed != detail.draft_revision:
        return await _review(request, user, changed=True)
    if not _weigh(
        engine, await engine.language_of(user.brand), detail, await whole(engine, user.brand, detail.draft)
    ).ready:
        return await _review(request, user, status=422)
    answer = await engine.campaigns.publish(
        user.brand, campaign_id, user.name, revision=reviewed, role=user.role, account=user.id
    )
    if isinstance(answer, NotPublishable):
        return await _review(request, user, refused=answer, status=422)
    return RedirectResponse(
        f"/studio/campaigns/{campaign_id}/history/{answer.version.number}", status_code=303
    )


async def _review(
    request: Request,
    user: StudioUser,
    *,
    refused: NotPublishable | None = None,
    changed: bool = False,
    status: int = 409,
) -> Screen:
    engine = request.app.state.engine
    detail = await engine.campaigns.detail(user.brand, request.path_params["campaign_id"])
    text = await whole(engine, user.brand, detail.draft)
    own = await engine.campaigns.approval(
        user.brand, detail.summary.id, user.name, user.role, account=user.id
    )
    language = await engine.language_of(user.brand)
    view = replace(
        _weigh(engine, language, detail, text, reasons=refused.reasons if refused else own, changed=changed),
        shadow=await engine.shadows.run(user.brand, detail.summary.id),
    )
    plain = refused is None and not changed and request.method == "GET"
    return Screen("composer/publish.html", view, SECTION, 200 if plain else status)


def _weigh(
    engine: Any,
    language: Language,
    detail: CampaignDetail,
    text: str,
    *,
    reasons: tuple[Label, ...] = (),
    changed: bool = False,
) -> PublishReview:
    program = language.compile(text)
    return presenters.publish_review(
        detail,
        text,
        test_lines(language, text),
        tuple(budget.total for budget in program.campaign.budgets) if program else (),
        engine.campaigns.version_name(text),
        reasons=reasons,
        changed=changed,
    )


async def shadow(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{id}/shadow {step: start|stop}: let the draft run beside the live version on real scans, or no longer."""
    engine, campaign_id = request.app.state.engine, request.path_params["campaign_id"]
    await engine.campaigns.detail(user.brand, campaign_id)  # whose it is
    shadows, form = engine.shadows, await request.form()
    try:
        if str(form.get("step", "")) == "stop":
            await shadows.stop(user.brand, campaign_id)
        else:
            await shadows.start(user.brand, campaign_id, user.name)
    except Invalid:  # the page tells what is wrong with the draft
        return await _review(request, user, status=422)
    return RedirectResponse(f"/studio/campaigns/{campaign_id}/publish#shadow", status_code=303)


routes = [
    *screen(BASE + "/publish", review),
    action(BASE + "/shadow", shadow),
    action(BASE + "/publish", publish),
]
