"""Where a name is declared and used, and giving it another one everywhere at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from dsl.leaves import is_word
from dsl.service.document import Document, Edit, edited
from dsl.service.names import OWN, Name, vocabulary_word
from dsl.values import Label

_QUOTE: Final = re.compile(r'(["\\])')
_NOT_OURS: Final = Label(
    "only what this text declares can be renamed, such as segments, coupons and phases",
    "只能重命名本文声明的内容，如人群、券和阶段",
)
_UNDECLARED: Final = Label("`{name}` is not declared in this text", "本文没有声明 `{name}`")
_ELSEWHERE: Final = Label(
    "`{name}` is declared in the shared text `{where}`; change it there, for every campaign that uses it",
    "`{name}` 声明在共享文本 `{where}` 中；请到那里修改，所有共用它的活动都会随之变化",
)
_NO_WORD: Final = Label(
    "`{name}` cannot be a name: use letters, digits, `_` or Chinese characters, and no space",
    "`{name}` 不能作为名称：请使用字母、数字、`_` 或汉字，不含空格",
)
_TAKEN: Final = Label("there is a `{name}` already", "已经有一个 `{name}` 了")
_MISREAD: Final = Label(
    "`{name}` would be read as another word where it stands", "`{name}` 写在那里会被读成别的词"
)


@dataclass(frozen=True, slots=True)
class Renaming:
    """The edits that rename, or, where `refused` is not None, why it cannot be."""

    edits: tuple[Edit, ...]
    refused: Label | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A declaration in another text: the name of that shared text, the text, and the name in it."""

    where: str
    document: Document
    name: Name


def name_at(document: Document, offset: int) -> Name | None:
    """The name that an offset touches; at a seam the one that begins there."""
    touching = [name for name in document.names if name.span.start <= offset <= name.span.end]
    return touching[-1] if touching else None


def references(document: Document, offset: int) -> tuple[Name, ...]:
    """Every place that speaks of the same thing as the place at the offset, its declaration included."""
    here = name_at(document, offset)
    if here is None:
        return ()
    meant = _meaning(here, document)
    return tuple(
        name for name in document.names if name.kind == here.kind and _meaning(name, document) == meant
    )


def definition(document: Document, offset: int) -> Name | None:
    """Where what stands at the offset is declared in this text."""
    here = name_at(document, offset)
    return None if here is None else declaration(document, here)


def renamable(document: Document, offset: int) -> tuple[int, int] | None:
    """The stretch that would be renamed at an offset, without quotes; None where nothing can be."""
    here = name_at(document, offset)
    if here is None or here.kind not in OWN or declaration(document, here) is None:
        return None
    return here.span.start + here.quoted, here.span.end - here.quoted


def rename(document: Document, offset: int, new: str) -> Renaming:
    """Rename what stands at the offset. The result is read again: a name that changes the meaning is refused."""
    here = name_at(document, offset)
    if here is None or here.kind not in OWN:
        return _refused(_NOT_OURS)
    declared = declaration(document, here)
    if declared is None:
        elsewhere = shared_declaration(document, here)
        if elsewhere is not None:
            return _refused(_ELSEWHERE, here.text, elsewhere.where)
        return _refused(_UNDECLARED, here.text)
    if new == here.text:
        return Renaming(())
    if not here.quoted and not is_word(new):
        return _refused(_NO_WORD, new)
    if any(name.declares and name.kind == here.kind and name.text == new for name in document.names):
        return _refused(_TAKEN, new)
    edits = tuple(
        Edit(name.span.start, name.span.end, _written(name, new, document.text))
        for name in references(document, offset)
    )
    return _proven(document, here, new, edits)


def _proven(document: Document, here: Name, new: str, edits: tuple[Edit, ...]) -> Renaming:
    after = Document(edited(document.text, edits), document.vocabulary, document.shared)
    wanted = [
        (name.kind, new if (name.kind, name.text) == (here.kind, here.text) else name.text, name.declares)
        for name in document.names
    ]
    if [(name.kind, name.text, name.declares) for name in after.names] != wanted:
        return _refused(_MISREAD, new)
    known = {found.code for found in document.checked.diagnostics}
    for found in after.checked.diagnostics:
        if found.severity == "error" and found.code not in known:
            return Renaming((), found.message)
    return Renaming(edits)


def declaration(document: Document, here: Name) -> Name | None:
    """Where this text declares what a name of it means."""
    same = (name for name in document.names if name.declares and name.kind == here.kind)
    return next((name for name in same if name.text == here.text), None)


def shared_definition(document: Document, offset: int) -> Elsewhere | None:
    """Where a shared text declares what stands at the offset and this text does not declare itself."""
    here = name_at(document, offset)
    if here is None or declaration(document, here) is not None:
        return None
    return shared_declaration(document, here)


def shared_declaration(document: Document, here: Name) -> Elsewhere | None:
    """The first shared text that this one uses and that declares the name."""
    for where, one in document.used.items():
        found = declaration(one, here)
        if found is not None:
            return Elsewhere(where, one, found)
    return None


def _meaning(name: Name, document: Document) -> str:
    """The canonical name: a fact may be written in either language."""
    if name.kind == "currency":
        return document.lexicon.currency(name.text) or name.text
    found = vocabulary_word(name, document.lexicon)
    return name.text if found is None else found.name


def _written(name: Name, new: str, text: str) -> str:
    if not name.quoted:
        return new
    if text[name.span.start] == "“" and "”" not in new:
        return f"“{new}”"
    return '"' + _QUOTE.sub(r"\\\1", new) + '"'


def _refused(why: Label, name: str = "", where: str = "") -> Renaming:
    en, zh = (words.format(name=name, where=where) for words in (why.en, why.zh))
    return Renaming((), replace(why, en=en, zh=zh))
