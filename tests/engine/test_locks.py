"""Locked rewards: set aside at once, opened by their key in the same commit, given back at the deadline."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from datetime import datetime, timedelta

from engine.api import ClaimAnswer, GrantView, Money
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop

#: A bottle with nothing to open gives 0.50 and locks 4.00; the next one opens it and locks nothing.
LABEL_4 = f"""campaign "Two bottles"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

on scan of {GTIN}
  give red_packet 0.50 CNY
  when event.opens is 0
    give red_packet 4.00 CNY, unlocked by scan of {GTIN} within 168 hours
      if it lapses
        give points 5
  if spent
    refuse
"""
WEEK = timedelta(hours=168)
PRIZE = """
prize "cup" "A cup" / "杯子一只"
  price 5.00 CNY
  cost 3.00 CNY
  valid 30 days
  delivery "at the till" / "门店领取"
"""


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


async def money(made: Shop, account: str) -> int:
    """The balance of the accounts whose name ends so."""
    async with made.engine._core.database.transaction() as transaction:
        rows = await transaction.fetch("SELECT key, amount FROM balance")
    return sum(int(row["amount"]) for row in rows if row["key"].endswith(f":{account}|CNY"))


async def holds(made: Shop, who: str) -> list[tuple[str, str]]:
    """State of each reward and of its lock in a wallet, newest first."""
    wallet = await made.engine.members.wallet(BRAND, person(who))
    return [(one.state, one.lock.state if one.lock else "") for one in wallet.grants]


def locked(answer: ClaimAnswer) -> GrantView:
    [found] = [grant for grant in answer.grants if grant.lock]
    return found


def test_a_second_scan_opens_what_the_first_one_set_aside(database_url: str) -> None:
    """The budget is taken at once; the key gives it to the person in the commit of the scan, and only once."""

    async def story() -> None:
        async with shop(database_url, LABEL_4) as made:
            start = made.clock.now()
            first = locked(await made.granted(1, "A"))
            assert first.state == "locked"
            assert first.amount == cny(400)
            assert first.lock
            assert (first.lock.state, first.lock.until) == ("waiting", start + WEEK)
            assert first.lock.key.en == "when you scan another pack"
            assert (await money(made, "budget"), await money(made, "locked")) == (-450, 400)
            again = await made.granted(1, "A")
            assert again.repeated
            assert locked(again).state == "locked"
            assert again.opened == ()
            await made.granted(2, "B")
            made.clock.instant += WEEK - timedelta(microseconds=1)
            second = await made.granted(3, "A")
            assert [grant.amount for grant in second.grants] == [cny(50)]
            assert [(one.id, one.state) for one in second.opened] == [(first.id, "owed")]
            assert (await made.granted(3, "A")).opened == second.opened
            assert await made.counter("budget") == 950
            assert await money(made, "locked") == 400, "B's own, which A's scan does not touch"
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_at_the_deadline_it_is_too_late(database_url: str) -> None:
    """The instant itself does not open: the worker gives back, once, and gives what stands in for it."""

    async def story() -> None:
        async with shop(database_url, LABEL_4) as made:
            first = locked(await made.granted(1, "B"))
            made.clock.instant += WEEK
            assert await holds(made, "B") == [("reversed", "lapsed"), ("owed", "")]
            late = await made.granted(2, "B")
            assert late.opened == ()
            assert locked(late).state == "locked"
            assert await made.counter("budget") == 900
            other = await made.another()
            ended = await asyncio.gather(made.engine.waits.run_once(), other.waits.run_once())
            assert sum(ended) == 1
            assert await made.engine.waits.run_once() == 0
            assert await made.counter("budget") == 500
            view = await made.engine.grants.one(BRAND, first.id)
            assert view.state == "reversed"
            assert view.lock
            assert view.lock.state == "lapsed"
            assert (await made.engine.members.wallet(BRAND, person("B"))).points == 5
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_reward_taken_back_before_its_key_leaves_nothing_to_open(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, LABEL_4) as made:
            first = locked(await made.granted(1, "A"))
            taken = await made.engine.grants.reverse(BRAND, first.id, "mistake", "tests")
            assert isinstance(taken, GrantView)
            assert taken.lock
            assert taken.lock.state == "void"
            assert await made.counter("budget") == 50
            assert (await made.granted(2, "A")).opened == ()
            made.clock.instant += WEEK
            assert await made.engine.waits.run_once() == 1, "the second bottle's own"
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_refused_claim_opens_nothing(database_url: str) -> None:
    """Nothing else is left in the budget: the second bottle is refused, and the lock waits on."""

    async def story() -> None:
        text = LABEL_4.replace("100.00 CNY", "4.50 CNY")
        async with shop(database_url, text) as made:
            await made.granted(1, "A")
            assert await made.counter("budget") == 450
            refused = await made.claim(2, "A")
            assert not isinstance(refused, ClaimAnswer)
            assert refused.reason == "budget_spent"
            assert await holds(made, "A") == [("locked", "waiting"), ("owed", "")]
            assert not isinstance(await made.claim(3, "C"), ClaimAnswer)
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_one_event_opens_what_one_earlier_event_locked(database_url: str) -> None:
    """The oldest first, all that it locked; points and coupons wait like money."""
    text = LABEL_4.replace("\non scan", '\ncoupon "c" "c"\n  worth 1.00 CNY\n  valid 7 days\n\non scan')
    body = text[: text.index("  give red_packet 0.50")]
    rules = (
        "  give points 1\n"
        "  when consumer.claims under 2\n"
        "    give points 10, unlocked by scan within 7 days\n"
        '    give coupon "c", unlocked by scan within 7 days\n'
        "  if spent\n    refuse\n"
    )

    async def story() -> None:
        async with shop(database_url, (body + rules).replace("  budget   100.00 CNY\n", "")) as made:
            await made.granted(1, "A")
            made.clock.instant += timedelta(minutes=1)
            second = await made.granted(2, "A")
            assert [(one.title.en, one.state) for one in second.opened] == [
                ("10 points", "given"),
                ("c", "given"),
            ]
            coupon = second.opened[1].coupon
            assert coupon
            assert coupon.issued_at == made.clock.now()
            wallet = await made.engine.members.wallet(BRAND, person("A"))
            assert wallet.points == 12
            assert [one.state for one in wallet.coupons] == ["open"]
            assert len((await made.granted(3, "A")).opened) == 2
            assert (await made.granted(4, "A")).opened == ()
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_hundred_scans_at_once_open_a_reward_once(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, LABEL_4) as made:
            await made.granted(1, "A")
            answers = await asyncio.gather(*(made.claim(serial, "A") for serial in range(2, 12)))
            opened = [one for answer in answers if isinstance(answer, ClaimAnswer) for one in answer.opened]
            assert len({one.id for one in opened}) == len(opened) == 5, (
                "every other bottle opens the one before"
            )
            assert await made.counter("budget") == 11 * 50 + 6 * 400
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_joined_accounts_share_their_keys(database_url: str) -> None:
    """A lock of one phone is opened by a scan of the other, once both are found to be one person."""

    async def story() -> None:
        async with shop(database_url, LABEL_4) as made:
            await made.granted(1, "A")
            await made.granted(2, "A2")
            for phone in ("A", "A2"):
                await made.engine.members.link_mobile(BRAND, person(phone), "+8613800138000")
            made.clock.instant += timedelta(minutes=1)
            assert len((await made.granted(3, "A2")).opened) == 1
            assert len((await made.granted(4, "A2")).opened) == 1
            assert await money(made, "locked") == 0
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_worker_killed_in_the_middle_lapses_nothing_twice(database_url: str) -> None:
    """SIGKILL after some of many lapses: another worker ends the rest, and everybody gets five points once."""
    people = 200  # so many that the first worker cannot be done before it is killed

    async def story() -> None:
        async with shop(database_url, LABEL_4.replace("100.00 CNY", "900.00 CNY")) as made:
            for serial in range(1, people + 1):
                await made.granted(serial, f"P{serial}")
            made.clock.instant += WEEK
            job = {"url": database_url, "now": made.clock.now().isoformat()}
            worker = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.engine.lapser", stdin=PIPE, stdout=PIPE
            )
            assert worker.stdin
            assert worker.stdout
            worker.stdin.write(json.dumps(job).encode() + b"\n")
            seen = 0
            while seen < 7 and (line := await worker.stdout.readline()):
                seen += b"engine.waits.door" in line
            worker.kill()
            await worker.communicate()
            left = 0
            while done := await made.engine.waits.run_once():
                left += done
            assert 0 < left <= people - 7
            assert await made.counter("budget") == people * 50
            wallets = [await made.engine.members.wallet(BRAND, person(f"P{n}")) for n in range(1, people + 1)]
            assert {wallet.points for wallet in wallets} == {5}
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_told_event_is_a_key_like_any_other(database_url: str) -> None:
    """What happened before the reward was won is no key, though it was told later; told twice it opens once."""
    text = (
        LABEL_4.replace(f"unlocked by scan of {GTIN} within", "unlocked by purchase within")
        + "\non purchase\n  give points 1\n"
    )

    async def story() -> None:
        async with shop(database_url, text) as made:
            first = locked(await made.granted(1, "A"))
            assert first.lock
            assert (first.lock.key.en, first.lock.key.zh) == ("when you buy something", "购买后解锁")

            async def bought(number: str, at: datetime) -> list[int]:
                told = await made.engine.events.record(BRAND, "purchase", number, person("A"), at=at)
                answers = [one.answer for one in told.campaigns]
                return [
                    one.id for answer in answers if isinstance(answer, ClaimAnswer) for one in answer.opened
                ]

            now = made.clock.now()
            assert await bought("p0", now - timedelta(hours=1)) == []
            made.clock.instant += timedelta(hours=1)
            assert await bought("p1", now + timedelta(minutes=30)) == [first.id]
            assert await bought("p1", now + timedelta(minutes=30)) == [first.id]
            assert await bought("p2", made.clock.now()) == []
            assert (await made.engine.grants.one(BRAND, first.id)).state == "owed"
            assert await made.engine.audit() == ()

    asyncio.run(story())


#: What somebody may change behind the engine's back, how it is undone, and what the audit then says.
TAMPERING = (
    ("UPDATE wait SET state = 'opened'", "UPDATE wait SET state = 'waiting'", "state of wait"),
    ("UPDATE wait SET until_us = until_us + 1", "UPDATE wait SET until_us = until_us - 1", "end of wait"),
    ("UPDATE wait SET due_us = due_us + 1", "UPDATE wait SET due_us = due_us - 1", "next step of wait"),
    (
        "UPDATE wait SET subject_id = subject_id + 1",
        "UPDATE wait SET subject_id = subject_id - 1",
        "nothing waits",
    ),
    (
        "UPDATE grants SET state = 'owed' WHERE state = 'locked'",
        "UPDATE grants SET state = 'locked' WHERE amount = 400",
        "postings of grant",
    ),
)


def test_the_audit_names_whatever_does_not_agree_with_a_lock(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, LABEL_4) as made:
            await made.granted(1, "A")
            for tamper, undo, said in TAMPERING:
                for statement in (tamper, undo):
                    async with made.engine._core.database.transaction() as transaction:
                        await transaction.execute(statement)
                    told = " ".join(found.what for found in await made.engine.audit())
                    assert (said in told) == (statement is tamper), (statement, told)

    asyncio.run(story())


def test_a_locked_prize_is_ordered_when_it_opens_and_never_before(database_url: str) -> None:
    """What is delivered waits like money: its cost is set aside, no order goes out, and a lapse gives it back."""
    text = LABEL_4.replace(
        "    give red_packet 4.00 CNY, unlocked", '    give prize "cup", unlocked'
    ).replace("\non scan", PRIZE + "\non scan")

    async def story() -> None:
        async with shop(database_url, text) as made:
            await made.granted(1, "A")
            await made.granted(2, "B")
            assert (await made.counter("budget"), await money(made, "locked")) == (2 * 350, 2 * 300)
            assert await made.engine.audit() == ()
            assert [one.state for one in (await made.granted(3, "A")).opened] == ["given"]
            made.clock.instant += WEEK
            assert await made.engine.waits.run_once() == 1
            assert (await made.counter("budget"), await money(made, "locked")) == (3 * 50 + 300, 0)
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_a_key_must_come_while_the_campaign_takes_claims(database_url: str) -> None:
    """Won in the last days, it can be opened until the end and not for seven days: what is told is true."""
    text = LABEL_4.replace("2026-12-30", "2026-06-05")

    async def story() -> None:
        async with shop(database_url, text) as made:
            first = locked(await made.granted(1, "A"))
            assert first.lock
            assert first.lock.until == beijing("2026-06-06 00:00:00")
            made.clock.instant = beijing("2026-06-06 00:00:00")
            assert await made.engine.waits.run_once() == 1
            assert await made.counter("budget") == 50
            assert await made.engine.audit() == ()

    asyncio.run(story())
