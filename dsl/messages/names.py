"""Findings about names: unknown, given twice, going round in a circle."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

_NEAR_EN = "known: {known}"
_NEAR_ZH = "可用的有：{known}"

NAMES: Final[dict[str, Entry]] = {
    "BC0401": Entry("there is no reward `{name}`", "没有名为 `{name}` 的奖励", _NEAR_EN, _NEAR_ZH),
    "BC0402": Entry(
        "there is no fact or segment `{name}`",
        "没有名为 `{name}` 的事实或人群",
        _NEAR_EN,
        _NEAR_ZH,
    ),
    "BC0403": Entry("there is no recipient `{name}`", "没有名为 `{name}` 的领取人", _NEAR_EN, _NEAR_ZH),
    "BC0404": Entry("there is no theme `{name}`", "没有名为 `{name}` 的页面主题", _NEAR_EN, _NEAR_ZH),
    "BC0405": Entry(
        "there is no payment channel `{name}`", "没有名为 `{name}` 的付款渠道", _NEAR_EN, _NEAR_ZH
    ),
    "BC0406": Entry("there is no kind of code `{name}`", "没有名为 `{name}` 的码", _NEAR_EN, _NEAR_ZH),
    "BC0407": Entry(
        "there is no time zone `{name}`",
        "没有名为 `{name}` 的时区",
        "zones are named by region and place, as in `Asia/Shanghai`",
        "时区按地区和城市命名，如 `Asia/Shanghai`",
    ),
    "BC0408": Entry("the currency `{name}` is not served", "不支持货币 `{name}`", _NEAR_EN, _NEAR_ZH),
    "BC0409": Entry(
        'there is no coupon "{name}" in this campaign',
        "本活动没有编号为「{name}」的券",
        "describe it in a `coupon` block, or name the alliance that lends it",
        "请用 `券` 段落说明它，或者写明提供它的联盟",
    ),
    "BC0418": Entry(
        'there is no prize "{name}" in this campaign',
        "本活动没有名为「{name}」的奖品",
        'declare it with a block `prize "{name}" "..."`',
        '请先用 `奖品 "{name}" "……"` 声明它',
    ),
    "BC0410": Entry(
        "the {what} `{name}` is there twice",
        "{what} `{name}` 重复了",
        "the first one is on line {line}; give this one another name",
        "第一个在第 {line} 行，请给这一个换个名字",
    ),
    "BC0411": Entry(
        "the segment `{name}` has the name of a fact",
        "人群 `{name}` 与一个事实同名",
        "give the segment another name",
        "请给人群换个名字",
    ),
    "BC0412": Entry(
        "the segment `{name}` refers back to itself: {circle}",
        "人群 `{name}` 绕回了自己：{circle}",
        "write one of them without the other",
        "请让其中一个不再引用另一个",
    ),
    "BC0413": Entry(
        "`{name}` may mean several facts",
        "`{name}` 可以指多个事实",
        "write the full name: {known}",
        "请写全名：{known}",
    ),
    "BC0414": Entry(
        "`{name}` is not a region",
        "`{name}` 不是地区代码",
        "regions are a country and its parts, as in `CN`, `CN-GD` or `CN-GD-SZ`",
        "地区由国家及其下级组成，如 `CN`、`CN-GD`、`CN-GD-SZ`",
    ),
    "BC0416": Entry("there is no event `{name}`", "没有名为 `{name}` 的事件", _NEAR_EN, _NEAR_ZH),
    "BC0417": Entry(
        "`{fact}` is not known at {event}",
        "{event}时不知道 `{fact}`",
        "only {carrier} carries it: use it under `on {head}`",
        "只有{carrier}才带有它：请写在 `当 {head}` 下面",
    ),
    "BC0415": Entry(
        "`{fact}` is never `{name}`",
        "`{fact}` 没有 `{name}` 这个取值",
        _NEAR_EN,
        _NEAR_ZH,
    ),
    "BC0441": Entry(
        "`{text}` looks like `{meant}`, but `{letter}` is a {script} letter",
        "`{text}` 看起来像 `{meant}`，但其中的 `{letter}` 不是拉丁字母（{script}）",
        "type `{meant}`",
        "请改写成 `{meant}`",
    ),
    "BC0442": Entry(
        "`{text}` is written with full-width letters or digits",
        "`{text}` 使用了全角的字母或数字",
        "type `{meant}`",
        "请改用半角：`{meant}`",
    ),
    "BC0443": Entry(
        "a character ({name}) turns the direction of this line, so it reads differently from what it says",
        "这一行有一个改变文字方向的字符（{name}），看到的与实际内容不同",
        "delete it; in Chinese and English nothing needs it",
        "请删除它，中文和英文都用不到",
    ),
    "BC0444": Entry(
        "`{text}` mixes Latin letters with a {script} one, `{letter}`, that looks like one of them",
        "`{text}` 在拉丁字母中混入了外形相似的 {script} 字母 `{letter}`",
        "type the whole word in one script",
        "整个词请使用同一种文字",
    ),
    "BC0445": Entry(
        "there is no amount named `{name}`",
        "没有名为 `{name}` 的金额常量",
        "write the amount, or name it with a line like `constant small_packet 1.88 CNY`",
        "请直接写金额，或者用 `常量 小红包 1.88 元` 这样的一行给它起名",
    ),
    "BC0448": Entry(
        "there is no number named `{name}`",
        "没有名为 `{name}` 的数字常量",
        "write the number, or name it with a line like `constant big_prizes 20`",
        "请直接写数字，或者用 `常量 大奖数 20` 这样的一行给它起名",
    ),
    "BC0449": Entry(
        "the constant `{name}` is {kind}; here {wanted} is needed",
        "常量 `{name}` 是{kind}，这里需要{wanted}",
        "write the value here, or a constant of that kind",
        "请在这里直接写值，或者改用这一类的常量",
    ),
    "BC0446": Entry(
        'there is no shared text "{name}"',
        "没有名为「{name}」的共享文本",
        "write the name of a text that begins with `shared`",
        "请写以 `共享` 开头的文本的名称",
    ),
    "BC0447": Entry(
        "a shared text holds constants, segments and tiers only",
        "共享文本只能包含常量和人群",
        "put this line into the campaigns that need it, above the shared text",
        "请把这一行写到需要它的活动里，放在共享文本之前",
    ),
}
