"""What brands tell of members: facts of campaigns, kept with consent, joined with the person, forgotten on request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from engine.api import Attributes, Invalid, Label
from engine.members.attributes import birthdays_on
from tests.support.clock import beijing
from tests.support.shop import BRAND, Shop, person, shop

TEXT = """campaign "Members"
  brand "Spring"
  runs  2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan
  when consumer.is_birthday
    give points 100
  when consumer.birthday_month
    give points 50
  when consumer.tags has "regular" and consumer.tags has no "blocked"
    give points 20
  when consumer.tier is "gold"
    give points 10
  otherwise
    give points 1
"""


def run(url: str, work: Callable[[Shop], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with shop(url, TEXT) as it:
            await work(it)
            assert await it.engine.audit() == ()

    asyncio.run(whole())


async def points(it: Shop, serial: int, who: str) -> int | None:
    return (await it.granted(serial, who)).grants[0].points


def test_attributes_decide_and_are_forgotten_on_request(database_url: str) -> None:
    async def work(it: Shop) -> None:
        members = it.engine.members
        assert await points(it, 1, "anna") == 1
        await members.set_attributes(BRAND, person("anna"), Attributes("06-03", consents=("birthday",)))
        assert await points(it, 2, "anna") == 100
        it.clock.instant = beijing("2026-06-04 00:00:00.000")
        assert await points(it, 3, "anna") == 50
        it.clock.instant = beijing("2026-07-01 00:00:00.000")
        assert await points(it, 4, "anna") == 1
        await members.set_attributes(BRAND, person("anna"), Attributes(tags=("regular", "wine")))
        assert await points(it, 5, "anna") == 20
        told = await members.attributes(BRAND, person("anna"))
        assert told == Attributes(tags=("regular", "wine"))
        await members.set_attributes(
            BRAND, person("anna"), Attributes(tags=("regular", "blocked"), tier="gold")
        )
        assert await points(it, 6, "anna") == 10
        await members.set_attributes(BRAND, person("anna"), Attributes())
        assert await points(it, 7, "anna") == 1
        assert await members.attributes(BRAND, person("anna")) == Attributes()

    run(database_url, work)


def test_they_may_be_told_before_the_first_scan_and_the_decision_remembers_them(database_url: str) -> None:
    async def work(it: Shop) -> None:
        await it.engine.members.set_attributes(BRAND, person("ben"), Attributes(tags=("regular",)))
        assert await points(it, 1, "ben") == 20
        await it.engine.members.set_attributes(BRAND, person("ben"), Attributes())
        (row,) = await it.engine.campaigns.decisions(BRAND, it.campaign)
        why = await it.engine.campaigns.why(BRAND, row.event_id)
        assert ("consumer.tags", "regular") in why.facts

    run(database_url, work)


def test_two_accounts_of_one_person_know_together(database_url: str) -> None:
    async def work(it: Shop) -> None:
        members = it.engine.members
        await members.set_attributes(BRAND, person("a"), Attributes(tags=("wine",), tier="gold"))
        await members.set_attributes(
            BRAND, person("b"), Attributes("02-29", tags=("regular",), tier="silver", consents=("birthday",))
        )
        for who in ("a", "b"):
            await members.link_mobile(BRAND, person(who), "+8613800138000")
        together = Attributes("02-29", ("regular", "wine"), "gold", ("birthday",))
        for who in ("a", "b"):
            assert await members.attributes(BRAND, person(who)) == together

    run(database_url, work)


def test_a_reference_is_another_person_with_every_brand(sqlite_url: str) -> None:
    async def work(it: Shop) -> None:
        await it.engine.accounts.add_brand("autumn", Label("Autumn", "秋水"), "Asia/Shanghai", "CNY")
        members = it.engine.members
        await members.set_attributes(BRAND, person("anna"), Attributes(tier="gold"))
        assert await members.attributes("autumn", person("anna")) == Attributes()
        await members.set_attributes("autumn", person("anna"), Attributes(tier="silver"))
        assert (await members.attributes(BRAND, person("anna"))).tier == "gold"

    run(sqlite_url, work)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"birthday": "05-17"}, "birthday"),
        ({"birthday": "5-17", "consents": ("birthday",)}, "birthday"),
        ({"birthday": "02-30", "consents": ("birthday",)}, "birthday"),
        ({"consents": ("tags",)}, "consents"),
        ({"tags": ("",)}, "tags"),
        ({"tags": tuple(str(number) for number in range(51))}, "tags"),
        ({"tags": ("x" * 65,)}, "tags"),
        ({"tier": "x" * 41}, "tier"),
        ({"tier": "a\tb"}, "tier"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        Attributes(**given)  # type: ignore[arg-type]  # wrong by design
    assert caught.value.field == field


def test_a_leap_birthday_is_kept_on_the_28th_in_common_years() -> None:
    assert birthdays_on(date(2027, 2, 28)) == ("02-28", "02-29")
    assert birthdays_on(date(2028, 2, 28)) == ("02-28",)
    assert birthdays_on(date(2028, 2, 29)) == ("02-29",)
    assert birthdays_on(date(2027, 3, 1)) == ("03-01",)


def test_birthdays_are_personal_to_the_campaign() -> None:
    from engine.api import load_language
    from plugins import BUILTIN

    program = load_language(BUILTIN, installed=False).compile(TEXT)
    assert program is not None
    assert program.campaign.personal == ("consumer.birthday_month", "consumer.is_birthday")
