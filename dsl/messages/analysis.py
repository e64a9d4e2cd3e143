"""Findings about a campaign as a whole that is sound in each part: who is reached, what it can cost, the law."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

ANALYSIS: Final[dict[str, Entry]] = {
    "BC1101": Entry(
        "this can never apply: nobody meets the condition",
        "这里永远不会生效：没有人能满足这个条件",
        "its comparisons contradict each other; change one of them, or remove the rule",
        "条件之间互相矛盾，请修改其中一个，或者删除这条规则",
        "warning",
    ),
    "BC1102": Entry(
        "this can never apply: nobody who comes here from {lines} meets the condition",
        "这里永远不会生效：经过{lines}来到这里的人都不满足这个条件",
        "change the condition here or there, or remove the rule",
        "请修改这里或那里的条件，或者删除这条规则",
        "warning",
    ),
    "BC1103": Entry(
        "this can never apply: whoever it is meant for is served by {lines} already",
        "这里永远不会生效：符合的人都已由{lines}处理",
        "for example {person}; put this above, or remove it",
        "例如{person}；请把它移到前面，或者删除",
        "warning",
    ),
    "BC1104": Entry(
        "this can never be given: every claim that comes here is refused by {lines}",
        "这份奖励永远发不出去：来到这里的领取都会被{lines}拒绝",
        "a refusal takes back everything; remove the reward, or narrow the refusal",
        "拒绝会让整次领取作废；请删除这份奖励，或者收窄拒绝的条件",
        "warning",
    ),
    "BC1105": Entry(
        "some people get nothing and are not told why: no rule is meant for {person}",
        "有人什么也得不到，也没有说明：没有规则适用于{person}",
        "add `otherwise` with a reward or `refuse`; where all is `together`, a `when` for them",
        "请加上 `否则`，写明奖励或 `拒绝`；若都在 `同时` 之下，则为他们写一个 `如果`",
        "warning",
    ),
    "BC1106": Entry(
        "from {starts} to {ends} nobody gets anything here",
        "从 {starts} 到 {ends}，这里谁也得不到奖励",
        "let a phase reach that far, or add `otherwise`",
        "请让某个阶段覆盖这段时间，或者加上 `否则`",
        "warning",
    ),
    "BC1107": Entry(
        "at these hours of the day nobody gets anything here: {hours}",
        "每天的这些钟点，这里谁也得不到奖励：{hours}",
        "add `otherwise` with a reward or `refuse`",
        "请加上 `否则`，写明奖励或 `拒绝`",
        "warning",
    ),
    "BC1108": Entry(
        "one event can cost {amount} here, and the {what} is {budget}",
        "这里一次最多要发 {amount}，而{what}只有 {budget}",
        "for {person} something would be left out; raise the budget or lower a reward",
        "对于{person}，会有奖励发不出去；请提高预算或降低奖励",
        "warning",
    ),
    "BC1109": Entry(
        "the stock is worth {promised}, and at most {payable} can be paid while this line applies",
        "这份限量共值 {promised}，而这一行生效期间最多只能发 {payable}",
        "the budget of each day is the bound, over {days} days; raise it, or lower the stock",
        "生效期共 {days} 天，受每天预算所限；请提高每天的预算，或者降低限量",
        "warning",
    ),
    "BC1110": Entry(
        "one event can win {amount} in its draws together, above the {ceiling} that the law allows",
        "一次可以在各个抽奖中合计得到 {amount}，超过了法律允许的上限 {ceiling}",
        "so it is for {person}; lower the prizes to {ceiling} together",
        "例如{person}；请把奖品合计降到 {ceiling} 或以下",
    ),
    "BC1111": Entry(
        "the odds are not the same for everybody: they vary by {fields} on {lines}",
        "中奖概率并非人人相同：{lines}的概率随{fields}而变",
        "the law wants such odds told before people take part; the terms page lists them, so keep it in sight",
        "依法应在参与前公示这些概率；规则页已逐条列出，请放在醒目的位置",
        "warning",
    ),
    "BC1112": Entry(
        "this reads too many facts for everybody to be considered: {count} combinations",
        "这里读取的事实太多，无法逐一考虑每个人：共 {count} 种组合",
        "each rule is held only against one other at a time, so what several do together may stay unnoticed",
        "目前只能两两比较规则，几条规则合起来的问题可能查不出来",
        "warning",
    ),
    "BC1115": Entry(
        "one sharer can get this without end",
        "同一位分享人可以无限次得到这份奖励",
        "add `, at most 5 a month`, a stock, or a `limit` per referrer",
        "请加上 `，每月至多 5 次`、限量，或者按分享人设置 `限领`",
    ),
    "BC1116": Entry(
        "a coupon's redemption brings a coupon whose redemption does so again, on {lines}: the chain never ends",
        "核销一张券又发出一张券，如此循环（{lines}），永远没有尽头",
        "cap one of these coupons, such as `, at most 3 in all`, or give it by a draw",
        "请给其中一张券加上次数，如 `，总共至多 3 次`，或者改为抽奖发放",
    ),
    "BC1118": Entry(
        "money is given here to people for whom none of the budgets is set aside",
        "这里会发钱给没有对应预算的人",
        "for example {person}; add a budget with a condition for them, or one without `when` for everybody",
        "例如{person}；请加上适用于他们的预算，或者一行不带 `如果`、面向所有人的预算",
        "warning",
    ),
    "BC1117": Entry(
        'a shop that takes "{name}" lets {worth} off and is paid {pays}; clerk, owner and store get nothing for it',
        "门店每收一张「{name}」让利 {worth}，只得到 {pays}，店员、店主和门店都没有奖励",
        "raise `pays store`, or reward the shop: `on redemption` … `give red_packet 0.50 CNY to owner`",
        "请提高 `结算`，或者奖励门店：`当 核销` …… `发 红包 0.50 元 给 店主`",
        "warning",
    ),
    "BC1113": Entry(
        "the parts set aside come to {parts}, and they share {whole}",
        "各段预算合计 {parts}，而它们共用的预算只有 {whole}",
        "what is spent first leaves less for the others; raise the whole or lower a part",
        "先用的会挤占后用的，请提高总额或降低其中一份",
        "warning",
    ),
    "BC1114": Entry(
        "nothing in this block takes from its budget of {budget}",
        "本段没有任何奖励占用这份 {budget} 的预算",
        "give money of that currency here, or remove the line",
        "请在本段发放该货币的奖励，或者删除这一行",
        "warning",
    ),
}
