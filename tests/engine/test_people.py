"""Who works for a brand: invitations, roles, being shut out, the second step, and what was done to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from engine.accounts import totp
from engine.api import Engine, Invalid, Label, NotFound, SecondStep, StudioUser
from tests.support.clock import SetClock
from tests.support.shop import opened

NOW = datetime(2026, 6, 12, 4, tzinfo=UTC)
PASSWORD = "open the cap"


def run(url: str, story: Callable[[Engine, SetClock, StudioUser], Awaitable[None]]) -> None:
    async def told() -> None:
        clock = SetClock(NOW)
        engine = await opened(url, clock)
        try:
            await engine.accounts.add_brand("spring", Label("Spring", "泉"), "Asia/Shanghai", "CNY")
            await engine.accounts.add_user("spring", "ling@spring.cn", "Ling", "admin", PASSWORD)
            ling = await engine.accounts.sign_in("ling@spring.cn", PASSWORD, address="a")
            assert isinstance(ling, StudioUser)
            await story(engine, clock, ling)
        finally:
            await engine.close()

    asyncio.run(told())


def test_an_invited_person_chooses_a_password_once_and_within_a_week(database_url: str) -> None:
    async def story(engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        token = await engine.people.invite(ling, "Bo@spring.cn", " Bo ", "author")
        assert [(one.name, one.invited) for one in await engine.people.all("spring")] == [
            ("Ling", False),
            ("Bo", True),
        ]
        assert isinstance(await engine.accounts.sign_in("bo@spring.cn", "", address="a"), Label)
        with pytest.raises(Invalid):
            await engine.people.accept(token, "short")
        bo = await engine.people.accept(token, "a long enough one")
        assert isinstance(bo, StudioUser)
        assert (bo.name, bo.role, bo.brand) == ("Bo", "author", "spring")
        with pytest.raises(NotFound):
            await engine.people.accept(token, "another long one")
        assert isinstance(
            await engine.accounts.sign_in("bo@spring.cn", "a long enough one", address="a"), StudioUser
        )
        first = await engine.people.invite_again(ling, bo.id)
        second = await engine.people.invite_again(ling, bo.id)
        with pytest.raises(NotFound):
            await engine.people.invited(first)
        clock.instant += timedelta(days=7)
        with pytest.raises(NotFound):
            await engine.people.accept(second, "a long enough one")
        acts = [(act.kind, act.about, act.before, act.after) for act in await engine.people.acts("spring")]
        assert acts == [("invited_again", "bo@spring.cn", "", "")] * 2 + [
            ("invited", "bo@spring.cn", "", "author")
        ]

    run(database_url, story)


def test_who_is_shut_out_is_out_on_every_device_and_an_admin_always_remains(database_url: str) -> None:
    async def story(engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        token = await engine.people.invite(ling, "bo@spring.cn", "Bo", "author")
        bo = await engine.people.accept(token, PASSWORD)
        assert isinstance(bo, StudioUser)
        session = await engine.accounts.open_session("studio", bo.id, timedelta(hours=1))
        await engine.accounts.open_session("studio", bo.id, timedelta(hours=1))
        assert [one.sessions for one in await engine.people.all("spring")] == [0, 2]
        (newest, _) = await engine.people.sessions(bo)
        await engine.people.sign_out(bo, newest.key)
        assert len(await engine.people.sessions(bo)) == 1
        for refused in (engine.people.close(ling, ling.id), engine.people.set_role(ling, ling.id, "author")):
            with pytest.raises(Invalid):
                await refused
        await engine.people.set_role(ling, bo.id, "admin")
        await engine.people.close(ling, bo.id)
        assert await engine.accounts.user(bo.id) is None
        assert await engine.accounts.session(session, "studio") is None
        assert isinstance(await engine.accounts.sign_in("bo@spring.cn", PASSWORD, address="a"), Label)
        with pytest.raises(Invalid):
            await engine.people.set_role(ling, ling.id, "author")
        await engine.people.open_again(ling, bo.id)
        assert isinstance(await engine.accounts.sign_in("bo@spring.cn", PASSWORD, address="a"), StudioUser)
        await engine.people.set_role(ling, ling.id, "author")
        with pytest.raises(NotFound):
            await engine.people.close(StudioUser(9, "other", Label("", ""), "x@y", "X", "admin"), bo.id)

    run(database_url, story)


def test_two_admins_who_shut_each_other_out_leave_one_and_a_link_is_good_once(database_url: str) -> None:
    async def story(engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        token = await engine.people.invite(ling, "bo@spring.cn", "Bo", "admin")
        both = await asyncio.gather(
            engine.people.accept(token, PASSWORD),
            engine.people.accept(token, PASSWORD),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in both) == ["NotFound", "StudioUser"]
        [bo] = [one for one in both if isinstance(one, StudioUser)]
        done = await asyncio.gather(
            engine.people.close(ling, bo.id),
            engine.people.set_role(bo, ling.id, "author"),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in done) == ["Invalid", "NoneType"]
        left = [one for one in await engine.people.all("spring") if one.role == "admin" and not one.closed]
        assert len(left) == 1

    run(database_url, story)


def test_the_second_step_takes_each_number_once(database_url: str) -> None:
    async def story(engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        secret, address = await engine.people.begin_two_steps(ling)
        assert address == f"otpauth://totp/Bottlecap%3Aling%40spring.cn?secret={secret}&issuer=Bottlecap"
        with pytest.raises(Invalid):
            await engine.people.confirm_two_steps(
                ling, secret, "000000" if totp.number(secret, totp.step_of(NOW)) != "000000" else "1"
            )
        await engine.people.confirm_two_steps(ling, secret, totp.number(secret, totp.step_of(NOW)))

        async def sign_in(number: str) -> object:
            return await engine.accounts.sign_in("ling@spring.cn", PASSWORD, address="a", number=number)

        assert await sign_in("") == SecondStep(wrong=False)
        assert await sign_in(totp.number(secret, totp.step_of(NOW))) == SecondStep(wrong=True), (
            "it was taken already"
        )
        clock.instant += timedelta(seconds=30)
        number = totp.number(secret, totp.step_of(clock.instant))
        both = await asyncio.gather(sign_in(f" {number[:3]} {number[3:]}"), sign_in(number))
        assert sorted(type(one).__name__ for one in both) == ["SecondStep", "StudioUser"]
        assert isinstance(
            await engine.accounts.sign_in("ling@spring.cn", "wrong words", address="a", number=number), Label
        )
        link = await engine.people.invite_again(ling, ling.id)
        assert await engine.people.accept(link, PASSWORD) == SecondStep(wrong=False), (
            "a link is no second step"
        )
        await engine.people.end_two_steps(ling, ling.id)
        assert isinstance(await sign_in(""), StudioUser)

    run(database_url, story)


@pytest.mark.parametrize(
    ("seconds", "number"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_numbers_are_those_of_the_standard(seconds: int, number: str) -> None:
    """The vectors of RFC 6238, appendix B, in their last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.number(secret, totp.step_of(datetime.fromtimestamp(seconds, UTC))) == number


def test_a_key_opens_until_it_is_revoked_and_both_are_kept(database_url: str) -> None:
    async def story(engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        with pytest.raises(Invalid):
            await engine.keys.make(ling, " ")
        key = await engine.keys.make(ling, "  cash   desk ")
        assert await engine.accounts.api_key_brand(key) == "spring"
        (shown,) = await engine.keys.all("spring")
        assert (shown.name, shown.revoked) == ("cash desk", None)
        assert shown.key not in key
        with pytest.raises(NotFound):
            await engine.keys.revoke(ling, "0" * 16)
        await engine.accounts.add_brand("autumn", Label("Autumn", "秋"), "Asia/Shanghai", "CNY")
        await engine.accounts.add_user("autumn", "bo@autumn.cn", "Bo", "admin", PASSWORD)
        other = await engine.accounts.sign_in("bo@autumn.cn", PASSWORD, address="a")
        assert isinstance(other, StudioUser)
        with pytest.raises(NotFound):
            await engine.keys.revoke(other, shown.key)
        await engine.keys.revoke(ling, shown.key)
        await engine.keys.revoke(ling, shown.key)
        assert await engine.accounts.api_key_brand(key) is None
        await engine.keys.set_four_eyes(ling, wanted=True)
        await engine.keys.set_four_eyes(ling, wanted=True)
        assert await engine.keys.four_eyes("spring")
        acts = [(act.kind, act.about, act.before, act.after) for act in await engine.people.acts("spring")]
        assert acts == [
            ("four_eyes", "", "off", "on"),
            ("key_revoked", "cash desk", "", ""),
            ("key_made", "cash desk", "", ""),
        ]

    run(database_url, story)


def test_services_tell_whether_they_run(sqlite_url: str) -> None:
    async def story(engine: Engine, clock: SetClock, ling: StudioUser) -> None:
        assert {one.code: one.running for one in engine.services}["sandbox_wallet"] is False

    run(sqlite_url, story)
