"""The service desk's pages: nobody is shown without a reason, each role sees its part, and what cannot be undone is confirmed."""

from __future__ import annotations

import pytest

from studio.accounts.permissions import RIGHTS, room_of
from tests.studio.test_accounts import doors
from tests.support.consumers_double import ConsumersDouble
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import SAME, Desk

BASE = "/studio/consumers"


def service(email: str = "wen@example.com", **more: object) -> tuple[Desk, ConsumersDouble]:
    engine = StudioDouble()
    return Desk(engine, email=email, **more), engine.consumers


def looking(desk: Desk) -> Desk:
    desk.post(f"{BASE}/1/look", {"purpose": "asked", "note": "T-1"})
    return desk


def test_a_search_leads_to_the_person_with_the_reason_kept_and_nothing_typed_in_an_address() -> None:
    desk, double = service()
    assert "Find one person" in desk.get(BASE).text
    answer = desk.post(f"{BASE}/search", {"typed": "K7Q2M9XD", "purpose": "complaint", "note": "T-17"})
    assert answer.headers["location"] == f"{BASE}/1"
    assert double.done == [("find", "K7Q2M9XD", "complaint", "T-17"), ("look", "1", "complaint", "T-17")]
    many = desk.post(f"{BASE}/search", {"typed": "CODE", "purpose": "fraud", "note": ""})
    assert many.text.count("/look") == 2
    assert "Somebody not known" in many.text
    assert 'value="CODE"' not in many.text, "what was typed may be a number of somebody"
    assert (
        "Nobody is known" in desk.post(f"{BASE}/search", {"typed": "x", "purpose": "asked", "note": ""}).text
    )
    refused = desk.post(f"{BASE}/search", {"typed": "x", "purpose": "other", "note": ""})
    assert refused.status_code == 422
    assert "say why" in refused.text


def test_a_person_is_shown_to_whoever_has_said_why_and_to_nobody_else() -> None:
    desk, double = service()
    gate = desk.get(f"{BASE}/1")
    assert "Why do you look" in gate.text
    assert "K7Q2M9XD" not in gate.text + desk.get(f"{BASE}/1.json").text
    for path in ("join", "deletion", "join?other=2"):
        assert "Why do you look" in desk.get(f"{BASE}/1/{path}").text
    assert desk.post(f"{BASE}/1/hold", {"note": "x"}).headers["location"] == f"{BASE}/1"
    assert desk.post(f"{BASE}/1/look", {"purpose": "spying", "note": ""}).status_code == 422
    assert double.done == []
    page = looking(desk).get(f"{BASE}/1").text
    for text in ("K7Q2M9XD", "05-17", "Riverside", "…M9XD", "¥2.88", "Why not?"):
        assert text in page, text
    assert "T-9" not in page, "who looked is for those who look after people"
    assert desk.get(f"{BASE}/1?before=31").text.count('class="event ') == 30
    assert 'rel="next"' not in desk.get(f"{BASE}/1?before=31").text
    assert desk.json(f"{BASE}/1.json")["profile"]["person"] == "1"
    assert desk.get(f"{BASE}/1?before=x").status_code == 404


def test_an_author_sees_what_happened_and_not_who_it_was() -> None:
    desk, _ = service("ling@example.com")
    page = looking(desk).get(f"{BASE}/1")
    assert "stays hidden" in page.text
    for text in ("K7Q2M9XD", "05-17", "regular", 'action="/studio/consumers/1/hold"'):
        assert text not in page.text, text
    twin = desk.get(f"{BASE}/1.json").text
    assert "K7Q2M9XD" not in twin
    assert "05-17" not in twin
    assert desk.post(f"{BASE}/1/hold", {"note": "x"}).status_code == 403


def test_acts_need_a_reason_and_what_cannot_be_undone_its_digits() -> None:
    desk, double = service()
    looking(desk)
    empty = desk.post(f"{BASE}/1/hold", {"note": ""})
    assert empty.status_code == 422
    assert "say why" in empty.text
    assert desk.post(f"{BASE}/1/hold", {"note": "T-2"}).status_code == 303
    assert "On hold since" in desk.get(f"{BASE}/1").text
    assert desk.post(f"{BASE}/1/release", {"note": "T-2"}).status_code == 303
    assert desk.post(f"{BASE}/1/dance", {"note": "T-2"}).status_code == 404
    file = desk.post(f"{BASE}/1/export", {"note": "letter"})
    assert "attachment" in file.headers["content-disposition"]
    assert file.json()["name"] == "安娜"
    told = desk.get(f"{BASE}/1/deletion").text
    for text in ("120 points", "¥2.88 is owed", "Type 0001"):
        assert text in told
    assert desk.post(f"{BASE}/1/deletion", {"note": "letter", "confirm": "1"}).status_code == 422
    assert desk.post(f"{BASE}/1/deletion", {"note": "", "confirm": "0001"}).status_code == 422
    assert desk.post(f"{BASE}/1/deletion", {"note": "letter", "confirm": "0001"}).status_code == 303
    found = desk.post(f"{BASE}/1/join/search", {"typed": "TWIN"})
    assert found.headers["location"] == f"{BASE}/1/join?other=2"
    assert "Nobody brings oneself" in desk.get(f"{BASE}/1/join?other=2").text
    assert "one person already" in desk.get(f"{BASE}/1/join?other=1").text
    assert desk.post(f"{BASE}/1/join", {"other": "2", "note": "T-3", "confirm": "0001"}).status_code == 422
    assert desk.post(f"{BASE}/1/join", {"other": "2", "note": "T-3", "confirm": "0002"}).status_code == 303
    acts = [one for one in double.done if one[0] not in ("find", "look")]
    assert acts == [
        ("hold", "1", "T-2"), ("release", "1", "T-2"), ("export", "1", "letter"), ("delete", "1", "letter"),
        ("join", "2", "T-3"),
    ]  # fmt: skip


def test_a_decision_is_told_in_three_voices_with_its_facts_in_words() -> None:
    desk, _ = service()
    for voice, text in (
        ("consumer", "told for consumer"),
        ("service", "told for service"),
        ("marketer", "line 12"),
    ):
        page = desk.get(f"/studio/decisions/7?voice={voice}&person=1").text
        assert text in page
        assert "the sales region" in page
        assert ("code.region" in page) == (voice == "marketer"), "raw names are for engineers"
    assert desk.get("/studio/decisions/7?voice=dealer").status_code == 404
    assert desk.get("/studio/decisions/999").status_code == 404


#: What each role reaches, written down a second time.
SEEN = {
    "ada@example.com": ("", {"people", "consumers", "codes", "campaigns", "decisions"}, set()),
    "ling@example.com": ("author", {"campaigns", "codes", "themes", "shared", "consumers"}, {"people"}),
    "ana@example.com": ("analyst", {"campaigns", "codes", "decisions", "goods"}, {"people", "consumers"}),
    "wen@example.com": ("service", {"consumers", "decisions", "reviews", "goods", "campaigns", "help"},
                        {"codes", "themes", "shared", "people", "plugins"}),
    "pu@example.com": ("plant", {"codes", "goods", "account"},
                       {"campaigns", "consumers", "decisions", "reviews", "people", "themes", "shared", "plugins"}),
    "yan@example.com": ("partner", {"account", "help"},
                        {"campaigns", "consumers", "codes", "goods", "reviews", "people", "themes", "decisions"}),
}  # fmt: skip


@pytest.mark.parametrize("email", SEEN)
def test_each_role_reaches_its_rooms_and_no_other(email: str) -> None:
    desk = Desk(email=email)
    _, reached, closed = SEEN[email]
    for method, path in doors():
        room = room_of(path)
        if room in closed:
            assert desk.send(method, path, form={}, headers=SAME).status_code == 403, (method, path)
        elif room in reached and method == "GET" and path.count("/") == 2 and "." not in path:
            assert desk.get(path).status_code == 200, path
    home = desk.get("/studio")
    shown = home.text if home.status_code == 200 else home.headers["location"]
    assert all(f'class="icon" href="/studio/{room}"' not in shown for room in closed)


def test_who_only_sees_a_room_changes_nothing_in_it() -> None:
    desk = Desk(email="wen@example.com")
    for method, path in doors():
        if method != "GET" and room_of(path) == "campaigns" and not path.endswith("/preview"):
            assert desk.send(method, path, form={"text": "mine"}, headers=SAME).status_code == 403, path
    assert set(RIGHTS) == {"admin", "approver", "author", "analyst", "service", "plant", "partner"}


def test_the_blocks_light_up_as_the_decision_took_them_on_any_version() -> None:
    desk, _ = service("ling@example.com")
    page = desk.get("/studio/decisions/7?voice=marketer").text
    assert "three more scans" in page
    assert page.count(" lit") >= 1
    assert "decision=7" in page
    for on, status in (("1", 200), ("draft", 200), ("99", 404)):
        assert desk.get(f"/studio/decisions/7?voice=marketer&on={on}").status_code == status
    text = "on scan\n  give red_packet 2.88 CNY\n"
    blocks = desk.send_json("POST", "/studio/language/blocks?decision=7", {"text": text})
    assert "Replayed here" in blocks.text
    assert "Held" in blocks.text
    assert desk.send_json("POST", "/studio/language/blocks?decision=999", {"text": text}).status_code == 404
    assert "Replayed" not in desk.send_json("POST", "/studio/language/blocks", {"text": text}).text
