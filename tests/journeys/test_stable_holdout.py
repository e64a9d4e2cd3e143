"""A tenth of the participants is held out of an offer, on every phone and under every version; joined accounts follow
the earlier one and are left out of the comparison."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from engine.api import NotPublishable, Published
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop

V1 = f"""campaign "August"
  brand    "Spring"
  runs     2026-08-01 to 2026-08-31 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet

coupon "five" "5 yuan off" / "满20减5元"
  worth    5.00 CNY off 20.00 CNY
  valid    30 days
  at       stores

on scan of {GTIN}
  give red_packet 1.88 CNY
  experiment offer
    group offered 90%
      give coupon "five"
    group holdout rest
  if spent
    refuse
"""
V2 = V1.replace("1.88", "2.88")
V3 = V2.replace("20.00 CNY", "15.00 CNY").replace("满20减5元", "满15减5元")
V4 = V3.replace('"August"', '"August!"')


class Story:
    """August, with 150 people."""

    def __init__(self, there: Shop) -> None:
        self.there, self.serial = there, 0

    async def offered(self, who: str) -> bool:
        """Whether a claim brings the coupon."""
        self.serial += 1
        answer = await self.there.granted(self.serial, who)
        return any(grant.coupon for grant in answer.grants)

    async def arms(self, people: Iterable[str]) -> dict[str, bool]:
        return {who: await self.offered(who) for who in people}

    async def publish(self, text: str) -> Published | NotPublishable:
        campaigns, campaign = self.there.engine.campaigns, self.there.campaign
        revision = (await campaigns.detail(BRAND, campaign)).draft_revision
        await campaigns.save_draft(BRAND, campaign, text, revision, "tests")
        return await campaigns.publish(BRAND, campaign, "tests")

    async def join(self, *people: str) -> None:
        """The people turn out to be one: each verifies the same mobile, in this order."""
        self.serial += 1
        for who in people:
            await self.there.engine.members.link_mobile(BRAND, person(who), f"+86138001380{self.serial:02}")

    async def told(self) -> tuple[dict[str, int], int]:
        """Persons by group, and those left out."""
        (found,) = await self.there.engine.campaigns.experiments(BRAND, self.there.campaign)
        return {group.name: group.persons for group in found.groups}, found.left_out


def test_a_stable_holdout(database_url: str) -> None:
    async def journey() -> None:
        async with shop(database_url, V1) as there:
            story = Story(there)
            there.clock.instant = beijing("2026-08-01 10:00:00")
            people = [f"P{number}" for number in range(150)]
            arms = await story.arms(people)
            assert set(arms.values()) == {True, False}, (
                "all of 150 people in one group: one in seven millions"
            )
            await terms_say_so(there)
            await versions_move_nobody(story, arms)
            await groups_stay(story)
            await one_person_after_all(story, arms)
            assert await there.engine.audit() == ()

    asyncio.run(journey())


async def terms_say_so(there: Shop) -> None:
    page = await there.engine.scans.open(there.code(900), None)
    (line,) = [one for one in page.terms if "random" in one.en]
    assert line.en.startswith("Offered to a random part of participants (90%): ")
    assert line.zh.startswith("随机提供给部分参与者（90%）：")


async def versions_move_nobody(story: Story, arms: dict[str, bool]) -> None:
    """The same on each later claim, on a second phone, and under the versions that follow."""
    held = next(who for who, offered in arms.items() if not offered)
    story.there.clock.instant = beijing("2026-08-05 12:00:00")
    for text in (V2, V3, V4):
        assert isinstance(await story.publish(text), Published)
        story.there.clock.pass_(hours=1)
        assert await story.arms([held, "P1", "P2"]) == {who: arms[who] for who in (held, "P1", "P2")}
    decisions = await story.there.engine.campaigns.decisions(BRAND, story.there.campaign, limit=1)
    why = await story.there.engine.campaigns.why(BRAND, decisions[0].event_id)
    group = "offered" if arms["P2"] else "holdout"
    assert any(f"In experiment `offer` the consumer is in group `{group}`." in step.en for step in why.steps)


async def groups_stay(story: Story) -> None:
    for text in (V4.replace("90%", "80%"), V4.replace("experiment offer", "experiment other")):
        refused = await story.publish(text)
        assert isinstance(refused, NotPublishable)
        assert any("groups of a running experiment" in reason.en for reason in refused.reasons)


async def one_person_after_all(story: Story, arms: dict[str, bool]) -> None:
    """Whoever verified the mobile first, the earlier account decides; two alike are compared as one person."""
    story.there.clock.instant = beijing("2026-08-09 10:00:00")
    held = [who for who, offered in arms.items() if not offered]
    given = [who for who, offered in arms.items() if offered]
    before, left_out = await story.told()
    assert (before, left_out) == ({"offered": len(given), "holdout": len(held)}, 0)
    pair = sorted((held[0], given[0]), key=lambda who: int(who[1:]))
    await story.join(pair[1], pair[0])
    assert await story.arms(pair) == dict.fromkeys(pair, arms[pair[0]])
    await story.join(given[1], given[2])
    after, left_out = await story.told()
    assert (after, left_out) == ({"offered": len(given) - 2, "holdout": len(held) - 1}, 1)
