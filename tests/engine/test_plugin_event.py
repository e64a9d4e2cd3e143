"""A plugin's own event, as native as the built-in ones: written in both languages, told over the API, granted,
explained, listed in the terms."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import ModuleType

import httpx
import pytest

from engine.api import Label
from engine.catalog import DuplicateDeclarationError
from engine.plugin_host import PluginHost
from engine.spi import hookimpl
from engine.spi.declarations import Declarations
from engine.spi.testing import check_plugin, problems_of
from studio.settings import Settings
from studio.wiring import build_app
from tests.support import tasting_plugin
from tests.support.shop import BRAND, SECRET, shop

ENGLISH = """campaign "Tastings"
  brand  "Spring"
  runs   2026-06-01 to 2026-12-30 in Asia/Shanghai

on tasting "Riesling"
  when tasting.glasses at least 2
    give points 20
  otherwise
    give points 10

test "two glasses"
  at 2026-06-03 10:00
  tasting "Riesling" with glasses 2
  expect points 20
"""
CHINESE = """活动 "Tastings"
  品牌 "Spring"
  时间 2026-06-01 至 2026-12-30 时区 Asia/Shanghai

当 品鉴 "Riesling"
  如果 品鉴.杯数 至少 2
    发 积分 20
  否则
    发 积分 10

测试 "two glasses"
  在 2026-06-03 10:00
  品鉴 "Riesling" 其 杯数 2
  期望 积分 20
"""
PLUGIN = "tests.support.tasting_plugin"


def test_the_plugin_keeps_the_contract() -> None:
    check_plugin(tasting_plugin)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_a_plugins_event_is_told_over_the_api_granted_and_explained(sqlite_url: str, text: str) -> None:
    async def work() -> None:
        async with shop(sqlite_url, text, more=(PLUGIN,)) as it:
            assert it.engine.language.format(text, "zh" if text is ENGLISH else "en") == (
                CHINESE if text is ENGLISH else ENGLISH
            )
            key = await it.engine.accounts.add_api_key(BRAND, "cellar")
            settings = Settings(database_url=sqlite_url, secret=SECRET, run_payouts=False)
            transport = httpx.ASGITransport(build_app(settings, engine=it.engine, clock=it.clock))
            headers = {"Authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(
                transport=transport, base_url=settings.origin, headers=headers
            ) as api:
                body = {
                    "event": "tasting",
                    "id": "seat-1",
                    "consumer": {"ref": "anna"},
                    "facts": {"tasting.wine": "Riesling", "tasting.glasses": 2},
                }
                first = await api.post("/api/v1/events", json=body)
                again = await api.post("/api/v1/events", json=body)
                other = await api.post("/api/v1/events", json={**body, "facts": {"tasting.wine": "Merlot"}})
                wrong = await api.post("/api/v1/events", json={**body, "facts": {"tasting.glasses": "two"}})
                unknown = await api.post("/api/v1/events", json={**body, "facts": {"tasting.colour": "red"}})
                merlot = await api.post(
                    "/api/v1/events", json={**body, "id": "seat-2", "facts": {"tasting.wine": "Merlot"}}
                )
                told = first.json()
                claim = told["campaigns"][0]["claim"]
                why = await api.get(f"/api/v1/decisions/{claim['claim_id']}/why")
            assert (first.status_code, again.status_code) == (201, 200), first.text
            assert [grant["points"] for grant in claim["grants"]] == [20]
            assert again.json()["campaigns"][0]["claim"]["claim_id"] == claim["claim_id"]
            assert (other.status_code, other.json()["code"]) == (409, "event_id_reused")
            assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/facts/tasting.glasses"]
            assert [fault["pointer"] for fault in unknown.json()["errors"]] == ["/facts/tasting.colour"]
            assert (merlot.status_code, merlot.json()["campaigns"]) == (201, [])
            assert why.json()["decision"]["kind"] == "tasting"
            assert any("line 6" in step["en"] for step in why.json()["steps"])
            (row,) = await it.engine.campaigns.decisions(BRAND, it.campaign)
            assert row.event == Label("Tasting", "品鉴")
            (page,) = await it.engine.rules.all(BRAND)
            (event,) = page.events
            assert event.title == Label("When you come to a tasting (“Riesling”)", "参加品鉴时（“Riesling”）")
            assert await it.engine.audit() == ()

    asyncio.run(work())


def _plugin(trigger: object) -> ModuleType:
    made = ModuleType("made_plugin")
    made.spi_version = 1  # type: ignore[attr-defined]  # a module made by hand

    @hookimpl
    def register_triggers() -> tuple[object, ...]:
        return (trigger,)

    made.register_triggers = register_triggers  # type: ignore[attr-defined]  # as above
    return made


def test_the_kit_says_what_an_event_lacks() -> None:
    whole = tasting_plugin.TASTING
    assert problems_of(_plugin(whole)) == ()
    for wrong, what in (
        (replace(whole, name="Tasting"), "lower case"),
        (replace(whole, name="t" * 33), "32 characters"),
        (replace(whole, label=Label("Tasting", "品 鉴")), "one Chinese word"),
        (replace(whole, occasion=Label("When", "")), "has no Chinese"),
        (replace(whole, facts=whole.facts[1:]), "needs a fact `tasting.wine`"),
        (replace(whole, facts=(replace(whole.facts[0], name="wine.name"), *whole.facts)), "must begin with"),
    ):
        assert any(what in problem for problem in problems_of(_plugin(wrong))), what


@pytest.mark.parametrize("name", ["purchase", "draw", "scan"])
def test_the_names_of_the_engine_and_its_keywords_are_taken(name: str) -> None:
    own = replace(tasting_plugin.TASTING, name=name, label=Label("x", "某事"), facts=(), params=())
    with pytest.raises(DuplicateDeclarationError, match=name):
        PluginHost.load(()).catalog.with_plugin("some.plugin", Declarations(triggers=(own,)))
