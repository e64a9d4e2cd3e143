"""How a running campaign is doing: funnel, spending against plan, provinces, prizes left, refusals, and a brake."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request

from engine.api import CampaignDetail, Engine, NotFound, RulesPage, StudioUser, insights
from studio.composer import presenters
from studio.composer.campaign import BASE, SECTION
from studio.composer.screens import Screen, screen
from studio.insights.address import Wanted
from studio.insights.charts import Spending, spending
from studio.insights.presenting import by_day, day_of, funnel, lines, map_of
from studio.insights.views import Left, LivePage

#: A report of so many days at most; what is longer shows its last days.
_DAYS_MAX = 366
_REGIONS = 40


async def show(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/live"""
    engine: Engine = request.app.state.engine
    campaign_id = request.path_params["campaign_id"]
    detail = await engine.campaigns.detail(user.brand, campaign_id)
    brand = await engine.accounts.brand(user.brand)
    zone, today = ZoneInfo(brand.zone), await engine.insights.today(user.brand)
    first, last = _span(detail, zone, today)
    until = min(last, max(today, first))
    since = max(first, until - timedelta(days=_DAYS_MAX - 1))
    only = (("campaign", campaign_id),)
    daily = await engine.insights.report(user.brand, insights.Asked("day", since, until, only=only))
    regional = await engine.insights.report(user.brand, insights.Asked("region", since, until, only=only))
    published = tuple(
        (one.published_at.astimezone(zone).date(), f"v{one.number}") for one in reversed(detail.versions)
    )
    wanted = Wanted("region", "claims", since, until, None, False, only)
    line = presenters.campaign_line(detail.summary)
    actions = presenters.ACTIONS.get(detail.summary.state, ())
    view = LivePage(
        line,
        actions,
        detail.summary.figures,
        since.isoformat(),
        until.isoformat(),
        funnel(daily.total),
        daily.total,
        _spending(detail, daily, first, last, today, published),
        line.budget,
        by_day(daily, "claims", published),
        map_of(regional, "claims", wanted.narrowed),
        lines(regional, None, wanted, _REGIONS),
        await _prizes(engine, user.brand, detail.summary.slug),
        _refused(daily.total),
        "pause" in actions,
        wanted.url(by="day"),
        wanted.url("/studio/insights/scans", what="refused"),
    )
    return Screen("insights/live.html", view, SECTION)


def _span(detail: CampaignDetail, zone: ZoneInfo, today: date) -> tuple[date, date]:
    """The first and last day of a campaign, or the last month of one that was never published."""
    starts, ends = detail.summary.starts, detail.summary.ends
    if starts is None or ends is None:
        return today - timedelta(days=29), today
    return _day(starts, zone), _day(ends - timedelta(microseconds=1), zone)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _spending(
    detail: CampaignDetail,
    daily: insights.Report,
    first: date,
    last: date,
    today: date,
    published: tuple[tuple[date, str], ...],
) -> Spending | None:
    budget = detail.summary.figures.budget
    if budget is None or (daily.total.budget and daily.total.budget.currency != budget.currency):
        return None
    spent = {day_of(one.key): one.budget.minor for one in daily.lines if one.key and one.budget}
    return spending(spent, budget.minor, first, last, today, published)


async def _prizes(engine: Engine, brand: str, slug: str) -> tuple[Left, ...]:
    """Prizes with a stock, the emptiest first."""
    try:
        rules: RulesPage = await engine.rules.page(brand, slug)
    except NotFound:
        return ()
    found = [
        Left(prize.title, prize.left, prize.total, max(0, prize.left) * 1_000 // prize.total)
        for event in rules.events
        for prize in event.prizes
        if prize.total and prize.left is not None
    ]
    return tuple(sorted(found, key=lambda one: one.share))


def _refused(total: insights.Figures) -> tuple[tuple[str, int, int], ...]:
    """Reasons with their counts, and each count per thousand of the commonest."""
    most = max([1, *(count for _, count in total.refused)])
    return tuple((reason, count, count * 1_000 // most) for reason, count in total.refused)


routes = [*screen(BASE + "/live", show)]
