"""The rules page tells all fifteen things that the law wants told before a draw, and names those who won the most."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from engine.api import Label, Published, Refusal
from studio.wiring import build_app
from tests.support.shop import BRAND, GTIN, Shop, person, shop
from tests.support.site import Phone, prose, settings

TEXT: Final = f"""campaign "Gold cup" / "金杯"
  brand "Spring"
  runs 2026-06-01 to 2026-12-31 in Asia/Shanghai
  budget 2,000,000.00 CNY
  limit 3 claims per consumer a day
  channel sandbox_wallet
  organiser "Spring Water Co., Ltd." / "山泉水业有限公司"
  contact "400-800-0000"

prize "cup" "A gold cup" / "金杯一座"
  price 49,999.00 CNY
  valid 30 days
  delivery "by courier within 30 days" / "30 天内快递送达"

on scan of {GTIN}
  deal 1,000 codes
    1    prize "cup"
    20   red_packet 500.01 CNY
    500  red_packet 500.00 CNY
    rest nothing
  if spent
    refuse
"""
#: Each of the fifteen things, with what tells it on the page of this campaign in English and Chinese.
FIFTEEN: Final = {
    "the prizes there are": ("A gold cup (by courier within 30 days) 1 in 1,000", "金杯一座（30 天内快递送达） 1,000"),
    "who may take part": ("Each person may claim at most 3 times a day.", "每人每天最多领取 3 次"),
    "how to take part": ("Taking part Scan the code on the pack", "参与方式与条件 扫描包装上的码"),
    "when is drawn": ("it is made as you press", "点击即开奖"),
    "how is drawn": ("Draws are made by computer", "由系统依据包装上的码与事先确定的密钥随机开奖"),
    "amounts and prices": ("market price 49,999.00 yuan", "市场价 49,999.00元"),
    "names of prizes": ("500.01 yuan red packet", "500.01元红包"),
    "kinds of prizes": ("Kinds of prizes: goods, red packet.", "奖品种类：实物奖品、红包。"),
    "numbers or odds": ("20 in 1,000 (2%)", "1,000 个码中 20 个（2%）"),
    "until when prizes are claimed": ("valid until the end of day 30", "自领取次日起 30 天内有效"),
    "who claims a prize": ("A prize belongs to whoever claims the code", "奖品归首位领取该码的用户"),
    "how a prize is claimed": ("Red packets are paid through", "红包通过"),
    "how it is delivered": ("; by courier within 30 days; valid", "；30 天内快递送达；自领取"),
    "when it lapses": ("a prize not claimed in time lapses", "逾期未领视为放弃"),
    "organiser and contact": (
        "Organised by Spring Water Co., Ltd. Contact: 400-800-0000",
        "主办方：山泉水业有限公司。 联系方式：400-800-0000",
    ),
}  # fmt: skip
HERE: Final = f"/t/{BRAND}/packets"


def run(url: str, story: Callable[[Shop, Phone], Awaitable[None]], language: str = "en") -> None:
    async def whole() -> None:
        async with shop(url, TEXT) as made:
            await made.engine.codes.set_product(BRAND, GTIN, Label("Spring water", "山泉水"))
            await story(made, Phone(build_app(settings(), engine=made.engine), language))

    asyncio.run(whole())


@pytest.mark.parametrize(("language", "place"), [("en", 0), ("zh-CN", 1)])
def test_all_fifteen_things_are_on_the_page(sqlite_url: str, language: str, place: int) -> None:
    async def story(_: Shop, phone: Phone) -> None:
        text = prose((await phone.exchange("GET", HERE)).text)
        assert len(FIFTEEN) == 15
        missing = {name: told[place] for name, told in FIFTEEN.items() if told[place] not in text}
        assert missing == {}, text

    run(sqlite_url, story, language)


async def _winners(made: Shop) -> dict[str, tuple[int, str]]:
    """All codes claimed, each by another person: of each kind of prize one grant and its winner."""
    found: dict[str, tuple[int, str]] = {}
    for serial in range(1, 1_001):
        answer = await made.claim(serial, f"P{serial}")
        for one in () if isinstance(answer, Refusal) else answer.grants:
            found.setdefault(one.title.en.split(" (")[0], (one.id, f"P{serial}"))
    return found


def test_winners_above_the_threshold_are_listed_masked_until_it_is_taken_back(database_url: str) -> None:
    """More than 500.00 is listed and 500.00 is not; prize, day and two symbols, nothing else about a person."""

    async def story(made: Shop, phone: Phone) -> None:
        before = prose((await phone.exchange("GET", HERE)).text)
        assert "Winners of prizes above 500.00 yuan Nobody yet." in before
        won = await _winners(made)
        listed = await made.engine.campaigns.winners(BRAND, made.campaign)
        titles = [one.prize.en.split(" (")[0] for one in listed]
        assert sorted(titles) == ["500.01 yuan red packet"] * 20 + ["A gold cup"]
        assert {one.day.isoformat() for one in listed} == {"2026-06-03"}
        grant, who = won["A gold cup"]
        wallet = await made.engine.members.wallet(BRAND, person(who))
        (cup,) = [one for one in listed if one.prize.en.startswith("A gold cup")]
        assert cup.member == f"…{wallet.member_code[-2:]}"
        text = prose((await phone.exchange("GET", HERE)).text)
        assert f"A gold cup (by courier within 30 days) 3 June 2026 {cup.member}" in text
        assert wallet.member_code not in text
        assert who not in text
        await made.engine.grants.reverse(BRAND, grant, "fraud", "tests")
        assert len(await made.engine.campaigns.winners(BRAND, made.campaign)) == 20

    run(database_url, story)


def test_the_rules_of_every_version_can_be_read_by_its_hash(sqlite_url: str) -> None:
    """Also after the end: the first version as it was published, and where the rules in force are."""

    async def story(made: Shop, phone: Phone) -> None:
        campaigns = made.engine.campaigns
        (first,) = (await campaigns.detail(BRAND, made.campaign)).versions
        made.clock.pass_(hours=1)
        revision = (await campaigns.detail(BRAND, made.campaign)).draft_revision
        better = TEXT.replace("3 claims per consumer", "4 claims per consumer")
        await campaigns.save_draft(BRAND, made.campaign, better, revision, "Li")
        second = await campaigns.publish(BRAND, made.campaign, "Wang")
        assert isinstance(second, Published), second
        await campaigns.end(BRAND, made.campaign, "tests")
        made.clock.pass_(days=700)
        now = await phone.exchange("GET", HERE)
        assert "at most 4 times a day" in prose(now.text)
        assert f'href="{HERE}/{first.hash}"' in now.text
        old = await phone.exchange("GET", f"{HERE}/{first.hash}")
        text = prose(old.text)
        assert "at most 3 times a day" in text
        assert "it is not in force now" in text
        assert first.hash in text
        assert f'href="{HERE}"' in old.text
        for missing in ("0" * 64, first.hash[:12], "x"):
            assert (await phone.exchange("GET", f"{HERE}/{missing}")).status_code == 404

    run(sqlite_url, story)
