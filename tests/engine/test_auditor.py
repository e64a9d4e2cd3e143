"""A book with everything in it audits clean; whoever changes one figure behind the engine's back is found out."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.api import Difference
from tests.support.clock import SetClock
from tests.support.databases import SqliteFiles
from tests.support.everything import PARTNER, TEXT, everything
from tests.support.shop import BRAND, opened, shop


@dataclass
class Original:
    """The clean book; `tampered` audits a copy after some SQL."""

    path: Path
    folder: Path

    def tampered(self, *statements: str) -> tuple[Difference, ...]:
        copy = self.folder / "copy.sqlite3"
        shutil.copy(self.path, copy)
        book = sqlite3.connect(copy)
        try:
            for statement in statements:
                changed = book.execute(statement)
                assert changed.rowcount == 1, f"`{statement}` changed {changed.rowcount} rows"
            book.commit()
        finally:
            book.close()

        async def audited() -> tuple[Difference, ...]:
            engine = await opened(f"sqlite://{copy}", SetClock())
            try:
                return await engine.audit()
            finally:
                await engine.close()

        return asyncio.run(audited())


@pytest.fixture(scope="module")
def original(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Original]:
    url = sqlite_files.fresh()

    async def made() -> None:
        async with shop(url, TEXT) as there:
            await everything(there)

    asyncio.run(made())
    folder = tmp_path_factory.mktemp("tampered")
    path = Path(url.removeprefix("sqlite://"))
    with sqlite3.connect(path) as book:
        book.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    book.close()
    return Original(path, folder)


def test_a_book_with_everything_in_it_is_clean_for_each_brand_and_for_all(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            await everything(there)
            for brand in (None, BRAND, PARTNER):
                assert await there.engine.audit(brand) == ()

    asyncio.run(told())


ONE = "(SELECT min(id) FROM {} WHERE {})"


def one(table: str, where: str = "1 = 1") -> str:
    """A condition that meets exactly one row."""
    return f"id = {ONE.format(table, where)}"


PAID = "state = 'paid'"
OWED = "state = 'owed' AND fund = 'budget'"
TAMPERING = {
    "an entry's amount": (f"UPDATE entry SET amount = amount + 1 WHERE {one('entry')}", "sum of posting"),
    "an entry's account": (f"UPDATE entry SET account = 'clerk:1:owed' WHERE {one('entry')}", "postings of grant"),
    "an entry's currency": (f"UPDATE entry SET currency = 'USD' WHERE {one('entry')}", "sum of posting"),
    "an entry lost": (f"DELETE FROM entry WHERE {one('entry')}", "sum of posting"),
    "an alliance entry's cause": (
        f"UPDATE entry SET cause_id = 1 WHERE {one('entry', chr(39).join(('kind = ', 'alliance', '')))}",
        "postings of funding",
    ),
    "a balance": ("UPDATE balance SET amount = amount + 1 WHERE key LIKE '%budget|CNY'", "balance spring|"),
    "a counter": ("UPDATE counter SET used = used - 1 WHERE key LIKE '%budget|CNY|all' AND used > 0", "counter spring|"),
    "a grant's amount": (f"UPDATE grants SET amount = amount + 1 WHERE {one('grants', PAID)}", "postings of grant"),
    "a grant's recipient": (
        f"UPDATE grants SET recipient_id = recipient_id + 1 WHERE {one('grants', OWED)}",
        "postings of grant",
    ),
    "a grant's points": (f"UPDATE grants SET points = 999 WHERE {one('grants', 'points IS NOT NULL')}", "postings of grant"),
    "a payment undone": (f"UPDATE grants SET state = 'owed' WHERE {one('grants', PAID)}", "open orders of grant"),
    "a payment invented": (f"UPDATE grants SET state = 'paid' WHERE {one('grants', OWED)}", "paid orders of grant"),
    "a reversal undone": (
        f"UPDATE grants SET state = 'given' WHERE {one('grants', chr(39).join(('points = 10 AND state = ', 'reversed', '')))}",
        "postings of grant",
    ),
    "a state that is none": (f"UPDATE grants SET state = 'gone' WHERE {one('grants', PAID)}", "state of grant"),
    "a grant's takes": (f"UPDATE grants SET takes = '[]' WHERE {one('grants', PAID)}", "counter spring|"),
    "a grant lost": (f"DELETE FROM grants WHERE {one('grants', PAID)}", "which does not exist"),
    "a coupon's grant lost": (f"DELETE FROM grants WHERE {one('grants', 'coupon_id IS NOT NULL')}", "grants of coupon"),
    "a settlement lost": (
        f"DELETE FROM grants WHERE {one('grants', chr(39).join(('fund = ', 'coupons', ' AND settled_us IS NULL')))}",
        "settlements of redemption",
    ),
    "an order's amount": ("UPDATE outbox SET payload = replace(payload, '100', '900') WHERE state = 'done'", "amount of order"),
    "an order's number": (f"UPDATE outbox SET order_no = 'B1A1' WHERE {one('outbox')}", "number of order"),
    "an order's state": ("UPDATE outbox SET state = 'due' WHERE state = 'done'", "paid orders of grant"),
    "an order lost": (f"DELETE FROM outbox WHERE {one('outbox', chr(39).join(('state = ', 'due', '')))}", "open orders of grant"),
    "an order of nobody": (f"UPDATE outbox SET grant_id = 5 WHERE {one('outbox')}", "orders of grant 5"),
    "a claim lost": (f"DELETE FROM claim WHERE {one('claim')}", "of grant"),
    "a claim's takes": (f"UPDATE claim SET takes = '[]' WHERE {one('claim')}", "counter spring|"),
    "a claim of nobody": (f"UPDATE claim SET person_id = 5 WHERE {one('claim')}", "account 5 of claim"),
    "a coupon used again": ("UPDATE coupon SET state = 'open', redemption_id = NULL WHERE honourer = 'peanuts'", "redemptions of coupon"),
    "a coupon alive again": ("UPDATE coupon SET state = 'open' WHERE state = 'cancelled'", "is cancelled"),
    "a coupon's settlement": ("UPDATE coupon SET pays = 900 WHERE honourer = 'peanuts'", "amount of settlement"),
    "a coupon lost": ("DELETE FROM coupon WHERE honourer = 'peanuts'", "coupon"),
    "a redemption undone": ("UPDATE redemption SET state = 'cancelled' WHERE brand = 'peanuts'", "redemptions of coupon"),
    "a redemption made good": ("UPDATE redemption SET state = 'done' WHERE state = 'cancelled'", "redemptions of coupon"),
    "a redemption elsewhere": ("UPDATE redemption SET outlet_id = 5 WHERE brand = 'peanuts'", "outlet of settlement"),
    "a redemption lost": ("DELETE FROM redemption WHERE brand = 'peanuts'", "redemption"),
    "a funding's share": ("UPDATE funding SET issuer_bears = issuer_bears + 1", "postings of funding"),
    "a funding's state": ("UPDATE funding SET state = 'cancelled'", "funding of redemption"),
    "a funding lost": ("DELETE FROM funding", "is borne by two brands"),
    "a person's claims": (f"UPDATE consumer SET claims = 7 WHERE {one('consumer')}", "claims of person"),
    "a person's last claim": (f"UPDATE consumer SET last_claim_us = 7 WHERE {one('consumer')}", "last claim of person"),
    "a person in a chain": (
        "UPDATE consumer SET person_id = (SELECT id FROM consumer WHERE person_id <> id) WHERE id = (SELECT max(id) FROM consumer)",
        "names its person directly",
    ),
    "an account lost": (f"DELETE FROM consumer WHERE {one('consumer')}", "account"),
    "an identity of nobody": (f"UPDATE identity SET consumer_id = 5 WHERE {one('identity')}", "account of identity"),
    "a referral's sharer": ("UPDATE referral SET sharer_id = 5", "claim of referral"),
    "a referral lost": ("DELETE FROM referral", "without a referral"),
    "a kept answer": ("UPDATE request SET answer = '{\"id\": \"5\"}' WHERE key = 'spring|kept'", "what answered request"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named(original: Original, what: str) -> None:
    statement, named = TAMPERING[what]
    found = original.tampered(statement)
    assert any(named in difference.what for difference in found), [difference.what for difference in found]


def test_a_posting_lost_as_a_whole_is_found_though_all_that_is_left_balances(original: Original) -> None:
    """The balances were put right too: only the grant still tells."""
    posting = "(SELECT posting_id FROM entry WHERE kind = 'payment' LIMIT 1)"
    book = sqlite3.connect(original.path)
    lines = book.execute(
        f"SELECT brand, account, currency, amount FROM entry WHERE posting_id = {posting}"
    ).fetchall()
    ids = [row[0] for row in book.execute(f"SELECT id FROM entry WHERE posting_id = {posting}")]
    book.close()
    found = original.tampered(
        *(
            f"UPDATE balance SET amount = amount - ({amount}) WHERE key = '{brand}|{account}|{currency}'"
            for brand, account, currency, amount in lines
        ),
        *(f"DELETE FROM entry WHERE id = {number}" for number in ids),
    )
    assert [difference.what.split(" ")[0:3] for difference in found] == [["postings", "of", "grant"]]


def test_a_claim_that_nobody_made_is_named(original: Original) -> None:
    columns = "brand, kind, batch_id, serial, consumer_id, person_id, campaign_id, version_id, rule, at_us, region, referrer_id, clerk_id, facts, draws, notes, takes"
    found = original.tampered(
        f"INSERT INTO claim (id, source, {columns}) SELECT id + 1, source || ' ', {columns} FROM claim WHERE {one('claim')}",
    )
    assert any("claims of person" in difference.what for difference in found)
