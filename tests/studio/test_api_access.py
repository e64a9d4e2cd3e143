"""A key opens its own brand and nothing else; guessing and flooding are slowed down."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from studio.api.surface import Rim
from studio.api.traffic import Policy, Traffic
from tests.support.api_calls import SUCCESSES
from tests.support.api_client import Caller, application
from tests.support.api_double import KEY, OTHER_KEY, ApiEngineDouble

#: Answered for any brand: its own lists and persons, its own new things, pure questions.
OWN_ALWAYS = {
    ("GET", "/event-declarations"), ("GET", "/prizes?state=to_pack"), ("GET", "/outlets/grades"), ("PUT", "/event-declarations/try_on"), ("GET", "/outlets"), ("POST", "/outlets"), ("GET", "/dealers"), ("POST", "/dealers"),
    ("GET", "/campaigns"), ("POST", "/campaigns"),
    ("GET", "/batches"), ("POST", "/batches"), ("POST", "/packing"), ("GET", "/packing/gaps"),
    ("GET", "/cartons/unregistered"), ("GET", "/trade-settings"), ("PUT", "/trade-settings"),
    ("GET", "/alliances"), ("GET", "/diversions"), ("GET", "/diversions/observations"), ("GET", "/service-cases"), ("POST", "/language/check"), ("GET", "/openapi.json"),
    ("GET", "/consumers/member-1"), ("PUT", "/consumers/member-1/mobile"),
    ("GET", "/consumers/member-1/attributes"), ("PUT", "/consumers/member-1/attributes"),
    ("GET", "/redemptions/refusals?limit=1"), ("GET", "/payouts/stuck"), ("GET", "/payouts/held"), ("GET", "/reviews"),
    ("POST", "/payouts/channels/sandbox_wallet/resumption"), ("GET", "/shared-texts"),
    ("POST", "/consumers/member-1/mobile/code"), ("POST", "/consumers/member-1/mobile/confirmation"),
    ("GET", "/consumers/member-1/consents"), ("PUT", "/consumers/member-1/consents"),
    ("GET", "/consumers/member-1/data"), ("GET", "/consumers/member-1/deletion"),
    ("POST", "/consumers/member-1/deletion"), ("GET", "/deletions"),
    ("GET", "/offers"), ("GET", "/groups"), ("GET", "/purchases?consumer=member-1"),
    ("PUT", "/shared-texts/spring"), ("POST", "/language/effects"),
}  # fmt: skip


@pytest.mark.parametrize("key", ["", "bck_", "bck_unknown", KEY[4:], KEY + "x", KEY.upper()])
def test_every_route_but_the_public_ones_needs_a_key(key: str) -> None:
    """401 with the scheme, before anything of the request is looked at."""

    async def steps() -> None:
        for method, path, body, _ in SUCCESSES:
            if path.startswith(("/openapi", "/problems")):
                continue
            engine = ApiEngineDouble()
            response = await Caller(application(engine), key or None).send(method, path, body)
            assert response.status_code == 401, (method, path)
            assert response.headers["www-authenticate"] == 'Bearer realm="bottlecap"'
            assert engine.everything() == ApiEngineDouble().everything()

    asyncio.run(steps())


def test_basic_credentials_are_not_keys() -> None:
    """Only the Bearer scheme, in any case."""
    engine = ApiEngineDouble()
    caller = Caller(application(engine), None)

    async def steps() -> list[int]:
        return [
            (await caller.send("GET", "/me", authorization=f"{scheme} {KEY}")).status_code
            for scheme in ("Basic", "Token", "bearer", "BEARER")
        ]

    assert asyncio.run(steps()) == [401, 401, 200, 200]


def test_no_route_shows_or_changes_what_is_another_brands() -> None:
    """All routes, with ids that exist for the first brand, asked by the second: 404, and nothing moved."""

    async def steps() -> None:
        for method, path, body, _ in SUCCESSES:
            if (method, path) in OWN_ALWAYS or path.startswith(("/problems", "/me")):
                continue
            engine = ApiEngineDouble()
            response = await Caller(application(engine), OTHER_KEY).send(method, path, body)
            assert response.status_code == 404, (method, path)
            assert engine.everything() == ApiEngineDouble().everything(), (method, path)

    asyncio.run(steps())


def ask_often(app: Any, key: str | None, times: int, path: str = "/me") -> list[httpx.Response]:
    async def steps() -> list[httpx.Response]:
        return [await Caller(app, key).send("GET", path) for _ in range(times)]

    return asyncio.run(steps())


def test_strangers_are_slowed_down_without_asking_the_engine() -> None:
    """After 60 wrong keys a minute the address is answered 429 and no key is looked up."""
    engine = ApiEngineDouble()
    app = application(engine)
    answers = ask_often(app, "bck_wrong", 62)
    assert [one.status_code for one in answers] == [401] * 60 + [429] * 2
    assert len(engine.api_accounts.asked) == 60
    assert int(answers[-1].headers["retry-after"]) in range(1, 61)
    assert answers[-1].headers["ratelimit-policy"] == '"stranger";q=60;w=60'


def test_a_brand_sees_what_is_left_to_it() -> None:
    """RateLimit tells it with each answer; beyond the quota comes 429, for this brand only."""
    app = application(ApiEngineDouble())
    app.state.api_rim = Rim(brand=Traffic(Policy("brand", 2, 60)))
    first, second, third = ask_often(app, KEY, 3)
    assert first.headers["ratelimit"].startswith('"brand";r=1;t=')
    assert second.headers["ratelimit"].startswith('"brand";r=0;t=')
    assert (third.status_code, third.json()["code"]) == (429, "too_many_requests")
    assert ask_often(app, OTHER_KEY, 1, "/outlets")[0].status_code == 200


def test_a_window_opens_again_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts go back to zero after the window; the callers seen longest ago are forgotten."""
    now = [0.0]
    monkeypatch.setattr("studio.api.traffic.CALLERS_MAX", 2)
    traffic = Traffic(Policy("brand", 1, 60), lambda: now[0])
    assert traffic.take("a").allowed
    assert not traffic.take("a").allowed
    now[0] = 59.9
    assert not traffic.take("a").allowed
    now[0] = 60
    assert traffic.take("a").allowed
    traffic.take("b")
    traffic.take("c")
    assert traffic.take("a").allowed, "forgotten, so it begins anew"
