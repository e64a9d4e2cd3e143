"""A campaign's live figures, from tallies and counters alone."""

from __future__ import annotations

from datetime import datetime

from dsl.values import Money
from engine.campaigns.live import BrandState, Version
from engine.outcomes import CampaignFigures
from engine.scanning import counters
from engine.storage.result_store import ResultStore


async def figures_now(
    results: ResultStore,
    brand: BrandState,
    version: Version | None,
    counted: dict[str, object],
    now: datetime,
) -> CampaignFigures:
    """What a campaign has done: its tallies, and what is used of its first budget. `counted` are the tallies by name."""
    program = version.program if version else None
    budget = program.campaign.budgets[0] if program and program.campaign.budgets else None
    used = used_today = None
    currency = budget.total.currency if budget else str(counted.get("currency") or brand.currency)
    if budget and program and version:
        day = counters.period_key("day", now, program.campaign.zone)
        keys = [counters.budget(brand.slug, version.campaign_id, currency, period) for period in ("all", day)]
        found = await results.counters(keys)
        held = int(str(counted.get("held") or 0))
        used = Money(found.get(keys[0], 0) - held, currency)
        used_today = Money(found.get(keys[1], 0), currency)

    def money(name: str) -> Money | None:
        return (
            Money(int(str(counted.get(name) or 0)), currency) if counted.get("granted") is not None else None
        )

    def number(name: str) -> int:
        return int(str(counted.get(name) or 0))

    return CampaignFigures(
        scans=number("scans"),
        claims=number("claims"),
        refusals=number("refusals"),
        redemptions=number("redemptions"),
        granted=money("granted"),
        locked=money("locked"),
        owed=money("owed"),
        paid=money("paid"),
        reversed=money("reversed"),
        budget=budget.total if budget else None,
        used=used,
        used_today=used_today,
        daily=budget.daily if budget else None,
        points=number("points"),
        coupons=number("coupons"),
        held=Money(number("held"), currency) if number("held") else None,
    )
