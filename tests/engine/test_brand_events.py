"""Events that a brand declares: told with their parameters, ruled by, counted over the last days, and kept while a campaign reads them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dsl.values import Money
from engine.api import (
    ClaimAnswer,
    EventDeclaration,
    EventParam,
    Invalid,
    Label,
    NotFound,
    NotPublishable,
)
from tests.support.shop import BRAND, GTIN, person, shop

TRY_ON = EventDeclaration(
    "try_on",
    Label("try-on", "试穿"),
    (
        EventParam("shoe", "鞋款", "choice", ("runner", "hiker")),
        EventParam("minutes", "时长", "count", (), 1, 120),
        EventParam("price", "标价", "money"),
    ),
)
TEXT = f"""campaign "Tried and worn"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  contact  "400"

on try_on
  when try_on.shoe is hiker and try_on.minutes at least 10
    give points 20
  otherwise
    give points 5

on scan of {GTIN}
  when times.try_on in the last 30 days at least 2
    give points 100
  otherwise
    give points 1
"""


def facts(shoe: str = "hiker", minutes: int = 10) -> dict[str, object]:
    return {"try_on.shoe": shoe, "try_on.minutes": minutes, "try_on.price": Money(29900, "CNY")}


def test_an_event_of_the_brands_own_is_ruled_by_and_counted(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            engine = there.engine
            await engine.campaigns.end(BRAND, there.campaign, "tests")
            campaign = await engine.campaigns.create(BRAND, "shoes", TEXT, "tests")
            assert isinstance(await engine.campaigns.publish(BRAND, campaign, "tests"), NotPublishable)
            declared = await engine.declarations.declare(BRAND, TRY_ON, "tests")
            assert (declared.number, declared.by) == (1, "tests")
            language = await engine.language_of(BRAND)
            assert not [one for one in language.problems(TEXT) if one.severity == "error"]
            assert language.format(language.format(TEXT, "zh"), "en") == language.format(TEXT)
            assert "当 试穿" in language.format(TEXT, "zh")
            offered = language.completions(TEXT.replace("on try_on\n", "on "), TEXT.index("on try_on") + 3)
            assert "try_on" in {one.label for one in offered}
            await there.publish("shoes-2", TEXT)
            # somebody never seen before, told of while another brand's campaigns know nothing of it
            given = await engine.events.record(BRAND, "try_on", "t-1", person("A"), facts=facts())
            (answer,) = given.campaigns
            assert isinstance(answer.answer, ClaimAnswer)
            assert [one.points for one in answer.answer.grants] == [20]
            again = await engine.events.record(BRAND, "try_on", "t-1", person("A"), facts=facts())
            assert again.repeated
            first = await engine.events.record(
                BRAND, "try_on", "t-2", person("A"), facts=facts("runner", 120)
            )
            assert isinstance(first.campaigns[0].answer, ClaimAnswer)
            other = await there.another()
            assert [one.declaration for one in await other.declarations.all(BRAND)] == [TRY_ON]

    asyncio.run(told())


def test_how_often_it_was_told_counts_over_the_last_days(database_url: str) -> None:
    async def told() -> None:
        rules = TEXT.split("on scan")[1]
        text = TEXT.split("on try_on")[0] + "on scan" + rules
        async with shop(database_url) as there:
            engine = there.engine
            await engine.declarations.declare(BRAND, TRY_ON, "tests")
            await engine.campaigns.end(BRAND, there.campaign, "tests")
            await there.publish("counted", text)
            nobody = await engine.events.record(BRAND, "try_on", "a-1", person("A"), facts=facts())
            assert nobody.campaigns == ()
            there.clock.pass_(days=20)
            await engine.events.record(BRAND, "try_on", "a-2", person("A"), facts=facts())
            await engine.events.record(BRAND, "try_on", "a-2", person("A"), facts=facts())
            await engine.events.record(BRAND, "try_on", "b-1", person("B"), facts=facts())
            points = [(await there.granted(n, who)).grants[0].points for n, who in ((1, "A"), (2, "B"))]
            assert points == [100, 1]
            there.clock.pass_(days=10)
            assert (await there.granted(3, "A")).grants[0].points == 1

    asyncio.run(told())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (facts() | {"try_on.minutes": 121}, "facts/try_on.minutes"),
        (facts() | {"try_on.minutes": 0}, "facts/try_on.minutes"),
        (facts() | {"try_on.minutes": "ten"}, "facts/try_on.minutes"),
        (facts("sandal"), "facts/try_on.shoe"),
        ({"try_on.shoe": "hiker", "try_on.minutes": 3}, "facts/try_on.price"),
        (facts() | {"try_on.colour": "red"}, "facts/try_on.colour"),
    ],
)
def test_what_does_not_fit_is_told_with_its_parameter(
    sqlite_url: str, given: dict[str, object], field: str
) -> None:
    async def told() -> None:
        async with shop(sqlite_url) as there:
            await there.engine.declarations.declare(BRAND, TRY_ON, "tests")
            with pytest.raises(Invalid) as fault:
                await there.engine.events.record(BRAND, "try_on", "t-1", person("A"), facts=given)
            assert fault.value.field == field

    asyncio.run(told())


def test_a_published_campaign_keeps_the_words_that_it_reads(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            declarations = there.engine.declarations
            await there.engine.campaigns.end(BRAND, there.campaign, "tests")
            await declarations.declare(BRAND, TRY_ON, "tests")
            await there.publish("shoes", TEXT)
            narrowed = replace(TRY_ON, params=TRY_ON.params[:1])
            with pytest.raises(Invalid, match="shoes"):
                await declarations.declare(BRAND, narrowed, "tests")
            with pytest.raises(Invalid, match="shoes"):
                await declarations.withdraw(BRAND, "try_on", "tests")
            wider = replace(TRY_ON, params=(*TRY_ON.params, EventParam("size", "尺码", "count")))
            assert (await declarations.declare(BRAND, wider, "tests")).number == 2
            assert (await declarations.declare(BRAND, wider, "tests")).number == 2
            view = EventDeclaration("page_view", Label("page view", "浏览"))
            await declarations.declare(BRAND, view, "tests")
            await declarations.withdraw(BRAND, "page_view", "tests")
            assert [one.declaration.name for one in await declarations.all(BRAND)] == ["try_on"]
            with pytest.raises(NotFound):
                await declarations.withdraw(BRAND, "page_view", "tests")

    asyncio.run(told())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(TRY_ON, name="Try-On"), "name"),
        (replace(TRY_ON, name="purchase"), "name"),
        (replace(TRY_ON, name="scan"), "name"),
        (replace(TRY_ON, label=Label("x", "购买")), "label/zh"),
        (replace(TRY_ON, label=Label("x", "try")), "label/zh"),
        (replace(TRY_ON, params=TRY_ON.params[:1] * 2), "params/1/name"),
        (replace(TRY_ON, params=(EventParam("size", "尺码", "choice"),)), "params/0/choices"),
        (replace(TRY_ON, params=(EventParam("size", "尺码", "count", (), 5, 4),)), "params/0/maximum"),
    ],
)
def test_a_declaration_is_refused_with_the_place_of_its_fault(
    sqlite_url: str, wrong: EventDeclaration, field: str
) -> None:
    async def told() -> None:
        async with shop(sqlite_url) as there:
            with pytest.raises(Invalid) as fault:
                await there.engine.declarations.declare(BRAND, wrong, "tests")
            assert fault.value.field == field

    asyncio.run(told())
