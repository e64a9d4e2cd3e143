"""People and access in the studio: for admins alone, one's own account for everybody, invitations for whoever has the link."""

from __future__ import annotations

from tests.studio.test_composer_pages import Desk
from tests.support.people_double import PeopleDouble
from tests.support.studio_double import StudioDouble


def admin() -> tuple[Desk, PeopleDouble]:
    engine = StudioDouble()
    return Desk(engine, email="bo@example.com"), engine.people


def test_only_admins_look_after_people() -> None:
    for email in ("ling@example.com", "ana@example.com"):
        assert Desk(email=email).get("/studio/people").status_code == 403
        assert Desk(email=email).post("/studio/people/1", {"act": "close"}).status_code == 403


def test_an_invitation_shows_its_link_once() -> None:
    desk, people = admin()
    page = desk.post("/studio/people", {"email": "mei@example.com", "name": "Mei", "role": "author"})
    assert "/studio/welcome/good" in page.text
    assert people.done == [("invite", "beer", "mei@example.com", "Mei", "author")]
    assert "/studio/welcome/good" not in desk.get("/studio/people").text
    refused = desk.post("/studio/people", {"email": "mei@example.com", "name": "", "role": "author"})
    assert refused.status_code == 422
    assert 'value="mei@example.com"' in refused.text


def test_what_was_done_is_listed_and_done_by_the_buttons() -> None:
    desk, people = admin()
    page = desk.get("/studio/people").text
    assert "changed the role of" in page
    assert "Author → Admin" in page
    for act, more in (("role", {"role": "approver"}), ("open", {}), ("close", {}), ("end_two_steps", {})):
        assert desk.post("/studio/people/2", {"act": act, **more}).status_code == 303
    assert people.done == [("role", "2", "approver"), ("open", "2"), ("close", "2")]
    refused = desk.post("/studio/people/2", {"act": "role", "role": "analyst"})
    assert refused.status_code == 422
    assert "somebody must remain" in refused.text
    assert desk.post("/studio/people/1", {"act": "close"}).status_code == 404, "that is another brand's"
    assert desk.post("/studio/people/2", {"act": "dance"}).status_code == 400


def test_ones_own_devices_and_second_step() -> None:
    desk, people = admin()
    assert "Sign out the device" in desk.get("/studio/account").text
    begun = desk.get("/studio/account?two_steps=1").text
    assert "GEZDGNBVGY3TQOJQ" in begun
    assert "<svg" in begun
    wrong = desk.post("/studio/account", {"act": "confirm", "secret": "GEZDGNBVGY3TQOJQ", "number": "1"})
    assert wrong.status_code == 422
    assert "GEZDGNBVGY3TQOJQ" in wrong.text
    desk.post("/studio/account", {"act": "confirm", "secret": "GEZDGNBVGY3TQOJQ", "number": "123456"})
    assert "At each sign-in" in desk.get("/studio/account").text
    desk.post("/studio/account", {"act": "sign_out", "key": "ab12"})
    assert people.done[-1] == ("sign_out", "2", "ab12")


def test_the_link_lets_one_choose_a_password_and_signs_in() -> None:
    desk = Desk(StudioDouble())
    assert "used up or too old" in desk.get("/studio/welcome/old").text
    assert desk.post("/studio/welcome/good", {"password": "short"}).status_code == 422
    answer = desk.post("/studio/welcome/good", {"password": "long enough now"})
    assert answer.headers["location"] == "/studio"
    assert "bc_studio" in answer.headers["set-cookie"]


def test_settings_are_for_admins_and_a_key_is_shown_once() -> None:
    for email in ("ling@example.com", "ana@example.com"):
        assert Desk(email=email).get("/studio/settings").status_code == 403
    engine = StudioDouble()
    desk = Desk(engine, email="bo@example.com")
    page = desk.get("/studio/settings").text
    assert "not set up" in page
    assert "Revoke the key till" in page
    assert "Revoke the key old shop" not in page
    made = desk.post("/studio/settings", {"act": "make_key", "name": "cash desk"})
    assert "bck_new" in made.text
    assert "bck_new" not in desk.get("/studio/settings").text
    refused = desk.post("/studio/settings", {"act": "make_key", "name": " "})
    assert (refused.status_code, "write a name" in refused.text) == (422, True)
    assert desk.post("/studio/settings", {"act": "revoke_key", "key": "ab12"}).status_code == 303
    assert desk.post("/studio/settings", {"act": "revoke_key", "key": "zz"}).status_code == 404
    assert engine.keys.done == [("make", "beer", "cash desk"), ("revoke", "ab12")]
    desk.post("/studio/settings", {"act": "four_eyes", "wanted": "on"})
    assert "only by another person" in desk.get("/studio/settings").text
    assert desk.post("/studio/settings", {"act": "dance"}).status_code == 400
