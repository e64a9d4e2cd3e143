"""What a simulation's report is told with."""

from __future__ import annotations

from typing import Final

from dsl.values import CURRENCY_EXPONENTS, Label, Money

REASONS: Final = {
    "limit_reached": Label("personal limit reached", "达到个人领取上限"),
    "no_rule": Label("nothing to give", "没有可领取的奖励"),
    "rule_refuses": Label("refused by a rule", "规则拒绝"),
    "no_campaign": Label("no rule for what was scanned", "没有适用于该商品的规则"),
    "budget_spent": Label("budget used up", "预算已用完"),
    "day_budget_spent": Label("the day's budget used up", "当日预算已用完"),
    "block_budget_spent": Label("budget of the block used up", "本段预算已用完"),
    "stock_spent": Label("stock used up", "奖品已发完"),
    "capped": Label("cap for one person reached", "达到单人上限"),
    "under_review": Label(
        "held by `review`: nothing is given until somebody decides", "被“待审核”拦下：审核前不发放"
    ),
}

FIGURE: Final = Label("figure", "数值")
SCANS: Final = Label("scans", "扫码")
EVENTS: Final = Label("events", "事件")
CONSUMERS: Final = Label("consumers", "消费者")
CLAIMS: Final = Label("claims", "领取")
REFUSED: Final = Label("refused", "拒绝")
GIVEN: Final = Label("given", "发放")
KEPT_BACK: Final = Label("kept back", "未发")
OPENED: Final = Label("of the given unlocked", "已发中解锁")
LAPSED: Final = Label("lapsed", "逾期未解锁")
LINE: Final = Label("line", "行")
SHARE: Final = Label("", "")
OVERVIEW: Final = Label("Overview", "概览")
POTS: Final = Label("Budgets of blocks", "分段预算")
BUDGET: Final = Label("budget", "预算")
SPENT: Final = Label("spent", "已用")
FIRST_SHORT: Final = Label("first short of it", "首次不足")
PRIZES: Final = Label("Rewards", "奖励")
RULES: Final = Label("Rules", "规则")
SEGMENTS: Final = Label("Segments", "人群")
REGIONS: Final = Label("Regions", "地区")
DAYS: Final = Label("Days", "日期")
MONTHS: Final = Label("Months", "月份")
REFUSALS: Final = Label("Why claims were refused", "拒绝原因")
NOTED: Final = Label("would have been held by `watch`", "“观察”本会拦下")
DEALERS: Final = Label(
    "every pack counts as shipped to a dealer on record; what a dealer gets at most binds nobody",
    "每件商品都视为已发给登记在册的经销商；经销商的上限不起作用",
)
NOT_SIMULATED: Final = Label(
    "Not simulated; say how often, such as redeems=40% invites=10% purchase=30%",
    "未模拟；请写明频率，如 redeems=40% invites=10% purchase=30%",
)
UNKNOWN: Final = Label("unknown", "未知")
OTHERS: Final = Label("all others", "其他")
SEEDS: Final = Label("Over {0} seeds", "{0} 个随机种子")
LOWEST: Final = Label("lowest", "最低")
MIDDLE: Final = Label("middle", "中位")
HIGHEST: Final = Label("highest", "最高")
EARLIEST: Final = Label("(earliest, middle, latest)", "（最早、中位、最晚）")
NEVER: Final = Label("never", "未用完")
CHANGE: Final = Label("change", "变化")


def unguarded(guard: str, fact: str) -> Label:
    """That a guard cannot be told of, for want of a fact."""
    return Label(
        f"`{guard}` holds nobody by {fact}: say its values, such as {fact}=1:90,4:10",
        f"“{guard}”无从按 {fact} 拦下任何人：请写明其取值，如 {fact}=1:90,4:10",
    )


def spend(currency: str) -> Label:
    """The heading of money in a currency."""
    return Label(f"spend, {currency}", f"支出（{currency}）")


def returned(currency: str) -> Label:
    """The heading of money that lapsed rewards gave back."""
    return Label(f"of it given back by lapses, {currency}", f"其中逾期退回（{currency}）")


def budget(currency: str) -> Label:
    """The heading of a whole budget."""
    return Label(f"budget, {currency}", f"预算（{currency}）")


def per_thousand(currency: str) -> Label:
    """The heading of the mean cost of a thousand scans."""
    return Label(f"cost of 1,000 scans, {currency}", f"每千次扫码成本（{currency}）")


def per_thousand_events(currency: str) -> Label:
    """The same where people come with other events too."""
    return Label(f"cost of 1,000 events, {currency}", f"每千次事件成本（{currency}）")


def redeemed(coupon: str) -> Label:
    """How many of a coupon were redeemed."""
    return Label(f'"{coupon}" redeemed', f"核销「{coupon}」")


def owed(coupon: str, currency: str) -> Label:
    """What outlets are owed for them, beside the campaign's budget."""
    return Label(f'owed to outlets for "{coupon}", {currency}', f"应付门店「{coupon}」（{currency}）")


def budget_ends(currency: str) -> Label:
    """The heading of the moment at which a budget ends."""
    return Label(f"budget ends, {currency}", f"预算用完时间（{currency}）")


def money(minor: int, currency: str) -> str:
    """An amount without its currency."""
    return Money(minor, currency).amount if currency in CURRENCY_EXPONENTS else f"{minor:,}"
