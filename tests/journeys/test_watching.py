"""What whoever runs the product can see: figures, one name for a request from its page to its payout, spans."""

from __future__ import annotations

import asyncio
import json
import logging
import re

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from studio.watching.logs import JsonLines
from studio.watching.metrics import Metrics
from studio.watching.traces import Traces
from studio.watching.watchers import Watchers
from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import Brand, found_brand
from tests.support.site import Phone

SPRING = """campaign "Spring packets"
  brand    "Dew Drinks"
  runs     2026-01-01 to 2026-05-31 in Asia/Shanghai
  budget   500.00 CNY
  channel  sandbox_wallet

on scan of 9521000100015
  give red_packet 1.88 CNY
  if spent
    refuse
"""
TOKEN = "watch-me"


class _Kept(logging.Handler):
    """Keeps each line as the log would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


async def _press(phone: Phone, code: str) -> httpx.Response:
    """Press the button of a code's page."""
    return await phone.exchange(
        "POST", f"/c/{code}/claim", form={}, headers={"sec-fetch-site": "same-origin"}
    )


@pytest.fixture
def log() -> _Kept:
    return _Kept()


def test_a_request_keeps_one_name_from_its_page_to_its_payout(
    database_url: str, clock: ClockFile, wallet: Wallet, log: _Kept
) -> None:
    """The claim's `X-Request-Id` stands in the line of its payout; no line holds the code."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            await brand.publish("spring", SPRING)
            code, *_ = await brand.codes("May", 1)
            loggers = [logging.getLogger(name) for name in ("bottlecap.requests", "engine.outbox.door")]
            for logger in loggers:
                logger.addHandler(log)
                logger.setLevel(logging.INFO)
            try:
                phone = Phone(site.app)
                await phone.exchange("GET", f"/c/{code}")
                pressed = await _press(phone, code)
                name = pressed.headers["x-request-id"]
                assert re.fullmatch(r"[0-9a-f]{32}", name)
                clock.at("2026-01-01 12:00:05")
                await site.pay_out()
            finally:
                for logger in loggers:
                    logger.removeHandler(log)
                    logger.setLevel(logging.NOTSET)
            asked = [line for line in log.lines if line.get("request") == name]
            assert asked[0]["route"] == "/c/{code}/claim"
            assert (asked[0]["method"], asked[0]["status"]) == ("POST", 303)
            assert any("now done" in str(line["message"]) for line in asked)
            assert code not in json.dumps(log.lines)

    asyncio.run(journey())


def test_figures_tell_what_was_settled_and_are_for_the_bearer_of_the_token_only(
    sqlite_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    async def journey() -> None:
        async with (
            opened_site(sqlite_url, clock, wallet.url, metrics_token=TOKEN) as site,
            site.client() as client,
        ):
            brand = Brand([client], await found_brand(site.engine))
            await brand.publish("spring", SPRING)
            first, second = await brand.codes("May", 2)
            await brand.claim("A", first)
            await brand.claim("B", first)
            await brand.claim("B", second)
            clock.at("2026-01-01 12:00:05")
            await site.pay_out()
            assert (await client.get("/metrics")).status_code == 401
            wrong = await client.get("/metrics", headers={"authorization": "Bearer other"})
            assert wrong.status_code == 401
            answer = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
            figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line[:1] != "#")
            assert figures['bottlecap_claims_total{kind="scan"}'] == "2.0"
            assert figures['bottlecap_refusals_total{reason="already_claimed"}'] == "1.0"
            assert figures['bottlecap_grants_total{reward="red_packet"}'] == "2.0"
            assert figures['bottlecap_orders_total{state="done",topic="payout"}'] == "2.0"
            assert figures["bottlecap_queue_commands"] == "0.0"
            assert float(figures["bottlecap_batch_seconds_count"]) >= 3
            assert first not in answer.text

    asyncio.run(journey())


def test_without_a_token_in_the_settings_there_are_no_figures_to_see(
    sqlite_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    async def journey() -> None:
        async with opened_site(sqlite_url, clock, wallet.url) as site, site.client() as client:
            assert (await client.get("/metrics")).status_code == 404

    asyncio.run(journey())


def test_spans_carry_the_requests_name_and_batches_link_to_what_they_settled(
    sqlite_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    async def journey() -> None:
        exporter = InMemorySpanExporter()
        watching = Watchers(Metrics(), Traces(exporter))
        async with (
            opened_site(sqlite_url, clock, wallet.url, watchers=watching) as site,
            site.client() as client,
        ):
            brand = Brand([client], await found_brand(site.engine))
            await brand.publish("spring", SPRING)
            code, *_ = await brand.codes("May", 1)
            pressed = await _press(Phone(site.app), code)
            trace = int(pressed.headers["x-request-id"], 16)
        spans = exporter.get_finished_spans()
        request = next(span for span in spans if span.name == "POST /c/{code}/claim")
        assert request.context is not None
        assert request.context.trace_id == trace
        linked = [link.context.trace_id for span in spans if span.name == "settle" for link in span.links]
        assert trace in linked

    asyncio.run(journey())


def test_a_trace_from_outside_is_believed_behind_a_named_proxy_only(
    sqlite_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    given = f"00-{'a' * 32}-{'b' * 16}-01"

    async def journey() -> None:
        async with opened_site(sqlite_url, clock, wallet.url) as site, site.client() as client:
            answer = await client.get("/health/live", headers={"traceparent": given})
            assert answer.headers["x-request-id"] != "a" * 32
            assert answer.json() == {"status": "ok"}

    asyncio.run(journey())
