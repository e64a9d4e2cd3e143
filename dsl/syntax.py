"""Findings about a line that could not be read: where it went wrong, and what could have come."""

from __future__ import annotations

import unicodedata
from typing import Final

from dsl.diagnostics import Diagnostic, finding
from dsl.keywords import KEYWORDS, NAMES, Language, line_heads
from dsl.leaves import Leaf
from dsl.nodes import Span
from dsl.parser import Failure, ReadLine
from dsl.suggest import nearest
from dsl.values import Label

_SIGNS: Final = {
    "=": "IS", "==": "IS", "!=": "IS_NOT", "<>": "IS_NOT", "≠": "IS_NOT", ">": "OVER", "<": "UNDER",
    ">=": "AT_LEAST", "≥": "AT_LEAST", "<=": "AT_MOST", "≤": "AT_MOST", "&&": "AND", "&": "AND",
    "||": "OR", "|": "OR", "!": "NOT",
}  # fmt: skip
_CURRENCY_SIGNS: Final = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
_OTHERS: Final = {
    "TEXT": Label("a text in quotes", "带引号的文字"),
    "NUMBER": Label("a number", "数字"),
    "DATE": Label("a date such as `2026-10-01`", "日期，如 `2026-10-01`"),
    "TIME": Label("a time such as `09:00`", "时间，如 `09:00`"),
    "COMMA": Label("a comma", "逗号"),
    "PERCENT": Label("`%`", "`%`"),
    "SLASH": Label("`/` with the other language", "`/` 和另一种语言"),
    "LPAR": Label("`(`", "`（`"),
    "RPAR": Label("`)`", "`）`"),
    "$END": Label("the end of the line", "本行结束"),
}
#: Characters that are not seen, or turn the direction of those that are.
HIDDEN: Final = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
#: The leaves in which any character may stand.
_MAY_HIDE: Final = frozenset({"comment", "text", "open_text", "stray"})
_MANY: Final = 6


def hidden_characters(line: ReadLine) -> list[Diagnostic]:
    """One finding for each line with characters that are not seen but change what is seen."""
    for leaf in line.leaves:
        if leaf.kind not in _MAY_HIDE or HIDDEN.isdisjoint(leaf.text):
            continue
        for index, char in enumerate(leaf.text):
            if char in HIDDEN:
                return [
                    finding(
                        "BC0108", _span(line, leaf.start + index, leaf.start + index + 1), name=_name_of(char)
                    )
                ]
    return []


def explain(line: ReadLine, failure: Failure) -> Diagnostic:
    """Why the line could not be read."""
    leaf = failure.leaf
    if leaf is None:
        last = line.spoken[-1]
        end = _span(line, last.end, last.end)
        return finding("BC0104", end, expected=_expectation(failure.expected))
    span = _span(line, leaf.start, leaf.end)
    if leaf.kind == "open_text":
        return finding("BC0102", span)
    if leaf.kind == "stray":
        return _stray(line, leaf)
    if failure.first:
        return _no_head(leaf, span)
    words = [KEYWORDS[name].spelled(_tongue(leaf)) for name in failure.expected if name in KEYWORDS]
    near = nearest(leaf.text, words) if leaf.kind == "word" else None
    code = "BC0105" if "$END" in failure.expected else "BC0106"
    expected = failure.expected - {"$END"}
    if not expected:
        return finding("BC0110", span, text=_short(leaf.text))
    return finding(code, span, near=near, text=_short(leaf.text), expected=_expectation(expected))


def _no_head(leaf: Leaf, span: Span) -> Diagnostic:
    near = nearest(leaf.text, line_heads(_tongue(leaf))) if leaf.kind == "word" else None
    words = [KEYWORDS[name] for name in ("CAMPAIGN", "ON", "WHEN", "GIVE")]
    heads = Label(", ".join(f"`{word.en}`" for word in words), "、".join(f"`{word.zh}`" for word in words))
    return finding("BC0103", span, near=near, text=_short(leaf.text), heads=heads)


def _stray(line: ReadLine, leaf: Leaf) -> Diagnostic:
    following = [other for other in line.leaves if other.start >= leaf.start]
    run = leaf.text
    for other in following[1:]:
        if other.kind != "stray" or run + other.text not in _SIGNS:
            break
        run += other.text
    span = _span(line, leaf.start, leaf.start + len(run))
    if run in _SIGNS:
        word = KEYWORDS[_SIGNS[run]]
        return finding("BC0107", span, instead=word.en, text=run, word=Label(word.en, word.zh))
    if run in _CURRENCY_SIGNS:
        number = next((other.text for other in following if other.kind == "number"), "1.88")
        currency = _CURRENCY_SIGNS[run]
        chinese = "元" if currency == "CNY" else currency
        return finding("BC0109", span, text=run, example=Label(f"{number} {currency}", f"{number} {chinese}"))
    return finding("BC0101", span, text=_visible(run), name=_name_of(run))


def _expectation(terminals: frozenset[str]) -> Label:
    """What could come next, the most telling first, in words."""
    known = [_OTHERS[name] for name in _OTHERS if name in terminals and name in ("TEXT", "NUMBER", "DATE")]
    known += [Label(*NAMES[name]) for name in NAMES if name in terminals]
    known += [Label(f"`{word.en}`", f"`{word.zh}`") for name, word in KEYWORDS.items() if name in terminals]
    known += [
        _OTHERS[name] for name in _OTHERS if name in terminals and name not in ("TEXT", "NUMBER", "DATE")
    ]
    known = list(dict.fromkeys(known))[:_MANY] or [_OTHERS["$END"]]
    return Label(
        _listed([label.en for label in known], ", ", " or "),
        _listed([label.zh for label in known], "、", "或"),
    )


def _listed(words: list[str], comma: str, last: str) -> str:
    return words[0] if len(words) == 1 else comma.join(words[:-1]) + last + words[-1]


def _tongue(leaf: Leaf) -> Language:
    return "en" if leaf.text.isascii() else "zh"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _visible(text: str) -> str:
    return text if text.isprintable() else f"U+{ord(text):04X}"


def _name_of(char: str) -> Label:
    """What Unicode calls a character; Chinese readers get its number."""
    number = f"U+{ord(char[0]):04X}"
    return Label(unicodedata.name(char[0], number).lower(), number)


def _span(line: ReadLine, start: int, end: int) -> Span:
    return Span(start, end, line.number, start - line.start + 1)
