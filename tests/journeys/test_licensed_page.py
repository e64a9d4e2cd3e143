"""A film lends its pictures to the page: the licence begins, ends and is extended, and nobody presses anything."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from typing import Any

import httpx
from PIL import Image

from engine.api import Label
from tests.support.app import ORIGIN, Site, Wallet, opened_site
from tests.support.clock import BEIJING, ClockFile
from tests.support.people import Brand, found_brand
from tests.support.site import Phone

CAMPAIGN = """campaign "Film summer" / "电影之夏"
  brand    "Dew Drinks"
  runs     2026-07-01 to 2026-12-31 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet
  page     theme_plain

coupon "five" "5 yuan off" / "满20减5元"
  worth    5.00 CNY off 20.00 CNY
  valid    180 days
  at       stores

on scan of 9521000100015
  give red_packet 1.88 CNY
  give coupon "five"
  if spent
    refuse

on invitation
  give points 5
"""
PICTURE = re.compile(r"/static/picture/[a-z-]+/\d+")
REGION = "x-region"
PASSWORD = "open the cap and win"


def test_the_page_keeps_to_a_licence_by_itself(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """The claims and their sum are those of a brand whose page is neutral throughout."""

    async def journey() -> None:
        async with (
            opened_site(database_url, clock, wallet.url, region_header=REGION) as site,
            site.client() as client,
        ):
            clock.at("2026-06-30 10:00:00")
            story = Story(site, clock, client)
            await story.begin()
            await story.before_the_licence()
            await story.at_midnight()
            await story.swapped_while_open()
            await story.unapproved()
            await story.hong_kong()
            await story.shared_in_september()
            await story.the_end()
            await story.bottles_on_shelves()
            await story.extended()
            await story.report()
            await story.same_as_neutral()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """Half a year. Everything a consumer does is done with the plain brand too, whose page nobody ever dresses."""

    def __init__(self, site: Site, clock: ClockFile, client: httpx.AsyncClient) -> None:
        self.site, self.clock, self.client = site, clock, client
        self.desk = Phone(site.app)
        self.phones: dict[str, Phone] = {}
        self.film_views: dict[str, int] = {}

    async def begin(self) -> None:
        """Two brands with one campaign; a marketer; licence, pictures and the first version of the page."""
        accounts = self.site.engine.accounts
        self.brand = Brand([self.client], await found_brand(self.site.engine))
        await accounts.add_brand("plain-drinks", Label("Dew Drinks", "清露饮料"), "Asia/Shanghai", "CNY")
        self.plain = Brand([self.client], await accounts.add_api_key("plain-drinks", "journey"))
        self.campaign = await self.brand.publish("film", CAMPAIGN)
        self.plain_campaign = await self.plain.publish("film", CAMPAIGN)
        self.codes = await self.brand.codes("Film", 30)
        self.plain_codes = await self.plain.codes("Film", 30)
        await accounts.add_user("dew-drinks", "mei@example.com", "Mei", "author", PASSWORD)
        self.licence = await self.press(
            "/studio/licences", 303, title_en="The Lighthouse", title_zh="灯塔", licensor="North Pictures",
            territory="CN", excepted="CN-HK, CN-MO, CN-TW", unknown_shown="1", starts="2026-07-15T00:00",
            ends="2026-10-15T00:00", evidence="contract 7",
        )  # fmt: skip
        self.pictures = [await self.picture(shade) for shade in range(4)]
        start = await self.press(
            "/studio/own-themes", 303, base="theme_plain", title_en="Lighthouse", title_zh="灯塔"
        )
        one, two, three, four = self.pictures
        self.v1 = await self.save(start, 1, hero=one, won=two, coupon=two)
        self.v2 = await self.save(self.v1, 2, hero=one, won=three, coupon=two)
        self.v3 = await self.save(self.v2, 3, hero=four, won=three, coupon=two)

    async def press(self, path: str, status: int, **form: str) -> str:
        """A form of the studio; where it leads to, or what is said where it is refused."""
        headers = {"sec-fetch-site": "same-origin"}
        await self.sign_in()
        answer = await self.desk.exchange("POST", path, form=form, headers=headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-900:])
        return answer.headers["location"].split("?")[0] if status == 303 else answer.text

    async def sign_in(self) -> None:
        """Sessions do not last from month to month."""
        if (await self.desk.exchange("GET", "/studio/account")).status_code != 200:
            form = {"email": "mei@example.com", "password": PASSWORD}
            answer = await self.desk.exchange(
                "POST", "/studio/login", form=form, headers={"sec-fetch-site": "same-origin"}
            )
            assert answer.status_code == 303

    async def picture(self, shade: int) -> str:
        """Bring a picture under the licence; its number."""
        buffer = io.BytesIO()
        Image.new("RGB", (90, 60), (40 * shade, 90, 160)).save(buffer, "PNG")
        cookies = "; ".join(f"{name}={value}" for name, value in self.desk.cookies.items())
        answer = await self.client.post(
            f"{self.licence}/pictures", files={"file": ("still.png", buffer.getvalue())},
            data={"name_en": f"Still {shade + 1}"}, headers={"sec-fetch-site": "same-origin", "cookie": cookies},
        )  # fmt: skip
        assert answer.status_code == 303, answer.text[-900:]
        shown = (await self.desk.exchange("GET", f"{self.licence}.json")).json()
        return str(shown["it"]["pictures"][-1]["picture"]["id"])

    async def approve(self, *pictures: str) -> None:
        for picture in pictures:
            await self.press(f"{self.licence}/approvals", 303, picture=picture, kind="approved", approver="Ms Bo", evidence="letter")  # fmt: skip

    async def save(self, before: str, after: int, **pictures: str) -> str:
        """The next version of the theme: its address."""
        return await self.press(before, 303, after=str(after), **{f"picture-{slot}": one for slot, one in pictures.items()})  # fmt: skip

    async def plan(self, version: str, starts: str = "", *, refused: str = "") -> None:
        """Show a version from then on, or hear why not."""
        form = {"version": version.rpartition("/")[2], "starts": starts, "neutral_follows": "1"}
        told = await self.press(f"/studio/campaigns/{self.campaign}/page", 422 if refused else 303, **form)
        assert refused in told

    async def open(self, who: str, number: int, region: str | None = None) -> str:
        """Somebody looks at the page of a code, and at the one of the plain brand."""
        phone = self.phones.setdefault(who, Phone(self.site.app))
        headers = {REGION: region} if region else {}
        await phone.exchange("GET", f"/c/{self.plain_codes[number]}", headers=headers)
        answer = await phone.exchange("GET", f"/c/{self.codes[number]}", headers=headers)
        assert answer.status_code == 200
        if PICTURE.search(answer.text):
            day = self.clock.now().astimezone(BEIJING).date().isoformat()
            self.film_views[day] = self.film_views.get(day, 0) + 1
        return answer.text

    async def claim(self, who: str, number: int, page: str, region: str | None = None) -> str:
        """Press the button of a page that was opened, however long ago; the page after it."""
        headers = {"sec-fetch-site": "same-origin"} | ({REGION: region} if region else {})
        phone = self.phones[who]
        form = dict(re.findall(r'<input type="hidden" name="(shown|seen|page)" value="([^"]*)"', page))
        for code in (self.plain_codes[number], self.codes[number]):
            told = form if code in self.codes else {}
            answer = await phone.exchange("POST", f"/c/{code}/claim", form=told, headers=headers)
            assert answer.status_code == 303, answer.text[-600:]
        shown = await self.open(who, number, region)
        assert "1.88" in shown
        return shown

    async def before_the_licence(self) -> None:
        """Neither before the licence nor without approval; with both it is planned."""
        self.clock.at("2026-07-10 09:00:00")
        await self.plan(self.v1, "2026-07-14T00:00", refused="before the licence")
        await self.plan(self.v1, "2026-07-15T00:00", refused="has not approved")
        self.clock.at("2026-07-14 18:00:00")
        await self.approve(self.pictures[0], self.pictures[1])
        await self.plan(self.v1, "2026-07-15T00:00")
        early = await self.site_get(f"/static/picture/dew-drinks/{self.pictures[0]}")
        assert early.status_code == 404

    async def site_get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def at_midnight(self) -> None:
        """Neutral at 23:59:59, the film at 00:00:00; terms and rules are the same on both."""
        self.clock.at("2026-07-14 23:59:59")
        neutral = await self.open("A", 0)
        assert not PICTURE.search(neutral)
        self.clock.at("2026-07-15 00:00:00")
        film = await self.open("A", 0)
        assert PICTURE.search(film)
        assert _terms(neutral) == _terms(film) != []
        detail = await self.brand.done("GET", f"/campaigns/{self.campaign}")
        assert (len(detail["versions"]), detail["draft_revision"]) == (1, 1)

    async def swapped_while_open(self) -> None:
        """The page is replaced between the look and the press: the same reward, and the record says what was shown."""
        self.clock.at("2026-08-01 09:59:58")
        page = await self.open("A", 0)
        self.clock.at("2026-08-01 10:00:00")
        await self.approve(self.pictures[2])
        await self.plan(self.v2)
        self.clock.at("2026-08-01 10:00:05")
        after = await self.claim("A", 0, page)
        assert self.pictures[2] not in page
        assert f"/static/picture/dew-drinks/{self.pictures[0]}" in after
        self.record = await self.why()
        assert "The page shown was “Lighthouse”, version 2." in self.record

    async def why(self) -> str:
        """What the studio tells of A's claim."""
        await self.sign_in()
        rows = await self.brand.decisions(self.campaign)
        answer = await self.desk.exchange(
            "GET", f"/studio/campaigns/{self.campaign}/why/{rows[0]['event_id']}"
        )
        assert answer.status_code == 200
        return re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", answer.text)

    async def unapproved(self) -> None:
        """A picture without approval is not accepted; the way back is open, and A's record is as it was."""
        self.clock.at("2026-08-10 12:00:00")
        await self.plan(self.v3, refused="has not approved the picture “Still 4”")
        assert f"/{self.pictures[0]}" in await self.open("A", 1)
        self.clock.at("2026-08-11 12:00:00")
        await self.plan(self.v1)
        assert "version 2." in await self.why()

    async def hong_kong(self) -> None:
        """Outside the territory: the neutral page and the same reward; nor is the picture there by its address."""
        self.clock.at("2026-08-12 12:00:00")
        page = await self.open("H", 2, "HK")
        assert not PICTURE.search(page)
        assert not PICTURE.search(await self.claim("H", 2, page, "HK"))
        assert PICTURE.search(await self.open("A", 3, "CN-44"))
        elsewhere = await self.site_get(f"/static/picture/dew-drinks/{self.pictures[0]}", **{REGION: "HK"})
        assert elsewhere.status_code == 410

    async def shared_in_september(self) -> None:
        """A's wallet and the card of A's link show the film."""
        self.clock.at("2026-09-10 12:00:00")
        wallet = await self.wallet()
        assert f"/static/picture/dew-drinks/{self.pictures[1]}" in wallet
        self.coupon = await self.coupons()
        share = re.search(r'action="(/w/dew-drinks/share/\d+)"', wallet)
        assert share
        answer = await self.phones["A"].exchange(
            "POST", share[1], form={}, headers={"sec-fetch-site": "same-origin"}
        )
        self.link = "/i/" + answer.headers["location"].rpartition("/")[2]
        page = (await self.phones["A"].exchange("GET", self.link)).text
        assert f'<meta property="og:image" content="{ORIGIN}{self.link}/card">' in page
        self.count_view(3)  # the wallet twice, and the link
        card = await self.site_get(f"{self.link}/card")
        assert card.headers["content-type"] == "image/jpeg"

    def count_view(self, pages: int) -> None:
        day = self.clock.now().astimezone(BEIJING).date().isoformat()
        self.film_views[day] = self.film_views.get(day, 0) + pages

    async def wallet(self) -> str:
        return (await self.phones["A"].exchange("GET", "/w/dew-drinks")).text

    async def coupons(self) -> list[str]:
        """What A's coupons are worth and until when, as the wallet shows it."""
        return re.findall(r'<div class="ticket .*?</div>\s*</div>', await self.wallet(), re.DOTALL)

    async def the_end(self) -> None:
        """The last second of the licence, and the first without it: pages, pictures, cards and wallets are neutral."""
        self.clock.at("2026-10-14 23:59:59")
        assert PICTURE.search(await self.open("A", 4))
        address = f"/static/picture/dew-drinks/{self.pictures[0]}"
        kept = await self.site_get(address, accept="image/avif,image/webp,*/*")
        assert kept.status_code == 200
        assert "max-age=1," in kept.headers["cache-control"]
        self.clock.at("2026-10-15 00:00:00")
        assert not PICTURE.search(await self.open("A", 4))
        for picture in self.pictures[:3]:
            gone = await self.site_get(f"/static/picture/dew-drinks/{picture}")
            assert (gone.status_code, gone.text) == (410, "This picture is no longer available.")
        card = await self.site_get(f"{self.link}/card")
        assert (card.status_code, card.headers["content-type"]) == (200, "image/png")
        assert not PICTURE.search(await self.wallet())
        assert await self.coupons() == self.coupon != []

    async def bottles_on_shelves(self) -> None:
        """A bottle with film art, five days later: 1.88 on the neutral page."""
        self.clock.at("2026-10-20 12:00:00")
        page = await self.open("B", 5)
        assert not PICTURE.search(page)
        assert not PICTURE.search(await self.claim("B", 5, page))

    async def extended(self) -> None:
        """An extension lets nothing be shown before it starts; then the film is back, and goes again."""
        self.clock.at("2026-10-25 12:00:00")
        term = {"starts": "2026-10-26T00:00", "ends": "2026-12-01T00:00", "evidence": "letter of 25 October"}
        await self.press(f"{self.licence}/terms", 303, **term)
        for at, shows in (("2026-10-25 23:59:59", False), ("2026-10-26 00:00:00", True), ("2026-11-30 23:59:59", True), ("2026-12-01 00:00:00", False)):  # fmt: skip
            self.clock.at(at)
            assert bool(PICTURE.search(await self.open("B", 6))) is shows, at

    async def report(self) -> None:
        """The licensor's figures: each day with views, and 0 on each day without the licence."""
        await self.sign_in()
        answer = await self.desk.exchange("GET", f"{self.licence}/report.csv")
        told = {row["day"]: int(row["views"]) for row in csv.DictReader(io.StringIO(answer.text))}
        assert {day: views for day, views in told.items() if views} == self.film_views
        assert [told[f"2026-10-{day}"] for day in range(15, 26)] == [0] * 11

    async def same_as_neutral(self) -> None:
        """As many claims and as much money as with the neutral page throughout."""
        figures: list[dict[str, Any]] = [
            await self.brand.figures(self.campaign), await self.plain.figures(self.plain_campaign)
        ]  # fmt: skip
        assert figures[0] == figures[1]
        assert figures[0]["granted"] == 3 * 188


def _terms(page: str) -> list[str]:
    found = re.search(r'<details class="terms".*?</details>', page, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[0]) if found else []
