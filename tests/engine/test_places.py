"""Codes on a shelf or a poster: everybody may scan one, once a day each, and it counts at its own outlet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from engine.api import ClaimAnswer, Invalid, Label, Refusal, StudioUser
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TEXT = f"""campaign "Look here" / "来看看"
  brand    "Spring"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   100.00 CNY

on scan of {GTIN}
  give points 100

on visit
  when visit.outlet is "S1" and visit.batch is "Shelves"
    give points 5, at most 2 a week
    give points 1 to store
  otherwise
    give points 2
"""
SECOND = """campaign "Also here" / "另有好礼"
  brand    "Spring"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai

on visit
  give points 3
"""
BOSS = StudioUser(1, BRAND, Label("Spring", "山泉"), "b@example.com", "B", "admin")


@dataclass
class _Street:
    """A shop with two codes for shelves, the first of which hangs in S1, and a poster."""

    shop: Shop
    shelf: str
    unplaced: str
    poster: str

    async def press(self, code: str, who: str) -> ClaimAnswer | Refusal:
        return await self.shop.engine.scans.claim(code, person(who))

    async def points(self, code: str, who: str) -> int:
        answer = await self.press(code, who)
        assert isinstance(answer, ClaimAnswer), answer
        return sum(one.points or 0 for one in answer.grants)

    async def refused(self, code: str, who: str) -> str:
        answer = await self.press(code, who)
        assert isinstance(answer, Refusal), answer
        return answer.reason.value

    async def account(self, who: str) -> int:
        engine = self.shop.engine
        found = await engine.scans._members.person(engine._core.who(BRAND, person(who)).key)
        assert found
        return found.id

    async def phase(self, code: str, who: str) -> str:
        return (await self.shop.engine.scans.open(code, person(who))).phase


async def _street(made: Shop) -> _Street:
    codes = made.engine.codes
    await made.till("S1")
    shelves = (await codes.create_batch(BRAND, "Shelves", "", "store", 2, "tests")).id
    posters = (await codes.create_batch(BRAND, "Metro", "", "poster", 1, "tests")).id
    await codes.change(BRAND, shelves, 1, 2, "state", "active", "tests")
    await codes.change(BRAND, posters, 1, 1, "state", "active", "tests")
    await codes.change(BRAND, shelves, 1, 1, "outlet", "S1", "tests")
    return _Street(
        made, codes.code_text(shelves, 1), codes.code_text(shelves, 2), codes.code_text(posters, 1)
    )


def test_each_person_has_one_visit_a_code_and_day(database_url: str) -> None:
    async def run() -> None:
        async with shop(database_url, TEXT) as made:
            street = await _street(made)
            page = await made.engine.scans.open(street.shelf, person("ann"))
            assert (page.phase, page.outlet_name.en, page.daily) == ("ask", "S1", True)
            assert any("5 points" in line.en for line in page.terms)
            both = await asyncio.gather(street.press(street.shelf, "ann"), street.press(street.shelf, "ann"))
            first, again = sorted(both, key=lambda one: getattr(one, "repeated", True))
            assert isinstance(first, ClaimAnswer)
            assert isinstance(again, ClaimAnswer)
            assert (first.claim_id, again.repeated) == (again.claim_id, True)
            assert [one.points for one in first.grants] == [5]  # the store's point is the store's affair
            assert await street.points(street.shelf, "bea") == 5  # nobody has claimed it for all
            assert await street.points(street.poster, "ann") == 2  # another place counts for itself
            assert await street.phase(street.shelf, "ann") == "won"
            assert await street.phase(street.shelf, "cy") == "ask"
            made.clock.pass_(days=1)
            assert await street.phase(street.shelf, "ann") == "ask"
            assert await street.points(street.shelf, "ann") == 5
            made.clock.pass_(days=1)
            third = await street.press(street.shelf, "ann")
            assert isinstance(third, ClaimAnswer)
            assert not list(third.grants)  # the campaign's own limit
            page = await made.engine.scans.open(street.shelf, person("ann"))
            assert page.answer
            assert [one.en for one in page.answer.notes] == ["The weekly limit of 2 is reached."]
            assert await made.engine.audit() == ()

    asyncio.run(run())


def test_all_campaigns_that_answer_visits_give_on_one_page(database_url: str) -> None:
    async def run() -> None:
        async with shop(database_url, TEXT) as made:
            await made.publish("second", SECOND)
            street = await _street(made)
            assert await street.points(street.shelf, "ann") == 8
            page = await made.engine.scans.open(street.shelf, person("ann"))
            assert page.answer
            assert sum(one.points or 0 for one in page.answer.grants) == 8

    asyncio.run(run())


def test_a_place_that_gives_nothing_says_why_and_uses_no_day_up(database_url: str) -> None:
    async def run() -> None:
        async with shop(database_url, TEXT) as made:
            street, engine = await _street(made), made.engine
            assert await street.refused(street.unplaced, "ann") == "not_active"  # it hangs nowhere yet
            assert await street.phase(street.unplaced, "ann") == "refused"
            await engine.campaigns.pause(BRAND, made.campaign, "tests")
            assert await street.refused(street.shelf, "ann") == "paused"
            await engine.campaigns.resume(BRAND, made.campaign, "tests")
            assert await street.points(street.poster, "ann") == 2
            ann = await street.account("ann")
            await engine.consumers.hold(BOSS, ann, "a look at it")
            assert await street.refused(street.shelf, "ann") == "account_on_hold"
            await engine.consumers.release(BOSS, ann, "all is well")
            assert await street.points(street.shelf, "ann") == 5
            made.clock.pass_(days=60)
            assert await street.refused(street.shelf, "ann") == "ended"

    asyncio.run(run())


def test_two_accounts_that_become_one_person_keep_one_visit(database_url: str) -> None:
    async def run() -> None:
        async with shop(database_url, TEXT) as made:
            street, engine = await _street(made), made.engine
            assert await street.points(street.shelf, "ann") == 5
            assert await street.points(street.poster, "ben") == 2
            ann, ben = await street.account("ann"), await street.account("ben")
            await engine.consumers.join(BOSS, ben, ann, "the same person")
            assert await street.refused(street.shelf, "ben") == "already_yours"
            assert await street.phase(street.shelf, "ben") == "won"  # what ann got there today

    asyncio.run(run())


def test_a_place_has_no_product(database_url: str) -> None:
    async def run() -> None:
        async with shop(database_url, TEXT) as made:
            street, codes = await _street(made), made.engine.codes
            with pytest.raises(Invalid) as refused:
                await codes.create_batch(BRAND, "Wrong", GTIN, "poster", 1, "tests")
            assert refused.value.field == "gtin"
            with pytest.raises(Invalid) as refused:
                await codes.create_batch(BRAND, "Wrong", "", "in_lid", 1, "tests")
            assert refused.value.field == "gtin"
            places = [one for one in await codes.batches(BRAND) if one.kind in ("store", "poster")]
            assert {one.gtin for one in places} == {""}
            with pytest.raises(Invalid) as refused:
                await codes.export(BRAND, places[0].id, form="digital_link", origin="https://q.brand.cn")
            assert refused.value.field == "form"
            text = b"".join(
                (await codes.export(BRAND, places[0].id, form="url", origin="https://q.brand.cn")).chunks
            )
            assert street.poster in text.decode()

    asyncio.run(run())
