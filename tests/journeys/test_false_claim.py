"""A claim found false later is taken back with all that followed, also after it was paid; what is due next repays it."""

from __future__ import annotations

import asyncio
from typing import Final

from engine.api import Reason
from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import Brand, Json, found_brand, gains, refused

CAMPAIGN: Final = """campaign "Caps"
  brand    "Dew Drinks"
  runs     2026-07-01 to 2026-07-31 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_packets

coupon "cap-5" "5 yuan off" / "减5元"
  worth  5.00 CNY off 15.00 CNY
  valid  7 days

on scan of batch "large"
  give red_packet 8.00 CNY, stock 1
  give points 10
  give coupon "cap-5"
  if spent
    refuse

on scan of batch "small"
  give red_packet 3.00 CNY
  if spent
    refuse

on scan of batch "dust"
  give red_packet 0.40 CNY
  if spent
    refuse

on redemption of "cap-5"
  give red_packet 2.00 CNY to clerk
  if spent
    give points 1 to clerk
"""


def test_a_false_claim_is_taken_back_with_all_that_followed(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """Stock and budget are free, the debt is shown and repaid by the next packets, and the books agree at each step."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            story = Story(site, Brand([client], await found_brand(site.engine)), clock, wallet)
            await story.set_up()
            await story.paid_then_taken_back()
            await story.repaid_by_what_is_due_next()
            await story.on_its_way()
            await story.came_back()
            await story.used_coupon()

    asyncio.run(journey())


class Story:
    """Some days of July."""

    def __init__(self, site: Site, brand: Brand, clock: ClockFile, wallet: Wallet) -> None:
        self.site, self.brand, self.clock, self.wallet = site, brand, clock, wallet
        self.codes: dict[str, list[str]] = {}
        self.campaign = ""

    def at(self, text: str) -> None:
        self.clock.at(f"2026-07-{text}")

    async def set_up(self) -> None:
        self.at("02 09:00:00")
        self.campaign = await self.brand.publish("caps", CAMPAIGN)
        for name in ("large", "small", "dust"):
            self.codes[name] = await self.brand.codes(name, 6)

    async def reverse(self, claim: str) -> dict[str, list[str]]:
        """Rewards by what became of them."""
        told = await self.brand.done("POST", f"/claims/{claim}/reversal", {"reason": "codes from the plant"})
        told["reversed"] = [one for one in told["items"] if one["state"] == "reversed"]
        return {
            part: sorted(one["reward"] for one in told[part])
            for part in ("reversed", "kept", "pending", "debts")
        }

    def accept(self, claim: Json) -> None:
        """The person takes all packets, so that none goes back by itself."""
        payee = f"consumer-{claim['grants'][0]['recipient']['id']}"
        self.wallet.control("accept", {"payee": payee})

    async def has(self, who: str, *, debt: int | None, points: int = 0) -> None:
        held = await self.brand.wallet(who)
        assert ((held["debt"] or {}).get("amount_minor"), held["points"]) == (debt, points), held
        assert await self.site.engine.audit() == ()

    async def received(self) -> list[int]:
        return [line["amount_minor"] for line in await self.wallet.statement()]

    async def paid_then_taken_back(self) -> None:
        self.at("02 10:00:00")
        claim = (await self.brand.claim("A", self.codes["large"][0])).json()
        await self.site.pay_out()
        assert await self.received() == [8_00]
        self.accept(claim)
        refused(await self.brand.claim("B", self.codes["large"][1]), Reason.STOCK_SPENT)
        self.at("02 11:00:00")
        parts = await self.reverse(claim["claim_id"])
        assert parts == {
            "reversed": ["coupon", "points", "red_packet"], "kept": [], "pending": [], "debts": ["red_packet"],
        }  # fmt: skip
        await self.has("A", debt=8_00)
        found = await self.brand.figures(self.campaign)
        assert (found["used"], found["reversed"], found["paid"]) == (0, 8_00, 0)
        assert (await self.reverse(claim["claim_id"]))["debts"] == [], "a second time changes nothing"
        await self.has("A", debt=8_00)
        coupons = (await self.brand.wallet("A"))["coupons"]
        assert [one["state"] for one in coupons] == ["cancelled"]
        answer = await self.brand.claim("A", self.codes["large"][0])
        assert {one["state"] for one in answer.json()["grants"]} == {"reversed"}, "the code stays used"

    async def repaid_by_what_is_due_next(self) -> None:
        """3.00 and 3.00 repay wholly, of the third 2.00; what is left is paid."""
        for number, debt in enumerate((5_00, 2_00)):
            self.at(f"03 10:0{number}:00")
            await self.brand.claim("A", self.codes["small"][number])
            await self.site.pay_out()
            await self.has("A", debt=debt)
        assert await self.received() == [8_00]
        self.at("03 10:05:00")
        claim = (await self.brand.claim("A", self.codes["small"][2])).json()
        await self.site.pay_out()
        self.accept(claim)
        await self.has("A", debt=None)
        assert await self.received() == [8_00, 1_00]
        found = await self.brand.figures(self.campaign)
        assert (found["owed"], found["paid"]) == (0, 9_00)

    async def on_its_way(self) -> None:
        """The wallet is silent when the claim is taken back; once it has paid, that is a debt."""
        self.wallet.faults(scripts={"*": ["lose"]}, queries={"*": "error"})
        self.at("04 10:00:00")
        claim = (await self.brand.claim("C", self.codes["small"][3])).json()
        await self.site.pay_out()
        self.at("04 10:00:10")
        parts = await self.reverse(claim["claim_id"])
        assert (parts["pending"], parts["reversed"]) == (["red_packet"], [])
        await self.has("C", debt=None)
        self.wallet.faults()
        self.at("04 10:30:00")
        await self.site.pay_out()
        await self.has("C", debt=None)
        self.at("04 11:00:10")
        await self.site.pay_out()
        await self.has("C", debt=3_00)

        self.at("04 11:05:00")
        self.accept(claim)
        self.at("05 10:00:00")  # small change neither lapses nor is paid while it repays
        await self.brand.claim("C", self.codes["dust"][0])
        await self.site.pay_out()
        await self.has("C", debt=2_60)

    async def came_back(self) -> None:
        """A packet that nobody accepts returns, after its claim was taken back: then there is no debt."""
        self.at("05 12:00:00")
        claim = (await self.brand.claim("E", self.codes["small"][4])).json()
        await self.site.pay_out()
        await self.reverse(claim["claim_id"])
        await self.has("E", debt=3_00)
        self.at("06 12:00:00")
        await self.site.pay_out()
        await self.has("E", debt=None)

    async def used_coupon(self) -> None:
        """The outlet keeps what it is owed for a coupon that it took; what the rules gave its clerk goes back."""
        self.at("07 10:00:00")
        store = await self.brand.store("S1")
        assert store
        claim = (await self.brand.claim("D", self.codes["large"][1])).json()
        coupon = gains(claim)["coupon"]
        basket = {"amount_minor": 20_00, "currency": "CNY"}
        answer = await self.brand.redeem("S1", coupon, "r-1", basket=basket)
        assert answer.status_code == 201, answer.text
        self.at("07 12:00:00")
        parts = await self.reverse(claim["claim_id"])
        assert parts == {
            "reversed": ["points", "red_packet", "red_packet"], "kept": ["coupon"], "pending": [], "debts": [],
        }  # fmt: skip
        await self.has("D", debt=None)
        settlement = next(one["id"] for one in answer.json()["grants"] if one["reward"] == "settlement")
        assert (await self.brand.done("GET", f"/grants/{settlement}"))["state"] == "owed"
