"""A bottle's whole way through the pages: real engine, real database, real rules."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from engine.api import Engine, Label, Published, migrate
from studio.wiring import build_app
from tests.support.api_town import CAMPAIGN as API_CAMPAIGN
from tests.support.api_town import GTIN
from tests.support.clock import SetClock
from tests.support.site import Phone, prose, settings

#: The campaign of the API's tests, on a themed page.
CAMPAIGN = API_CAMPAIGN.replace("  channel ", "  page     theme_story\n  channel ")


BEFORE = datetime(2026, 5, 20, tzinfo=UTC)
NINE = datetime(2026, 6, 3, 1, 0, 40, tzinfo=UTC)  # 09:00:40 in Beijing


@dataclass
class Town:
    """One brand with a live campaign, ten codes, a shop with a clerk."""

    app: Starlette
    clock: SetClock
    codes: list[str]
    campaign_id: int

    @property
    def engine(self) -> Engine:
        engine: Engine = self.app.state.engine
        return engine


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    url = f"sqlite://{folder / 'bottlecap.sqlite3'}"
    await migrate(url)
    clock = SetClock(BEFORE)
    app = build_app(settings(database_url=url), clock=clock)
    async with app.router.lifespan_context(app):
        engine: Engine = app.state.engine
        await engine.accounts.add_brand("drinks", Label("Clearwater", "清泉"), "Asia/Shanghai", "CNY")
        await engine.codes.set_product("drinks", GTIN, Label("Sports drink", "运动饮料"))
        batch = await engine.codes.create_batch("drinks", "June", GTIN, "in_lid", 10, "Ling")
        await engine.codes.change("drinks", batch.id, 1, 9, "state", "active", "Ling")
        campaign_id = await engine.campaigns.create("drinks", "first-cap", CAMPAIGN, "Ling")
        published = await engine.campaigns.publish("drinks", campaign_id, "Ling")
        assert isinstance(published, Published), published
        outlet = await engine.outlets.add_outlet(
            "drinks", "S1", Label("Nanshan No. 1", "南山一号店"), "CN-44"
        )
        await engine.outlets.add_clerk("drinks", outlet.id, "7", "Lin Mei", "clerk", "246813")
        codes = [engine.codes.code_text(batch.id, serial) for serial in range(1, 11)]
        clock.instant = NINE
        yield Town(app, clock, codes, campaign_id)


def story(folder: Path, steps: Callable[[Town], Awaitable[None]]) -> None:
    async def told() -> None:
        async with town(folder) as there:
            await steps(there)

    asyncio.run(told())


async def press(phone: Phone, path: str, form: dict[str, str] | None = None) -> httpx.Response:
    """Press a button and go where the answer leads."""
    answer = await phone.exchange("POST", path, form=form or {}, headers={"sec-fetch-site": "same-origin"})
    return await phone.exchange("GET", answer.headers["location"]) if answer.status_code == 303 else answer


async def look(phone: Phone, path: str) -> str:
    return (await phone.exchange("GET", path)).text


def test_first_scan_repeat_stranger_and_second_code(tmp_path: Path) -> None:
    """A first scan, a repeat, a stranger and a second code, as people read them on their phones."""

    async def steps(there: Town) -> None:
        amy, bob = Phone(there.app), Phone(there.app)
        first, second = there.codes[:2]
        asked = await look(amy, f"/c/{first}")
        assert 'data-state="welcome"' in asked
        assert "Sports drink" in prose(asked)
        won = await press(amy, f"/c/{first}/claim")
        for expected in ("2.88", "On its way", "5 yuan off", "20 points", "10 June 2026"):
            assert expected in prose(won.text)
        assert 'data-state="won"' in won.text
        there.clock.instant += timedelta(minutes=5)
        again = prose(await look(amy, f"/c/{first}"))
        assert "You used this code on 3 June 2026, 09:00:40." in again
        assert "2.88" in again
        await press(amy, f"/c/{first}/claim")
        stranger = prose(await look(bob, f"/c/{first}"))
        assert "already been used by someone else, first on 3 June 2026 at 09:00:40" in stranger
        assert "0.88" in prose((await press(amy, f"/c/{second}/claim")).text)
        wallet = prose(await look(amy, "/w/drinks"))
        for expected in ("3.76", "on its way", "30", "5 yuan off"):
            assert expected in wallet
        assert await there.engine.audit() == ()

    story(tmp_path, steps)


def test_double_tap_on_a_fresh_phone_gives_once(tmp_path: Path) -> None:
    async def steps(there: Town) -> None:
        amy = Phone(there.app)
        await look(amy, f"/c/{there.codes[0]}")
        taps = [
            amy.exchange(
                "POST", f"/c/{there.codes[0]}/claim", form={}, headers={"sec-fetch-site": "same-origin"}
            )
            for _ in range(2)
        ]
        answers = await asyncio.gather(*taps)
        assert [answer.status_code for answer in answers] == [303, 303]
        assert "2.88" in prose(await look(amy, "/w/drinks"))

    story(tmp_path, steps)


@pytest.mark.parametrize("form", ["url", "digital_link"])
def test_whatever_is_printed_on_the_pack_opens_the_code(tmp_path: Path, form: str) -> None:
    """The very addresses that the printer gets, capitals and all, lead to the page of their code."""

    async def steps(there: Town) -> None:
        (batch,) = await there.engine.codes.batches("drinks")
        export = await there.engine.codes.export(
            "drinks", batch.id, form=form, origin="https://q.brand.cn", last=2
        )
        printed = b"".join(export.chunks).decode().split()
        assert len(printed) == 2
        for address in printed:
            assert 'data-state="welcome"' in await look(Phone(there.app), urlsplit(address).path)

    story(tmp_path, steps)


def test_digital_link_of_the_right_product_opens_the_code_and_of_another_does_not(tmp_path: Path) -> None:
    async def steps(there: Town) -> None:
        amy = Phone(there.app)
        assert 'data-state="welcome"' in await look(amy, f"/01/{GTIN}/21/{there.codes[0]}")
        other = await amy.exchange("GET", f"/01/9521000100022/21/{there.codes[0]}")
        assert other.status_code == 404
        assert 'data-state="not_genuine"' in other.text

    story(tmp_path, steps)


def test_states_of_code_and_campaign_are_told_in_both_languages(tmp_path: Path) -> None:
    async def steps(there: Town) -> None:
        amy, chen = Phone(there.app), Phone(there.app, "zh-CN")
        code, inactive = there.codes[0], there.codes[9]
        assert 'data-state="not_active"' in await look(amy, f"/c/{inactive}")
        assert 'data-state="not_genuine"' in await look(amy, f"/c/{code[:-1]}")
        there.clock.instant = datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC)
        early = await press(amy, f"/c/{code}/claim")
        assert early.status_code == 409
        assert "1 June 2026" in prose(early.text)
        there.clock.instant = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
        assert "2026年6月30日" in prose(await look(chen, f"/c/{code}"))
        there.clock.instant = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
        await there.engine.campaigns.pause("drinks", there.campaign_id, "Ling")
        assert 'data-state="paused"' in await look(chen, f"/c/{code}")

    story(tmp_path, steps)


def test_invitation_and_redemption_at_the_till(tmp_path: Path) -> None:
    """A shares, a friend takes the coupon, the clerk redeems it once, and may call it off the same day."""

    async def steps(there: Town) -> None:
        amy, friend, till = Phone(there.app), Phone(there.app), Phone(there.app)
        await press(amy, f"/c/{there.codes[0]}/claim")
        shared = await press(amy, f"/w/drinks/share/{there.campaign_id}")
        link = re.search(r'value="http://127\.0\.0\.1:8000(/i/[^"]+)"', shared.text)
        assert link is not None
        assert "new friends only" in prose(await look(amy, link[1]))
        assert 'data-state="invited"' in await look(friend, link[1])
        taken = await press(friend, f"{link[1]}/accept")
        assert 'data-state="won"' in taken.text
        wallet = await look(friend, "/w/drinks")
        member = re.search(r'class="member-code">([^<]+)<', wallet)
        assert member is not None
        wrong = await press(till, "/clerk/sign-in", {"outlet": "S1", "number": "7", "pin": "000000"})
        assert wrong.status_code == 422
        home = await press(till, "/clerk/sign-in", {"outlet": "S1", "number": "7", "pin": "246813"})
        assert "Lin Mei" in prose(home.text)
        page = await look(till, f"/clerk/member?code={member[1]}")
        fields = dict(re.findall(r'type="hidden" name="(coupon|request_id|code)" value="([^"]*)"', page))
        short = await press(till, "/clerk/redeem", fields | {"basket": "14.99"})
        assert short.status_code == 409
        done = await press(till, "/clerk/redeem", fields | {"basket": "20.00"})
        for expected in ("Coupon redeemed", "15.00", "0.20"):
            assert expected in prose(done.text)
        repeated = await press(till, "/clerk/redeem", fields | {"basket": "20.00"})
        assert done.url == repeated.url
        assert "Used on 3 June 2026" in prose(await look(friend, "/w/drinks"))
        assert "50 points" in prose(await look(amy, "/w/drinks"))
        request = re.search(r'name="request_id" value="([^"]+)"', done.text)
        assert request is not None
        undone = await press(till, f"{done.url.path}/cancel", {"request_id": request[1]})
        assert "Redemption cancelled" in prose(undone.text)
        statement = prose(await look(till, "/clerk/statement"))
        assert "0.20" in statement
        assert "Taken back" in statement
        assert await there.engine.audit() == ()

    story(tmp_path, steps)
