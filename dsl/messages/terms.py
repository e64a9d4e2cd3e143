"""Findings about the campaign as a whole, its coupons and its tests."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

TERMS: Final[dict[str, Entry]] = {
    "BC0901": Entry(
        "the text has no `campaign` block",
        "全文没有 `活动` 段落",
        'begin with `campaign "..."`, its brand and its dates',
        '请以 `活动 "……"` 开头，写明品牌和时间',
    ),
    "BC0902": Entry(
        "there is a second `campaign` block",
        "出现了第二个 `活动` 段落",
        "one text is one campaign; the first is on line {line}",
        "一份文本只写一个活动，第一个在第 {line} 行",
    ),
    "BC0903": Entry(
        "the {block} does not say its `{part}`",
        "{block}没有写明 `{part}`",
        "add a line like `{example}`",
        "请加一行，如 `{example}`",
    ),
    "BC0904": Entry(
        "`{part}` is there twice",
        "`{part}` 重复了",
        "the first one is on line {line}; keep one of them",
        "第一个在第 {line} 行，请只保留一个",
    ),
    "BC0905": Entry(
        "{currency} is given here, and the campaign has no budget in {currency}",
        "这里要发{currency}，而活动没有{currency}的预算",
        "add a line like `{example}` under `campaign`",
        "请在 `活动` 下加一行，如 `{example}`",
    ),
    "BC0906": Entry(
        "money is given, and the campaign names no payment channel",
        "活动要发钱，却没有写付款渠道",
        "add a line like `{example}` under `campaign`",
        "请在 `活动` 下加一行，如 `{example}`",
    ),
    "BC0907": Entry(
        "the stocks promise up to {promised}, and the budget is {budget}",
        "各项限量合计最多发 {promised}，而预算只有 {budget}",
        "raise the budget or lower a stock; otherwise the fallback comes before the prizes are gone",
        "请提高预算或降低限量，否则奖品没发完就会改发替补",
        "warning",
    ),
    "BC0908": Entry(
        "one reward of {amount} is more than the whole {what} of {budget}",
        "一份 {amount} 的奖励就超过了{what} {budget}",
        "it could never be given; raise the budget or lower the reward",
        "它永远发不出去，请提高预算或降低金额",
    ),
    "BC0909": Entry(
        "the campaign answers no event",
        "活动没有对任何事件作出安排",
        "add a block like `on scan` with at least one reward",
        "请加上 `当 扫码` 这样的段落，并写上至少一份奖励",
    ),
    "BC0910": Entry(
        'the coupon "{name}" is never given',
        "「{name}」这张券从未发放",
        "give it somewhere, or remove it",
        "请在某处发放它，或者删除它",
        "warning",
    ),
    "BC0911": Entry(
        "the segment `{name}` is never used",
        "人群 `{name}` 从未使用",
        "use it in a `when`, or remove it",
        "请在 `如果` 中使用它，或者删除它",
        "warning",
    ),
    "BC0912": Entry(
        "the daily budget of {daily} is more than the whole budget of {total}",
        "每天的预算 {daily} 超过了总预算 {total}",
        "lower the daily budget, or leave it out",
        "请降低每天的预算，或者不写",
    ),
    "BC0913": Entry(
        "the minimum of {minimum} is not above the worth of {worth}",
        "门槛 {minimum} 不高于面值 {worth}",
        "raise the minimum, or leave it out",
        "请提高门槛，或者不写门槛",
    ),
    "BC0914": Entry(
        "these amounts are in different currencies",
        "这些金额的货币不同",
        "write both in {currency}",
        "请都写成{currency}",
    ),
    "BC0915": Entry(
        "the coupon is over before the campaign ends",
        "券在活动结束之前就失效了",
        "who claims late would get a coupon that cannot be used; let it last longer",
        "晚领的人会拿到用不了的券，请延长有效期",
        "warning",
    ),
    "BC0916": Entry(
        "`{text}` cannot name a coupon",
        "`{text}` 不能用作券的编号",
        "use letters, digits and hyphens, at most 64 characters",
        "请使用字母、数字和连字符，最多 64 个字符",
    ),
    "BC0917": Entry(
        "this text is empty",
        "这段文字是空的",
        "write something between the quotes",
        "请在引号之间写上内容",
    ),
    "BC0918": Entry(
        "{part} is set aside here, more than the {whole} it is taken from",
        "本段预算 {part} 超过了它所属的预算 {whole}",
        "lower it to {whole} or less, or raise the budget around it",
        "请降到 {whole} 或以下，或者提高外层的预算",
    ),
    "BC0919": Entry(
        "no page is for everybody else",
        "没有写明其他人看到的页面",
        "add a last line without date and condition, like `page theme_plain`",
        "请在最后加一行不带日期和条件的页面，如 `页面 素雅`",
    ),
    "BC0920": Entry(
        "this page is never shown: the one on line {line} is for everybody",
        "这个页面永远不会展示：第 {line} 行的页面面向所有人",
        "put the page for everybody last",
        "请把面向所有人的页面放在最后",
    ),
    "BC0921": Entry(
        "this page is never shown: its dates leave no time within the campaign",
        "这个页面永远不会展示：它的日期在活动期内没有时间",
        "change its dates, or remove it",
        "请修改日期，或者删除这一行",
    ),
    "BC0922": Entry(
        'the market price of the prize "{name}" is needed',
        "奖品「{name}」没有写明市场价格",
        "add a line like `price 12,000.00 CNY`: the law looks at what the prize costs in the market, not at its cost",
        "请加一行，如 `市价 12,000.00 元`；法律看的是市场价格，不是成本",
    ),
    "BC0923": Entry(
        "no rules are known for the market `{name}`",
        "没有市场 `{name}` 的规则",
        "prizes, odds and texts are not checked against any law; known is {known}",
        "奖品、概率和公示内容不会按任何法律检查；已有规则的市场：{known}",
        "warning",
    ),
    "BC0924": Entry(
        'the prize "{name}" is never given',
        "「{name}」这个奖品从未发放",
        "give it somewhere, or remove it",
        "请在某处发放它，或者删除它",
        "warning",
    ),
    "BC1001": Entry(
        "no `on` block answers this event",
        "没有哪个 `当` 段落处理这个事件",
        "correct the event, or add the block",
        "请修改事件，或者加上相应的段落",
    ),
    "BC1002": Entry(
        "the test takes place outside the campaign, which runs from {starts} to {ends}",
        "测试时间不在活动期内；活动从 {starts} 到 {ends}",
        "choose a time within the campaign",
        "请选择活动期内的时间",
    ),
    "BC1003": Entry(
        "a test names the reward and its recipient only",
        "测试里只写奖励和领取人",
        "leave out stock, caps and what unlocks it; `locked` may stand",
        "请去掉限量、次数上限和解锁方式；可以写 `待解锁`",
    ),
    "BC1004": Entry(
        "there is no number {number} of {scale}",
        "{scale} 个号码中没有第 {number} 号",
        "numbers run from 1 to {scale}",
        "号码从 1 到 {scale}",
    ),
    "BC1005": Entry(
        "the test expects {what} and something else",
        "测试既期望{what}，又期望别的",
        "keep one of them",
        "请只保留一个",
    ),
    "BC1006": Entry(
        "no rule for this event gives this reward with a stock of its own",
        "这个事件的规则里，没有哪一条限量发放这种奖励",
        "name the reward as its rule does, with the same amount",
        "请按规则里的写法填写，奖励与金额都要一致",
    ),
    "BC1008": Entry(
        "there is no population `{name}`",
        "没有名为 `{name}` 的客群",
        "correct the name, or describe it under `population`",
        "请改正名称，或者用 `客群` 描述它",
    ),
    "BC1009": Entry(
        "the shares of `{fact}` make {total}, not 100%",
        "`{fact}` 的各项占比合计 {total}，应为 100%",
        "name every value with its share",
        "请写全所有取值及其占比",
    ),
    "BC1010": Entry(
        "a population cannot say how `{fact}` is spread",
        "客群不能规定 `{fact}` 的分布",
        "claims of the simulation change it; say with how many `consumer.claims` people come",
        "它随模拟中的领取而变化；可以写用户原有的 `用户.领取次数`",
    ),
    "BC1011": Entry(
        "no rule reads `{fact}`, so its shares would change nothing",
        "没有规则用到 `{fact}`，写了占比也不起作用",
        "remove the line, or correct the name",
        "请删除这一行，或者改正名称",
    ),
    "BC1012": Entry(
        "no rule for a scan gives consumers this reward",
        "没有哪条扫码规则给用户发这种奖励",
        "name the reward as its rule does, with the same amount",
        "请按规则里的写法填写，奖励与金额都要一致",
    ),
    "BC1013": Entry(
        "the campaign has no budget that could run out",
        "这个活动没有预算，谈不上用完",
        "add a `budget`, or remove the line",
        "请加上 `预算`，或者删除这一行",
    ),
    "BC1014": Entry(
        "a cost is bounded by money, any other figure by a number",
        "花费用金额来限定，其他数字用整数",
        "write, for example, `{example}`",
        "例如写成 `{example}`",
    ),
    "BC1007": Entry(
        "no rule for this event takes anything from the budget",
        "这个事件的规则不动用预算",
        "leave the line out",
        "请删除这一行",
    ),
}
