"""The campaign block: brand, dates, budgets, limits and channel."""

from __future__ import annotations

from dataclasses import dataclass

from dsl import lines as ln
from dsl.campaign import Budget, ClerkCode, Limit
from dsl.checking.amounts import check_count, check_money, currency_name
from dsl.checking.moments import check_end, check_start, check_zone
from dsl.checking.parts import every, needed, only
from dsl.checking.scope import Scope, listed
from dsl.checking.wording import check_text, check_wording, check_words
from dsl.limits import CLERK_MINUTES_MAX
from dsl.markets import DEFAULT, markets, pack_of
from dsl.nodes import Amount, Clause
from dsl.outline import head_word
from dsl.values import CURRENCY_EXPONENTS, Label, Money

_CAMPAIGN = Label("campaign", "活动")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the campaign block says, with None for what does not stand."""

    title: Label
    brand: str | None
    budgets: tuple[Budget, ...]
    limits: tuple[Limit, ...]
    channels: tuple[str, ...]
    market: str
    organiser: Label | None
    contact: Label | None
    clerk_code: ClerkCode | None = None


def check_terms(scope: Scope, block: ln.Block, head: ln.CampaignLine) -> Terms:
    """Check the block; the scope learns zone and dates."""
    check_runs(scope, block)
    brand = needed(scope, block, ln.BrandLine, _CAMPAIGN, Label('brand "Jinjiu"', '品牌 "金酒"'))
    organiser, contact = only(scope, block, ln.OrganiserLine), only(scope, block, ln.ContactLine)
    return Terms(
        check_words(scope, head.title),
        check_text(scope, brand.name) if brand else None,
        _budgets(scope, block),
        _limits(scope, block),
        _channels(scope, block),
        _market(scope, block),
        check_wording(scope, organiser.words if organiser else None),
        check_wording(scope, contact.words if contact else None),
        _clerk_code(scope, block),
    )


def _clerk_code(scope: Scope, block: ln.Block) -> ClerkCode | None:
    """How long, and for how many claims, a clerk's code counts."""
    line = only(scope, block, ln.ClerkCodeLine)
    if line is None:
        return None
    count = check_count(scope, line.count)
    claims = check_count(scope, line.claims) if line.claims else None
    if count is None or (line.claims and claims is None):
        return None
    minutes = count * (60 if line.unit == "hours" else 1)
    if minutes > CLERK_MINUTES_MAX:
        scope.say("BC0926", line.count)
        return None
    return ClerkCode(minutes, claims)


def _channels(scope: Scope, block: ln.Block) -> tuple[str, ...]:
    """The payment channels in the order in which they are tried."""
    found: dict[str, int] = {}
    for line in every(block, ln.ChannelLine):
        channel = scope.look_up(scope.words.channels, "BC0405", line.name)
        if channel and channel.name in found:
            scope.say("BC0904", line, part=head_word(ln.ChannelLine), line=found[channel.name])
        elif channel:
            found[channel.name] = line.span.line
    return tuple(found)


def _market(scope: Scope, block: ln.Block) -> str:
    """The market whose rules hold. Of one that is not known, nothing can be checked, which is said."""
    line = only(scope, block, ln.MarketLine)
    if line is None:
        return DEFAULT
    if pack_of(line.name.text) is None:
        scope.say("BC0923", line.name, name=line.name.text, known=listed(markets()))
    return line.name.text


def check_runs(scope: Scope, block: ln.Block) -> None:
    """Dates and zone of the campaign."""
    example = Label(
        "runs 2026-10-01 to 2026-10-07 in Asia/Shanghai", "时间 2026-10-01 至 2026-10-07 时区 Asia/Shanghai"
    )
    runs = needed(scope, block, ln.RunsLine, _CAMPAIGN, example)
    if runs is None:
        return
    scope.zone = check_zone(scope, runs.zone)
    scope.starts, scope.ends = check_start(scope, runs.starts), check_end(scope, runs.ends)
    if scope.starts and scope.ends and scope.starts >= scope.ends:
        scope.say("BC0506", runs.ends)
        scope.starts = scope.ends = None


def _budgets(scope: Scope, block: ln.Block) -> tuple[Budget, ...]:
    lines = every(block, ln.BudgetLine)
    for line in lines:
        if line.clause is not None:
            scope.say("BC0925", line.clause)
    return tuple(budget for budget, _ in check_budgets(scope, lines))


def check_budgets(scope: Scope, lines: list[ln.BudgetLine]) -> list[tuple[Budget, ln.BudgetLine]]:
    """The budgets of one block, each with its line: one for everybody in a currency, and one a condition."""
    budgets: dict[tuple[str, Clause | None], tuple[Budget, ln.BudgetLine]] = {}
    for line in lines:
        total = check_money(scope, line.total)
        daily = check_money(scope, line.daily) if line.daily else None
        if total is None:
            continue
        key = (total.currency, line.clause)
        if key in budgets:
            what = Label(f"budget in {total.currency}", f"{total.currency} 预算")
            scope.say("BC0904", line, part=what, line=budgets[key][1].span.line)
            continue
        if daily is not None and line.daily is not None:
            daily = _daily(scope, line.daily, total, daily)
        budgets[key] = (Budget(total, daily), line)
    return list(budgets.values())


def _daily(scope: Scope, place: Amount, total: Money, daily: Money) -> Money | None:
    if daily.currency != total.currency:
        scope.say("BC0914", place, currency=currency_name(total.currency))
        return None
    if daily.minor > total.minor:
        scope.say("BC0912", place, daily=daily, total=total)
        return None
    return daily


def _limits(scope: Scope, block: ln.Block) -> tuple[Limit, ...]:
    limits: dict[tuple[str, str | None], tuple[Limit, int]] = {}
    for line in every(block, ln.LimitLine):
        count = check_count(scope, line.count)
        key = (line.subject, line.period)
        if key in limits:
            scope.say("BC0904", line, part=Label("limit", "限领"), line=limits[key][1])
        elif count is not None:
            limits[key] = (Limit(count, line.subject, line.period), line.span.line)
    return tuple(limit for limit, _ in limits.values())


def check_money_given(scope: Scope, terms: Terms, block: ln.Block) -> None:
    """Money rewards need a budget in their currency that can hold them, and a payment channel."""
    budgets = {budget.total.currency: budget for budget in terms.budgets}
    unfunded: set[str] = set()
    for amount, span in scope.money_given:
        budget = budgets.get(amount.currency)
        if budget is None:
            if amount.currency not in unfunded:
                unfunded.add(amount.currency)
                scope.missing(
                    "BC0905",
                    span,
                    currency=currency_name(amount.currency),
                    example=_budget_example(amount.currency),
                )
            continue
        for name, bound in (
            (Label("daily budget", "每天的预算"), budget.daily),
            (Label("budget", "预算"), budget.total),
        ):
            if bound is not None and amount.minor > bound.minor:
                scope.say("BC0908", span, amount=amount, what=name, budget=bound)
                break
    _check_promises(scope, budgets, block)
    if scope.paid_out and not every(block, ln.ChannelLine):
        names = scope.words.channels
        example = Label(
            f"channel {next(iter(names.spellings('en')), '...')}",
            f"渠道 {next(iter(names.spellings('zh')), '……')}",
        )
        scope.missing("BC0906", scope.paid_out[0], example=example)


def _check_promises(scope: Scope, budgets: dict[str, Budget], block: ln.Block) -> None:
    """The stocks together should fit into the budget."""
    for line in every(block, ln.BudgetLine):
        currency = scope.words.currency(line.total.currency.text)
        if currency is None or currency not in budgets:
            continue
        total = budgets[currency].total
        promised = sum(
            amount.minor * limit for amount, limit in scope.promised.values() if amount.currency == currency
        )
        if promised > total.minor:
            scope.say("BC0907", line, promised=Money(promised, currency), budget=total)


def _budget_example(currency: str) -> Label:
    figure = Money(10_000 * 10 ** CURRENCY_EXPONENTS[currency], currency)
    return Label(f"budget {figure}", f"预算 {figure.amount} {'元' if currency == 'CNY' else currency}")
