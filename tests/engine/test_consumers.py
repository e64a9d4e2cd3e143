"""The service desk: who is found, what is seen, what follows from each act, and that all of it is kept with its reason."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from engine.api import (
    ClaimAnswer,
    ConsumerKey,
    Invalid,
    Money,
    NotFound,
    Reason,
    RedemptionAnswer,
    Refusal,
    StudioUser,
)
from tests.support.moody_channel import BOOK
from tests.support.shop import BRAND, Shop, person, shop

TEXT = """campaign "Club"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  moody

coupon "five" "5 yuan off" / "减5元"
  worth  5.00 CNY off 15.00 CNY
  valid  7 days
  at     stores

on scan
  when consumer.claims at least 3
    refuse
  otherwise
    give red_packet 2.00 CNY
    give coupon "five"
  if spent
    refuse

on invitation
  give points 20
  give points 50 to referrer, at most 500 a month
"""
MOODY = ("tests.support.moody_channel",)


async def desk(it: Shop) -> StudioUser:
    """Somebody who serves people."""
    made = await it.engine.accounts.add_user(BRAND, "wen@spring.cn", "Wen", "service", None)
    user = await it.engine.accounts.user(made)
    assert user
    return user


def test_people_are_found_by_what_they_can_name_and_by_nothing_less(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, TEXT, more=MOODY) as it:
            wen, find = await desk(it), it.engine.consumers.find
            device = ConsumerKey("device", "phone-of-anna")
            claim = await it.engine.scans.claim(it.code(1), device)
            assert isinstance(claim, ClaimAnswer)
            await it.claim(1, "ben")
            await it.engine.members.link_mobile(BRAND, device, "+8613800138000")
            wallet = await it.engine.members.wallet(BRAND, device)
            packet = next(one for one in claim.grants if one.amount)
            [first] = await find(wen, wallet.member_code, "asked", "")
            anna = first.person
            assert anna
            assert not first.held
            named = {
                "+86 138 0013 8000": "mobile", "13800138000": "mobile", wallet.member_code.lower(): "member",
                wallet.coupons[0].code: "coupon", str(claim.claim_id): "decision", str(packet.id): "decision",
                f"B{packet.id:016X}A1": "order", str(anna): "account",
            }  # fmt: skip
            for typed, by in named.items():
                assert [(one.person, one.by) for one in await find(wen, typed, "asked", "")] == [
                    (anna, by)
                ], typed
            assert [one.by for one in await find(wen, "ben", "asked", "")] == []
            both = await find(wen, it.code(1), "asked", "")
            assert [one.decision.outcome for one in both if one.decision] == ["granted", "refused"]
            assert both[1].person is None, "whom a refusal never came to know stays unknown"
            for typed in ("1380013800", "138", wallet.member_code[:6], "%", "", "x" * 300, "\x00"):
                assert await find(wen, typed, "asked", "") == (), typed
            with pytest.raises(Invalid):
                await find(wen, "13800138000", "other", "")
            acts = await it.engine.people.acts(BRAND, limit=200)
            assert {act.kind for act in acts} == {"looked_for"}
            assert all("13800138000" not in act.about for act in acts), "the log tells no number"

    asyncio.run(story())


def test_a_look_needs_a_reason_which_lasts_for_a_shift(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, TEXT, more=MOODY) as it:
            wen, door = await desk(it), it.engine.consumers
            await it.granted(1, "anna")
            [hit] = await door.find(wen, "anna", "complaint", "T-17")
            assert hit.person
            assert not await door.may_look(wen, hit.person)
            await door.look(wen, hit.person, "complaint", "T-17")
            assert await door.may_look(wen, hit.person)
            [look] = await door.looked_at(BRAND, hit.person)
            assert (look.by, look.purpose, look.note) == ("Wen", "complaint", "T-17")
            assert [one.person for one in await door.looks(wen)] == [hit.person]
            it.clock.pass_(hours=9)
            assert not await door.may_look(wen, hit.person)
            for number in (hit.person + 1, 1):
                with pytest.raises(NotFound):
                    await door.look(wen, number, "asked", "")

    asyncio.run(story())


def test_the_profile_and_the_timeline_tell_everything_and_hide_who_it_is(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, TEXT, more=MOODY) as it:
            engine, door, anna = it.engine, it.engine.consumers, person("anna")
            for serial in range(1, 5):
                await it.claim(serial, "anna")
            till = await it.till()
            wallet = await engine.members.wallet(BRAND, anna)
            taken = await engine.coupons.redeem(till, wallet.coupons[0].code, "r-1", Money(2000, "CNY"))
            assert isinstance(taken, RedemptionAnswer)
            token = await engine.referrals.link(BRAND, it.campaign, anna)
            assert isinstance(await engine.referrals.accept(token, person("ben")), ClaimAnswer)
            await engine.members.set_consents(BRAND, anna, {"messages": True})
            wen = await desk(it)
            [hit] = await door.find(wen, "anna", "asked", "")
            assert hit.person
            seen = await door.profile(BRAND, hit.person, full=True)
            assert (seen.scans.today, seen.scans.ever, seen.refused.ever, seen.redeemed.month) == (3, 3, 1, 1)
            assert (seen.points, seen.friends, seen.money) == (50, 1, (("owed", Money(600, "CNY")),))
            assert [(one.code, one.times) for one in seen.visited] == [("S1", 1)]
            assert [(one.purpose, one.given) for one in seen.agreed] == [("messages", True)]
            assert seen.name == wallet.member_code
            assert all(len(one.code) == 5 for one in seen.coupons), "a whole code is worth money"
            hidden = await door.profile(BRAND, hit.person, full=False)
            assert wallet.member_code not in repr(hidden)
            whole = await door.timeline(BRAND, hit.person)
            kinds = [one.kind for one in whole]
            assert sorted(kinds) == sorted(
                ["claim"] * 3 + ["refusal", "redemption", "share", "reward", "brought", "consent", "enrolled"]
            )
            assert [one.id for one in whole] == sorted((one.id for one in whole), reverse=True)
            refused = next(one for one in whole if one.kind == "refusal")
            assert refused.decision
            assert refused.decision.reason is Reason.RULE_REFUSES
            assert whole[-1].kind == "enrolled"
            pages, before = [], None
            while page := await door.timeline(BRAND, hit.person, before=before, limit=3):
                pages += page
                before = page[-1].id
            assert pages == list(whole)
            scans = await door.timeline(BRAND, hit.person, part="scans")
            assert [one.kind for one in scans] == ["refusal", "claim", "claim", "claim"]
            why = await engine.campaigns.why(BRAND, refused.id, voice="service")
            assert "The rules say so to everybody alike" in why.steps[-1].en
            full = await engine.campaigns.why(BRAND, refused.id)
            assert ("valid claims with the brand before this one", "3") in [
                (name.en, value.en) for _, name, value in full.named
            ]

    asyncio.run(story())


def test_who_is_on_hold_gets_nothing_loses_nothing_and_goes_on_when_released(database_url: str) -> None:
    async def story() -> None:
        BOOK.lines.clear()
        async with shop(database_url, TEXT, more=MOODY) as it:
            engine, door = it.engine, it.engine.consumers
            BOOK.now = it.clock.now
            wen = await desk(it)
            await it.granted(1, "anna")
            [hit] = await door.find(wen, "anna", "fraud", "")
            assert hit.person
            with pytest.raises(Invalid):
                await door.hold(wen, hit.person, " ")
            await door.hold(wen, hit.person, "T-4: phones in a row")
            again = await it.claim(2, "anna")
            assert isinstance(again, Refusal)
            assert again.reason is Reason.ACCOUNT_ON_HOLD
            wallet = await engine.members.wallet(BRAND, person("anna"))
            till = await it.till()
            at_till = await engine.coupons.redeem(till, wallet.coupons[0].code, "r-1", Money(2000, "CNY"))
            assert isinstance(at_till, Refusal)
            assert at_till.reason is Reason.ACCOUNT_ON_HOLD
            token = await engine.referrals.link(BRAND, it.campaign, person("ben"))
            invited = await engine.referrals.accept(token, person("anna"))
            assert isinstance(invited, Refusal)
            await it.engine.payouts.run_once()
            assert not BOOK.lines, "money waits"
            [held] = await engine.payouts.held(BRAND)
            assert "being checked" in held.words.en
            it.clock.pass_(minutes=5)
            await it.engine.payouts.run_once()
            assert not BOOK.lines
            await door.release(wen, hit.person, "T-4: a family")
            await it.engine.payouts.run_once()
            assert sum(BOOK.received().values()) == 200
            assert isinstance(
                await engine.coupons.redeem(till, wallet.coupons[0].code, "r-1", Money(2000, "CNY")),
                RedemptionAnswer,
            ), "the same request gets its answer now"
            await it.granted(2, "anna")
            acts = [
                one for one in await door.timeline(BRAND, hit.person, part="account") if one.kind == "act"
            ]
            assert [(one.words.en, one.by) for one in acts] == [
                ("released: T-4: a family", "Wen"), ("put on hold: T-4: phones in a row", "Wen")
            ]  # fmt: skip
            assert await engine.audit() == ()

    asyncio.run(story())


def test_two_accounts_are_joined_after_a_look_at_what_follows(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, TEXT, more=MOODY) as it:
            engine, door, wen = it.engine, it.engine.consumers, await desk(it)
            await it.granted(1, "anna")
            token = await engine.referrals.link(BRAND, it.campaign, person("anna"))
            assert isinstance(await engine.referrals.accept(token, person("anna-2")), ClaimAnswer)
            [anna] = await door.find(wen, "anna", "asked", "")
            [twin] = await door.find(wen, "anna-2", "asked", "")
            assert anna.person
            assert twin.person
            await door.hold(wen, twin.person, "is it the same person?")
            seen = await door.joining(BRAND, anna.person, twin.person, full=True)
            assert (seen.points, [one.points for one in seen.taken_back]) == (70, [50])
            await door.join(wen, anna.person, twin.person, "T-5")
            both = await door.profile(BRAND, twin.person, full=True)
            assert (both.person, both.accounts, both.points) == (anna.person, 2, 20)
            assert both.held, "a hold stays with whom it concerns"
            with pytest.raises(Invalid, match="other"):
                await door.join(wen, anna.person, twin.person, "T-5")
            kinds = {one.kind for one in await door.timeline(BRAND, anna.person)}
            assert {"act", "enrolled", "claim"} <= kinds
            assert await engine.audit() == ()

    asyncio.run(story())


def test_data_are_handed_out_and_a_deletion_is_told_before_and_kept_after(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, TEXT, more=MOODY) as it:
            door, wen = it.engine.consumers, await desk(it)
            await it.granted(1, "anna")
            [hit] = await door.find(wen, "anna", "rights", "")
            assert hit.person
            data = await door.export(wen, hit.person, "letter of 3 June")
            assert [len(data[part]) for part in ("claims", "coupons")] == [1, 1]
            parting = await door.parting(BRAND, hit.person)
            assert (parting.owed, len(parting.coupons)) == (Money(200, "CNY"), 1)
            gone = await door.delete(wen, hit.person, "letter of 3 June")
            assert gone.erase_by - gone.asked_at == timedelta(days=15)
            assert (await door.profile(BRAND, hit.person, full=True)).deleted
            with pytest.raises(NotFound):
                await door.delete(wen, hit.person, "again")
            assert await door.find(wen, "anna", "rights", "") == ()
            acts = await it.engine.people.acts(BRAND)
            assert [act.kind for act in acts] == ["looked_for", "deleted", "exported", "looked_for"]

    asyncio.run(story())


def test_a_decision_is_replayed_on_any_text(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, TEXT, more=MOODY) as it:
            campaigns = it.engine.campaigns
            for serial in range(1, 5):
                await it.claim(serial, "anna")
            refused, granted, *_ = await campaigns.decisions(BRAND, it.campaign)
            then = await campaigns.replayed(BRAND, granted.event_id)
            assert then
            assert [title.en for _, title in then.gives] == ["2.00 yuan red packet", "5 yuan off"]
            lines = TEXT.splitlines()
            assert {lines[line - 1].strip() for line in then.lit} == {
                "on scan", "otherwise", "give red_packet 2.00 CNY", 'give coupon "five"',
            }  # fmt: skip
            assert [(lines[line - 1].strip(), told.en) for line, told in then.missed] == [
                ("when consumer.claims at least 3", "one more scan")
            ]
            stopped = await campaigns.replayed(BRAND, refused.event_id)
            assert stopped
            assert stopped.gives == ()
            assert stopped.refused
            kinder = TEXT.replace("at least 3\n    refuse", "at least 3\n    give points 7").replace(
                "otherwise", "when consumer.friends at least 1\n    give points 9\n  otherwise"
            )
            now = await campaigns.replayed(BRAND, refused.event_id, kinder)
            assert now
            assert [title.en for _, title in now.gives] == ["7 points"]
            assert [one.en for one in now.unknown] == ["friends who took up the consumer's invitations"]
            assert await campaigns.replayed(BRAND, refused.event_id, "nonsense") is None
            with pytest.raises(NotFound):
                await campaigns.replayed(BRAND, 1)

    asyncio.run(story())
