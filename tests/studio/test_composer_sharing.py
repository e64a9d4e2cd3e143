"""The studio reads a draft with the shared texts that it uses."""

from __future__ import annotations

import asyncio

from engine.api import editing
from studio.composer.editing import Asked
from studio.composer.sharing import document, problems, shared_page, whole
from tests.support.shop import BRAND, shop
from tests.support.site import prose
from tests.support.studio_site import Desk

_SHARED = 'shared "spring"\nconstant few 3\nsegment newcomer consumer.claims under few\n'
_TEXT = """campaign "Shared"
  uses "spring"
  brand "Spring"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan
  when newcomer
    give points few
  otherwise
    give points 1
"""


def test_a_draft_is_read_with_what_it_uses(database_url: str) -> None:
    async def steps() -> None:
        async with shop(database_url) as there:
            engine = there.engine
            assert [one.code for one in await problems(engine, BRAND, _TEXT)] != []
            await engine.shared.save(BRAND, _SHARED, "ada")
            assert await problems(engine, BRAND, _TEXT) == ()
            assert await whole(engine, BRAND, _TEXT) == _TEXT + _SHARED
            assert await whole(engine, BRAND, _SHARED) == _SHARED
            (twice,) = await problems(engine, BRAND, _TEXT + "segment newcomer consumer.claims is 0\n")
            assert (twice.code, twice.where, twice.start, twice.end) == ("BC0410", "spring", 0, 0)
            assert twice.message.en.startswith("in the shared text `spring`, line 3: ")

    asyncio.run(steps())


def test_a_shared_text_is_made_tried_and_saved_without_script() -> None:
    desk = Desk()
    made = desk.post("/studio/shared", {"name": "Regulars / 常客"})
    assert made.status_code == 422  # a slash has no place in an address
    made = desk.post("/studio/shared", {"name": "常客"})
    assert made.status_code == 303
    assert "<h1>常客</h1>" in desk.follow(made).text
    page = "/studio/shared/spring"
    tried = desk.post(page, {"text": 'shared "spring"\ngvie\n', "revision": "1", "action": "try"})
    assert tried.status_code == 200
    assert "Not saved yet" in prose(tried.text)
    assert desk.json(page + ".json")["revision"] == 1
    refused = desk.post(page, {"text": 'shared "spring"\ngvie\n', "revision": "1", "action": "save"})
    assert refused.status_code == 422
    assert "The text has errors. It was not saved" in prose(refused.text)
    saved = desk.post(page, {"text": 'shared "spring"\n', "revision": "1", "action": "save"})
    assert saved.status_code == 303
    assert "Saved just now" in prose(desk.follow(saved).text)
    late = desk.post(page, {"text": 'shared "spring"\n# mine\n', "revision": "1", "action": "save"})
    assert late.status_code == 409
    assert "Added: # mine" in prose(late.text)
    assert desk.json(page + ".json")["revision"] == 2
    assert 'name="revision" value="2"' in late.text


def test_the_editor_saves_a_shared_text_upon_what_it_has_read() -> None:
    desk = Desk()
    place = "/studio/shared/spring/text"
    saved = desk.send_json("PUT", place, {"text": 'shared "spring"\n', "revision": 1})
    assert (saved.status_code, saved.json()) == (200, {"revision": 2})
    late = desk.send_json("PUT", place, {"text": 'shared "spring"\n#\n', "revision": 1})
    assert (late.status_code, late.json()) == (409, {"revision": 2, "text": 'shared "spring"\n', "by": "Bo"})
    wrong = desk.send_json("PUT", place, {"text": 'shared "spring"\ngvie', "revision": 2})
    assert (wrong.status_code, list(wrong.json())) == (422, ["message"])
    only_reads = Desk(email="ana@example.com")
    assert only_reads.send_json("PUT", place, {"text": "", "revision": 2}).status_code == 403
    assert 'value="try"' not in only_reads.get("/studio/shared/spring").text


def test_a_name_leads_to_the_shared_text_that_declares_it(database_url: str) -> None:
    async def steps() -> None:
        async with shop(database_url) as there:
            engine = there.engine
            await engine.shared.save(BRAND, _SHARED, "ada")
            asked = Asked(await document(engine, BRAND, _TEXT))
            found = editing.shared_definition(asked.document, _TEXT.index("newcomer"))
            assert found is not None
            assert shared_page(found.where, found.name.span.line) == "/studio/shared/spring?line=3"
            assert shared_page("常 客/") == "/studio/shared/%E5%B8%B8%20%E5%AE%A2%2F"

    asyncio.run(steps())
