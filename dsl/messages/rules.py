"""Findings about rewards, draws, choices and fallbacks."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

RULES: Final[dict[str, Entry]] = {
    "BC0601": Entry(
        "`{reward}` is missing its {param}",
        "`{reward}` 没有写明{param}",
        "write it like `{example}`",
        "请写成 `{example}` 这样",
    ),
    "BC0602": Entry(
        "`{reward}` takes no `{text}` here",
        "`{reward}` 后面不能写 `{text}`",
        "write it like `{example}`",
        "请写成 `{example}` 这样",
    ),
    "BC0603": Entry(
        "the {param} of `{reward}` is {kind}, and `{text}` is not",
        "`{reward}` 的{param}是{kind}，而 `{text}` 不是",
        "write it like `{example}`",
        "请写成 `{example}` 这样",
    ),
    "BC0604": Entry(
        "the {param} of `{reward}` is at least {limit}, and `{text}` is less",
        "`{reward}` 的{param}至少为 {limit}，`{text}` 太少",
        "write {limit} or more",
        "请写 {limit} 或更多",
    ),
    "BC0605": Entry(
        "the {param} of `{reward}` is at most {limit}, and `{text}` is more",
        "`{reward}` 的{param}至多为 {limit}，`{text}` 太多",
        "write {limit} or less",
        "请写 {limit} 或更少",
    ),
    "BC0606": Entry(
        "there is no `{recipient}` when {event} happens",
        "{event}时没有`{recipient}`",
        "`{recipient}` can be rewarded on {events}",
        "`{recipient}`可以在{events}时得到奖励",
    ),
    "BC0607": Entry(
        "this reward has its stock twice",
        "这份奖励写了两次限量",
        "keep one of them",
        "请只保留一个",
    ),
    "BC0608": Entry(
        "the prize of {amount} is above the {ceiling} that the law allows for a prize",
        "奖金 {amount} 超过了法律允许的上限 {ceiling}",
        "lower the prize to {ceiling} or less",
        "请把奖金降到 {ceiling} 或以下",
    ),
    "BC0801": Entry(
        "`{line}` comes after `otherwise` and is never reached",
        "`{line}` 写在 `否则` 之后，永远不会执行",
        "put `otherwise` last",
        "请把 `否则` 放在最后",
    ),
    "BC0802": Entry(
        "the phase `{name}` never applies: {why}",
        "阶段 `{name}` 永远不会生效：{why}",
        "change its dates, or remove it",
        "请修改日期，或者删除这个阶段",
    ),
    "BC0803": Entry(
        "the odds of this draw add up to {total}",
        "这次抽奖的中奖率合计为 {total}",
        "lower them to 100% or less",
        "请降到 100% 或以下",
    ),
    "BC0804": Entry(
        "this draw does not say what the rest get",
        "这次抽奖没有写明其余的人得到什么",
        "add a line `rest ...`, or `rest nothing`",
        "请加一行 `其余 ……`，或者 `其余 无`",
    ),
    "BC0805": Entry(
        "`rest` is there twice in one draw",
        "一次抽奖里写了两个 `其余`",
        "keep one of them",
        "请只保留一个",
    ),
    "BC0806": Entry(
        "this draw has no prize",
        "这次抽奖没有奖品",
        "add a line with odds, such as `5% ...`",
        "请加一行中奖率，如 `5% ……`",
    ),
    "BC0807": Entry(
        "it is not said what is given when {what} runs out",
        "没有写明{what}用完后怎么办",
        "add `if spent` under `on`, with a reward that cannot run out or `refuse`",
        "请在 `当` 段落下加上 `若已发完`，写明不会用完的奖励或 `拒绝`",
    ),
    "BC0808": Entry(
        "`if spent` is there twice in one block",
        "同一段里写了两个 `若已发完`",
        "keep one of them",
        "请只保留一个",
    ),
    "BC0809": Entry(
        "this fallback can run out itself",
        "这份替补奖励自己也会用完",
        "put an `if spent` under it, or give something without budget and stock",
        "请在它下面再写 `若已发完`，或者改发不占预算和库存的奖励",
    ),
    "BC0810": Entry(
        "the same event is answered on line {line} already",
        "第 {line} 行已经处理了同样的事件",
        "put both sets of rules under one `on`",
        "请把两处规则并到同一个 `当` 下面",
    ),
    "BC0811": Entry(
        "odds of `{text}` are not possible",
        "中奖率 `{text}` 不成立",
        "odds lie above 0 and reach 100% at most",
        "中奖率应大于 0，至多 100%",
    ),
    "BC0812": Entry(
        "the odds of this draw are too fine: it would need {scale} numbers",
        "这次抽奖的中奖率过细：需要 {scale} 个号码",
        "use odds with a common denominator of at most {limit}",
        "请使用公分母不超过 {limit} 的中奖率",
    ),
    "BC0813": Entry(
        "the odds leave nothing for `rest`",
        "中奖率已满，`其余` 不会出现",
        "remove `rest`, or lower the odds",
        "请删除 `其余`，或者降低中奖率",
        "warning",
    ),
    "BC0814": Entry(
        "this is never reached: the claim is refused on line {line}",
        "这一行不会执行：第 {line} 行已经拒绝",
        "remove it, or put the refusal under `when`",
        "请删除它，或者把拒绝放到 `如果` 下面",
    ),
    "BC0815": Entry(
        "a fallback either gives or refuses, not both",
        "替补要么发放，要么拒绝，不能两样都写",
        "keep the rewards or the refusal",
        "请只保留奖励或拒绝",
    ),
    "BC0862": Entry(
        "only claims are counted here, and a redemption is no claim",
        "这里只数领取次数，而核销不是领取",
        "use dates, or give the rewards a `stock`",
        "请改用日期，或者给奖励加上 `限量`",
    ),
    "BC0863": Entry(
        "the groups of an experiment take in everybody once, and these add up to {total}",
        "实验的各组合起来应正好包含所有人，而这里合计 {total}",
        "name two groups or more, such as `group offered 90%` and `group holdout rest`",
        "请至少写两组，如 `分组 发券 90%` 和 `分组 对照 其余`",
    ),
    "BC0864": Entry(
        "the share of this group is finer than 0.01%",
        "这一组的占比细于 0.01%",
        "use a share with at most two decimals, such as `12.5%`",
        "占比请最多保留两位小数，如 `12.5%`",
    ),
    "BC0865": Entry(
        "the experiment `{name}` has other groups on line {line}",
        "实验 `{name}` 在第 {line} 行的分组与这里不同",
        "use the same groups and shares, or give this experiment another name",
        "请使用相同的分组和占比，或者给这个实验换个名字",
    ),
    "BC0822": Entry(
        "the text says {said}, and the rules give {exact}",
        "文字写的是 {said}，而规则的结果是 {exact}",
        "write what the rules give, or leave the line out: the rules page tells it anyway",
        "请写规则算出的数字，或者不写；规则页会自动公布",
    ),
    "BC0861": Entry(
        "`otherwise` has no choice above it: what stands under `together` on line {line} is no choice",
        "`否则` 上面没有可选的分支：第 {line} 行的 `同时` 不是多选一",
        "give these rewards without `otherwise`, or take the `when` lines out of `together`",
        "请去掉 `否则` 直接发放，或者把 `如果` 从 `同时` 里移出来",
    ),
    "BC0816": Entry(
        "this is never reached: the phases above fill the whole time",
        "这里永远不会执行：前面的阶段已占满全部时间",
        "shorten a phase, or remove this",
        "请缩短前面的阶段，或者删除这里",
    ),
    "BC0817": Entry(
        "this prize is written on its line and again below it",
        "这一项的奖品既写在行内，又写在下面",
        "put all of it below, a `give` a line",
        "请全部写到下面，每行一个 `发`",
    ),
    "BC0818": Entry(
        "under `{head}`, a prize begins with {wanted}",
        "`{head}` 下面的奖品要先写{wanted}",
        "odds belong under `draw`, numbers of codes under `deal`",
        "中奖率写在 `抽奖` 下面，码的个数写在 `奖池` 下面",
    ),
    "BC0819": Entry(
        "prizes can be dealt to codes only, and there is a code on a scan only",
        "奖池按码分奖，只有扫码才有码",
        "use `draw` with odds here, or move the deal under `on scan`",
        "请在这里用 `抽奖` 写中奖率，或者把奖池移到 `当 扫码` 下面",
    ),
    "BC0820": Entry(
        "the prizes take {total} of {codes} codes and leave none for `rest`",
        "奖品占了 {codes} 个码中的 {total} 个，没有给 `其余` 留下",
        "write the last prize as `rest`: codes printed later get it too",
        "请把最后一档写成 `其余`：以后加印的码也得它",
    ),
    "BC0871": Entry(
        "`by try` is there twice in one draw",
        "一次抽奖里写了两个 `最迟第`",
        "keep the earlier one",
        "请只保留次数较少的一个",
    ),
    "BC0872": Entry(
        "a draw is won at the latest on try 2 to {limit}",
        "`最迟第` 后面的次数应在 2 到 {limit} 之间",
        "write such as `by try 10 ...`; what everybody gets at once is a `give`",
        "请写成如 `最迟第 10 次 ……`；人人当场都有的，请用 `发`",
    ),
    "BC0873": Entry(
        "tries are not counted on a redemption",
        "核销时不计抽奖次数",
        "put the draw under another event, or remove `by try`",
        "请把抽奖放到别的事件下面，或者删除 `最迟第`",
    ),
    "BC0874": Entry(
        "every try of this draw wins, so none is the latest",
        "这次抽奖次次都中，没有“最迟”可言",
        "lower the odds and write `rest`, or remove `by try`",
        "请降低中奖率并写上 `其余`，或者删除 `最迟第`",
    ),
    "BC0821": Entry(
        "a deal has at most {limit} codes",
        "奖池至多 {limit} 个码",
        "deal to fewer codes, or use `draw` with odds",
        "请减少码的个数，或者用 `抽奖` 写中奖率",
    ),
}
