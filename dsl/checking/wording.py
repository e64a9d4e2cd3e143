"""Words for people: one text, or one in English and one in Chinese."""

from __future__ import annotations

from dsl.checking.scope import Scope
from dsl.nodes import Quoted, Wording
from dsl.values import Label


def check_text(scope: Scope, quoted: Quoted) -> str:
    """A text that says something."""
    text = quoted.text.strip()
    if not text:
        scope.say("BC0917", quoted)
    return text


def check_wording(scope: Scope, wording: Wording | None) -> Label | None:
    """Both languages, where there are words; a single text, whatever its language, serves both."""
    return None if wording is None else check_words(scope, wording)


def check_words(scope: Scope, wording: Wording) -> Label:
    """Words that are written, in both languages."""
    first = check_text(scope, wording.first)
    second = first if wording.second is None else check_text(scope, wording.second)
    return Label(first, second)
