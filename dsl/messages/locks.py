"""Findings about locked rewards."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

LOCKS: Final[dict[str, Entry]] = {
    "BC1201": Entry(
        "this reward says twice what unlocks it",
        "这份奖励写了两种解锁方式",
        "keep one of them",
        "请只保留一种",
    ),
    "BC1202": Entry(
        "it is not said what unlocks this reward",
        "没有写明这份奖励怎样解锁",
        "write it like `unlocked by scan within 7 days`",
        "请写成 `解锁需 扫码 限时 7 天` 这样",
    ),
    "BC1203": Entry(
        "what is given instead cannot be locked itself",
        "替补的奖励不能再上锁",
        "give it at once",
        "请直接发放",
    ),
    "BC1204": Entry(
        "only a locked reward can lapse",
        "只有待解锁的奖励才会逾期",
        "add what unlocks the reward, such as `unlocked by scan within 7 days`, or remove this",
        "请给奖励加上解锁方式，如 `解锁需 扫码 限时 7 天`，或者删除这里",
    ),
    "BC1205": Entry(
        "nothing unlocks this reward: no `on` block answers that event",
        "这份奖励无法解锁：没有哪个 `当` 段落处理这个事件",
        "correct the event, or add the block",
        "请修改事件，或者加上相应的段落",
    ),
    "BC1206": Entry(
        "only a consumer or a referrer can hold a locked reward",
        "只有消费者和分享人的奖励可以上锁",
        "give it at once, or to the consumer",
        "请直接发放，或者改发给消费者",
    ),
    "BC1207": Entry(
        "`by a friend` goes with a redemption only",
        "`由好友` 只能与核销搭配",
        "leave it out; an invitation is taken up by a friend in any case",
        "请去掉；受邀本来就由好友完成",
    ),
    "BC1208": Entry(
        "who wins at the end of the campaign could never unlock this reward",
        "活动末尾中奖的人将无法解锁这份奖励",
        "choose a date on or after the campaign's last day",
        "请选择不早于活动最后一天的日期",
    ),
    "BC1211": Entry(
        "a locked reward cannot take from budgets that hold for some people only",
        "待解锁的奖励不能从只面向部分人的预算中支出",
        "give these people a block of their own: `when …`, below it a `budget` and this reward",
        "请为这些人单独写一段：`如果 ……` 之下写 `预算` 和这份奖励",
    ),
    "BC1210": Entry(
        "what a lapse brings goes to whom the locked reward was for",
        "逾期替补的奖励应发给原来的获奖人",
        "add `to {recipient}` to the rewards under `if it lapses`",
        "请在 `若未解锁` 下的奖励后写上 `给 {recipient}`",
    ),
    "BC1209": Entry(
        "`if it lapses` is there twice in one block",
        "同一段里写了两个 `若未解锁`",
        "keep one of them",
        "请只保留一个",
    ),
}
