"""What an ended campaign has left behind leaves for files; the books prove all the while, and no code gives twice."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.api import ClaimAnswer, Invalid, NotFound, Reason, Refusal
from engine.outbox.settle import SettleOrder
from engine.spi.answers import Delivered, Paid
from engine.storage import archive_store
from studio.cli.archiving import FolderShelf
from studio.cli.main import main
from tests.support.everything import PARTNER, TEXT, everything
from tests.support.shop import BRAND, Shop, person, shop

BEFORE = datetime(2027, 3, 1, tzinfo=UTC)
COUNTED = (
    "claim",
    "grants",
    "entry",
    "outbox",
    "refusal",
    "exposure",
    "coupon",
    "redemption",
    "balance",
    "counter",
)


class Killed(Exception):  # noqa: N818 - it reads as what happens
    """The process dies here."""


class DyingShelf(FolderShelf):
    """Keeps so many files; then the process dies, before or after the file is there."""

    def __init__(self, folder: Path, lives: int, *, before: bool) -> None:
        super().__init__(folder)
        self._lives, self._before = lives, before

    async def keep(self, name: str, content: bytes) -> None:
        self._lives -= 1
        if self._lives < 0 and self._before:
            raise Killed
        await super().keep(name, content)
        if self._lives < 0:
            raise Killed


async def rows(there: Shop, table: str) -> int:
    sql = f"SELECT count(*) AS n FROM {table} WHERE brand = $1"  # a partner's rows stay in the partner's book
    found = await there.engine._core.database.fetch(sql, [BRAND])
    return int(found[0]["n"])


async def paid_out(there: Shop) -> None:
    """Everything that is owed arrives."""
    sql = "SELECT order_no, grant_id, tries, topic FROM outbox WHERE state NOT IN ('done', 'stopped')"
    for row in await there.engine._core.database.fetch(sql):
        now = there.clock.now()
        answer = Paid(now, "ref") if row["topic"] == "payout" else Delivered("ref")
        await there.engine._core.settle(
            SettleOrder(row["order_no"], row["grant_id"], row["tries"], answer, now)
        )


async def over(there: Shop) -> None:
    """A campaign with everything in it has ended long ago and owes nothing any more."""
    await everything(there)
    there.clock.pass_(hours=1)
    await there.engine.scans.open(there.code(9), person("Z"))
    for serial in range(40, 52):
        await there.claim(serial, "greedy")  # the limit refuses the last ones
    await paid_out(there)
    there.clock.instant = BEFORE + timedelta(days=30)


def pieces_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_store, "_PIECE", size)


def lived(url: str, story: Callable[[Shop], Any]) -> None:
    async def told() -> None:
        async with shop(url, TEXT) as there:
            await over(there)
            await story(there)

    asyncio.run(told())


def read(folder: Path) -> list[dict[str, Any]]:
    found = []
    for file in sorted(folder.rglob("*.jsonl.gz")):
        found += [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    return found


def test_an_archived_campaign_leaves_its_books_proven(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(there: Shop) -> None:
        engine = there.engine
        before = {table: await rows(there, table) for table in COUNTED}
        figures = {one.id: one.figures for one in await engine.campaigns.all(BRAND)}
        found = await engine.archive.ended(BRAND, BEFORE)
        assert {one.slug: one.why_not for one in found} == {"packets": (), "allied": ()}
        moved = [await engine.archive.run(BRAND, one.id, BEFORE, FolderShelf(tmp_path)) for one in found]
        after = {table: await rows(there, table) for table in COUNTED}
        assert {name for name in COUNTED if after[name] == before[name]} == {
            "claim", "coupon", "redemption", "balance", "counter",
        }  # fmt: skip
        assert after["grants"] == after["refusal"] == after["exposure"] == after["outbox"] == 0
        for brand in (None, BRAND, PARTNER):
            assert await engine.audit(brand) == ()
        assert {one.id: one.figures for one in await engine.campaigns.all(BRAND)} == figures
        written = read(tmp_path)
        assert sum(one.rows for one in moved) == len(written)
        for table in ("grants", "outbox", "refusal", "exposure", "claim"):
            ids = {line["row"]["id"] for line in written if line["table"] == table}
            assert len(ids) == before[table], table
        assert await engine.archive.ended(BRAND, BEFORE) == ()

    pieces_of(7, monkeypatch)
    lived(database_url, story)


def test_the_list_of_files_lets_anybody_check_them(sqlite_url: str, tmp_path: Path) -> None:
    async def story(there: Shop) -> None:
        await there.engine.archive.run(BRAND, there.campaign, BEFORE, FolderShelf(tmp_path))

    lived(sqlite_url, story)
    [folder] = (tmp_path / BRAND).iterdir()
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {file.name for file in folder.iterdir()} - {"SHA256SUMS"}
    for name, wanted in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted
    told = json.loads((folder / "manifest.json").read_text())
    assert (told["brand"], told["campaign"]) == (BRAND, "packets")
    assert sum(file["rows"] for file in told["files"]) == len(read(folder))


@pytest.mark.parametrize("before", [True, False], ids=["before the file", "after the file"])
def test_whoever_dies_at_any_file_goes_on_and_nothing_is_lost_or_doubled(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    async def story(there: Shop) -> None:
        grants = await rows(there, "grants")
        own = f"SELECT count(*) AS n FROM grants WHERE campaign_id = {there.campaign}"
        [counted] = await there.engine._core.database.fetch(own)
        deaths = 0
        while any(one.id == there.campaign for one in await there.engine.archive.ended(BRAND, BEFORE)):
            shelf = DyingShelf(tmp_path, 1, before=before)  # one file a life
            with suppress(Killed):
                await there.engine.archive.run(BRAND, there.campaign, BEFORE, shelf)
            deaths += 1
            assert await there.engine.audit() == ()
            if deaths > 60:  # the list of files takes two in one life
                await there.engine.archive.run(BRAND, there.campaign, BEFORE, FolderShelf(tmp_path))
        assert deaths > 4
        ids = [line["row"]["id"] for line in read(tmp_path) if line["table"] == "grants"]
        assert len(ids) == len(set(ids)) == counted["n"]
        assert await rows(there, "grants") == grants - counted["n"]

    pieces_of(5, monkeypatch)
    lived(database_url, story)


def test_a_code_of_an_archived_campaign_stays_used(database_url: str, tmp_path: Path) -> None:
    async def story(there: Shop) -> None:
        engine = there.engine
        await engine.archive.run(BRAND, there.campaign, BEFORE, FolderShelf(tmp_path))
        own = await engine.scans.open(there.code(1), person("A"))
        assert own.refusal is not None
        assert own.refusal.reason is Reason.ALREADY_YOURS
        assert "no longer shown" in own.refusal.words.en
        assert "不再显示" in own.refusal.words.zh
        other = await engine.scans.open(there.code(1), person("B"))
        assert other.refusal is not None
        assert other.refusal.reason is Reason.ALREADY_CLAIMED
        again = await there.claim(1, "A")
        assert isinstance(again, ClaimAnswer)
        assert again.repeated
        assert again.grants == ()
        assert "archived" in again.notes[-1].en
        thief = await there.claim(1, "B")
        assert isinstance(thief, Refusal)
        assert thief.reason is Reason.ALREADY_CLAIMED

    lived(database_url, story)


@pytest.mark.parametrize("voice", ["marketer", "clerk", "consumer"])
def test_explanations_say_archived(sqlite_url: str, tmp_path: Path, voice: Any) -> None:
    async def story(there: Shop) -> None:
        engine = there.engine
        [claim, *_] = await engine.campaigns.decisions(BRAND, there.campaign, outcome="granted", limit=1)
        before = await engine.members.wallet(BRAND, person("A"))
        for one in await engine.archive.ended(BRAND, BEFORE):
            await engine.archive.run(BRAND, one.id, BEFORE, FolderShelf(tmp_path))
        wallet = await engine.members.wallet(BRAND, person("A"))
        assert (wallet.points, wallet.coupons) == (before.points, before.coupons)
        assert wallet.grants == ()
        why = await engine.campaigns.why(BRAND, claim.event_id, voice=voice)
        told = " ".join(step.en for step in why.steps)
        assert "archived" in told
        assert "归档" in " ".join(step.zh for step in why.steps)
        [listed, *_] = await engine.campaigns.decisions(BRAND, there.campaign, outcome="granted", limit=1)
        assert "archived" in listed.words.en
        with pytest.raises(NotFound):
            await engine.grants.one(BRAND, claim.grants[0].id)
        with pytest.raises(NotFound):
            await engine.recorded.scans(BRAND, most=10)

    lived(sqlite_url, story)


def test_a_campaign_that_still_owes_or_runs_is_left_alone(database_url: str, tmp_path: Path) -> None:
    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            engine, shelf = there.engine, FolderShelf(tmp_path)
            await there.granted(1, "A")
            assert await engine.archive.ended(BRAND, there.clock.now()) == ()
            with pytest.raises(Invalid):
                await engine.archive.ended(BRAND, BEFORE)
            there.clock.instant = datetime(2026, 12, 31, tzinfo=UTC)
            [late] = await engine.archive.ended(BRAND, there.clock.now())
            assert [one.en for one in late.why_not] == [
                "rewards owed or locked: 1",
                "open payouts and deliveries: 1",
            ]
            with pytest.raises(Invalid, match="owed"):
                await engine.archive.run(BRAND, there.campaign, there.clock.now(), shelf)
            assert os.listdir(tmp_path) == []
            await paid_out(there)
            [ready] = await engine.archive.ended(BRAND, there.clock.now())
            assert ready.why_not == ()

    asyncio.run(told())


def test_going_on_in_another_folder_is_refused(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(there: Shop) -> None:
        with pytest.raises(Killed):
            await there.engine.archive.run(
                BRAND, there.campaign, BEFORE, DyingShelf(tmp_path / "one", 2, before=True)
            )
        with pytest.raises(Invalid, match="another folder"):
            await there.engine.archive.run(BRAND, there.campaign, BEFORE, FolderShelf(tmp_path / "two"))

    pieces_of(5, monkeypatch)
    lived(sqlite_url, story)


def test_the_command_archives_and_tells(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The campaigns of the tests end in 2026; the command asks the machine's clock, so it is set ahead."""

    async def story(_: Shop) -> None:
        return

    lived(sqlite_url, story)
    monkeypatch.setattr("engine.clock.SystemClock.now", lambda _: BEFORE + timedelta(days=1))
    asked = ["archive", "--database", sqlite_url, "--before", "2027-03-01", "--to", str(tmp_path)]
    assert main([*asked, "--dry-run"]) == 0
    assert "spring/packets: would be archived" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert main(asked) == 0
    assert "spring/packets: " in capsys.readouterr().out
    assert main(asked) == 0
    assert "nothing had ended" in capsys.readouterr().out
    assert main(["audit", "--database", sqlite_url]) == 0
