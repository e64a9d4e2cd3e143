"""From an opened page to the next purchase, by store and region: what it cost and earned, also as it was known on a day.

Four stores in June, every number of theirs. What was called off in July changes June from then on, and June as it was
known before can still be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.api import ClerkIdentity, ConsumerKey, Engine, Label, Money, Refusal, insights
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop

CARTON: Final = "19521000100012"
TEXT: Final = f"""campaign "June" / "六月"
  brand    "Spring"
  runs     2026-06-01 to 2026-07-31 in Asia/Shanghai
  budget   5,000.00 CNY
  channel  sandbox_wallet

coupon "off-5" "5 yuan off" / "减5元"
  worth    5.00 CNY
  valid    until 2026-07-31

on scan of {GTIN}
  give red_packet 1.00 CNY
  give coupon "off-5"
  if spent
    refuse

on redemption of "off-5"
  give red_packet 0.50 CNY to owner
  if spent
    refuse
"""
JUNE: Final = (date(2026, 6, 1), date(2026, 6, 30))
TOGETHER: Final = 240
#: Bottles of a carton: each store holds one.
FULL: Final = 1_000


@dataclass(frozen=True)
class Store:
    """What a store's June came to. `basket` is one purchase in fen; `guests` redeem here what they won elsewhere."""

    code: str
    region: str
    place: int
    exposures: int
    scans: int
    claims: int
    redemptions: int
    again: int
    basket: int
    guests: int = 0

    def serial(self, number: int) -> int:
        return (self.place - 1) * FULL + number

    def who(self, number: int) -> ConsumerKey:
        return person(f"{self.code}-{number}")


S1: Final = Store("S1", "CN-GD", 1, 1_000, 800, 720, 180, 54, 3_200)
S2: Final = Store("S2", "CN-GD", 2, 600, 300, 270, 27, 3, 2_800)
S3: Final = Store("S3", "CN-BJ", 3, 400, 360, 324, 130, 52, 4_000, guests=1)
S4: Final = Store("S4", "CN-BJ", 4, 12, 10, 8, 6, 1, 3_000)
STORES: Final = (S1, S2, S3, S4)


def test_funnel_cost_and_return_by_store_and_region(database_url: str) -> None:
    async def journey() -> None:
        async with shop(database_url, TEXT, codes=4 * FULL) as made:
            town = await _opened(made)
            await town.june()
            await _numbers(made.engine)
            await _sums_agree(made.engine)
            await _called_off_in_july(town)
            await made.engine.insights.keep_up()
            await _sums_agree(made.engine)
            assert await made.engine.audit() == ()

    asyncio.run(journey())


@dataclass
class _Town:
    """The shop, its stores' clerks, and a shelf code in S1."""

    shop: Shop
    clerks: dict[str, ClerkIdentity]
    shelf: str

    def at(self, text: str) -> None:
        self.shop.clock.instant = beijing(text)

    async def june(self) -> None:
        """All of June: pages, scans, claims, redemptions, and the next purchases."""
        self.at("2026-06-03 10:00:00")
        await self._seen_on_the_shelf()
        for store in STORES:
            await self._pages(store)
        won: dict[str, list[str]] = {}
        for store in STORES:
            won[store.code] = await self._claims(store, range(1, store.claims - store.again + 1))
        self.at("2026-06-06 12:00:00")
        for store in STORES:  # a used code, put in by somebody else: a scan, and no claim
            serials = range(1, store.scans - store.claims + 1)
            refused = await _all(
                self._claim(store.serial(one), person(f"{store.code}-late-{one}")) for one in serials
            )
            assert all(isinstance(one, Refusal) for one in refused)
        self.at("2026-06-28 09:00:00")
        await self._redeem(S3, [won["S1"].pop()])  # won with a bottle of S1's carton, taken at S3
        for store in STORES:
            await self._redeem(store, won[store.code][: store.redemptions - store.guests])
        self.at("2026-06-29 10:00:00")
        for store in STORES:
            await self._claims(store, range(store.claims - store.again + 1, store.claims + 1), again=True)

    async def _seen_on_the_shelf(self) -> None:
        """Two persons look at a shelf code in S1 and buy nothing there: one has agreed to messages, one has not."""
        members = self.shop.engine.members
        for who, agrees in ((S3.who(1), True), (S3.who(2), False)):
            await members.set_consents(BRAND, who, {"messages": agrees})
            for _ in range(5):  # a page that is opened again on its day is the same exposure
                await self.shop.engine.scans.open(self.shelf, who)

    async def _pages(self, store: Store) -> None:
        seen = 2 if store is S1 else 0
        for number in range(1, store.exposures - seen + 1):
            await self.shop.engine.scans.open(self.shop.code(store.serial(number)), store.who(number))

    async def _claims(self, store: Store, numbers: range, *, again: bool = False) -> list[str]:
        """The coupons of claims by one person each; `again`: by those who redeemed first."""
        if numbers and not again:
            self.at("2026-06-06 10:00:00" if store is S3 else "2026-06-05 10:00:00")
        first = numbers.start - 1 if again else 0
        answers = await _all(self._claim(store.serial(one), store.who(one - first)) for one in numbers)
        return [next(grant.coupon.code for grant in one.grants if grant.coupon) for one in answers]

    def _claim(self, serial: int, who: ConsumerKey) -> Any:
        return self.shop.engine.scans.claim(self.shop.code(serial), who)

    async def _redeem(self, store: Store, coupons: list[str]) -> list[Any]:
        clerk, basket = self.clerks[store.code], Money(store.basket, "CNY")
        redeem = self.shop.engine.coupons.redeem
        answers = await _all(redeem(clerk, one, f"r-{one}", basket) for one in coupons)
        assert not any(isinstance(one, Refusal) for one in answers)
        return answers


async def _all(asked: Iterable[Any]) -> list[Any]:
    """All answers, some hundred asked for at one instant."""
    waiting, found = list(asked), list[Any]()
    for start in range(0, len(waiting), TOGETHER):
        found += await asyncio.gather(*waiting[start : start + TOGETHER])
    return found


async def _opened(made: Shop) -> _Town:
    """Four stores, each with the carton that it has registered, and a shelf code in the first."""
    engine, by = made.engine, "tests"
    made.clock.instant = beijing("2026-06-01 08:00:00")
    inside = (await engine.codes.create_batch(BRAND, "Inside", CARTON, "in_carton", 4, by)).id
    shelf = (await engine.codes.create_batch(BRAND, "Shelf", "", "store", 1, by)).id
    for batch, size in ((inside, 4), (shelf, 1)):
        await engine.codes.change(BRAND, batch, 1, size, "state", "active", by)
    await engine.packing.link(BRAND, made.batch, 1, 4 * FULL, inside, 1, FULL, by)
    clerks: dict[str, ClerkIdentity] = {}
    for store in STORES:
        outlet = await engine.outlets.add_outlet(
            BRAND, store.code, Label(store.code, store.code), store.region
        )
        for number, role in (
            ("1", "owner"),
            ("7", "clerk"),
        ):  # past the door: hashing a PIN is slow by design
            await engine.outlets._store.add_clerk(BRAND, outlet.id, number, role, role, "none", 0)
        clerk = await engine.outlets.clerk_by_number(BRAND, store.code, "7")
        assert clerk
        clerks[store.code] = clerk
        held = await engine.cartons.register(clerk, engine.codes.code_text(inside, store.place))
        assert not isinstance(held, Refusal)
    await engine.codes.change(BRAND, shelf, 1, 1, "outlet", "S1", by)
    await engine.insights.set_margin(BRAND, 400)
    return _Town(made, clerks, engine.codes.code_text(shelf, 1))


async def _by(engine: Engine, what: str, as_of: date | None = None) -> insights.Report:
    return await engine.insights.report(BRAND, insights.Asked(what, *JUNE, as_of))


async def _stores(engine: Engine, as_of: date | None = None) -> dict[str, insights.Figures]:
    return {one.name.en.split()[0]: one for one in (await _by(engine, "outlet", as_of)).lines}


def _money(one: insights.Figures) -> tuple[int, int | None, int | None]:
    return one.cost.minor, one.margin.minor if one.margin else None, one.roi


async def _numbers(engine: Engine) -> None:
    found = await _stores(engine)
    for store in STORES:
        one = found[store.code]
        told = (one.exposures, one.scans, one.claims, one.redemptions, one.again, one.baskets.minor)
        assert told == (
            store.exposures, store.scans, store.claims, store.redemptions, store.again,
            store.basket * store.redemptions,
        ), store.code  # fmt: skip
    assert _money(found["S1"]) == (171_000, 230_400, 347)
    assert _money(found["S2"]) == (41_850, 30_240, -277)
    assert _money(found["S3"]) == (103_900, 208_000, 1_002)
    assert [found[one.code].redemption_share for one in STORES] == [250, 100, 401, 750]
    assert [found[one.code].grade for one in STORES] == ["B", "C", "A", None]  # too few claims tell nothing
    regions = {one.key: one for one in (await _by(engine, "region")).lines}
    assert _money(regions["CN-GD"]) == (212_850, 260_640, 225)  # from the sums, not the mean of two returns
    assert [(store.code, found[store.code].seen_bought) for store in STORES] == [
        ("S1", 1), ("S2", 0), ("S3", 0), ("S4", 0)
    ]  # fmt: skip
    assert found["S1"].refused == (("already_claimed", 80),)
    await _opens(engine, found["S1"])


async def _opens(engine: Engine, store: insights.Figures) -> None:
    """Each figure opens: to its scans, and from each to the version that ruled and the decision."""
    asked = insights.Asked("outlet", *JUNE, only=(("outlet", int(store.key)),))
    seen: list[insights.Scanned] = []
    before = None
    while page := (await engine.insights.behind(BRAND, asked, "claims", before=before, limit=200)):
        seen += page.scans
        before = page.before
        if before is None:
            break
    assert len({one.event_id for one in seen}) == store.claims
    assert {(one.version, one.outlet.en) for one in seen} == {(1, "S1 S1")}
    why = await engine.campaigns.why(BRAND, seen[0].event_id)
    assert why.row.outcome == "granted"
    refused = await engine.insights.behind(BRAND, asked, "refused", limit=200)
    assert [one.reason for one in refused.scans] == ["already_claimed"] * 80


async def _sums_agree(engine: Engine) -> None:
    """Whatever figures are told apart by, they add up to the same, and cost to what the ledger's funds have given."""
    whole = (await _by(engine, "campaign")).total
    for what in insights.DIMENSIONS:
        report = await _by(engine, what)
        assert report.total == whole
        for name in ("exposures", "scans", "claims", "redemptions", "again"):
            assert sum(getattr(one, name) for one in report.lines) == getattr(whole, name), (what, name)
        for name in ("cost", "baskets"):
            assert sum(getattr(one, name).minor for one in report.lines) == getattr(whole, name).minor, (
                what,
                name,
            )
    async with engine._core.database.transaction() as transaction:
        funds = await transaction.fetch(
            "SELECT amount FROM balance WHERE key LIKE '%|campaign:%' AND key NOT LIKE '%PTS'"
        )
        claims = await transaction.fetch("SELECT COUNT(*) AS n FROM claim")
        redeemed = await transaction.fetch("SELECT COUNT(*) AS n FROM redemption WHERE state = 'done'")
    assert whole.cost.minor == -sum(row["amount"] for row in funds)
    assert (whole.claims, whole.redemptions) == (claims[0]["n"], redeemed[0]["n"])


async def _called_off_in_july(town: _Town) -> None:
    """A redemption of S1 of 28 June is called off on 2 July."""
    engine = town.shop.engine
    outlet = town.clerks["S1"].outlet_id
    last = (await engine.outlets._members.redemptions_at(BRAND, outlet, 0))[0]
    town.at("2026-07-02 15:00:00")
    refused = await engine.coupons.cancel(town.clerks["S1"], last.id, "x-1")
    assert isinstance(refused, Refusal)  # a till may do so on the day only
    done = await engine.coupons.call_off(BRAND, last.id, "x-2")
    assert not isinstance(done, Refusal)
    assert done.state == "cancelled"
    before, now = await _stores(engine, date(2026, 7, 1)), await _stores(engine)
    assert (before["S1"].redemptions, *_money(before["S1"])) == (180, 171_000, 230_400, 347)
    assert (now["S1"].redemptions, *_money(now["S1"])) == (179, 170_450, 229_120, 344)
