"""A reward that fails or answers nonsense: its plugin is named, nothing is spent, everybody else is served."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import plugins
from engine.api import ClaimAnswer, NotPublishable, Reason, Refusal
from engine.plugin_host import PluginHost
from engine.spi import AddPoints, IssueCoupon, Money, Pay
from tests.support.shop import BRAND, PACKETS, Shop, shop
from tests.support.troubled_plugin import PARCEL, TROUBLED

PLUGIN = "tests.support.troubled_plugin"
TEXT = PACKETS.replace("give red_packet 1.00 CNY", "give troubled")


def fails() -> Any:
    raise ValueError("the plugin's own trouble")


def stops() -> Any:
    raise StopIteration


@pytest.fixture(autouse=True)
def troubled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(plugins, "BUILTIN", (*plugins.BUILTIN, PLUGIN))
    yield
    TROUBLED.mend()


WRONG_GRANTS: list[Callable[[], Any]] = [
    fails,
    stops,
    lambda: None,
    lambda: "nonsense",
    lambda: (),
    lambda: ("nonsense",),
    lambda: (AddPoints(-5),),
    lambda: (AddPoints(0),),
    lambda: (AddPoints(10**30),),
    lambda: (Pay(Money(500, "CNY")),),  # more than the cost, which is nothing: no budget would hold it
    lambda: (Pay(Money(-500, "CNY")),),
    lambda: (IssueCoupon("nobody knows it"),),
]
WRONG_COSTS: list[Callable[[], Any]] = [
    fails,
    lambda: 5,
    lambda: Money(-5, "CNY"),
    lambda: Money(10**20, "CNY"),
]


@pytest.mark.parametrize(
    ("part", "does"),
    [("does_grant", one) for one in WRONG_GRANTS] + [("does_cost", one) for one in WRONG_COSTS],
)
def test_trouble_at_a_claim_refuses_it_and_leaves_the_code_good(
    sqlite_url: str, part: str, does: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    async def claims() -> None:
        async with shop(sqlite_url, TEXT) as made:
            setattr(TROUBLED, part, does)
            refused = await made.claim(1, "anna")
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.PAUSED
            assert await made.counter("budget") == 0
            TROUBLED.mend()
            assert isinstance(await made.claim(1, "anna"), ClaimAnswer)

    asyncio.run(claims())
    assert PLUGIN in caplog.text


@pytest.mark.parametrize(
    ("part", "does"),
    [("does_grant", one) for one in WRONG_GRANTS] + [("does_cost", one) for one in WRONG_COSTS],
)
def test_trouble_that_shows_before_publication_is_a_reason_against_it(
    sqlite_url: str, part: str, does: Callable[[], Any]
) -> None:
    async def publishes() -> None:
        async with shop(sqlite_url) as made:
            setattr(TROUBLED, part, does)
            outcome = await _publish(made)
            assert isinstance(outcome, NotPublishable)
            assert any(PLUGIN in reason.en and PLUGIN in reason.zh for reason in outcome.reasons)

    asyncio.run(publishes())


def test_a_cost_in_a_currency_without_budget_is_a_reason_against_publication(sqlite_url: str) -> None:
    async def publishes() -> None:
        async with shop(sqlite_url) as made:
            TROUBLED.does_cost = lambda: Money(50, "USD")
            outcome = await _publish(made)
            assert isinstance(outcome, NotPublishable)
            assert [reason.en for reason in outcome.reasons] == [
                "line 9: `troubled` costs 0.50 USD, and there is no budget in USD"
            ]

    asyncio.run(publishes())


async def _publish(made: Shop) -> object:
    text = TEXT.replace("9521000100015", "9521000100022")
    campaign = await made.engine.campaigns.create(BRAND, "troubled", text, "tests")
    return await made.engine.campaigns.publish(BRAND, campaign, "tests")


@pytest.mark.parametrize("does", [fails, lambda: 7, lambda: " "])
def test_a_reward_without_words_is_called_by_its_title(sqlite_url: str, does: Callable[[], Any]) -> None:
    async def claims() -> None:
        async with shop(sqlite_url, TEXT) as made:
            TROUBLED.does_describe = does
            assert (await made.engine.scans.open(made.code(1), None)).phase == "ask"
            assert [grant.title.en for grant in (await made.granted(1, "anna")).grants] == ["Troubled"]

    asyncio.run(claims())


@pytest.mark.parametrize("does", [fails, lambda: "done", lambda: None])
def test_a_delivery_without_an_answer_is_tried_again_and_stops_no_worker(
    sqlite_url: str, does: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    async def delivers() -> None:
        async with shop(sqlite_url, TEXT) as made:
            TROUBLED.does_grant = lambda: PARCEL
            TROUBLED.does_deliver = does
            await made.granted(1, "anna")
            assert await made.engine.payouts.run_once() == 1
            assert await made.engine.payouts.run_once() == 0
            made.clock.pass_(minutes=5)
            assert await made.engine.payouts.run_once() == 1

    with caplog.at_level(logging.WARNING):
        asyncio.run(delivers())
    assert PLUGIN in caplog.text


ODD_FACT = """from engine.spi import FactSource, FactWord, Label, hookimpl

spi_version = 1


class Source(FactSource):
    facts = (FactWord("odd.one", Label("One", "一"), "yes_no", Label("h", "助")),)

    async def read(self, names, context):
        return {}


@hookimpl
def register_fact_sources():
    return (Source(),)
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise RuntimeError('boom')", "RuntimeError: boom"),
        (
            ODD_FACT,
            "fact `odd.one` must be one of",
        ),
    ],
)
def test_a_plugin_that_would_take_the_product_down_is_left_out_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    """Leaving at import, or adding a word that no text could be read with."""
    (tmp_path / "odd_plugin.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        host = PluginHost.load((), [EntryPoint("odd", "odd_plugin", "bottlecap.plugins")])
    finally:
        sys.modules.pop("odd_plugin", None)
    assert host.plugins == ()
    assert [failure.plugin for failure in host.failures] == ["odd_plugin"]
    assert told in host.failures[0].what_to_mend
