"""Figures in memory for page tests: two stores of June, for brand `drinks` alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

from engine.api import Invalid, Label, Money, NotFound, insights
from engine.insights.figures import figures, summed

TODAY = date(2026, 6, 30)
_SUMS = {
    "S1": Counter(
        {"exposures": 1_000, "scans": 800, "claims": 720, "redemptions": 180, "again": 54, "cost|CNY": 171_000, "budget|CNY": 81_000,
         "baskets|CNY": 576_000, "refused|already_claimed": 60, "refused|budget_spent": 20}
    ),
    "S2": Counter(
        {"exposures": 600, "scans": 300, "claims": 270, "redemptions": 27, "again": 3, "cost|CNY": 41_850, "budget|CNY": 28_350,
         "baskets|CNY": 75_600, "refused|not_active": 30}
    ),
}  # fmt: skip
_KEYS = {
    "campaign": (("1", "Summer", "夏日"), ("2", "Autumn", "秋日")),
    "version": (("11", "summer v1", "summer v1"), ("12", "summer v2", "summer v2")),
    "region": (("CN-GD", "Guangdong", "广东"), ("CN-BJ", "Beijing", "北京")),
    "outlet": (("1", "S1 Harbour", "S1 港口店"), ("2", "S2 Market", "S2 市场店")),
    "batch": (("1", "June", "六月"), ("2", "July", "七月")),
    "day": (("20260628", "", ""), ("20260629", "", "")),
}
_AT = datetime(2026, 6, 28, 2, 0, tzinfo=UTC)


class Insights:
    """The door of figures."""

    def __init__(self) -> None:
        self.kept: int | None = 400
        self.asked: list[insights.Asked] = []

    async def today(self, brand: str) -> date:
        return TODAY

    async def report(self, brand: str, asked: insights.Asked) -> insights.Report:
        self.asked.append(asked)
        sums = _SUMS.values() if brand == "drinks" else ()
        lines = tuple(
            figures(key, Label(en, zh), one, "CNY", self.kept)
            for (key, en, zh), one in zip(_KEYS[asked.by], sums, strict=False)
        )
        return insights.Report(
            asked, lines, figures("", Label("", ""), summed(sums), "CNY", self.kept), self.kept
        )

    async def names(self, brand: str, by: str) -> dict[str, Label]:
        return {key: Label(en, zh) for key, en, zh in _KEYS[by]}

    async def behind(
        self, brand: str, asked: insights.Asked, what: str, *, before: int | None = None, limit: int = 50
    ) -> insights.Behind:
        scan = insights.Scanned(
            7, 1, Label("Summer", "夏日"), _AT, "June #4", 2, Label("S1 Harbour", "S1 港口店"), "CN-GD",
            "already_claimed" if what == "refused" else "",
        )  # fmt: skip
        return insights.Behind((scan,) if brand == "drinks" else (), None if before else 6)

    async def set_margin(self, brand: str, margin: int | None) -> None:
        if brand != "drinks":
            raise NotFound("no such brand")
        self.kept = margin


class Rules:
    """The door of the public rules: one event with a prize of which few are left."""

    async def page(self, brand: str, slug: str) -> SimpleNamespace:
        prize = SimpleNamespace(
            title=Label("88.00 yuan red packet", "88.00元红包"), odds=None, total=100, left=7
        )
        return SimpleNamespace(events=(SimpleNamespace(prizes=(prize,)),))


class Kept:
    """The door of kept reports: one, of `drinks`."""

    sends = False

    def __init__(self) -> None:
        one = insights.KeptReport(
            1, "June by store", "by=outlet", "outlet", "week", "ana@example.com", "Ling", _AT, None
        )
        self.kept: dict[int, insights.KeptReport] = {1: one}

    async def all(self, brand: str) -> tuple[insights.KeptReport, ...]:
        return tuple(self.kept.values()) if brand == "drinks" else ()

    async def keep(self, brand: str, name: str, query: str, asked: insights.Asked, by: str) -> int:
        if not name:
            raise Invalid("name", Label("give it a name", "请填写名称"))
        self.kept[2] = insights.KeptReport(2, name, query, asked.by, "", "", by, None, None)
        return 2

    async def send_to(self, brand: str, view_id: int, every: str, address: str, locale: str) -> None:
        self.kept[view_id] = replace(self._one(brand, view_id), every=every, address=address)

    async def remove(self, brand: str, view_id: int) -> None:
        del self.kept[self._one(brand, view_id).id]

    def _one(self, brand: str, view_id: int) -> insights.KeptReport:
        if brand != "drinks" or view_id not in self.kept:
            raise NotFound("no such report")
        return self.kept[view_id]


class Shadows:
    """The door of shadow runs: one at a time, of `drinks`."""

    def __init__(self) -> None:
        self.running: insights.ShadowRun | None = None

    async def run(self, brand: str, campaign_id: int) -> insights.ShadowRun | None:
        return self.running if brand == "drinks" else None

    async def start(self, brand: str, campaign_id: int, by: str) -> None:
        self.begin(by)

    def begin(self, by: str) -> None:
        def yuan(minor: int) -> Money:
            return Money(minor, "CNY")

        differs = insights.Differs(7, _AT, None, yuan(50))
        result = insights.ShadowResult(
            _AT,
            7,
            1,
            (Label("claims in the last 30 days", "近 30 天领取次数"),),
            yuan(300),
            yuan(600),
            4,
            0,
            2,
            3,
            0,
            3,
            (differs,),
        )
        self.running = insights.ShadowRun(3, by, _AT, None, result)

    async def stop(self, brand: str, campaign_id: int) -> None:
        if self.running:
            self.running = replace(self.running, until=_AT)
