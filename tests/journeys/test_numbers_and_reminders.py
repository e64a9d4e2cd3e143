"""A number proven by a code, a chat app's account, and a reminder the day before a lock lapses."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from plugins.sandbox_sms import plugin as sms
from plugins.sandbox_sms.gateway import Gateway
from plugins.wechat import plugin as wechat
from plugins.wechat.sandbox import WeChatSandbox
from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import BRAND, Brand, Json, found_brand
from tests.support.site import Phone, prose

MOBILE = "+8613800138000"
OWN = {"sec-fetch-site": "same-origin"}
SETTINGS = {
    "BOTTLECAP_SMS_URL": "http://sms",
    "BOTTLECAP_SMS_SECRET": "sender",
    "BOTTLECAP_WECHAT_APP": "wx-dew",
    "BOTTLECAP_WECHAT_SECRET": "secret-of-dew",
    "BOTTLECAP_WECHAT_API": "http://wechat",
    "BOTTLECAP_WECHAT_PAGES": "http://wechat",
}
LOCKS = """campaign "Locks" / "待解锁"
  brand    "Dew Drinks"
  runs     2026-07-01 to 2026-07-31 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

on scan of batch "label-4"
  give red_packet 0.50 CNY
  when event.opens is 0
    give red_packet 4.00 CNY, unlocked by scan of batch "label-4" within 168 hours
  if spent
    refuse "all given" / "已发完"

on lapsing of 1 day
  give sms "Your 4.00 yuan opens until tomorrow: scan another bottle." chinese "你的 4 元明天到期，再扫一瓶即可解锁。", at most 1 a week
"""


@dataclass(frozen=True, slots=True)
class Outside:
    """The gateway and the chat app that the plugins speak to."""

    gateway: Gateway
    chat: WeChatSandbox

    def last(self, number: str = MOBILE) -> str:
        return self.gateway.inboxes[number][-1]

    def code(self) -> str:
        found = re.search(r"\d{6}", self.last())
        assert found
        return found[0]


@pytest.fixture
def outside(clock: ClockFile, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Both on the test's clock, reached without a network."""
    gateway = Gateway(b"sender", now_s=lambda: clock.now().timestamp())
    chat = WeChatSandbox("wx-dew", "secret-of-dew")
    monkeypatch.setattr(sms._CHANNEL, "_transport", httpx.ASGITransport(gateway))
    monkeypatch.setattr(sms._CHANNEL, "_clock", clock.now)
    monkeypatch.setattr(wechat._PROVIDER, "_transport", httpx.ASGITransport(chat))
    return Outside(gateway, chat)


def test_one_person_by_number_and_chat(
    database_url: str, clock: ClockFile, wallet: Wallet, outside: Outside
) -> None:
    """Two phones with one number, and one with the same chat account, are one person; wrong codes prove nothing."""

    async def journey() -> None:
        async with (
            opened_site(database_url, clock, wallet.url, more=SETTINGS) as site,
            site.client() as client,
        ):
            story = Story(site, Brand([client], await found_brand(site.engine)), clock, outside)
            await story.begin()
            await story.a_code()
            await story.a_chat_account()
            await story.gone()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


def test_a_reminder_the_day_before(
    database_url: str, clock: ClockFile, wallet: Wallet, outside: Outside
) -> None:
    """Only who agreed, and whose lock still waits, is reminded: once, in time."""

    async def journey() -> None:
        async with (
            opened_site(database_url, clock, wallet.url, more=SETTINGS) as site,
            site.client() as client,
        ):
            story = Story(site, Brand([client], await found_brand(site.engine)), clock, outside)
            await story.begin()
            await story.reminders()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """July 2026."""

    def __init__(self, site: Site, brand: Brand, clock: ClockFile, outside: Outside) -> None:
        self.site, self.brand, self.clock, self.outside = site, brand, clock, outside
        self.codes: list[str] = []
        self.first, self.second, self.third = (Phone(site.app) for _ in range(3))

    async def begin(self) -> None:
        self.clock.at("2026-06-30 12:00:00")
        self.codes = await self.brand.codes("label-4", 20)
        await self.brand.publish("locks", LOCKS)
        self.clock.at("2026-07-01 10:00:00")

    async def scan(self, phone: Phone) -> None:
        """A phone claims the next bottle."""
        code = self.codes.pop()
        await phone.exchange("GET", f"/c/{code}")
        await phone.exchange("POST", f"/c/{code}/claim", form={}, headers=OWN)

    async def send(self, phone: Phone, path: str, **form: str) -> httpx.Response:
        """A form of the person's own page."""
        return await phone.exchange("POST", f"/w/{BRAND}/me/{path}", form=form, headers=OWN)

    async def a_code(self) -> None:
        """The code is good for who asked, once, for five minutes, five tries; another takes a minute."""
        for phone in (self.first, self.second):
            await self.scan(phone)
        page = prose((await self.first.exchange("GET", f"/w/{BRAND}/me")).text)
        assert "Mobile number" in page
        assert "Recognise me by WeChat" in page
        sent = await self.send(self.first, "code", mobile=MOBILE)
        assert "A code is on its way to +8613800138000" in prose(sent.text)
        good = self.outside.code()
        assert (await self.send(self.first, "code", mobile=MOBILE)).status_code == 422
        assert (await self.send(self.second, "mobile", mobile=MOBILE, code=good)).status_code == 422
        wrong = f"{(int(good) + 1) % 10**6:06}"
        for _ in range(3):
            answer = await self.send(self.first, "mobile", mobile=MOBILE, code=wrong)
            assert "This code is wrong or no longer good" in prose(answer.text).replace("this", "This")
        assert (await self.send(self.first, "mobile", mobile=MOBILE, code=good)).status_code == 303
        assert (await self.send(self.first, "mobile", mobile=MOBILE, code=good)).status_code == 422
        self.clock.at("2026-07-01 10:02:00")
        await self.send(self.second, "code", mobile=MOBILE)
        self.clock.at("2026-07-01 10:07:00")
        late = await self.send(self.second, "mobile", mobile=MOBILE, code=self.outside.code())
        assert late.status_code == 422
        await self.send(self.second, "code", mobile=MOBILE)
        joined = await self.send(self.second, "mobile", mobile=MOBILE, code=self.outside.code())
        assert joined.status_code == 303
        assert await self.money(self.first) == await self.money(self.second)

    async def money(self, phone: Phone) -> list[str]:
        """The amounts in a wallet."""
        page = prose((await phone.exchange("GET", f"/w/{BRAND}")).text)
        return re.findall(r"\d+\.\d\d", page)

    async def a_chat_account(self) -> None:
        """Whoever comes back with a code that the chat app gave is who it says; a stranger's word is refused."""
        for phone in (self.first, self.third):
            away = await phone.exchange("GET", f"/w/{BRAND}/with/wechat")
            back = await self.sign_in(away)
            assert (await phone.exchange("GET", back)).status_code == 303
            assert (await phone.exchange("GET", back)).status_code == 400
        assert await self.money(self.third) == await self.money(self.first)
        forged = f"/w/{BRAND}/with/wechat/back?code=x&state=y"
        assert (await self.third.exchange("GET", forged)).status_code == 400

    async def sign_in(self, away: httpx.Response) -> str:
        """The chat app's page sends straight back; the path to which it sends."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.outside.chat)) as browser:
            answer = await browser.get(away.headers["location"])
        parts = urlsplit(answer.headers["location"])
        assert set(parse_qs(parts.query)) == {"code", "state"}
        return f"{parts.path}?{parts.query}"

    async def gone(self) -> None:
        """The person leaves from the page: the gateway has forgotten the number too."""
        assert MOBILE in self.outside.gateway.contacts.values()
        page = prose((await self.first.exchange("GET", f"/w/{BRAND}/me")).text)
        assert re.search(r"8\.00\S* that was set aside for you goes back", page), page
        assert (await self.send(self.first, "deletion")).headers["location"].endswith("/me")
        gone = await self.send(self.first, "deletion", understood="on")
        assert gone.headers["location"] == f"/w/{BRAND}"
        await self.site.pay_out()
        assert self.outside.gateway.contacts == {}
        assert self.outside.gateway.inboxes.get(MOBILE) is None
        assert "Nothing here yet" in prose((await self.second.exchange("GET", f"/w/{BRAND}")).text)

    async def number(self, who: str, mobile: str) -> None:
        """The person proves a number over the brand's own systems."""
        await self.brand.done("POST", f"/consumers/{who}/mobile/code", {"mobile": mobile})
        found = re.search(r"\d{6}", self.outside.last(mobile))
        assert found
        body = {"mobile": mobile, "code": found[0]}
        await self.brand.done("POST", f"/consumers/{who}/mobile/confirmation", body)

    async def lock_of(self, who: str) -> Json:
        """The person's newest lock."""
        grants = (await self.brand.wallet(who))["grants"]
        return next(dict(grant["lock"]) for grant in grants if grant["lock"])

    async def reminders(self) -> None:
        """A opens in time, B agreed to messages, C did not; B's lock then lapses all the same."""
        numbers = {who: f"+861380013800{place}" for place, who in enumerate("ABC")}
        self.clock.at("2026-07-08 10:10:00")
        for who, number in numbers.items():
            assert (await self.brand.claim(who, self.codes.pop())).is_success
            await self.number(who, number)
        for who in "AB":
            await self.brand.done("PUT", f"/consumers/{who}/consents", {"messages": True})
        self.clock.at("2026-07-10 09:00:00")
        await self.brand.claim("A", self.codes.pop())
        self.clock.at("2026-07-14 10:09:59")
        await self.site.pay_out()
        before = {who: len(self.outside.gateway.inboxes[number]) for who, number in numbers.items()}
        self.clock.at("2026-07-14 10:10:00")
        for _ in range(2):
            await self.site.pay_out()
        after = {who: len(self.outside.gateway.inboxes[number]) for who, number in numbers.items()}
        assert {who: after[who] - before[who] for who in numbers} == {"A": 0, "B": 1, "C": 0}
        assert self.outside.last(numbers["B"]).startswith("你的 4 元明天到期，再扫一瓶即可解锁。")
        assert (await self.lock_of("B"))["state"] == "waiting"
        self.clock.at("2026-07-15 10:10:00")
        await self.site.pay_out()
        assert (await self.lock_of("B"))["state"] == "lapsed"
