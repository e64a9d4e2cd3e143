"""What cannot be undone: joining two accounts and deleting a person. Each is told whole before it is confirmed by typing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import Invalid, Label, StudioUser, consumers
from studio.accounts.permissions import sees_identities
from studio.composer.screens import Screen, action, question, screen, whole_number
from studio.consumers.looking import BASE, FORM_BYTES_MAX, NOTE_MAX, PERSON, SECTION, behind_the_gate
from studio.consumers.views import GateScreen, JoinScreen, Reasoned, deletion_screen, word_of

_TYPED_MAX = 400
_NOT_CONFIRMED = Label("type the four digits to confirm", "请输入四位数字确认")


async def show_join(request: Request, user: StudioUser) -> Screen:
    """GET …/{account}/join?other=: what follows when the two become one; without `other`, who the other is.

    Nothing is told of an other whom nobody has said why to look at.
    """
    other = whole_number(request.query_params.get("other"))
    if other is not None and not await request.app.state.engine.consumers.may_look(user, other):
        return Screen("consumers/gate.html", GateScreen(other, consumers.PURPOSES, Reasoned()), SECTION)
    return await _join(request, user, other)


async def find_other(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{account}/join/search: find the account to be joined."""
    form, desk = await request.form(), request.app.state.engine.consumers
    account = request.path_params["account_id"]
    request.state.page_path = f"{BASE}/{account}/join"
    hits = await desk.find(user, str(form.get("typed", ""))[:_TYPED_MAX], "asked", "")
    people = tuple(one for one in hits if one.person is not None)
    if len(people) == 1 and people[0].person is not None:
        await desk.look(user, people[0].person, "asked", f"…{account % 10_000:04}")
        return RedirectResponse(f"{BASE}/{account}/join?other={people[0].person}", status_code=303)
    profile = await desk.profile(user.brand, account, full=sees_identities(user.role))
    view = JoinScreen(profile.person, profile.name, people, asked=True, told=None, word="")
    return Screen("consumers/join.html", view, SECTION)


async def join(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{account}/join: confirmed by the other's four digits."""
    form, desk = await request.form(), request.app.state.engine.consumers
    account, note = request.path_params["account_id"], str(form.get("note", ""))[:NOTE_MAX]
    request.state.page_path = f"{BASE}/{account}/join"
    other = whole_number(str(form.get("other", "")))
    if other is None:
        return await _join(request, user, None)
    told = await desk.joining(user.brand, account, other, full=sees_identities(user.role))
    if str(form.get("confirm", "")).strip() != word_of(told.other):
        return await _join(request, user, other, note, (_NOT_CONFIRMED, "confirm"))
    try:
        kept = await desk.join(user, account, other, note)
    except Invalid as refusal:
        return await _join(request, user, other, note, (refusal.message, refusal.field))
    return RedirectResponse(f"{BASE}/{kept}", status_code=303)


async def _join(
    request: Request,
    user: StudioUser,
    other: int | None,
    note: str = "",
    fault: tuple[Label, str] | None = None,
) -> Screen:
    desk, account = request.app.state.engine.consumers, request.path_params["account_id"]
    full = sees_identities(user.role)
    if other is None:
        profile = await desk.profile(user.brand, account, full=full)
        view = JoinScreen(profile.person, profile.name, (), asked=False, told=None, word="")
        return Screen("consumers/join.html", view, SECTION)
    told = await desk.joining(user.brand, account, other, full=full)
    message, field = fault or (None, "")
    view = JoinScreen(
        told.keep.person, told.keep.name, (), asked=False, told=told, word=word_of(told.other), note=note,
        fault=message, fault_field=field,
    )  # fmt: skip
    return Screen("consumers/join.html", view, SECTION, 422 if fault else 200)


async def show_deletion(request: Request, user: StudioUser) -> Screen:
    """GET …/{account}/deletion: what it means."""
    return await _deletion(request, user)


async def delete(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{account}/deletion: confirmed by the person's four digits."""
    form, desk = await request.form(), request.app.state.engine.consumers
    account, note = request.path_params["account_id"], str(form.get("note", ""))[:NOTE_MAX]
    request.state.page_path = f"{BASE}/{account}/deletion"
    profile = await desk.profile(user.brand, account, full=False)
    if str(form.get("confirm", "")).strip() != word_of(profile):
        return await _deletion(request, user, note, (_NOT_CONFIRMED, "confirm"))
    try:
        await desk.delete(user, account, note)
    except Invalid as refusal:
        return await _deletion(request, user, note, (refusal.message, refusal.field))
    return RedirectResponse(f"{BASE}/{account}", status_code=303)


async def _deletion(
    request: Request, user: StudioUser, note: str = "", fault: tuple[Label, str] | None = None
) -> Screen:
    desk, account = request.app.state.engine.consumers, request.path_params["account_id"]
    profile = await desk.profile(user.brand, account, full=sees_identities(user.role))
    told = await desk.parting(user.brand, account)
    message, field = fault or (None, "")
    view = deletion_screen(profile, told, note, message, field)
    return Screen("consumers/deletion.html", view, SECTION, 422 if fault else 200)


routes = [
    *screen(PERSON + "/join", behind_the_gate(show_join)),
    question(PERSON + "/join/search", behind_the_gate(find_other), FORM_BYTES_MAX),
    action(PERSON + "/join", behind_the_gate(join)),
    *screen(PERSON + "/deletion", behind_the_gate(show_deletion)),
    action(PERSON + "/deletion", behind_the_gate(delete)),
]
