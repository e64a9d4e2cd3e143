"""The full rules of a campaign, on the real engine: what is left, both languages, and the proof after the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.api import Label
from studio.cli.main import main
from studio.wiring import build_app
from tests.support.shop import BRAND, GTIN, Shop, shop
from tests.support.site import Phone, prose, settings

TEXT = f"""campaign "Draws of spring"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   10,000.00 CNY
  limit    3 claims per consumer a day
  page     theme_story
  channel  sandbox_wallet

coupon "five" "5 yuan off" / "减5元"
  worth  5.00 CNY off 20.00 CNY
  valid  7 days

segment south  code.region in CN-GD

on scan of {GTIN}
  phase autumn from 2026-09-01 until 2026-09-30
    give points 9
  when south
    give points 7
  otherwise
    give coupon "five"
    give red_packet 1.00 CNY, stock 100
      if spent
        give points 1
    draw
      1 in 10,000  red_packet 888.00 CNY, stock 2
      rest         points 5

on redemption of "five"
  give red_packet 0.70 CNY to clerk
  if spent
    give points 1 to consumer
"""
Story = Callable[[Shop, Phone], Awaitable[None]]


def run(url: str, story: Story, language: str = "en") -> None:
    """A shop with the campaign, three claims made, and a visitor's phone."""

    async def whole() -> None:
        async with shop(url, TEXT) as made:
            await made.engine.codes.set_product(BRAND, GTIN, Label("Spring water", "山泉水"))
            for serial in range(1, 4):
                await made.granted(serial, f"P{serial}")
            app = build_app(settings(), engine=made.engine)
            await story(made, Phone(app, language))

    asyncio.run(whole())


def test_the_rules_tell_prizes_odds_numbers_and_what_is_left(sqlite_url: str) -> None:
    async def story(made: Shop, phone: Phone) -> None:
        page = await phone.exchange("GET", f"/t/{BRAND}/packets")
        assert page.status_code == 200
        text = prose(page.text)
        version = (await made.engine.campaigns.detail(BRAND, made.campaign)).versions[0]
        for told in (
            "Rules: Draws of spring",
            "Open from 1 June 2026 to the end of 30 December 2026.",
            "Each person may claim at most 3 times a day.",
            "10,000.00 yuan in all, first come, first served.",
            "When you scan the code on a pack of Spring water",
            "From 1 September to the end of 30 September 2026: 9 points.",
            "Sold in Guangdong: 7 points.",
            "888.00 yuan red packet 0.01% 2 2",
            "1.00 yuan red packet without a draw 100 97",
            "“5 yuan off”: 5.00 yuan off 20.00 yuan, in stores; valid until the end of day 7 after the day you get it.",
            "Organised by Spring.",
            version.hash,
            version.secret_hash,
            "Version 1, in force since",
        ):
            assert told in text, f"{told} is not in {text}"
        assert "0.70" not in text, "what clerks earn is not the consumer's business"
        assert "draws.json" not in page.text, "nothing can be proved before the end"

    run(sqlite_url, story)


def test_the_rules_speak_chinese(sqlite_url: str) -> None:
    async def story(_: Shop, phone: Phone) -> None:
        text = prose((await phone.exchange("GET", f"/t/{BRAND}/packets")).text)
        for told in (
            "Draws of spring 活动规则",
            "每人每天最多领取 3 次",
            "在广东销售：7",
            "主办方：山泉",
            "奖品、概率与数量",
        ):
            assert told in text, f"{told} is not in {text}"

    run(sqlite_url, story, "zh-CN")


def test_scan_page_and_wallet_lead_to_the_rules(sqlite_url: str) -> None:
    async def story(made: Shop, phone: Phone) -> None:
        page = await phone.exchange("GET", f"/c/{made.code(9)}")
        assert f'href="/t/{BRAND}/packets"' in page.text
        wallet = await phone.exchange("GET", f"/w/{BRAND}")
        assert f'href="/t/{BRAND}"' in wallet.text
        listed = await phone.exchange("GET", f"/t/{BRAND}")
        assert f'href="/t/{BRAND}/packets"' in listed.text
        for missing in (f"/t/{BRAND}/nothing", "/t/nobody", "/t/nobody/packets"):
            assert (await phone.exchange("GET", missing)).status_code == 404

    run(sqlite_url, story)


def test_after_the_end_the_page_hands_out_what_proves_the_draws(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file from the page is all that `bottlecap verify` needs."""
    found: dict[str, str] = {}

    async def story(made: Shop, phone: Phone) -> None:
        path = f"/t/{BRAND}/packets/draws.json"
        assert (await phone.exchange("GET", path)).status_code == 409
        await made.engine.campaigns.end(BRAND, made.campaign, "tests")
        made.clock.pass_(seconds=1)
        page = await phone.exchange("GET", f"/t/{BRAND}/packets")
        assert f'href="{path}"' in page.text
        found["file"], found["code"] = (await phone.exchange("GET", path)).text, made.code(1)
        assert (await phone.exchange("GET", f"/t/{BRAND}")).text.count("/packets") == 0

    run(sqlite_url, story)
    file = tmp_path / "draws.json"
    file.write_text(found["file"], "utf-8")
    assert json.loads(found["file"])["versions"][0]["secret"]
    assert main(["verify", str(file), "--code", found["code"]]) == 0
    assert "of 10,000, line" in capsys.readouterr().out
