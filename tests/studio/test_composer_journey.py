"""The studio around the real engine on SQLite: from a recipe to a claim explained, all through the pages."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

import plugins
from engine.api import ConsumerKey, Engine, EngineSettings, Label, migrate, open_engine
from studio.wiring import build_app
from tests.support.site import ORIGIN, SECRET, prose, settings

PASSWORD = "correct horse battery"
CONSUMER = ConsumerKey("device", "d" * 43)


class Ticking:
    """A clock that moves a second each time it is asked, and a day when told."""

    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, 2, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


async def opened(folder: Path, clock: Ticking) -> Engine:
    url = f"sqlite://{folder / 'studio.sqlite3'}"
    await migrate(url)
    engine = await open_engine(
        EngineSettings(url, SECRET, plugins.BUILTIN, plugin_settings={}, installed=False), clock=clock
    )
    await engine.accounts.add_brand("drinks", Label("Clearwater Drinks", "清泉饮料"), "Asia/Shanghai", "CNY")
    await engine.accounts.add_user("drinks", "ling@example.com", "Ling", "admin", PASSWORD)
    return engine


class Hands:
    """A signed-in person's requests, each checked for its status."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def get(self, path: str, status: int = 200) -> httpx.Response:
        answer = await self._client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer

    async def post(self, path: str, **form: str) -> str:
        answer = await self._client.post(path, data=form)
        assert answer.status_code == 303, (path, answer.status_code, prose(answer.text)[:300])
        return str(answer.headers["location"])

    async def json(self, path: str) -> Any:
        return (await self.get(path)).json()


def test_from_a_recipe_to_an_explained_claim(tmp_path: Path) -> None:
    asyncio.run(journey(tmp_path))


async def journey(folder: Path) -> None:
    clock = Ticking()
    engine = await opened(folder, clock)
    try:
        await worked(engine, clock)
    finally:
        await engine.close()


async def worked(engine: Engine, clock: Ticking) -> None:
    app = build_app(settings(), engine=engine)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "zh-CN"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=ORIGIN, headers=headers
    ) as client:
        hands = Hands(client)
        await hands.post("/studio/login", email="ling@example.com", password=PASSWORD)
        campaign = await compose(hands)
        code = await printed(hands)
        for path in (
            "/studio",
            "/studio/campaigns",
            "/studio/themes",
            "/studio/account",
            f"{campaign}/simulate?scans=500",
        ):
            await hands.get(path)
        clock.at += timedelta(days=1)  # a recipe begins on the day after it was chosen; the session is over
        await hands.get(campaign, 303)
        await hands.post("/studio/login", email="ling@example.com", password=PASSWORD)
        await engine.scans.open(code, CONSUMER)
        answer = await engine.scans.claim(code, CONSUMER)
        await explained(hands, campaign, code)
        await hands.post(f"{campaign}/end")
        secret = (await hands.json(f"{campaign}/history.json"))["shown"]
        assert hashlib.sha256(bytes.fromhex(secret["secret"])).hexdigest() == secret["secret_hash"]
        assert answer.campaign.zh == "夏日开盖有礼"  # type: ignore[union-attr]  # a refusal would have no campaign


async def compose(hands: Hands) -> str:
    """A Chinese draft from a recipe, edited, tested, reviewed, and published under the name that was shown."""
    edit = await hands.post("/studio/campaigns/new/first_scan", title="夏日开盖有礼", slug="summer-caps")
    campaign = edit.removesuffix("/edit")
    draft = (await hands.json(f"{edit}.json"))["text"]
    assert "当 扫码 9521000100015" in draft
    await hands.post(edit, text=draft.replace("2.88", "3.88"), revision="1", action="test")
    page = prose((await hands.get(f"{edit}?tests=1")).text)
    assert "没有问题" in page
    assert "通过 首次开盖有大红包" in page
    review = await hands.json(f"{campaign}/publish.json")
    assert review["ready"]
    assert review["exposure"] == [{"amount_minor": 500_000, "currency": "CNY"}]
    assert (
        await hands.post(f"{campaign}/publish", revision=str(review["revision"])) == f"{campaign}/history/1"
    )
    version = (await hands.json(f"{campaign}/history/1.json"))["shown"]
    assert version["hash"] == review["name"]
    assert version["secret"] is None
    return campaign


async def printed(hands: Hands) -> str:
    """The first code of an activated batch, from the file for the printer, which its manifest vouches for."""
    batch = await hands.post("/studio/codes", name="B-1", gtin="9521000100015", kind="in_lid", size="1,000")
    await hands.post(f"{batch}/ranges", first="1", last="500", aspect="state", value="active")
    figures = (await hands.json(f"{batch}.json"))["batch"]
    assert (figures["size"], figures["active"]) == (1_000, 500)
    file = (await hands.get(f"{batch}/codes.txt?form=code")).content
    manifest = json.loads((await hands.get(f"{batch}/manifest.json?form=code")).content)
    assert manifest["count"] == 1_000
    assert manifest["sha256"] == hashlib.sha256(file).hexdigest()
    code = file.split()[0].decode()
    assert (await hands.json(f"{batch}.json?serial=1"))["sample"]["code"] == code
    return code


async def explained(hands: Hands, campaign: str, code: str) -> None:
    """The claim stands in the figures and results, and its page says why in the reader's language."""
    results = await hands.json(f"{campaign}.json")
    assert results["campaign"]["figures"]["claims"] == 1
    assert results["campaign"]["budget"]["used"] == {"amount_minor": 388, "currency": "CNY"}
    row = results["decisions"][0]
    assert (row["code"], row["outcome"]) == (code, "granted")
    page = (await hands.get(f"{campaign}/why/{row['event_id']}")).text
    assert "为什么发放" in prose(page)
    hits = [re.sub(r"<[^>]+>", "", hit) for hit in re.findall(r'<li class="hit".*?</li>', page)]
    assert any("发 红包 3.88 元" in hit for hit in hits)
