"""The sharer gains when the friend redeems: not for a press on share, not for a click, not for a claim."""

from __future__ import annotations

import asyncio

import httpx

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import Brand, Json, basket, found_brand, granted, refused

CAMPAIGN = """campaign "Bring a friend"
  brand    "Dew Drinks"
  runs     2026-06-01 to 2026-07-31 in Asia/Shanghai

coupon "friend-6" "6 yuan off" / "满12减6元"
  worth    6.00 CNY off 12.00 CNY
  valid    30 days
  at       stores

segment newcomer   consumer.claims is 0

on invitation
  when newcomer
    give coupon "friend-6"
  otherwise
    refuse "for new friends only" / "仅限新朋友"

on redemption of "friend-6"
  give points 50 to referrer, at most 3 a month, at most 5 in all
"""
NEW_ONLY = "new friends only"


def test_share_bonus_on_the_friends_redemption_not_on_the_click(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """One sharer a friend, one level, three a month and five in all; what is taken back makes room again."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            story = Story(brand, clock)
            clock.at("2026-06-18 09:00:00")
            story.campaign = await brand.publish("bring-a-friend", CAMPAIGN)
            await brand.store("S1")
            await story.share_and_first_friend()
            await story.taken_back()
            await story.nobody_refers_themselves()
            await story.two_links()
            await story.caps()
            await story.end(site)

    asyncio.run(journey())


class Story:
    """Two months of sharing."""

    def __init__(self, brand: Brand, clock: ClockFile) -> None:
        self.brand, self.clock = brand, clock
        self.campaign = ""

    async def share(self, who: str) -> str:
        """A press on share: the token of the person's link."""
        body = {"campaign_id": self.campaign, "consumer": {"ref": who}}
        return str((await self.brand.done("POST", "/invitations", body))["token"])

    async def open(self, token: str, who: str) -> Json:
        return dict(await self.brand.done("GET", f"/invitations/{token}?consumer={who}"))

    async def accept(self, token: str, who: str) -> httpx.Response:
        return await self.brand.send("POST", f"/invitations/{token}/claims", {"consumer": {"ref": who}})

    async def coupon(self, token: str, friend: str) -> str:
        """The coupon that a friend claims through a link."""
        return str(granted(await self.accept(token, friend))["coupon"])

    async def redeem(self, coupon: str, request: str) -> Json:
        """The friend's purchase of 12.00; the friend always pays 6.00 less."""
        answer = await self.brand.redeem("S1", coupon, request, basket=basket(1200))
        assert answer.is_success, answer.text
        assert answer.json()["to_pay"]["amount_minor"] == 600
        return dict(answer.json())

    async def points(self, who: str) -> int:
        return int((await self.brand.wallet(who))["points"])

    async def share_and_first_friend(self) -> None:
        """Ten presses are one link and no claim; B's click and claim give A nothing; B's purchase does, once."""
        self.link = await self.share("A")
        assert {await self.share("A") for _ in range(9)} == {self.link}
        assert (await self.brand.wallet("A"))["grants"] == []
        assert await self.brand.decisions(self.campaign) == []
        self.clock.at("2026-06-18 10:00:00")
        assert (await self.open(self.link, "B"))["phase"] == "ask"
        self.e_coupon = await self.coupon(self.link, "E")
        self.clock.at("2026-06-18 10:01:00")
        self.b_coupon = await self.coupon(self.link, "B")
        assert await self.points("A") == 0

        self.clock.at("2026-06-20 12:00:00")
        self.b_redemption = (await self.redeem(self.b_coupon, "b1"))["redemption_id"]
        assert await self.points("A") == 50
        [bonus] = (await self.brand.wallet("A"))["grants"]
        assert (bonus["cause"], bonus["cause_id"]) == ("redemption", self.b_redemption)
        self.clock.at("2026-06-20 12:00:02")
        assert (await self.redeem(self.b_coupon, "b1"))["repeated"] is True
        assert await self.points("A") == 50

    async def taken_back(self) -> None:
        """The store cancels: the bonus goes back, and so does its place in June."""
        self.clock.at("2026-06-20 18:00:00")
        cancelled = await self.brand.cancel("S1", self.b_redemption, "b-cancel")
        assert cancelled.json()["state"] == "cancelled"
        assert await self.points("A") == 0
        [bonus] = (await self.brand.wallet("A"))["grants"]
        assert (bonus["points"], bonus["state"]) == (50, "reversed")

    async def nobody_refers_themselves(self) -> None:
        """Not through one's own link, not with a second account, not by inviting back who invited."""
        self.clock.at("2026-06-21 10:00:00")
        own = await self.open(self.link, "A")
        assert (own["phase"], own["refusal"]["reason"]) == ("refused", "own_link")
        assert NEW_ONLY in own["refusal"]["words"]["en"]
        assert NEW_ONLY in refused(await self.accept(self.link, "A"), "own_link")
        for account in ("A", "A-second-phone"):
            await self.brand.done("PUT", f"/consumers/{account}/mobile", {"mobile": "+8613800138000"})
        assert (await self.open(self.link, "A-second-phone"))["refusal"]["reason"] == "own_link"
        assert NEW_ONLY in refused(await self.accept(self.link, "A-second-phone"), "own_link")
        back = await self.share("B")
        assert NEW_ONLY in refused(await self.accept(back, "A"), "link_loop")
        assert (await self.points("A"), await self.points("B")) == (0, 0)

    async def two_links(self) -> None:
        """C clicks on A's link and claims through D's: D is the sharer."""
        self.clock.at("2026-06-22 10:00:00")
        assert (await self.open(self.link, "C"))["phase"] == "ask"
        self.clock.at("2026-06-23 10:00:00")
        other = await self.share("D")
        assert (await self.open(other, "C"))["phase"] == "ask"
        coupon = await self.coupon(other, "C")
        again = await self.accept(self.link, "C")
        assert (again.status_code, again.json()["repeated"], granted(again)) == (
            200,
            True,
            {"coupon": coupon},
        )
        self.clock.at("2026-06-24 10:00:00")
        await self.redeem(coupon, "c1")
        assert (await self.points("D"), await self.points("A")) == (50, 0)

    async def caps(self) -> None:
        """Three in June, two more in July; what is beyond is said, not given, and costs the friend nothing."""
        coupons = {friend: await self.coupon(self.link, friend) for friend in "FGHIJKM"}
        self.clock.at("2026-06-25 10:00:00")
        for friend in "FGH":
            await self.redeem(coupons[friend], f"{friend}1")
        assert await self.points("A") == 150
        for friend, at, points in (
            ("I", "2026-06-30 23:59:59", 150),
            ("J", "2026-07-01 00:00:00", 200),
            ("K", "2026-07-02 10:00:00", 250),
            ("M", "2026-07-03 10:00:00", 250),
        ):
            self.clock.at(at)
            await self.redeem(coupons[friend], f"{friend}1")
            assert await self.points("A") == points, friend
        missed = (await self.brand.wallet("A"))["missed"]
        assert [(one["at"], one["words"]["en"]) for one in missed] == [
            (told("2026-07-03 10:00:00"), "The campaign limit of 5 is reached."),
            (told("2026-06-30 23:59:59"), "The monthly limit of 3 is reached."),
        ]
        rows = [row for row in await self.brand.decisions(self.campaign, "refused") if row["kind"] == "bonus"]
        assert [row["reason"] for row in rows] == ["limit_reached", "limit_reached"]
        why = await self.brand.done("GET", f"/decisions/{rows[0]['event_id']}/why")
        assert why["steps"][-1]["en"] == "Bonus not given: The monthly limit of 3 is reached."

    async def end(self, site: Site) -> None:
        """E never redeems; A ends with 250 points, D with 50, each bonus naming its own redemption."""
        self.clock.at("2026-07-19 00:00:00")
        late = await self.brand.redeem("S1", self.e_coupon, "e1", basket=basket(1200))
        assert "expired at the end of 18 July 2026" in refused(late, "coupon_expired")
        assert (await self.points("A"), await self.points("D")) == (250, 50)
        bonuses = [grant for grant in (await self.brand.wallet("A"))["grants"] if grant["state"] == "given"]
        assert len({grant["cause_id"] for grant in bonuses}) == 5
        figures = await self.brand.figures(self.campaign)
        assert (figures["points"], figures["coupons"], figures["redemptions"]) == (300, 10, 8)
        assert await site.engine.audit() == ()
