"""The terms that a consumer accepts by claiming, read from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule
from dsl.decision import Intent
from dsl.values import Label
from engine.campaigns.live import Ruling
from engine.spi.rewards import RewardType


def terms_of(ruling: Ruling, rewards: Mapping[str, RewardType]) -> tuple[Label, ...]:
    """Dates, what can be won with which odds and numbers, limits: one line each."""
    campaign = ruling.program.campaign
    lines = [_dates(campaign)]
    lines.extend(_prizes(campaign, campaign.triggers[ruling.trigger].rules, rewards))
    for limit in campaign.limits:
        period = {
            "day": Label(" a day", "每天"),
            "month": Label(" a month", "每月"),
            None: Label(" in all", "共"),
        }[limit.period]
        lines.append(
            Label(f"At most {limit.count} per person{period.en}", f"每人{period.zh}最多 {limit.count} 次")
        )
    lines.append(Label("While budget and prizes last", "以预算和奖品发完为止"))
    return tuple(dict.fromkeys(lines))


def _dates(campaign: Campaign) -> Label:
    first = campaign.starts.astimezone(ZoneInfo(campaign.zone))
    last = (campaign.ends - timedelta(microseconds=1)).astimezone(ZoneInfo(campaign.zone))
    return Label(
        f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}",
        f"活动时间：{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日",
    )


def _prizes(
    campaign: Campaign, rules: tuple[Rule, ...], rewards: Mapping[str, RewardType]
) -> Iterator[Label]:
    for rule in rules:
        match rule:
            case Give(intent):
                yield _prize(campaign, intent, rewards)
            case Draw(scale=scale, outcomes=outcomes):
                for outcome in outcomes:
                    if outcome.intent and outcome.high > outcome.low:
                        odds = Fraction(outcome.high - outcome.low, scale)
                        prize = _prize(campaign, outcome.intent, rewards)
                        yield Label(f"{prize.en}: {_odds(odds)}", f"{prize.zh}：{_odds(odds)}")
            case Choice(branches):
                for branch in branches:
                    yield from (
                        _in_phase(campaign, branch, line) for line in _prizes(campaign, branch.rules, rewards)
                    )
            case Refuse():
                pass


def _in_phase(campaign: Campaign, branch: Branch, line: Label) -> Label:
    if branch.kind != "phase" or branch.ends is None:
        return line
    last = (branch.ends - timedelta(microseconds=1)).astimezone(ZoneInfo(campaign.zone))
    return Label(f"{line.en} (until {last.day} {last:%B})", f"{line.zh}（至{last.month}月{last.day}日）")


def _prize(campaign: Campaign, intent: Intent, rewards: Mapping[str, RewardType]) -> Label:
    params = dict(intent.params)
    coupon = next((terms for terms in campaign.coupons if terms.id == params.get("coupon")), None)
    reward = rewards.get(intent.reward)
    if coupon:
        title = coupon.name
    elif reward:
        title = Label(reward.describe(params, "en"), reward.describe(params, "zh-CN"))
    else:
        title = Label(intent.reward, intent.reward)
    if intent.stock:
        return Label(
            f"{title.en} ({intent.stock.limit:,} in all)", f"{title.zh}（共 {intent.stock.limit:,} 份）"
        )
    return title


def _odds(odds: Fraction) -> str:
    """`5%` or `1 in 10,000`; exact to four digits, never rounded to nothing."""
    percent = odds * 100
    if percent.denominator <= 100:
        return f"{float(percent):g}%"
    if odds.numerator == 1:
        return f"1 in {odds.denominator:,}"
    return f"{float(percent):.4g}%"
