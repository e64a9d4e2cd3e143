"""Reports that are sent: at eight in the brand's zone, of the days before, once, and again where nobody knows."""

from __future__ import annotations

import asyncio
import email
from datetime import date
from email.message import Message

import pytest

from engine.api import Engine, Invalid, insights
from engine.insights.schedule import days_of, next_due
from tests.support.clock import beijing
from tests.support.mail_server import Post, mail_server
from tests.support.shop import BRAND, Shop, shop

ASKED = insights.Asked("region", date(2026, 6, 1), date(2026, 6, 7))
ZONE = "Asia/Shanghai"


def test_reports_are_due_at_eight_and_tell_of_whole_days_before() -> None:
    """3 June 2026 is a Wednesday."""
    now = beijing("2026-06-03 08:00:00")
    assert next_due(now, ZONE, "day") == beijing("2026-06-04 08:00:00")
    assert next_due(beijing("2026-06-03 07:59:59"), ZONE, "day") == now
    assert next_due(now, ZONE, "week") == beijing("2026-06-08 08:00:00")
    assert days_of(now, ZONE, "day") == (date(2026, 6, 2), date(2026, 6, 2))
    assert days_of(beijing("2026-06-08 08:00:00"), ZONE, "week") == (date(2026, 6, 1), date(2026, 6, 7))


def test_a_kept_report_leaves_by_mail_each_day_until_it_is_kept_no_more(database_url: str) -> None:
    async def journey() -> None:
        with mail_server() as post:
            mail = {
                "BOTTLECAP_MAIL_URL": f"smtp://127.0.0.1:{post.port}",
                "BOTTLECAP_MAIL_FROM": "bottlecap@spring.example",
            }
            async with shop(database_url, settings=mail) as made:
                await _journey(made, post)

    asyncio.run(journey())


async def _journey(made: Shop, post: Post) -> None:
    engine, kept = made.engine, made.engine.kept_reports
    made.clock.instant = beijing("2026-06-03 09:00:00")
    await made.granted(1, "A")
    view = await kept.keep(BRAND, "  Regions  ", "by=region", ASKED, "Ling")
    with pytest.raises(Invalid):
        await kept.keep(BRAND, "Regions", "by=region", ASKED, "Ling")
    with pytest.raises(Invalid):
        await kept.send_to(BRAND, view, "day", "nobody", "zh")
    await kept.send_to(BRAND, view, "day", "ana@example.com", "zh")
    made.clock.instant = beijing("2026-06-04 07:59:00")
    await engine.waits.run_once()
    assert post.received == []
    # Nobody knows whether a busy server will take it: ten minutes later it is sent again, and then once.
    made.clock.instant = beijing("2026-06-04 08:00:00")
    post.busy = True
    await engine.waits.run_once()
    assert (post.received, (await kept.all(BRAND))[0].fault is not None) == ([], True)
    post.busy = False
    made.clock.instant = beijing("2026-06-04 08:10:00")
    await engine.waits.run_once()
    await engine.waits.run_once()
    [(to, text)] = post.received
    assert to == "ana@example.com"
    _is_the_report(email.message_from_string(text), view)
    assert (await kept.all(BRAND))[0].fault is None
    # An address that does not exist is told; the next day it is tried again.
    post.unknown.add("ana@example.com")
    made.clock.instant = beijing("2026-06-05 08:00:00")
    await engine.waits.run_once()
    fault = (await kept.all(BRAND))[0].fault
    assert fault
    assert "does not know" in fault.en
    post.unknown.clear()
    await _no_more(engine, made, view, post)


def _is_the_report(mail: Message, view: int) -> None:
    """Whose, of which day, and the figures as a file."""
    assert mail["Message-ID"] == f"<report-{view}-20260603@spring.example>"
    subject = str(email.header.make_header(email.header.decode_header(mail["Subject"])))
    assert subject == "山泉: Regions (2026-06-03)"
    _, file = mail.get_payload()
    assert file.get_filename() == "region-2026-06-03-2026-06-03.csv"
    rows = file.get_payload(decode=True).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("地区,exposures,scans,claims")
    assert rows[-1].startswith("合计,0,1,1,0,0,0,100,0,")


async def _no_more(engine: Engine, made: Shop, view: int, post: Post) -> None:
    await engine.kept_reports.remove(BRAND, view)
    made.clock.instant = beijing("2026-06-08 08:00:00")
    await engine.waits.run_once()
    assert len(post.received) == 1
    assert await engine.kept_reports.all(BRAND) == ()
