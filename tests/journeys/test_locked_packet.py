"""A packet behind a lock and its three keys: a second bottle, a friend's purchase, a coupon that stays redeemed."""

from __future__ import annotations

import asyncio

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import BRAND, Brand, Json, basket, found_brand, granted, paid_once, refused
from tests.support.site import Phone, prose

KEYS = """campaign "Three keys" / "三把钥匙"
  brand    "Dew Drinks"
  runs     2026-07-01 to 2026-07-31 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

coupon "cap-5" "5 yuan off" / "减5元"
  worth    5.00 CNY off 12.00 CNY
  valid    30 days
  at       stores

coupon "friend-5" "5 yuan off for friends" / "好友减5元"
  worth    5.00 CNY off 12.00 CNY
  valid    30 days
  at       stores

on scan of batch "label-4"
  give red_packet 0.50 CNY
  when event.opens is 0
    give red_packet 4.00 CNY, unlocked by scan of batch "label-4" within 168 hours
  if spent
    refuse "all given" / "已发完"

on scan of batch "label-3"
  give red_packet 0.50 CNY
  give red_packet 3.00 CNY, unlocked by redemption of "friend-5" by a friend within 168 hours
  if spent
    refuse "all given" / "已发完"

on scan of batch "label-2"
  give red_packet 0.50 CNY
  give coupon "cap-5"
  give red_packet 2.00 CNY, unlocked by redemption of "cap-5" within 168 hours then waits 24 hours
  if spent
    refuse "all given" / "已发完"

on invitation
  when friend.is_new
    give coupon "friend-5"
  otherwise
    refuse "for new friends only" / "仅限新朋友"
"""
TIGHT = """campaign "Nearly gone"
  brand    "Dew Drinks"
  runs     2026-07-01 to 2026-07-31 in Asia/Shanghai
  budget   {budget} CNY
  channel  sandbox_wallet

on scan of batch "{batch}"
  give red_packet 0.50 CNY
  when event.opens is 0
    give red_packet 4.00 CNY, unlocked by scan of batch "{batch}" within 168 hours
  if spent
    refuse "all given" / "已发完"
"""
BUDGET = 10_000


def test_locked_packet_and_its_three_keys(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """What is locked is set aside; a key opens it in time, once, and a lapse gives it back."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            story = Story(site, Brand([client], await found_brand(site.engine)), clock)
            await story.begin()
            await story.two_first_bottles()
            await story.a_friend()
            await story.a_redemption_that_is_called_off()
            await story.second_bottles()
            await story.the_last_lapses(wallet)
            await story.a_budget_that_just_holds()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """Two weeks in July."""

    def __init__(self, site: Site, brand: Brand, clock: ClockFile) -> None:
        self.site, self.brand, self.clock = site, brand, clock
        self.campaign = ""
        self.codes: dict[str, list[str]] = {}

    async def begin(self) -> None:
        self.clock.at("2026-06-30 12:00:00")
        for label in ("label-4", "label-3", "label-2", "tight", "exact"):
            self.codes[label] = await self.brand.codes(label, 9)
        await self.brand.store("S1")
        self.campaign = await self.brand.publish("three-keys", KEYS)

    async def claim(self, at: str, who: str, label: str) -> Json:
        """A claim of the next bottle with this label."""
        self.clock.at(at)
        answer = await self.brand.claim(who, self.codes[label].pop(0))
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def free(self) -> int:
        """What the budget still holds, in fen, after the worker's pass at this instant."""
        await self.site.pay_out()
        return BUDGET - int((await self.brand.figures(self.campaign))["used"])

    async def lock(self, who: str) -> tuple[str, str | None]:
        """The state of a person's newest lock, and when it opens."""
        grants = (await self.brand.wallet(who))["grants"]
        lock = next(grant["lock"] for grant in grants if grant["lock"])
        return lock["state"], lock["opens_at"]

    async def two_first_bottles(self) -> None:
        """A's lock is A's: rescanning opens nothing, B's bottle neither."""
        code = self.codes["label-4"][0]
        first = await self.claim("2026-07-01 10:00:00", "A", "label-4")
        [lock] = [grant["lock"] for grant in first["grants"] if grant["lock"]]
        assert (lock["state"], lock["until"]) == ("waiting", told("2026-07-08 10:00:00"))
        assert lock["key"] == {
            "en": "when you scan another pack of batch “label-4”",
            "zh": "再扫一个“label-4”批次的码后解锁",
        }
        assert await self.free() == 9550
        self.clock.at("2026-07-01 10:05:00")
        again = (await self.brand.claim("A", code)).json()
        assert (again["repeated"], again["opened"]) == (True, [])
        second = await self.claim("2026-07-01 10:10:00", "B", "label-4")
        assert [grant["state"] for grant in second["grants"]] == ["owed", "locked"]
        assert await self.lock("A") == ("waiting", None)
        assert await self.free() == 9100

    async def a_friend(self) -> None:
        """Ten presses on share and a click open nothing; the friend's purchase does, when it is certain."""
        await self.claim("2026-07-02 12:00:00", "C", "label-3")
        body = {"campaign_id": self.campaign, "consumer": {"ref": "C"}}
        tokens = {(await self.brand.done("POST", "/invitations", body))["token"] for _ in range(10)}
        [token] = tokens
        await self.brand.done("GET", f"/invitations/{token}?consumer=D")
        assert (await self.lock("C"), await self.free()) == (("waiting", None), 8750)
        self.clock.at("2026-07-04 12:00:00")
        taken = await self.brand.send("POST", f"/invitations/{token}/claims", {"consumer": {"ref": "D"}})
        assert (await self.lock("C"), taken.json()["opened"]) == (("waiting", None), [])
        self.clock.at("2026-07-05 15:00:00")
        coupon = granted(taken)["coupon"]
        redeemed = await self.brand.redeem("S1", coupon, "d1", basket=basket(1200))
        assert redeemed.is_success, redeemed.text
        assert await self.lock("C") == ("held", told("2026-07-06 00:00:00"))
        assert await self.free() == 8750
        self.clock.at("2026-07-06 00:00:00")
        assert await self.free() == 8750
        assert await self.lock("C") == ("opened", told("2026-07-06 00:00:00"))
        assert (await self.brand.wallet("C"))["paid"]["amount_minor"] == 350

    async def a_redemption_that_is_called_off(self) -> None:
        """A cancelled redemption was no key: locked as before, with the same deadline."""
        won = await self.claim("2026-07-06 09:00:00", "E", "label-2")
        coupon = next(grant["coupon"]["code"] for grant in won["grants"] if grant["coupon"])
        assert await self.free() == 8500
        self.clock.at("2026-07-06 16:00:00")
        redemption = (await self.brand.redeem("S1", coupon, "e1", basket=basket(1200))).json()
        assert await self.lock("E") == ("held", told("2026-07-07 16:00:00"))
        self.clock.at("2026-07-06 16:30:00")
        cancelled = await self.brand.cancel("S1", redemption["redemption_id"], "e1-cancel")
        assert cancelled.is_success, cancelled.text
        assert await self.lock("E") == ("waiting", None)
        [lock] = [grant["lock"] for grant in (await self.brand.wallet("E"))["grants"] if grant["lock"]]
        assert lock["until"] == told("2026-07-13 09:00:00")
        self.clock.at("2026-07-07 11:00:00")
        assert (await self.brand.redeem("S1", coupon, "e2", basket=basket(1200))).is_success
        self.clock.at("2026-07-07 16:00:00")
        assert await self.free() == 8500
        assert await self.lock("E") == ("held", told("2026-07-08 11:00:00"))

    async def second_bottles(self) -> None:
        """A second before the deadline it opens and locks nothing anew; at the deadline it is a first bottle."""
        opened = await self.claim("2026-07-08 09:59:59", "A", "label-4")
        assert [grant["amount"]["amount_minor"] for grant in opened["grants"]] == [50]
        assert [(one["amount"]["amount_minor"], one["state"]) for one in opened["opened"]] == [(400, "owed")]
        assert await self.free() == 8450
        assert (await self.brand.wallet("A"))["paid"]["amount_minor"] == 500
        late = await self.claim("2026-07-08 10:10:00", "B", "label-4")
        assert (late["opened"], [grant["state"] for grant in late["grants"]]) == ([], ["owed", "locked"])
        assert late["grants"][1]["lock"]["until"] == told("2026-07-15 10:10:00")
        assert await self.free() == 8400
        self.clock.at("2026-07-08 11:00:00")
        assert await self.free() == 8400
        assert (await self.brand.wallet("E"))["paid"]["amount_minor"] == 250

    async def the_last_lapses(self, wallet: Wallet) -> None:
        """Nobody opens B's second one: it goes back at its deadline, not an instant before."""
        self.clock.at("2026-07-15 10:09:59.999999")
        assert await self.free() == 8400
        self.clock.at("2026-07-15 10:10:00")
        assert (await self.lock("B"))[0] == "lapsed"
        assert await self.free() == 8800
        paid = {who: (await self.brand.wallet(who))["paid"]["amount_minor"] for who in "ABCE"}
        assert paid == {"A": 500, "B": 100, "C": 350, "E": 250}
        figures = await self.brand.figures(self.campaign)
        told_ = {name: figures[name] for name in ("granted", "locked", "owed", "paid", "reversed")}
        assert told_ == {"granted": 2000, "locked": 0, "owed": 0, "paid": 1200, "reversed": 800}
        assert await paid_once(wallet, self.brand) == 1200

    async def a_budget_that_just_holds(self) -> None:
        """With 4.49 left a first bottle is refused and its code stays good; 4.50 is enough, and the page says what is locked."""
        self.clock.at("2026-07-16 10:00:00")
        tight = await self.brand.publish("tight", TIGHT.format(budget="8.99", batch="tight"))
        granted(await self.brand.claim("F", self.codes["tight"].pop()))
        assert refused(await self.brand.claim("G", self.codes["tight"][0]), "budget_spent") == "all given"
        assert (await self.brand.wallet("G"))["grants"] == []
        assert (await self.brand.figures(tight))["used"] == 450
        exact = await self.brand.publish("exact", TIGHT.format(budget="9.00", batch="exact"))
        granted(await self.brand.claim("F", self.codes["exact"].pop()))
        phone, code = Phone(self.site.app), self.codes["exact"][0]
        await phone.exchange("GET", f"/c/{code}")
        own = {"sec-fetch-site": "same-origin"}
        await phone.exchange("POST", f"/c/{code}/claim", form={}, headers=own)
        page = prose((await phone.exchange("GET", f"/c/{code}")).text)
        assert "Locked" in page
        assert "Opens when you scan another pack" in page
        assert "4.00" in prose((await phone.exchange("GET", f"/w/{BRAND}")).text)
        assert (await self.brand.figures(exact))["used"] == 900
        _, row = await self.brand.decisions(exact, "granted")
        why = await self.brand.done("GET", f"/decisions/{row['event_id']}/why?voice=consumer")
        assert why["steps"][-1]["en"] == (
            "Set aside for you: 4.00 yuan red packet; it opens when you scan another pack of batch “exact”,"
            " before 10:00 on 23 July 2026."
        )
