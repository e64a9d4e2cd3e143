"""Deleting people: no trace stays in any table, and an older copy of the database forgets again."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

from engine.api import ClaimAnswer, ConsumerKey, Engine, Money, Reason, RedemptionAnswer, Refusal
from engine.members.identity import hashed
from tests.support.clock import SetClock
from tests.support.shop import BRAND, GTIN, SECRET, Shop, opened, person, shop

CLUB = """campaign "Club"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan
  when scan.region in CN-GD
    give points 10
  otherwise
    give points 5
"""
DEVICE = ConsumerKey("device", "phone-of-anna")


async def _everything(engine: Engine) -> str:
    """The text of every row that could tell of a person."""
    rows = []
    async with engine._core.database.transaction() as transaction:
        for table in (
            "consumer",
            "identity",
            "claim",
            "refusal",
            "exposure",
            "share_link",
            "grants",
            "wait",
            "request",
        ):
            rows += [{**row} for row in await transaction.fetch(f"SELECT * FROM {table}")]
    return json.dumps(rows, default=str)


def test_nothing_tells_who_it_was(database_url: str) -> None:
    async def work(it: Shop) -> None:
        scans = it.engine.scans
        await scans.open(it.code(1), DEVICE)
        await scans.claim(it.code(1), DEVICE, region="CN-GD-SZ")
        await it.engine.members.link_mobile(BRAND, DEVICE, "+8613800138000")
        digests = [
            hashed(SECRET, BRAND, key).value_hash for key in (DEVICE, ConsumerKey("mobile", "+8613800138000"))
        ]
        code = (await it.engine.members.wallet(BRAND, DEVICE)).member_code
        before = await _everything(it.engine)
        assert all(text in before for text in (*digests, "CN-GD-SZ", code))
        gone = await it.engine.forgetting.delete(BRAND, DEVICE)
        after = await _everything(it.engine)
        assert not any(text in after for text in (*digests, "CN-GD-SZ", code))
        await it.engine.waits.run_once()
        [done] = await it.engine.forgetting.deletions(BRAND)
        assert (done.id, done.erased_at) == (gone.id, it.clock.now())
        assert await it.engine.audit() == ()

    async def run() -> None:
        async with shop(database_url, CLUB) as it:
            await work(it)

    asyncio.run(run())


GUARDED = CLUB.replace(
    "on scan",
    """  budget   10.00 CNY
  contact  "400-800-0000"
  channel  sandbox_wallet

segment review  consumer.claims at least 1

on scan""",
).replace("give points 5", "give red_packet 1.00 CNY\n  if spent\n    refuse")


def test_a_claim_held_for_review_ends_with_its_person(database_url: str) -> None:
    """Its money and its code are free, no release brings the person back, and nothing kept of it tells who it was."""

    async def run() -> None:
        async with shop(database_url, GUARDED) as it:
            scans, reviews, part = it.engine.scans, it.engine.reviews, "|budget|CNY|all"
            await scans.claim(it.code(1), DEVICE, region="CN-BJ")
            kept = await scans.claim(it.code(2), DEVICE, region="CN-BJ")
            assert isinstance(kept, Refusal), kept
            assert kept.reason is Reason.UNDER_REVIEW
            assert await it.counter(part) == 2_00
            [review] = await reviews.all(BRAND)
            await it.engine.forgetting.delete(BRAND, DEVICE)
            assert await it.counter(part) == 1_00, "what was paid is paid, what was set aside is free"
            [over] = await reviews.all(BRAND)
            assert (over.state, over.device, over.aside) == ("void", "", review.aside)
            late = await reviews.release(BRAND, review.id, "tests")
            assert isinstance(late, Refusal), late
            assert late.reason is Reason.REVIEW_OVER
            after = await _everything(it.engine)
            assert not any(text in after for text in (hashed(SECRET, BRAND, DEVICE).value_hash, "CN-BJ"))
            await it.granted(2, "ben")
            assert await it.engine.audit() == ()

    asyncio.run(run())


def test_the_mark_goes_with_the_last_campaign(sqlite_url: str) -> None:
    """Until the end a returner is no newcomer; afterwards nobody can tell that there was anybody."""

    async def run() -> None:
        async with shop(sqlite_url, CLUB) as it:
            await it.granted(1, "anna")
            await it.engine.forgetting.delete(BRAND, person("anna"))
            assert await _marks(it.engine) == 1
            it.clock.pass_(days=365)
            await it.engine.waits.run_once()
            assert await _marks(it.engine) == 0
            assert await it.engine.audit() == ()

    asyncio.run(run())


async def _marks(engine: Engine) -> int:
    async with engine._core.database.transaction() as transaction:
        return len(await transaction.fetch("SELECT id FROM mark"))


def test_an_older_copy_of_the_database_forgets_again(sqlite_url: str, tmp_path: Path) -> None:
    """The file beside the database is read before service; who was deleted since the copy is deleted again, once."""
    stones, copy = tmp_path / "tombstones", tmp_path / "older.sqlite3"

    async def run() -> None:
        async with shop(sqlite_url, CLUB) as it:
            await it.granted(1, "anna")
            await it.granted(2, "ben")
            source = Path(sqlite_url.removeprefix("sqlite://"))
            async with it.engine._core.database.transaction() as transaction:
                await transaction.fetch("SELECT 1 AS one")
            for tail in ("", "-wal", "-shm"):
                if (found := Path(f"{source}{tail}")).exists():
                    shutil.copy(found, f"{copy}{tail}")
            it.engine.forgetting._tombstones = stones
            await it.engine.forgetting.delete(BRAND, person("anna"))
            clock = it.clock
        older = await _reopened(f"sqlite://{copy}", clock, stones)
        try:
            assert (await older.members.wallet(BRAND, person("anna"))).points == 0
            assert (await older.members.wallet(BRAND, person("ben"))).points == 5
            assert await older.forgetting.apply_file() == 0
            assert len(stones.read_text().splitlines()) == 2
            stones.unlink()  # as if the line had never been written
            assert await older.forgetting.apply_file() == 0
            assert len(stones.read_text().splitlines()) == 1
            assert await older.audit() == ()
        finally:
            await older.close()

    asyncio.run(run())


async def _reopened(url: str, clock: SetClock, stones: Path) -> Engine:
    engine = await opened(url, clock)
    engine.forgetting._tombstones = stones
    assert (await engine.members.wallet(BRAND, person("anna"))).points == 5
    assert await engine.forgetting.apply_file() == 1
    return engine


def test_consents_are_kept_with_their_history(database_url: str) -> None:
    async def run() -> None:
        async with shop(database_url, CLUB) as it:
            members, anna = it.engine.members, person("anna")
            assert await members.consents(BRAND, anna) == ()
            assert await members.set_consents(BRAND, anna, {"messages": True}) == ("messages",)
            assert await members.set_consents(BRAND, anna, {"messages": True, "place": True}) == (
                "messages",
                "place",
            )
            assert await members.set_consents(BRAND, anna, {"messages": False}) == ("place",)
            told = (await it.engine.forgetting.export(BRAND, anna))["consents"]
            assert told["given"] == ["place"]
            assert [(one["purpose"], one["given"]) for one in told["history"]] == [
                ("messages", True), ("place", True), ("messages", False),
            ]  # fmt: skip

    asyncio.run(run())


def test_the_audit_finds_who_was_not_quite_deleted(sqlite_url: str) -> None:
    """An identity or a birthday that is left of a deleted account is a difference."""

    async def run() -> None:
        async with shop(sqlite_url, CLUB) as it:
            await it.granted(1, "anna")
            await it.engine.forgetting.delete(BRAND, person("anna"))
            async with it.engine._core.database.transaction() as transaction:
                [row] = await transaction.fetch("SELECT id FROM consumer")
                await transaction.execute("UPDATE consumer SET birthday = '05-17' WHERE id = $1", [row["id"]])
                await transaction.execute(
                    "INSERT INTO identity (id, brand, kind, value_hash, consumer_id, created_us)"
                    " VALUES (1, $1, 'ref', 'left', $2, 0)",
                    [BRAND, row["id"]],
                )
            found = {difference.what for difference in await it.engine.audit()}
            assert found == {
                f"what is known of deleted account {row['id']}", "identity 1 names a deleted account",
            }  # fmt: skip

    asyncio.run(run())


SHARED = """campaign "Shared"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai

coupon "five" "5 yuan off" / "减5元"
  worth  5.00 CNY off 15.00 CNY
  valid  7 days
  at     stores

on scan
  give coupon "five"

on invitation
  give coupon "five"

on redemption of "five"
  give points 50 to referrer, at most 50 a month
  give points 10
"""


def test_who_is_gone_earns_nothing_more_through_a_friend(sqlite_url: str) -> None:
    """The friend's coupon and points are the friend's own; a coupon called off gives its deleted holder nothing either."""

    async def run() -> None:
        async with shop(sqlite_url, SHARED) as it:
            engine, till, basket = it.engine, await it.till(), Money(2000, "CNY")
            own = (await it.granted(1, "anna")).grants[0].coupon
            assert own
            first = await engine.coupons.redeem(till, own.code, "r-1", basket)
            token = await engine.referrals.link(BRAND, it.campaign, person("anna"))
            gift = await engine.referrals.accept(token, person("ben"))
            assert isinstance(gift, ClaimAnswer)
            assert isinstance(first, RedemptionAnswer)
            await engine.forgetting.delete(BRAND, person("anna"))
            assert gift.grants[0].coupon
            taken = await engine.coupons.redeem(till, gift.grants[0].coupon.code, "r-2", basket)
            assert isinstance(taken, RedemptionAnswer)
            assert [(one.recipient_kind, one.points) for one in taken.grants] == [
                ("store", None),
                ("consumer", 10),
            ]
            await engine.coupons.cancel(till, first.redemption_id, "x-1")
            again = await engine.coupons.redeem(till, own.code, "r-3", basket)
            assert isinstance(again, Refusal)
            assert again.reason is Reason.COUPON_CANCELLED
            assert await engine.audit() == ()

    asyncio.run(run())


GOODS = f"""campaign "Goods"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai

coupon "bottle" "one more bottle" / "再来一瓶"
  goods  {GTIN}
  worth  5.00 CNY
  valid  30 days
  pays   store 0.30 CNY

on scan
  give coupon "bottle", stock 500
  give points 3
  if spent
    give points 1

on redemption of "bottle"
  give points 7
"""


def test_what_was_held_for_who_is_gone_is_free_at_once(database_url: str) -> None:
    """Two pieces on one shelf were held for the vouchers of one person; both can be had by the next, with no wait to end."""

    async def run() -> None:
        async with shop(database_url, GOODS) as it:
            till, stocks = await it.till(), it.engine.stocks
            await stocks.deliver(BRAND, till.outlet_id, GTIN, 2, "first")
            for serial in (1, 2):
                coupon = (await it.granted(serial, "anna")).grants[0].coupon
                assert coupon
                await stocks.hold(BRAND, person("anna"), coupon.code, till.outlet_id, timedelta(hours=2))
            [shelf] = await stocks.book(BRAND, till.outlet_id)
            assert (shelf.on_hand, shelf.held) == (2, 2)
            await it.engine.forgetting.delete(BRAND, person("anna"))
            [shelf] = await stocks.book(BRAND, till.outlet_id)
            assert (shelf.on_hand, shelf.held) == (2, 0)
            it.clock.pass_(days=1)
            await it.engine.waits.run_once()
            [shelf] = await stocks.book(BRAND, till.outlet_id)
            assert (shelf.on_hand, shelf.held) == (2, 0)
            assert await it.engine.audit() == ()

    asyncio.run(run())


def test_a_voucher_taken_back_with_its_claim_holds_nothing(sqlite_url: str) -> None:
    async def run() -> None:
        async with shop(sqlite_url, GOODS) as it:
            till, stocks = await it.till(), it.engine.stocks
            await stocks.deliver(BRAND, till.outlet_id, GTIN, 1, "first")
            claim = await it.granted(1, "anna")
            coupon = claim.grants[0].coupon
            assert coupon
            await stocks.hold(BRAND, person("anna"), coupon.code, till.outlet_id, timedelta(hours=2))
            await it.engine.grants.reverse_claim(BRAND, claim.claim_id, "false", "tests")
            [shelf] = await stocks.book(BRAND, till.outlet_id)
            assert (shelf.on_hand, shelf.held) == (1, 0)
            assert await it.engine.audit() == ()

    asyncio.run(run())


def test_a_redemption_of_who_is_gone_can_be_called_off_and_the_coupon_stays_dead(database_url: str) -> None:
    """Piece, points and what the store was owed come back; nobody can use the voucher again, whoever knows its code."""

    async def run() -> None:
        async with shop(database_url, GOODS) as it:
            till, engine = await it.till(), it.engine
            await engine.stocks.deliver(BRAND, till.outlet_id, GTIN, 1, "first")
            coupon = (await it.granted(1, "anna")).grants[0].coupon
            assert coupon
            taken = await engine.coupons.redeem(till, coupon.code, "r1", product=GTIN)
            assert isinstance(taken, RedemptionAnswer), taken
            assert await it.counter("|stock|") == 1
            await engine.forgetting.delete(BRAND, person("anna"))
            off = await engine.coupons.cancel(till, taken.redemption_id, "x1")
            assert isinstance(off, RedemptionAnswer), off
            assert (off.state, off.coupon.state) == ("cancelled", "cancelled")
            [shelf] = await engine.stocks.book(BRAND, till.outlet_id)
            assert (shelf.on_hand, shelf.held, shelf.handed) == (1, 0, 0)
            again = await engine.coupons.redeem(till, coupon.code, "r2", product=GTIN)
            assert isinstance(again, Refusal), again
            assert again.reason is Reason.COUPON_CANCELLED
            assert await it.counter("|stock|") == 0, "the voucher that came back may be given again"
            assert await engine.audit() == ()

    asyncio.run(run())
