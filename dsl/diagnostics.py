"""What the language has to say about a text: findings with their place, words in two languages, and help."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from dsl.keywords import CURRENCY_WORDS
from dsl.messages import CATALOGUE
from dsl.nodes import Span
from dsl.values import NO_WORDS, Label, Money

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. An error keeps the campaign from running; a warning does not.

    `suggestion` is the text that could stand in place of `span`, None where there is no such text. `where` names the
    shared text in which it stands, empty for the campaign's own.
    """

    code: str
    severity: Severity
    span: Span
    message: Label
    help: Label = NO_WORDS
    suggestion: str | None = None
    where: str = ""


def finding(
    code: str, span: Span, *, near: str | None = None, instead: str | None = None, **words: object
) -> Diagnostic:
    """A finding worded from the catalogue. A `Label` among the words is put in by language.

    `near` is a known name that is similar to the one written; `instead` is a text that surely is right.
    """
    entry = CATALOGUE[code]
    en = {name: _said(word, "en") for name, word in words.items()}
    zh = {name: _said(word, "zh") for name, word in words.items()}
    message = Label(entry.en.format_map(en), entry.zh.format_map(zh))
    advice = Label(entry.help_en.format_map(en), entry.help_zh.format_map(zh))
    if near is not None:
        advice = Label(f"there is `{near}`, which is similar", f"有一个相近的 `{near}`")
    return Diagnostic(code, entry.severity, span, message, advice, near or instead)


def _said(word: object, lang: str) -> object:
    match word:
        case Label():
            return word[lang]
        case Money(currency=currency) if lang == "zh":
            return f"{word.amount} {CURRENCY_WORDS[currency][0]}"
    return word


def render(
    findings: Iterable[Diagnostic],
    text: str,
    name: str = "campaign.cap",
    lang: str = "en",
    shared: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The findings as text for a terminal, in the order of the text: place, line, caret, sentence, help.

    Those in a shared text come last, under its name.
    """
    lines = {where: _lines(told) for where, told in {**shared, "": text}.items()}
    ordered = sorted(findings, key=lambda found: (found.where, found.span.start, found.code))
    return "\n".join(
        _rendered(found, lines.get(found.where, []), found.where or name, lang) for found in ordered
    )


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


_SEVERITIES = {"error": Label("error", "错误"), "warning": Label("warning", "提醒")}


def _rendered(found: Diagnostic, lines: list[str], name: str, lang: str) -> str:
    span = found.span
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    before = "".join(char if char == "\t" else " " * width(char) for char in line[: span.column - 1])
    carets = "^" * max(1, width(line[span.column - 1 : span.column - 1 + span.end - span.start]))
    margin = " " * len(str(span.line))
    head = f"{name}:{span.line}:{span.column}: {_SEVERITIES[found.severity][lang]} {found.code}"
    parts = [
        f"{head}: {found.message[lang]}",
        f"{span.line} | {line}",
        f"{margin} | {before}{carets}",
    ]
    if found.help[lang]:
        parts.append(f"{margin} = {Label('help', '建议')[lang]}: {found.help[lang]}")
    return "\n".join(parts) + "\n"


def width(text: str) -> int:
    """The columns that a text takes in a terminal: two for wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
