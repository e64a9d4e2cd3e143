"""Signing in to the studio, the session, and the locks on every door behind it."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from studio.accounts.routes import routes as account_routes
from studio.accounts.session import next_page
from studio.composer.routes import routes as studio_routes
from tests.support.site import prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_samples import WRONG
from tests.support.studio_site import SAME, Desk

PLACES = {
    "campaign_id": "1", "batch_id": "1", "event_id": "7", "number": "1", "user_id": "1", "alarm_id": "1", "case_id": "1",
    "carton_id": "1", "review_id": "1", "purchase_id": "8", "outlet_id": "1", "dealer_id": "1", "complaint_id": "1",
    "alliance_id": "1", "line_id": "1", "parcel_id": "1",
    "account_id": "1", "version_id": "1", "licence_id": "1", "view_id": "1", "picture_id": "1",
}  # fmt: skip


def doors() -> list[tuple[str, str]]:
    """Every method and address behind the sign-in, with things that exist for brand `drinks`."""
    found = []
    for route in studio_routes:
        assert isinstance(route, Route)
        path = route.path
        for name, value in PLACES.items():
            path = path.replace("{%s:id}" % name, value)  # noqa: UP031 - braces stand in the path
        path = (
            path.replace("{code}", "BC0101")
            .replace("{name}", "jinjiu")
            .replace("{job}", "0" * 16)
            .replace("{recipe}", "blank")
            .replace("{theme}", "theme_plain")
            .replace("{channel}", "wallet")
            .replace("{state}/{locale}/{scheme}", "won/en/dark")
        )
        assert "{" not in path, path
        found += [(method, path) for method in sorted((route.methods or set()) - {"HEAD"})]
    return found


def test_the_right_password_opens_the_page_that_was_asked_for() -> None:
    desk = Desk(signed_in=False)
    turned = desk.get("/studio/campaigns/1?outcome=refused")
    assert turned.status_code == 303
    assert turned.headers["location"] == "/studio/login?next=%2Fstudio%2Fcampaigns%2F1%3Foutcome%3Drefused"
    assert 'value="/studio/campaigns/1?outcome=refused"' in desk.follow(turned).text
    opened = desk.sign_in("ling@example.com", next="/studio/campaigns/1?outcome=refused")
    assert opened.headers["location"] == "/studio/campaigns/1?outcome=refused"
    assert desk.follow(opened).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"), [("ling@example.com", "wrong"), ("nobody@example.com", "open the cap"), ("", "")]
)
def test_whatever_does_not_fit_is_told_in_the_same_words_and_opens_nothing(email: str, password: str) -> None:
    desk = Desk(signed_in=False)
    answer = desk.sign_in(email, password)
    assert answer.status_code == 422
    assert WRONG.en in prose(answer.text)
    assert desk.get("/studio").status_code == 303


def test_the_browser_holds_an_opaque_token_that_no_script_can_read() -> None:
    answer = Desk(signed_in=False).sign_in("ling@example.com")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("bc_studio="))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "ling" not in cookie


def test_signing_out_ends_the_session_on_the_server_too() -> None:
    desk = Desk()
    kept = dict(desk.cookies)
    assert desk.follow(desk.post("/studio/logout")).status_code == 200
    desk.cookies = kept
    assert desk.get("/studio").status_code == 303


def test_somebody_already_signed_in_goes_straight_on() -> None:
    assert Desk().get("/studio/login").headers["location"] == "/studio"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/studio",
        "//evil.example/studio",
        "/studio.evil",
        "/c/ABC",
        "/studio/login",
        "/studio/\\evil",
        "/studio/\n",
        "",
    ],
)
def test_signing_in_never_leads_away_from_the_studio(wanted: str) -> None:
    assert next_page(wanted) == "/studio"


@pytest.mark.parametrize(("method", "path"), doors())
def test_every_door_behind_the_sign_in_is_locked(method: str, path: str) -> None:
    engine = StudioDouble()
    before = (dict(engine.campaigns.kept), dict(engine.codes.kept), list(engine.codes.changes[1]))
    answer = Desk(engine, signed_in=False).send(method, path, headers=SAME)
    if path.endswith(".json"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/studio/login?next=%2Fstudio")
    assert (engine.campaigns.kept, engine.codes.kept, engine.codes.changes[1]) == before


@pytest.mark.parametrize(("method", "path"), [door for door in doors() if "/1" in door[1]])
def test_another_brands_things_do_not_exist_and_do_not_change(method: str, path: str) -> None:
    engine = StudioDouble()
    before = (dict(engine.campaigns.kept), dict(engine.codes.kept), list(engine.codes.changes[1]))
    desk = Desk(engine, email="bo@example.com")
    if path.endswith("/draft"):
        answer = desk.send_json(method, path, {"text": "mine", "revision": 3})
    else:
        answer = desk.send(
            method, path, form={"text": "mine", "revision": "3"} if method == "POST" else None, headers=SAME
        )
    assert answer.status_code == 404
    assert (engine.campaigns.kept, engine.codes.kept, engine.codes.changes[1]) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [door for door in doors() if door[0] != "GET"]
    + [("POST", path) for path in ("/studio/login", "/studio/login/number", "/studio/logout")],
)
def test_no_other_site_can_press_our_buttons(method: str, path: str) -> None:
    engine = StudioDouble()
    desk = Desk(engine)
    before = (dict(engine.campaigns.kept), dict(engine.codes.kept), dict(engine.accounts.sessions))
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
        assert desk.send(method, path, form={"text": "theirs"}, headers=headers).status_code == 403
    assert (engine.campaigns.kept, engine.codes.kept, engine.accounts.sessions) == before


def test_no_studio_route_forgets_the_guard() -> None:
    """Signing in, here or by way of another service, and signing out are the only doors outside it."""
    ways = {"/studio/login/outside", "/studio/login/outside/back", "/studio/login/number"}
    assert {route.path for route in account_routes} == {"/studio/login", "/studio/logout", *ways}
    assert len(doors()) == len(set(doors())) > 40


def _changes(path: str) -> bool:
    """Whether a door changes something of the brand's: not what answers a question or the look on one device."""
    return "/language/" not in path and not path.endswith(("/preview", "/check", "/appearance", "/account"))


@pytest.mark.parametrize(
    ("method", "path"), [door for door in doors() if door[0] != "GET" and _changes(door[1])]
)
def test_an_analyst_reads_and_changes_nothing(method: str, path: str) -> None:
    engine = StudioDouble()
    desk = Desk(engine, email="ana@example.com")
    before = (dict(engine.campaigns.kept), dict(engine.codes.kept), list(engine.codes.changes[1]))
    assert desk.send(method, path, form={"text": "mine", "revision": "3"}, headers=SAME).status_code == 403
    assert (engine.campaigns.kept, engine.codes.kept, engine.codes.changes[1]) == before


def test_an_analyst_is_offered_no_buttons_that_change_something() -> None:
    desk = Desk(email="ana@example.com")
    for path in (
        "/studio",
        "/studio/campaigns/1",
        "/studio/campaigns/1/edit",
        "/studio/campaigns/1/publish",
        "/studio/codes",
        "/studio/codes/1",
    ):
        page = desk.get(path).text
        assert set(re.findall(r'<form[^>]*method="post" action="([^"]*)"', page)) <= {
            "/studio/logout", "/studio/appearance", "/studio/campaigns/1/edit", "/studio/campaigns/1/publish",
        }  # fmt: skip
        assert re.findall(r"<button[^>]*>(Save|Publish version|Activate|Create)", page) == []
