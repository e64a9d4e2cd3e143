"""Reports that are kept under a name, and sent each day or week to who has asked for them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.insights.door import InsightDoor
from engine.insights.figures import Asked
from engine.insights.schedule import EVERY, Schedule, days_of
from engine.insights.table import HEADS, csv_of
from engine.records import Wait
from engine.spi.answers import Delivered, Refused
from engine.spi.reports import Report as Sent
from engine.storage.database import Collision, Row
from engine.storage.view_store import ViewStore

KEPT_MAX: Final = 200
_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,189}")
_QUERY_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report under a name: its address in the studio, and how often it is sent where (empty: never).

    `fault` says why the last one could not be sent.
    """

    id: int
    name: str
    query: str
    by: str
    every: str
    address: str
    kept_by: str
    sent_at: datetime | None
    fault: Label | None


class KeptDoor:
    """Kept reports of a brand."""

    def __init__(self, core: Core, store: ViewStore, insights: InsightDoor) -> None:
        self._core = core
        self._store = store
        self._insights = insights

    @property
    def sends(self) -> bool:
        """Whether a channel for reports is running."""
        return self._core.plugins.reporter() is not None

    async def all(self, brand: str) -> tuple[KeptReport, ...]:
        """A brand's kept reports by name."""
        return tuple(map(_kept, await self._store.all(brand)))

    async def keep(self, brand: str, name: str, query: str, asked: Asked, by: str) -> int:
        """Keep a report as its address says it; the id. Raises `Invalid` for a name that is taken or cannot be."""
        await self._core.brand(brand)
        plain = " ".join(name.split())
        if not plain or len(plain) > 80 or not plain.isprintable() or len(query) > _QUERY_MAX:
            raise Invalid(
                "name", Label("give it a name of at most 80 characters", "请填写名称，最多 80 个字符")
            )
        if len(await self._store.all(brand)) >= KEPT_MAX:
            raise Invalid(
                "name", Label(f"at most {KEPT_MAX} reports are kept", f"最多保存 {KEPT_MAX} 份报表")
            )
        view_id = new_id()
        values = {
            "id": view_id, "brand": brand, "name": plain, "query": query,
            "asked": json.dumps({"by": asked.by, "only": asked.only}), "every": "", "address": "", "locale": "en",
            "kept_by": by, "created_us": to_micros(self._core.clock.now()),
        }  # fmt: skip
        try:
            await self._store.add(values)
        except Collision:
            words = Label(f"there is a report “{plain}” already", f"已有名为“{plain}”的报表")
            raise Invalid("name", words) from None
        return view_id

    async def send_to(self, brand: str, view_id: int, every: str, address: str, locale: str) -> None:
        """Send a kept report each `day` or `week` to an address; with neither, no more. Raises `Invalid`, `NotFound`."""
        await self._one(brand, view_id)
        if every and every not in EVERY:
            raise Invalid("every", Label("choose each day or each week", "请选择每天或每周"))
        if every and not _ADDRESS.fullmatch(address):
            raise Invalid("address", Label("enter one mail address", "请填写一个邮箱地址"))
        await self._store.send_to(brand, view_id, every, address if every else "", locale)
        await self._core.settle(Schedule(brand, view_id, every, self._core.clock.now()))

    async def remove(self, brand: str, view_id: int) -> None:
        """Keep a report no more, and send it no more. Raises `NotFound`."""
        await self._one(brand, view_id)
        await self._core.settle(Schedule(brand, view_id, "", self._core.clock.now()))
        await self._store.remove(brand, view_id)

    async def send(self, wait: Wait) -> bool:
        """A report is due: whether it has been sent or never can be. What is unknown is sent again under the same number."""
        row = await self._store.one(wait.brand, wait.subject_id)
        channel = self._core.plugins.reporter()
        if row is None or not row["every"]:
            return True
        if channel is None:
            none = Label("no plugin that sends reports is running", "没有运行中的报表发送插件")
            await self._store.sent(row["id"], None, (none.en, none.zh))
            return False
        answer = await channel.send(await self._made(row, wait.brand))
        if isinstance(answer, Delivered):
            await self._store.sent(row["id"], to_micros(self._core.clock.now()), None)
            return True
        fault = answer.words if isinstance(answer, Refused) else Label("it is tried again", "稍后重试")
        await self._store.sent(row["id"], None, (fault.en[:255], fault.zh[:255]))
        return isinstance(answer, Refused)

    async def _made(self, row: Row, slug: str) -> Sent:
        brand = await self._core.brand(slug)
        told = json.loads(row["asked"])
        since, until = days_of(self._core.clock.now(), brand.zone, row["every"])
        only = tuple((str(name), value) for name, value in told["only"])
        report = await self._insights.report(slug, Asked(told["by"], since, until, only=only))
        locale = row["locale"]
        days = f"{since}" if since == until else f"{since} – {until}"
        total = report.total
        words = Label(
            f"{row['name']}, {days}\n\nClaims {total.claims:,}, redemptions {total.redemptions:,}, cost {total.cost.amount}"
            f" {total.cost.currency}.\nThe attached table tells it by {HEADS[told['by']].en.lower()}.\n",
            f"{row['name']}，{days}\n\n领取 {total.claims:,}，核销 {total.redemptions:,}，成本 {total.cost.amount}"
            f" {total.cost.currency}。\n附件为按{HEADS[told['by']].zh}统计的明细。\n",
        )
        return Sent(
            f"report-{row['id']}-{until:%Y%m%d}",
            row["address"],
            f"{brand.name[locale]}: {row['name']} ({days})",
            words[locale],
            f"{told['by']}-{since}-{until}.csv",
            "text/csv",
            csv_of(report, locale).encode(),
        )

    async def _one(self, brand: str, view_id: int) -> Row:
        row = await self._store.one(brand, view_id)
        if row is None:
            raise NotFound(f"there is no kept report {view_id}")
        return row


def _kept(row: Row) -> KeptReport:
    return KeptReport(
        row["id"],
        row["name"],
        row["query"],
        str(json.loads(row["asked"])["by"]),
        row["every"],
        row["address"],
        row["kept_by"],
        None if row["sent_us"] is None else from_micros(row["sent_us"]),
        Label(row["fault_en"], row["fault_zh"]) if row["fault_en"] else None,
    )
