"""Names: codes, labels in both languages, and the words that the language can spell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

from dsl.values import Label

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CHINESE_WORD: Final = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9_]{0,19}")


class Declared(Protocol):
    """What every declaration has."""

    @property
    def code(self) -> str:
        """The name in the language and in the database."""

    @property
    def label(self) -> Label:
        """The title; in Chinese also the spelling in the language."""

    @property
    def help(self) -> Label:
        """One sentence for the marketer."""


def naming_problems(declared: Declared) -> Iterator[str]:
    """What is wrong with a declaration's code, label and help."""
    yield from code_problems(declared.code)
    yield from label_problems("label", declared.label)
    yield from label_problems("help", declared.help)
    yield from spelling_problems(declared.label)


def code_problems(code: str) -> Iterator[str]:
    """What is wrong with a name that the language spells."""
    if not _CODE.fullmatch(code):
        yield f"code `{code}` must be lower case words joined by underscores, at most 40 characters"


def spelling_problems(label: Label) -> Iterator[str]:
    """What is wrong with a label as a Chinese word of the language."""
    if label.zh and not _CHINESE_WORD.fullmatch(label.zh):
        yield f"label `{label.zh}` must be one Chinese word, for the language spells it so"


def label_problems(what: str, label: Label) -> Iterator[str]:
    """What is missing in one of the two languages."""
    for language, text in (("English", label.en), ("Chinese", label.zh)):
        if not text.strip():
            yield f"its {what} has no {language}"
        elif text != text.strip():
            yield f"its {what} has spaces around the {language}"
