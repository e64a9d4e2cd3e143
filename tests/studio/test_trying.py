"""A draft on one's own phone: the real page and decision, marked as a test, nothing granted, each press lit block by block."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from engine.api import EngineSettings, Label, migrate, open_engine
from plugins import BUILTIN
from studio.wiring import build_app
from tests.support.clock import SetClock
from tests.support.site import Phone, prose, settings
from tests.support.studio_site import SAME

TEXT = """campaign "Open the cap" / "开盖有礼"
  brand    "Clearwater"
  runs     2026-06-10 to 2026-06-30 in Asia/Shanghai
  budget   10.00 CNY
  channel  sandbox_wallet
  page     theme_lantern

segment newcomer   consumer.claims is 0

on scan of 9521000100015
  when newcomer
    give red_packet 2.88 CNY
  otherwise
    give points 5
  if spent
    refuse
"""
PASSWORD = "open the cap and win"


def test_a_draft_is_tried_on_a_phone_and_nothing_is_granted(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/try.sqlite3"

    async def journey() -> None:
        await migrate(url)
        clock = SetClock()
        engine = await open_engine(
            EngineSettings(url, bytes(range(32)), BUILTIN, {}, installed=False), clock=clock
        )
        try:
            await engine.accounts.add_brand("drinks", Label("Clearwater", "清泉"), "Asia/Shanghai", "CNY")
            await engine.accounts.add_user("drinks", "ling@example.com", "Ling", "author", PASSWORD)
            campaign = await engine.campaigns.create("drinks", "cap", TEXT, "Ling")
            app = build_app(settings(database_url=url), engine=engine, clock=clock)
            desk, phone = Phone(app), Phone(app)
            await desk.exchange(
                "POST",
                "/studio/login",
                form={"email": "ling@example.com", "password": PASSWORD},
                headers=SAME,
            )
            here = f"/studio/campaigns/{campaign}/try"
            screen = (await desk.exchange("GET", here)).text
            link = re.search(r'href="http://127\.0\.0\.1:8000(/try/[\w.-]+)"', screen)
            assert link
            first = await phone.exchange("GET", link[1])
            assert first.status_code == 200
            assert "TEST · nothing is given, no code is used" in prose(first.text)
            assert "Lift the lantern" in prose(first.text)  # the draft's own page
            assert "2.88" in first.text  # and its terms
            press = re.search(r'action="(/try/[^"]+/claim)"', first.text)
            assert press
            won = await phone.exchange("POST", press[1], form={}, headers=SAME)
            assert 'data-state="won"' in won.text
            assert "2.88" in prose(won.text)
            assert "TEST" in prose(won.text)

            twin = (await desk.exchange("GET", here + ".json")).json()
            assert [one["gives"][0]["en"] for one in twin["scans"]] == ["2.88 yuan red packet"]
            lit = twin["scans"][0]["told"]["lit"]
            assert {TEXT.splitlines()[line - 1].strip().split()[0] for line in lit} == {"on", "when", "give"}
            shown = (await desk.exchange("GET", here)).text
            assert "2.88 yuan red packet" in prose(shown)

            detail = await engine.campaigns.detail("drinks", campaign)
            assert detail.versions == ()
            assert (detail.summary.figures.scans, detail.summary.figures.claims) == (0, 0)
            assert (await engine.members.wallet("drinks", _key(phone))).grants == ()
            assert await engine.audit() == ()

            clock.pass_(hours=24)
            assert (await phone.exchange("GET", link[1])).status_code == 404
            forged = link[1][:-2] + ("AA" if not link[1].endswith("AA") else "BB")
            assert (await phone.exchange("GET", forged)).status_code == 404
            assert (await phone.exchange("GET", "/try/x.y")).status_code == 404
        finally:
            await engine.close()

    asyncio.run(journey())


def _key(phone: Phone) -> object:
    from engine.api import ConsumerKey

    return ConsumerKey("device", next(iter(phone.cookies.values()), "nobody"))
