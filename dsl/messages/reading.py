"""Findings about the shape of lines and blocks."""

from __future__ import annotations

from typing import Final

from dsl.messages.entry import Entry

READING: Final[dict[str, Entry]] = {
    "BC0101": Entry(
        "`{text}` ({name}) has no meaning here",
        "这里不能出现 `{text}`（{name}）",
        "remove it, or put quotes around the whole text",
        "请删除它，或者给整段文字加上引号",
    ),
    "BC0102": Entry(
        "this text has no closing quote",
        "这段文字缺少结尾的引号",
        'add `"` at the end of the text',
        '请在文字末尾补上 `"`',
    ),
    "BC0103": Entry(
        "no line begins with `{text}`",
        "没有以 `{text}` 开头的语句",
        "lines begin with words such as {heads}",
        "语句以这些词开头：{heads}",
    ),
    "BC0104": Entry(
        "the line ends too early",
        "这一行没有写完",
        "next comes {expected}",
        "接下来应写{expected}",
    ),
    "BC0105": Entry(
        "`{text}` comes after the end of the sentence",
        "语句到此已经结束，`{text}` 是多余的",
        "remove it, or continue with {expected}",
        "请删除它，或者接着写{expected}",
    ),
    "BC0106": Entry(
        "`{text}` does not fit here",
        "`{text}` 不应出现在这里",
        "next comes {expected}",
        "这里应写{expected}",
    ),
    "BC0107": Entry(
        "the sign `{text}` is written as a word in campaigns",
        "符号 `{text}` 在活动中要用文字表达",
        "write `{word}`",
        "请写成 `{word}`",
    ),
    "BC0108": Entry(
        "an invisible character ({name}) hides in this line",
        "这一行藏着一个看不见的字符（{name}）",
        "delete it: it can make the text read differently from what it says",
        "请删除它：它会让文字看起来与实际内容不同",
    ),
    "BC0109": Entry(
        "`{text}` is a currency sign, and amounts name their currency behind the figure",
        "`{text}` 是货币符号，金额的货币要写在数字后面",
        "write the amount as `{example}`",
        "请把金额写成 `{example}`",
    ),
    "BC0110": Entry(
        "`{text}` comes after the end of the sentence",
        "语句到此已经结束，`{text}` 是多余的",
        "remove it, or begin a new line",
        "请删除它，或者另起一行",
    ),
    "BC0201": Entry(
        "this indentation matches no line above",
        "这一行的缩进与上文都不一致",
        "align it with the other lines of its block, {expected} spaces deep",
        "请与同一段的其他行对齐，缩进 {expected} 个空格",
    ),
    "BC0202": Entry(
        "`{line}` cannot stand under `{parent}`",
        "`{line}` 不能写在 `{parent}` 下面",
        "it belongs under {places}",
        "它应写在{places}下面",
    ),
    "BC0203": Entry(
        "`{line}` cannot stand at the left margin",
        "`{line}` 不能顶格写",
        "indent it under {places}",
        "请缩进，写在{places}下面",
    ),
    "BC0204": Entry(
        "nothing stands under `{line}`",
        "`{line}` 下面没有内容",
        "indent at least one line under it",
        "请在它下面缩进写至少一行",
    ),
    "BC0205": Entry(
        "`{line}` opens a block of its own and cannot stand under `{parent}`",
        "`{line}` 自成一段，不能写在 `{parent}` 下面",
        "move it to the left margin",
        "请把它移到行首顶格写",
    ),
    "BC0301": Entry(
        "the text has {count} characters; at most {limit} are read",
        "全文有 {count} 个字符，最多只读 {limit} 个",
        "split the campaign in two",
        "请把活动拆成两个",
    ),
    "BC0302": Entry(
        "this line has {count} characters; at most {limit} are read",
        "这一行有 {count} 个字符，最多只读 {limit} 个",
        "give a name to a part of it with `segment`, and use the name",
        "请用 `人群` 给其中一部分起名，再引用这个名字",
    ),
    "BC0303": Entry(
        "the text has more than {limit} lines that say something",
        "有内容的行超过了 {limit} 行",
        "split the campaign in two",
        "请把活动拆成两个",
    ),
    "BC0304": Entry(
        "blocks are nested more than {limit} deep",
        "段落嵌套超过了 {limit} 层",
        "use segments instead of conditions inside conditions",
        "请用人群代替层层嵌套的条件",
    ),
    "BC0305": Entry(
        "the condition is nested more than {limit} deep",
        "条件嵌套超过了 {limit} 层",
        "name its parts with `segment`",
        "请用 `人群` 给其中的部分起名",
    ),
    "BC0306": Entry(
        "the campaign has more than {limit} rules",
        "活动的规则超过了 {limit} 条",
        "split the campaign in two",
        "请把活动拆成两个",
    ),
    "BC0308": Entry(
        "the campaign has more than {limit} segments",
        "活动的人群超过了 {limit} 个",
        "put conditions that are used once into their `when`",
        "只用一次的条件请直接写在 `如果` 里",
    ),
    "BC0309": Entry(
        "`{name}` stands on more than {limit} segments, one upon the other",
        "`{name}` 所引用的人群层层相叠，超过了 {limit} 层",
        "write one of them with facts instead of segments",
        "请用事实而不是人群来写其中一个",
    ),
    "BC0307": Entry(
        "more was found than is shown: {count} findings",
        "还有 {count} 处问题没有列出",
        "settle these first; the rest may go with them",
        "请先处理以上问题，其余的可能随之消失",
        "warning",
    ),
}
