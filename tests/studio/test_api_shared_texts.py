"""Shared texts over the API: saved upon what one has read, tried before, and read wherever a text is checked."""

from __future__ import annotations

from tests.support.api_town import Town, done, story
from tests.support.shop import GTIN

SHARED = 'shared "spring"\nconstant few 3\nsegment newcomer consumer.claims under few\n'
TEXT = f"""campaign "Shared"
  uses "spring"
  brand "Drinks"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan of {GTIN}
  when newcomer
    give points few
  otherwise
    give points 1

test "a newcomer"
  at 2026-06-02 09:00
  scan of {GTIN} by consumer with claims 0
  expect points 3
"""


def test_a_shared_text_is_saved_tried_and_read(sqlite_url: str) -> None:
    async def steps(there: Town) -> None:
        call = there.drinks
        checked = await done(call, "POST", "/language/check", {"text": TEXT})
        assert "BC0446" in {one["code"] for one in checked["problems"]}
        saved = await done(call, "PUT", "/shared-texts/spring", {"text": SHARED, "revision": 0})
        assert (saved["number"], saved["saved_by"]) == (1, "api")
        checked = await done(call, "POST", "/language/check", {"text": TEXT})
        assert checked["problems"] == []
        assert [one["passed"] for one in checked["tests"]] == [True]
        again = await call.send("PUT", "/shared-texts/spring", {"text": SHARED, "revision": 0})
        assert (again.status_code, again.json()["code"]) == (409, "draft_conflict")
        assert again.json()["conflict"] == {"revision": 1, "text": SHARED}
        renamed = SHARED.replace("spring", "autumn")
        other = await call.send("PUT", "/shared-texts/spring", {"text": renamed, "revision": 1})
        assert (other.status_code, other.json()["code"]) == (422, "invalid_request")
        wrong = {"text": SHARED.replace("claims", "claim"), "revision": 1}
        refused = await call.send("PUT", "/shared-texts/spring", wrong)
        assert (refused.status_code, refused.json()["code"]) == (409, "text_wrong")
        assert [one["code"] for one in refused.json()["problems"]] == ["BC0402"]
        await what_it_does(there)
        assert (await there.liquor.send("GET", "/shared-texts/spring")).status_code == 404

    story(sqlite_url, steps)


async def what_it_does(there: Town) -> None:
    """A trial tells each draft's changes and errors, and stores nothing."""
    call = there.drinks
    created = await done(call, "POST", "/campaigns", {"slug": "shared", "text": TEXT})
    better = {"text": SHARED.replace("few 3", "few 4")}
    (draft,) = (await done(call, "POST", "/language/effects", better))["items"]
    assert (draft["campaign_id"], draft["problems"]) == (created["id"], [])
    assert "better" in {one["verdict"] for one in draft["changes"]}
    (broken,) = (await done(call, "POST", "/language/effects", {"text": 'shared "spring"\n'}))["items"]
    assert broken["problems"] != []
    assert broken["changes"] is None
    shown = await done(call, "GET", "/shared-texts/spring")
    assert [one["number"] for one in shown["versions"]] == [1]
    assert [(one["slug"], one["changes"]) for one in shown["used_by"]] == [("shared", [])]
    assert [one["name"] for one in (await done(call, "GET", "/shared-texts"))["items"]] == ["spring"]
