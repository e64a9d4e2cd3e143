"""Approval by a second person: where a brand wants it, nobody publishes what they wrote last, and versions keep both."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette

from engine.api import NotPublishable
from studio.wiring import build_app
from tests.support.shop import BRAND, PACKETS, Shop, shop
from tests.support.site import Phone, prose, settings

BETTER = PACKETS.replace("1.00 CNY\n  if", "{} CNY\n  if")
PASSWORD = "correct horse battery"


async def _saved(made: Shop, amount: str, by: str) -> None:
    made.clock.pass_(minutes=1)
    detail = await made.engine.campaigns.detail(BRAND, made.campaign)
    text = BETTER.format(amount)
    await made.engine.campaigns.save_draft(BRAND, made.campaign, text, detail.draft_revision, by)


async def _published(made: Shop, by: str, role: str | None) -> list[str]:
    """Why not; nothing where it was published."""
    outcome = await made.engine.campaigns.publish(BRAND, made.campaign, by, role=role)
    return [one.en for one in outcome.reasons] if isinstance(outcome, NotPublishable) else []


def test_another_person_who_may_approve_has_to_publish(database_url: str) -> None:
    async def journey() -> None:
        async with shop(database_url) as made:
            await _saved(made, "1.10", "Li")
            assert await _published(made, "Li", "author") == [], "without the setting nothing is asked for"
            await made.engine.accounts.set_four_eyes(BRAND, wanted=True)
            await _saved(made, "1.20", "Li")
            (own,) = await _published(made, "Li", "admin")
            assert own == "you changed this draft last; another person has to approve and publish it"
            (author,) = await _published(made, "Wu", "author")
            assert "only an approver or an admin publishes" in author
            (machine,) = await _published(made, "api", None)
            assert "an approver publishes in the studio" in machine
            assert await _published(made, "Wang", "approver") == []
            newest = (await made.engine.campaigns.detail(BRAND, made.campaign)).versions[0]
            assert (newest.number, newest.author, newest.published_by) == (3, "Li", "Wang")
            await _saved(made, "1.30", "Wang")
            assert len(await _published(made, "Wang", "approver")) == 1, "who mends it is its author"
            await made.engine.accounts.set_four_eyes(BRAND, wanted=False)
            assert await _published(made, "api", None) == []

    asyncio.run(journey())


def test_people_are_told_apart_by_their_accounts_not_by_their_names(database_url: str) -> None:
    """Two of one name are two; one who was renamed in between is still one."""

    async def journey() -> None:
        async with shop(database_url) as made:
            campaigns = made.engine.campaigns
            await made.engine.accounts.set_four_eyes(BRAND, wanted=True)
            detail = await campaigns.detail(BRAND, made.campaign)
            text = BETTER.format("1.20")
            await campaigns.save_draft(BRAND, made.campaign, text, detail.draft_revision, "Li", account=1)
            renamed = await campaigns.publish(BRAND, made.campaign, "Li Na", role="admin", account=1)
            assert isinstance(renamed, NotPublishable)
            assert len(await campaigns.approval(BRAND, made.campaign, "Li", "admin")) == 1
            assert await campaigns.approval(BRAND, made.campaign, "Li", "admin", account=2) == ()
            namesake = await campaigns.publish(BRAND, made.campaign, "Li", role="admin", account=2)
            assert not isinstance(namesake, NotPublishable)

    asyncio.run(journey())


def test_the_studio_says_so_before_the_press_and_its_history_names_both(sqlite_url: str) -> None:
    async def journey() -> None:
        async with shop(sqlite_url) as made:
            accounts = made.engine.accounts
            for name, role in (("Li", "author"), ("Wang", "approver")):
                await accounts.add_user(BRAND, f"{name}@spring.cn", name, role, PASSWORD)
            await accounts.set_four_eyes(BRAND, wanted=True)
            await _saved(made, "1.20", "Li")
            app = build_app(settings(), engine=made.engine)
            here = f"/studio/campaigns/{made.campaign}"
            author, approver = await _signed_in(app, "Li"), await _signed_in(app, "Wang")
            page = await author.exchange("GET", f"{here}/publish")
            assert "only an approver or an admin publishes" in prose(page.text)
            revision = (await made.engine.campaigns.detail(BRAND, made.campaign)).draft_revision
            refused = await _press(author, here, revision)
            assert refused.status_code == 422
            done = await _press(approver, here, revision)
            assert done.status_code == 303
            text = prose((await approver.exchange("GET", done.headers["location"])).text)
            assert "Li → Wang" in text
            assert "Last changed by Li" in text

    asyncio.run(journey())


async def _signed_in(app: Starlette, name: str) -> Phone:
    phone = Phone(app)
    form = {"email": f"{name}@spring.cn", "password": PASSWORD}
    answer = await phone.exchange(
        "POST", "/studio/login", form=form, headers={"sec-fetch-site": "same-origin"}
    )
    assert answer.status_code == 303, answer.text
    return phone


async def _press(phone: Phone, here: str, revision: int) -> httpx.Response:
    headers = {"sec-fetch-site": "same-origin"}
    return await phone.exchange("POST", f"{here}/publish", form={"revision": str(revision)}, headers=headers)
