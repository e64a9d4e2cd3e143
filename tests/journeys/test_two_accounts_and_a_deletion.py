"""Two accounts are one person; then that person asks to be deleted, and comes back."""

from __future__ import annotations

import asyncio

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import Brand, Json, found_brand, paid_once, refused, together

MOBILE = "+8613800138000"
CAMPAIGN = """campaign "Spring" / "春季"
  brand    "Dew Drinks"
  runs     2026-05-01 to 2026-08-31 in Asia/Shanghai
  budget   100.00 CNY
  limit    5 claims per consumer a day
  channel  sandbox_wallet

tier "silver" "Silver" / "银卡" from 0 points a year
tier "gold" "Gold" / "金卡" from 500 points a year

coupon "k" "5 yuan off" / "减5元"
  worth  5.00 CNY
  valid  60 days

prize "towel" "A towel" / "毛巾"
  price  20.00 CNY

on scan of batch "plain"
  when consumer.claims is 0
    give points 50  # the newcomer's pack
  otherwise
    give points 10

on scan of batch "cash"
  give red_packet 3.00 CNY
  give points 10
  if spent
    refuse

on scan of batch "lock"
  give red_packet 4.00 CNY, unlocked by scan of batch "key" within 60 days
  give points 130
  if spent
    refuse

on scan of batch "big"
  give points 200

on scan of batch "key"
  give points 1

on invitation
  give points 50 to referrer, at most 5 in all
  give coupon "k"
  when friend.is_new
    give points 50
  otherwise
    refuse "for new friends only" / "仅限新朋友"

on exchange "towel"
  give prize "towel" for points 300
"""


def test_two_accounts_are_one_and_then_none(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """Everything is right after the joining and after the deletion; the books are whole, and who returns is not new."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            story = Story(site, Brand([client], await found_brand(site.engine)), clock, wallet)
            await story.begin()
            await story.one_person()
            await story.one_balance()
            await story.what_it_means()
            await story.what_is_left()
            await story.the_return()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """May and June 2026."""

    def __init__(self, site: Site, brand: Brand, clock: ClockFile, wallet: Wallet) -> None:
        self.site, self.brand, self.clock, self.wallet = site, brand, clock, wallet
        self.campaign = ""
        self.codes: dict[str, list[str]] = {}
        self.counted: Json = {}

    async def begin(self) -> None:
        """A1 of the chat app invites A2 of the store card; nobody knows that both are A."""
        self.clock.at("2026-05-20 08:00:00")
        for name in ("plain", "cash", "lock", "big", "key"):
            self.codes[name] = await self.brand.codes(name, 9)
        self.campaign = await self.brand.publish("spring", CAMPAIGN)
        for who, label in (("A1", "plain"), ("A1", "cash"), ("A1", "plain")):
            await self.claim(who, label)
        body = {"campaign_id": self.campaign, "consumer": {"ref": "A1"}}
        token = (await self.brand.done("POST", "/invitations", body))["token"]
        await self.brand.done("POST", f"/invitations/{token}/claims", {"consumer": {"ref": "A2"}})
        for label in ("lock", "big"):
            await self.claim("A2", label)
        first, second = await self.brand.wallet("A1"), await self.brand.wallet("A2")
        assert (first["points"], first["owed"]["amount_minor"]) == (120, 300)
        assert (second["points"], second["locked"]["amount_minor"], len(second["coupons"])) == (380, 400, 1)

    async def claim(self, who: str, label: str) -> Json:
        """The next bottle with this label."""
        answer = await self.brand.claim(who, self.codes[label].pop(0))
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def one_person(self) -> None:
        """The bonus for inviting oneself is taken back; the tier goes by what was truly earned."""
        self.clock.at("2026-05-20 10:00:00")
        for who in ("A1", "A2"):
            await self.brand.done("PUT", f"/consumers/{who}/mobile", {"mobile": MOBILE})
        for minute in ("00", "02"):
            self.clock.at(f"2026-05-20 10:{minute}:00")
            await self.brand.done("PUT", "/consumers/A2/mobile", {"mobile": MOBILE})
            held = await self.brand.wallet("A2")
            assert (held["points"], held["membership"]["earned"]) == (450, 450)
            assert (held["membership"]["tier"], held["membership"]["missing"]) == ("silver", 50)
        assert (await self.brand.wallet("A1"))["member_code"] == held["member_code"]
        data = (await self.brand.done("GET", "/consumers/A1/data"))["data"]
        assert [account["known_by"] for account in data["accounts"]] == [["ref", "mobile"], ["ref"]]
        flagged = [claim["event"] for claim in data["claims"] if claim["again_as_newcomer"]]
        assert (len(data["claims"]), flagged) == (6, ["invitation"])
        self.clock.at("2026-05-20 10:05:00")
        words = refused(await self.brand.claim("A1", self.codes["plain"][0]), "limit_reached")
        assert "5 a day" in words

    async def one_balance(self) -> None:
        """300 points are spent from the phone and at a counter at the same instant: one succeeds."""
        self.clock.at("2026-05-21 10:10:00")
        orders = [
            {
                "event": "exchange", "id": f"order-{who}", "consumer": {"ref": who},
                "facts": {"exchange.item": "towel"},
            }
            for who in ("A1", "A2")
        ]  # fmt: skip
        answers = await together(self.brand.send("POST", "/events", order) for order in orders)
        told = [answer.json()["campaigns"][0] for answer in answers]
        [lost] = [one["refusal"] for one in told if one["refusal"]]
        assert lost["reason"] == "points_short"
        assert lost["words"]["en"] == "You have 150 points; this takes 300."
        assert (await self.brand.wallet("A2"))["points"] == 150
        self.counted = await self.brand.figures(self.campaign)

    async def what_it_means(self) -> None:
        """What is lost and what is due is shown; what is due is paid after the deletion."""
        self.clock.at("2026-06-01 12:00:00")
        shown = await self.brand.done("GET", "/consumers/A2/deletion")
        assert (shown["points"], len(shown["coupons"])) == (150, 1)
        assert (shown["locked"]["amount_minor"], shown["owed"]["amount_minor"]) == (400, 300)
        gone = await self.brand.done("POST", "/consumers/A2/deletion", {"confirm": "delete"})
        assert gone["erase_by"] == told("2026-06-16 12:00:00")
        assert (gone["prizes_until"], gone["orders_until"]) == (
            told("2028-05-31 12:00:00"), told("2029-05-31 12:00:00"),
        )  # fmt: skip
        self.clock.at("2026-06-01 12:03:00")
        await self.site.pay_out()
        assert await paid_once(self.wallet, self.brand) == 300

    async def what_is_left(self) -> None:
        """Nobody is found by any name; the books are whole under an opaque number; what was counted is counted."""
        self.clock.at("2026-06-16 12:00:00")
        await self.site.pay_out()
        [gone] = (await self.brand.done("GET", "/deletions"))["items"]
        assert gone["erased_at"] == told("2026-06-01 12:03:00")
        for who in ("A1", "A2"):
            held = await self.brand.wallet(who)
            assert (held["member_code"], held["points"], held["grants"], held["coupons"]) == ("", 0, [], [])
            assert (await self.brand.send("GET", f"/consumers/{who}/data")).status_code == 404
            again = await self.brand.send("POST", f"/consumers/{who}/deletion", {"confirm": "delete"})
            assert again.status_code == 404
        now = await self.brand.figures(self.campaign)
        assert (now["granted"], now["paid"], now["reversed"], now["locked"], now["owed"]) == (
            700,
            300,
            400,
            0,
            0,
        )
        same = ("scans", "claims", "refusals", "redemptions")
        assert {name: now[name] for name in same} == {name: self.counted[name] for name in same}

    async def the_return(self) -> None:
        """The same number registers again: no history and no newcomer's pack while the campaign runs."""
        self.clock.at("2026-06-20 12:00:00")
        await self.brand.done("PUT", "/consumers/A3/mobile", {"mobile": MOBILE})
        held = await self.brand.wallet("A3")
        assert (held["points"], held["grants"], held["coupons"]) == (0, [], [])
        assert (await self.claim("A3", "plain"))["grants"][0]["points"] == 10
        assert (await self.claim("A1", "plain"))["grants"][0]["points"] == 10
        assert (await self.claim("B", "plain"))["grants"][0]["points"] == 50
