"""One decision told to each reader: everything, what to do at the till, what may be said, what service needs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, Literal, get_args

from dsl.campaign import Campaign
from dsl.decision import Decision
from dsl.values import Label
from engine import wording
from engine.campaigns.decision_views import DecisionRow
from engine.campaigns.live import Version
from engine.campaigns.nearest import Miss, hint, in_days, near_misses
from engine.outcomes import GrantView, Reason
from engine.records import Claim, Refused
from engine.scanning.facts import facts_of
from engine.waits.words import lock_told

Voice = Literal["marketer", "clerk", "consumer", "service"]
VOICES: Final[tuple[Voice, ...]] = get_args(Voice)

_NOTHING_TO_DO: Final = Label("There is nothing to do.", "无需处理。")
_CODE_GOOD: Final = Label("The code is not used up.", "码没有被用掉。")
#: What a clerk can do about a refusal; all else is as the rules are.
_ADVICE: Final = {
    Reason.NOT_ACTIVE: Label(
        "Ask the customer to try again later; if it stays so, tell the brand which batch it is.",
        "请顾客稍后再试；仍不行请把批次告诉品牌方。",
    ),
    Reason.ALREADY_CLAIMED: Label(
        "Check that the seal was whole. If it was, report the code to the brand: it may be copied.",
        "请检查包装是否完好；若完好，请把码报给品牌方，可能被复制。",
    ),
    Reason.ALREADY_YOURS: Label("The prize is in the customer's wallet.", "奖励已在顾客卡包中。"),
    Reason.PAUSED: Label("Ask the customer to keep the pack; the code stays good.", "请顾客留好包装，码仍有效。"),
    Reason.NOT_STARTED: Label("Ask the customer to keep the pack and come back.", "请顾客留好包装，到时再来。"),
    Reason.DAY_BUDGET_SPENT: Label("Ask the customer to scan again tomorrow.", "请顾客明天再扫。"),
    Reason.LIMIT_REACHED: Label("Ask the customer to keep the pack for another day.", "请顾客留好包装，改天再扫。"),
    Reason.COUPON_EXPIRED: Label("The coupon cannot be taken any more.", "这张券不能再用。"),
    Reason.COUPON_REDEEMED_ELSEWHERE: Label("Do not take the coupon a second time.", "请勿再次受理这张券。"),
    Reason.BELOW_MINIMUM: Label("The customer may add something to the basket.", "顾客可以再加购商品。"),
    Reason.BASKET_NEEDED: Label("Enter the basket's total and try again.", "请填写消费金额后重试。"),
}  # fmt: skip

#: What service can do about a refusal.
_SERVICE: Final = {
    Reason.NOT_GENUINE: Label(
        "Ask for a photo of the pack and its code, and check whether it was typed rightly.",
        "请对方提供包装与码的照片，核对是否输入有误。",
    ),
    Reason.NOT_ACTIVE: Label(
        "Find the batch under Codes: it was shipped before it was activated.",
        "请在“码”中查看批次：商品先于激活出货。",
    ),
    Reason.ALREADY_CLAIMED: Label(
        "Look the code up: who claimed it first, when and where. If the seal was whole, report a copied code.",
        "请用此码查询：谁先领取、何时何地。若包装完好，请按被复制的码上报。",
    ),
    Reason.ALREADY_YOURS: Label(
        "Show the person the prize in the wallet.", "请引导对方到卡包查看奖励。"
    ),
    Reason.UNDER_REVIEW: Label(
        "Release or reject the claim under Reviews.", "请到“审核”中放行或拒绝这次领取。"
    ),
    Reason.TOO_MANY_WRONG_CODES: Label(
        "The block ends by itself; nothing is lost.", "限制到时自动解除，不会有损失。"
    ),
    Reason.ACCOUNT_ON_HOLD: Label(
        "The account is on hold. Release it once the case is cleared; the code stays good.",
        "账号已冻结。核实后可解除冻结，码仍有效。",
    ),
    Reason.PAUSED: Label("The code stays good; the campaign is paused.", "活动暂停，码仍有效。"),
    Reason.DAY_BUDGET_SPENT: Label("The code stays good until tomorrow.", "码仍有效，可明天再扫。"),
    Reason.LIMIT_REACHED: Label("The code stays good for another day.", "码仍有效，可改天再扫。"),
}  # fmt: skip
_AS_RULED: Final = Label(
    "The rules say so to everybody alike; there is nothing to mend.", "规则对所有人一致，无需补救。"
)
_STATES: Final = {
    "locked": Label("set aside until its key comes", "待解锁"),
    "owed": Label("owed", "待支付"),
    "paid": Label("paid", "已支付"),
    "given": Label("given", "已发放"),
    "reversed": Label("taken back", "已收回"),
}


def misses(version: Version, event: Claim | Refused, decision: Decision | None) -> tuple[Miss, ...]:
    """The lines passed over before the decision."""
    if decision is None or version.program is None:
        return ()
    return near_misses(version.program.campaign, decision.trigger, facts_of(event.facts))


def marketer_misses(found: tuple[Miss, ...]) -> Iterator[Label]:
    """Every line passed over, and what it lacked."""
    for miss in found:
        if miss.lacks:
            yield Label(
                f"Line {miss.line} did not hold; it lacked: {miss.lacks.en}.",
                f"第 {miss.line} 行不成立，还差：{miss.lacks.zh}。",
            )
        else:
            yield Label(f"Line {miss.line} did not hold.", f"第 {miss.line} 行不成立。")


def clerk_steps(event: Claim | Refused, row: DecisionRow) -> Iterator[Label]:
    """What happened, and what to do."""
    if isinstance(event, Claim):
        own = [view for view in row.grants if view.recipient_kind == "consumer"]
        titles = [_marked(view) for view in own]
        en, zh = ", ".join(one.en for one in titles), "、".join(one.zh for one in titles)
        yield Label(f"The customer has received: {en}.", f"顾客已获得：{zh}。") if titles else row.words
        yield _NOTHING_TO_DO
        return
    yield row.words
    advice = _ADVICE.get(Reason(event.reason))
    if advice:
        yield advice
    elif event.kind in ("scan", "invitation"):
        yield _CODE_GOOD


def service_steps(event: Claim | Refused, row: DecisionRow, found: tuple[Miss, ...]) -> Iterator[Label]:
    """What happened and where its money stands, what was missing for more, and what can be done for the person."""
    if isinstance(event, Claim):
        for view in (*row.grants, *row.opened):
            yield _stands(view)
        for en, zh in json.loads(event.notes):
            yield Label(f"Not given: {en}", f"未发放：{zh}")
    else:
        yield row.words
    for miss in found:
        if miss.lacks:
            yield Label(
                f"An earlier rule did not hold; it lacked: {miss.lacks.en}.",
                f"前面有一条规则未满足，还差：{miss.lacks.zh}。",
            )
    if isinstance(event, Refused):
        yield _SERVICE.get(Reason(event.reason), _AS_RULED)


def _stands(view: GrantView) -> Label:
    """A reward and its state; of money that waits, for what."""
    state = _STATES[view.state]
    told = view.payout.words if view.payout else Label("", "")
    return Label(
        f"{view.title.en}: {state.en}{'; ' + told.en if told.en else '.'}",
        f"{view.title.zh}：{state.zh}{'；' + told.zh if told.zh else '。'}",
    )


def _marked(view: GrantView) -> Label:
    locked = view.state == "locked"
    return Label(f"{view.title.en} (locked)", f"{view.title.zh}（待解锁）") if locked else view.title


def consumer_steps(
    event: Claim | Refused, row: DecisionRow, campaign: Campaign | None, found: tuple[Miss, ...]
) -> Iterator[Label]:
    """What the person got, or why not and the nearest miss. No names of segments, lines, others or numbers drawn."""
    if isinstance(event, Claim):
        if event.archived:
            yield row.words
        for view in row.grants:
            if view.recipient_kind == "consumer":
                yield _got(view, campaign)
        for view in row.opened:
            if view.recipient_id in {event.person_id, event.consumer_id}:
                yield Label(f"You unlocked {view.title.en}.", f"你解锁了{view.title.zh}。")
        for en, zh in json.loads(event.notes):
            yield Label(en, zh)
        return
    yield row.words
    nearest = _wait(event, row, campaign) or next((miss.lacks for miss in found if miss.lacks), None)
    if nearest and event.reason in _HELPED:
        yield hint(nearest)


def _got(view: GrantView, campaign: Campaign | None) -> Label:
    if view.lock is None or campaign is None:
        return Label(f"You received {view.title.en}.", f"你获得了{view.title.zh}。")
    told = lock_told(view.lock, campaign.zone)
    return Label(
        f"Set aside for you: {view.title.en}; it {told.en}.", f"为你预留：{view.title.zh}，{told.zh}。"
    )


#: Refusals that time or another scan can mend.
_HELPED: Final = {
    reason.value
    for reason in (Reason.NO_RULE, Reason.RULE_REFUSES, Reason.LIMIT_REACHED, Reason.DAY_BUDGET_SPENT)
}


def _wait(event: Refused, row: DecisionRow, campaign: Campaign | None) -> Label | None:
    """When a used-up day, week or month begins anew."""
    if event.reason == Reason.DAY_BUDGET_SPENT.value:
        return in_days(1)
    if event.reason == Reason.LIMIT_REACHED.value and campaign:
        for limit in campaign.limits:
            if row.words == wording.limit_reached(limit):
                return {
                    "day": in_days(1),
                    "week": Label("next week", "下周"),
                    "month": Label("next month", "下个月"),
                    None: None,
                }[limit.period]
    return None
