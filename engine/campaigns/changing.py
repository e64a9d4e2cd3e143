"""What a new version may change while the campaign runs: nothing to the consumer's loss. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dsl.campaign import Campaign
from dsl.difference import Change, compare
from dsl.values import Label
from dsl.vocabulary import Vocabulary

_RULE = {
    "reward": Label(
        "rewards of a running campaign cannot be lowered", "活动已开始，奖励不能降低"
    ),
    "coupon": Label(
        "coupons of a running campaign cannot be made worth less", "活动已开始，券的条件不能变差"
    ),
    "prize": Label("prizes of a running campaign cannot be made worse", "活动已开始，奖品不能变差"),
    "offer": Label("offers of a running campaign cannot be made worse", "活动已开始，商品不能变差"),
    "tier": Label("tiers of a running campaign cannot be made worse", "活动已开始，会员等级不能变差"),
    "dates": Label("a running campaign cannot be made shorter", "活动已开始，时间不能缩短"),
    "budget": Label("the budget of a running campaign cannot be cut", "活动已开始，预算不能减少"),
    "limit": Label("limits of a running campaign cannot be tightened", "活动已开始，领取限制不能收紧"),
    "deal": Label("the prizes of a running campaign cannot be dealt anew", "活动已开始，奖池不能重新分配"),
    "experiment": Label(
        "the groups of a running experiment stay as they are", "实验进行中，分组不能改变"
    ),
    "event": Label("a running campaign cannot leave codes out", "活动已开始，已参与的码不能移出"),
}  # fmt: skip
_WAY_OUT = Label("end it with notice, or make a new campaign", "请公告后结束活动，或新建活动")


def losses(live: Campaign, draft: Campaign, vocabulary: Vocabulary, now: datetime) -> tuple[Label, ...]:
    """Every reason why a running campaign must not change so. Before its start it may change as it likes."""
    if now < live.starts:
        return ()
    found = compare(live, draft, vocabulary, since=now).losses
    return tuple(dict.fromkeys(_told(found)))


def _told(found: tuple[Change, ...]) -> Iterator[Label]:
    for change in found:
        rule = _RULE[change.topic]
        where = [one for one in (change.event, change.who) if one.en]
        en, zh = ", ".join(one.en for one in where), "，".join(one.zh for one in where)
        what = Label(
            f"{change.what.en} ({en})" if en else change.what.en,
            f"{change.what.zh}（{zh}）" if zh else change.what.zh,
        )
        yield Label(f"{rule.en}: {what.en}; {_WAY_OUT.en}", f"{rule.zh}：{what.zh}；{_WAY_OUT.zh}")
