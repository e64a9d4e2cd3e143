"""A fortnight of points: a tier that is reached, a birthday, the last umbrella, and claims that are taken back."""

from __future__ import annotations

import asyncio

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import Brand, Json, found_brand, granted

TIERS = """shared "members"
tier "silver" "Silver" / "银卡" from 0 points a year
tier "gold" "Gold" / "金卡" from 500 points a year, points times 1.2
"""
CLUB = """campaign "Club" / "会员俱乐部"
  brand  "Dew Drinks"
  uses   "members"
  runs   2026-01-01 to 2027-12-31 in Asia/Shanghai

coupon "birthday-880" "8.80 yuan off" / "减8.8元"
  worth  8.80 CNY
  valid  6 days

prize "umbrella" "An umbrella" / "雨伞"
  price  59.00 CNY

segment first_today     consumer.claims in the last 1 days is 0
segment birthday_claim  consumer.is_birthday and first_today

on scan
  when birthday_claim
    give points 26  # twice the 13 of any other day
    give coupon "birthday-880"
  otherwise
    give points 13

on exchange "umbrella"
  give prize "umbrella" for points 300, stock 1
  if spent
    refuse "sold out" / "已兑完"

on visit
  give points 490

on share
  give points 310

test "a birthday counts twice"
  at 2026-08-09 00:00
  scan by consumer with is_birthday yes, claims in the last 1 days 0
  expect points 26
  expect coupon "birthday-880"

test "an umbrella for points"
  at 2026-08-08 11:00
  exchange "umbrella"
  expect prize "umbrella" for points 300
"""


def test_points_tiers_and_the_birthday(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """Every figure of the fortnight, and of the New Year after it."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            story = Story(site, Brand([client], await found_brand(site.engine)), clock)
            await story.begin()
            await story.the_tier_is_reached()
            await story.the_last_umbrella()
            await story.the_birthday()
            await story.the_birthday_is_moved()
            await story.what_is_taken_back()
            await story.the_new_year()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """August 2026."""

    def __init__(self, site: Site, brand: Brand, clock: ClockFile) -> None:
        self.site, self.brand, self.clock = site, brand, clock
        self.campaign = ""
        self.codes: list[str] = []
        self.grants: list[Json] = []
        self.umbrella: Json = {}

    async def begin(self) -> None:
        """A has earned 490 points and told a birthday; B holds 310."""
        self.clock.at("2026-08-01 12:00:00")
        self.codes = await self.brand.codes("caps", 20)
        await self.brand.done("PUT", "/shared-texts/members", {"text": TIERS, "revision": 0})
        campaign = (await self.brand.done("POST", "/campaigns", {"slug": "club", "text": CLUB}))["id"]
        await self.brand.done("POST", f"/campaigns/{campaign}/publication")
        self.campaign = str(campaign)
        await self.tell("visit", "A")
        await self.tell("share", "B")
        await self.born("A", "08-09")
        assert await self.figures("A") == (490, 490, "silver")

    async def tell(self, event: str, who: str, number: str = "1", **facts: str) -> Json:
        """One event of a person, as the brand's own systems tell it."""
        body = {"event": event, "id": f"{event}-{who}-{number}", "consumer": {"ref": who}, "facts": facts}
        return dict(await self.brand.done("POST", "/events", body))

    async def born(self, who: str, day: str) -> None:
        """The person tells a birthday and agrees to its use."""
        body = {"birthday": day, "consents": ["birthday"]}
        await self.brand.done("PUT", f"/consumers/{who}/attributes", body)

    async def claim(self, at: str, who: str = "A") -> Json:
        """What the next bottle gives."""
        self.clock.at(at)
        answer = await self.brand.claim(who, self.codes.pop(0))
        gains = granted(answer)
        self.grants.append(answer.json()["grants"][0])
        return gains

    async def figures(self, who: str) -> tuple[int, int, str]:
        """Points earned this year, points held, and the tier."""
        held = await self.brand.wallet(who)
        return held["membership"]["earned"], held["points"], held["membership"]["tier"]

    async def the_tier_is_reached(self) -> None:
        """The claim that reaches the tier is still at its own factor; the next one has the tier's."""
        assert await self.claim("2026-08-08 10:00:00") == {"points": 13}
        assert await self.figures("A") == (503, 503, "gold")
        assert await self.claim("2026-08-08 10:10:00") == {"points": 15}
        assert self.grants[-1]["title"] == {
            "en": "15 points (Gold: 1.2 times)",
            "zh": "15积分（金卡 1.2 倍）",
        }
        assert await self.figures("A") == (518, 518, "gold")

    async def order(self, who: str, number: str) -> Json:
        """Who orders the umbrella; the campaign's one answer."""
        [answer] = (await self.tell("exchange", who, number, **{"exchange.item": "umbrella"}))["campaigns"]
        return dict(answer)

    async def the_last_umbrella(self) -> None:
        """Two order the only one at the same instant; spending lowers no tier."""
        self.clock.at("2026-08-08 11:00:00")
        [item] = (await self.brand.wallet("A"))["shop"]
        assert (item["item"], item["points"], item["left"]) == ("umbrella", 300, 1)
        first, second = await asyncio.gather(self.order("A", "1"), self.order("B", "1"))
        assert sorted(one["claim"] is None for one in (first, second)) == [False, True]
        won, lost = (first, second) if first["claim"] else (second, first)
        assert lost["refusal"]["words"] == {"en": "sold out", "zh": "已兑完"}
        winner, loser = ("A", "B") if won is first else ("B", "A")
        if winner == "B":  # the story is about A: B gives the umbrella back, and A is quicker the next time
            [prize, _] = won["claim"]["grants"]
            await self.brand.done("POST", f"/grants/{prize['id']}/reversal", {"reason": "changed his mind"})
            won, (winner, loser) = await self.order("A", "2"), ("A", "B")
        assert [grant["points"] for grant in won["claim"]["grants"]] == [None, -300]
        self.umbrella = won["claim"]["grants"][0]
        assert await self.figures("A") == (518, 218, "gold")
        assert (await self.brand.wallet(loser))["points"] == 310
        self.clock.at("2026-08-08 11:01:00")
        again = await self.order("A", "3")
        assert again["refusal"]["reason"] in {"stock_spent", "points_short"}
        assert (await self.brand.wallet("A"))["points"] == 218
        assert (await self.brand.wallet("A"))["shop"][0]["left"] == 0

    async def the_birthday(self) -> None:
        """Thirteen, times the tier, times two: 31.2, rounded down once; the second claim of the day is like any."""
        gains = await self.claim("2026-08-09 00:00:00")
        assert gains["points"] == 31
        wallet = await self.brand.wallet("A")
        [coupon] = wallet["coupons"]
        assert coupon["worth"] == {"amount_minor": 880, "currency": "CNY"}
        assert coupon["expires_at"] == "2026-08-15T16:00:00.000000Z"  # the end of 15 August in Beijing
        assert await self.figures("A") == (549, 249, "gold")
        assert await self.claim("2026-08-09 09:00:00") == {"points": 15}
        assert await self.figures("A") == (564, 264, "gold")
        assert len((await self.brand.wallet("A"))["coupons"]) == 1

    async def the_birthday_is_moved(self) -> None:
        """A birthday that was moved counts from next year on, whichever way it was moved."""
        self.clock.at("2026-08-15 12:00:00")
        await self.born("A", "08-20")
        await self.brand.done("PUT", "/consumers/A/attributes", {})
        await self.born("A", "08-20")
        assert await self.claim("2026-08-20 10:00:00") == {"points": 15}
        assert await self.figures("A") == (579, 279, "gold")
        assert len((await self.brand.wallet("A"))["coupons"]) == 1

    async def take_back(self, grant: Json) -> None:
        """The brand takes a grant back."""
        await self.brand.done("POST", f"/grants/{grant['id']}/reversal", {"reason": "fraud"})

    async def what_is_taken_back(self) -> None:
        """The umbrella cannot be delivered; two claims were a fraud. What was right when it was made stays."""
        self.clock.at("2026-08-21 12:00:00")
        await self.site.pay_out()
        await self.take_back(self.umbrella)
        assert await self.figures("A") == (579, 579, "gold")
        self.clock.at("2026-08-22 12:00:00")
        await self.take_back(self.grants[3])
        assert await self.figures("A") == (564, 564, "gold")
        await self.take_back(self.grants[0])
        assert await self.figures("A") == (551, 551, "gold")
        assert (await self.brand.wallet("B"))["points"] == 310
        assert await self.posted() == 579 - 28 - 300 + 300 + 310, "A's and B's points, and nobody else's"
        assert await self.balances() == {"brand": -(551 + 310), "consumers": 551 + 310}

    async def posted(self) -> int:
        """The points that all movements of consumers' accounts sum to, entry by entry."""
        rows = await self.site.engine._core.database.fetch(
            "SELECT account, amount FROM entry WHERE currency = 'PTS'", []
        )
        return sum(int(row["amount"]) for row in rows if row["account"].startswith("consumer:"))

    async def balances(self) -> dict[str, int]:
        """The points account of the brand's campaign and those of all consumers together, as the ledger keeps them."""
        rows = await self.site.engine._core.database.fetch(
            "SELECT key, amount FROM balance WHERE key LIKE '%|PTS'", []
        )
        found = {"brand": 0, "consumers": 0}
        for row in rows:
            account = row["key"].split("|")[1]
            found["brand" if account == f"campaign:{self.campaign}:points" else "consumers"] += int(
                row["amount"]
            )
        return found

    async def the_new_year(self) -> None:
        """Nothing is earned yet, and the tier stays for the whole year; then it is over."""
        self.clock.at("2027-01-01 00:00:00")
        membership = (await self.brand.wallet("A"))["membership"]
        assert (membership["tier"], membership["earned"]) == ("gold", 0)
        assert membership["until"] == "2027-12-31"
        assert (await self.brand.wallet("A"))["points"] == 551
        assert await self.claim("2027-06-01 10:00:00") == {"points": 15}
        self.clock.at("2027-08-20 09:00:00")
        assert (await self.claim("2027-08-20 09:00:00"))["points"] == 31
        self.clock.at("2028-01-01 00:00:00")
        assert (await self.brand.wallet("A"))["membership"]["tier"] == "silver"
