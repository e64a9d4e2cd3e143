"""People of a company sign in to the studio with the company's own service; who may come in is still said in the studio."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from engine.accounts import totp
from engine.api import Engine, Label, StudioUser
from studio.accounts.outside import Provider
from studio.accounts.outside_routes import BACK
from studio.settings import OutsideService, Settings, SettingsError
from studio.wiring import build_app
from tests.support.clock import SetClock
from tests.support.oidc_provider import CLIENT, SECRET, OidcProvider
from tests.support.shop import opened

ORIGIN = "http://studio.example"
LING = {"sub": "u-1", "email": "Ling@spring.cn", "email_verified": True}


class House:
    """The studio, the company's service and one browser."""

    def __init__(self, engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        self.engine, self.clock, self.ling = engine, clock, ling
        self.company = OidcProvider()
        self.company.person = dict(LING)
        service = OutsideService(self.company.issuer, CLIENT, SECRET, "Spring ID")
        settings = Settings("", b"x" * 32, ORIGIN, run_payouts=False, oidc=service)
        self.app = build_app(settings, engine=engine, clock=clock)
        self.app.state.provider = Provider(service, ORIGIN + BACK, httpx.ASGITransport(self.company.app))
        self.browser = self.new_browser()

    def new_browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ORIGIN)

    async def to_company(self, page: str = "/studio/codes") -> str:
        """Press the button; what the company's service sends the browser back to."""
        begun = await self.browser.get(f"/studio/login/outside?next={page}")
        assert begun.status_code == 303, begun.text
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.company.app)) as there:
            agreed = await there.get(begun.headers["location"])
        assert agreed.status_code == 302, agreed.text
        return str(agreed.headers["location"])

    async def sign_in(self) -> httpx.Response:
        return await self.browser.get(await self.to_company())

    async def inside(self) -> bool:
        return (await self.browser.get("/studio/codes")).status_code == 200


def told(url: str, story: Callable[[House], Awaitable[None]]) -> None:
    async def telling() -> None:
        clock = SetClock(datetime(2026, 6, 12, 4, tzinfo=UTC))
        engine = await opened(url, clock)
        try:
            await engine.accounts.add_brand("spring", Label("Spring", "泉"), "Asia/Shanghai", "CNY")
            await engine.accounts.add_user("spring", "ling@spring.cn", "Ling", "admin", "open the cap")
            ling = await engine.accounts.sign_in("ling@spring.cn", "open the cap", address="a")
            assert isinstance(ling, StudioUser)
            house = House(engine, clock, ling)
            async with house.browser:
                await story(house)
        finally:
            await engine.close()

    asyncio.run(telling())


def test_there_and_back_to_the_page_that_was_wanted(database_url: str) -> None:
    async def story(house: House) -> None:
        page = (await house.browser.get("/studio/login?next=/studio/codes")).text
        assert "Sign in with Spring ID" in page
        assert 'href="/studio/login/outside?next=/studio/codes"' in page
        came = await house.sign_in()
        assert (came.status_code, came.headers["location"]) == (303, "/studio/codes")
        assert await house.inside()
        acts = await house.engine.people.acts("spring")
        assert [(act.kind, act.about) for act in acts] == [("outside", "ling@spring.cn")]
        house.company.person["email"] = "somebody.else@spring.cn"
        async with house.new_browser() as house.browser:
            assert (await house.sign_in()).status_code == 303, (
                "the subject counts, whatever the address became"
            )
        assert len(await house.engine.people.acts("spring")) == 1

    told(database_url, story)


def test_only_whom_the_studio_knows_by_a_proved_address(database_url: str) -> None:
    async def story(house: House) -> None:
        house.company.person["email_verified"] = False
        refused = await house.sign_in()
        assert refused.status_code == 422
        assert "has not confirmed the address" in refused.text
        house.company.person = {"sub": "u-2", "email": "eve@spring.cn", "email_verified": True}
        refused = await house.sign_in()
        assert "Ask one of your admins" in refused.text
        await house.engine.people.invite(house.ling, "eve@spring.cn", "Eve", "analyst")
        assert (await house.sign_in()).status_code == 303, "the invitation is taken up without a password"
        eve = next(one for one in await house.engine.people.all("spring") if one.name == "Eve")
        assert not eve.invited
        house.company.person = {"sub": "u-3", "email": "eve@spring.cn", "email_verified": True}
        async with house.new_browser() as house.browser:
            refused = await house.sign_in()
            assert "Ask one of your admins" in refused.text, (
                "an address that came to somebody else opens nothing"
            )
            house.company.person["sub"] = "u-2"
            await house.engine.people.close(house.ling, eve.id)
            assert (await house.sign_in()).status_code == 422
            assert not await house.inside()

    told(database_url, story)


def test_the_number_of_ones_app_is_asked_for_all_the_same(database_url: str) -> None:
    async def story(house: House) -> None:
        secret, _ = await house.engine.people.begin_two_steps(house.ling)
        now = totp.step_of(house.clock.now())
        await house.engine.people.confirm_two_steps(house.ling, secret, totp.number(secret, now))
        house.clock.instant += timedelta(minutes=2)
        asked = await house.sign_in()
        assert asked.status_code == 200
        assert not await house.inside()
        form = dict(re.findall(r'name="(token|next|csrf)" value="([^"]*)"', asked.text))
        assert form["next"] == "/studio/codes"
        wrong = await house.browser.post(
            "/studio/login/number", data={**form, "number": "000000"}, headers=SAME
        )
        assert wrong.status_code == 422
        assert "not the number" in wrong.text
        right = totp.number(secret, totp.step_of(house.clock.now()))
        came = await house.browser.post("/studio/login/number", data={**form, "number": right}, headers=SAME)
        assert (came.status_code, came.headers["location"]) == (303, "/studio/codes")
        again = await house.browser.post("/studio/login/number", data={**form, "number": right}, headers=SAME)
        assert again.status_code == 422, "good once"

    told(database_url, story)


SAME = {"sec-fetch-site": "same-origin"}


def _bent(**claims: Any) -> Callable[[dict[str, Any]], None]:
    return lambda signed: signed.update(claims)


@pytest.mark.parametrize(
    "bend",
    [
        _bent(iss="https://login.example.com.evil.example"),
        _bent(aud="another client"),
        _bent(aud=[CLIENT, "another client"]),
        _bent(nonce="of another sign-in"),
        lambda signed: signed.pop("nonce"),
        lambda signed: signed.pop("sub"),
        _bent(exp=1_700_000_000),
        _bent(iat=4_000_000_000),
        _bent(azp="another client"),
    ],
)
def test_what_the_service_did_not_sign_for_us_and_now_is_not_believed(
    sqlite_url: str, bend: Callable[[dict[str, Any]], None]
) -> None:
    async def story(house: House) -> None:
        house.company.bend = bend
        refused = await house.sign_in()
        assert refused.status_code == 502
        assert "does not answer as it should" in refused.text
        assert not await house.inside()

    told(sqlite_url, story)


def test_strange_keys_are_refused_and_new_ones_learned(sqlite_url: str) -> None:
    async def story(house: House) -> None:
        house.company.signer = RSAKey.generate_key(2048, {"kid": "one"})
        assert (await house.sign_in()).status_code == 502
        house.company.turn_keys()
        assert (await house.sign_in()).status_code == 303

    told(sqlite_url, story)


def test_nobody_is_brought_in_by_a_link(sqlite_url: str) -> None:
    """Whoever sends somebody a link back to the studio signs nobody in: the browser must have gone there itself."""

    async def story(house: House) -> None:
        link = await house.to_company()
        async with house.new_browser() as house.browser:
            refused = await house.browser.get(link)
            assert refused.status_code == 422
            assert "not begun in this browser" in refused.text
            own = await house.to_company()
            mixed = re.sub(r"code=[^&]+", re.search(r"code=[^&]+", link)[0], own)  # type: ignore[index]  # it has one
            assert (await house.browser.get(mixed)).status_code == 502, (
                "the code was made for another verifier"
            )
            elsewhere = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fother.example", await house.to_company())
            assert (await house.browser.get(elsewhere)).status_code == 422, "RFC 9207"
            came = await house.browser.get(await house.to_company("https://evil.example"))
            assert came.headers["location"] == "/studio", "and to no other site"

    told(sqlite_url, story)


def test_a_service_that_is_away_says_so_and_one_that_is_not_set_is_not_there(sqlite_url: str) -> None:
    async def story(house: House) -> None:
        house.app.state.provider = Provider(
            replace(house.app.state.provider.service, issuer="https://login.example.com/other"),
            ORIGIN + BACK,
            httpx.ASGITransport(house.company.app),
        )
        away = await house.browser.get("/studio/login/outside")
        assert away.status_code == 502
        assert "sign in with your password" in away.text
        house.app.state.provider = None
        assert (await house.browser.get("/studio/login/outside")).status_code == 404
        assert "/studio/login/outside" not in (await house.browser.get("/studio/login")).text

    told(sqlite_url, story)


def test_settings_name_what_is_missing() -> None:
    base = {
        "BOTTLECAP_DATABASE_URL": "sqlite:///x.db",
        "BOTTLECAP_SECRET": base64.b64encode(b"x" * 32).decode(),
        "BOTTLECAP_OIDC_ISSUER": "https://login.example.com",
    }
    with pytest.raises(SettingsError, match="BOTTLECAP_OIDC_CLIENT"):
        Settings.from_environment(base)
    whole = {**base, "BOTTLECAP_OIDC_CLIENT": "a", "BOTTLECAP_OIDC_SECRET": "b"}
    assert Settings.from_environment(whole).oidc == OutsideService(
        "https://login.example.com", "a", "b", "SSO"
    )
    with pytest.raises(SettingsError, match="BOTTLECAP_OIDC_ISSUER"):
        Settings.from_environment({**whole, "BOTTLECAP_OIDC_ISSUER": "http://login.example.com"})
