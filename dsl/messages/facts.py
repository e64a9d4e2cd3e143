"""Findings about values and conditions: dates, amounts, numbers, types."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

FACTS: Final[dict[str, Entry]] = {
    "BC0501": Entry(
        "`{text}` is not a day of the calendar",
        "日历上没有 `{text}` 这一天",
        "dates are year-month-day from 2000 to 2199, as in `2026-10-01`",
        "日期写作 年-月-日，年份从 2000 至 2199，如 `2026-10-01`",
    ),
    "BC0502": Entry(
        "`{text}` is not a time of day",
        "`{text}` 不是一天中的时间",
        "times run from `00:00` to `23:59`",
        "时间从 `00:00` 到 `23:59`",
    ),
    "BC0503": Entry(
        "`{text}` does not exist in {zone}: clocks are put forward over it",
        "{zone} 没有 `{text}` 这个时刻：时钟会拨快跳过它",
        "the first time after the gap is `{next}`",
        "跳过之后的第一个时刻是 `{next}`",
    ),
    "BC0504": Entry(
        "`{text}` happens twice in {zone}: clocks are put back",
        "{zone} 会出现两次 `{text}`：时钟会拨慢",
        "write `{first}` for the first or `{second}` for the second",
        "第一次请写 `{first}`，第二次请写 `{second}`",
    ),
    "BC0505": Entry(
        "`{offset}` is not the offset of {zone} at that time",
        "那一刻 {zone} 的时差不是 `{offset}`",
        "leave the offset out; it is needed only for a time that happens twice",
        "请去掉时差；只有会出现两次的时刻才需要写它",
    ),
    "BC0506": Entry(
        "the end is not after the start",
        "结束不晚于开始",
        "a date as an end means through the end of that day; a time is not included",
        "以日期结束，包含当天全天；以时间结束，不含该时刻",
    ),
    "BC0507": Entry(
        "{currency} has {places} decimals, and `{text}` has another number of them",
        "{currency} 有 {places} 位小数，`{text}` 的位数不对",
        "write the amount as `{example}`",
        "请把金额写成 `{example}`",
    ),
    "BC0508": Entry(
        "`{text}` must be a whole number",
        "`{text}` 必须是整数",
        "write it without decimals",
        "请去掉小数",
    ),
    "BC0509": Entry(
        "`{text}` must be above zero",
        "`{text}` 必须大于零",
        "write 1 or more, or leave the line out",
        "请写 1 或更大的数，或者去掉这一行",
    ),
    "BC0510": Entry(
        "`{text}` is not a product number: it has {count} digits",
        "`{text}` 不是商品条码：它有 {count} 位数字",
        "a GTIN has 8, 12, 13 or 14 digits",
        "GTIN 为 8、12、13 或 14 位数字",
    ),
    "BC0511": Entry(
        "the check digit of `{text}` is wrong",
        "`{text}` 的校验位不对",
        "for these digits it would be `{digit}`; compare the number with the pack",
        "按前面的数字，校验位应为 `{digit}`；请与包装上的条码核对",
    ),
    "BC0512": Entry(
        "`{text}` is larger than the largest number served, {limit}",
        "`{text}` 超过了可用的最大数 {limit}",
        "write a smaller number",
        "请写一个更小的数",
    ),
    "BC0701": Entry(
        "`{fact}` is {kind}, and `{comparison}` does not go with it",
        "`{fact}` 是{kind}，不能用 `{comparison}` 比较",
        "it can be compared with {known}",
        "可以使用：{known}",
    ),
    "BC0702": Entry(
        "`{fact}` is {kind}, and `{text}` is not",
        "`{fact}` 是{kind}，而 `{text}` 不是",
        "write it like `{example}`",
        "请写成 `{example}` 这样",
    ),
    "BC0703": Entry(
        "nothing lies between `{low}` and `{high}`",
        "`{low}` 与 `{high}` 之间没有值",
        "write the smaller value first",
        "请先写较小的值",
    ),
    "BC0704": Entry(
        "`{fact}` is {kind}, and alone it says neither yes nor no",
        "`{fact}` 是{kind}，单独写没有是与否的意思",
        "compare it, as in `{fact} {example}`",
        "请加上比较，如 `{fact} {example}`",
    ),
    "BC0705": Entry(
        "a segment is entered or not: `{name}` cannot be compared",
        "人群只有属于与不属于，`{name}` 不能用来比较",
        "write `{name}` or `not {name}`",
        "请写 `{name}` 或 `非 {name}`",
    ),
    "BC0707": Entry(
        "`{fact}` cannot be counted over the last days",
        "`{fact}` 不能按最近几天计算",
        "these can: {known}",
        "可以这样计算的有：{known}",
    ),
    "BC0708": Entry(
        "{text} days are more than the {limit} that a count may look back",
        "{text} 天太长，最多回看 {limit} 天",
        "write {limit} or less, or leave the days out to count from the beginning",
        "请写 {limit} 或更少；要从头计算，就不写天数",
    ),
    "BC0706": Entry(
        "facts come to a test with a value, and `{text}` is none that `{fact}` can have",
        "测试中的事实要有取值，`{fact}` 不能取 `{text}`",
        "write it like `{example}`",
        "请写成 `{example}` 这样",
    ),
}
