"""What a word of the text means, for a reader whose pointer rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from dsl import lines as ln
from dsl.keywords import Language
from dsl.lexicon import Declared
from dsl.nodes import Span
from dsl.phrasing import Phrasing
from dsl.reference.lines import LINE_HELP
from dsl.reference.words import described
from dsl.service.document import Document
from dsl.service.names import OWN, Name, vocabulary_word
from dsl.service.renaming import declaration, name_at, shared_declaration
from dsl.values import Label


@dataclass(frozen=True, slots=True)
class Hover:
    """What to say about a stretch of the text: lines of words, code in backquotes."""

    span: Span
    words: Label


def hover(document: Document, offset: int) -> Hover | None:
    """The help of a vocabulary's word, the content of a declared name, else what the line says."""
    name = name_at(document, offset)
    if name is not None:
        words = _of_name(document, name)
        return None if words is None else Hover(name.span, words)
    line = document.line_at(offset)
    if line is None or line.says is None or type(line.says) not in LINE_HELP:
        return None
    touched = (leaf for leaf in line.read.spoken if leaf.start <= offset <= leaf.end)
    leaf = next((leaf for leaf in touched if leaf.kind == "word"), None)
    if leaf is None:
        return None
    span = Span(leaf.start, leaf.end, line.read.number, leaf.start - line.read.start + 1)
    return Hover(span, LINE_HELP[type(line.says)])


def _of_name(document: Document, name: Name) -> Label | None:
    if name.kind in OWN:
        return _own(document, name)
    lexicon = document.lexicon
    if name.kind == "currency":
        code = lexicon.currency(name.text)
        return None if code is None else Label(f"`{code}` (currency)", f"`{code}`（货币）")
    if name.kind == "zone":
        return Label(f"`{name.text}` (time zone)", f"`{name.text}`（时区）")
    found = vocabulary_word(name, lexicon)
    return None if found is None else _described(found)


def _described(word: Declared) -> Label:
    """A word of the vocabulary: its spellings, its help, and what goes with it."""
    english = "" if word.label.en == word.name else f" · {word.label.en}"
    head = Label(f"`{word.name}`{english}", f"`{word.name}` · {word.label.zh}")
    return _joined([head, *described(word)], "\n")


def _own(document: Document, name: Name) -> Label | None:
    """What is written where the name is declared, and how often it is used."""
    declared = declaration(document, name)
    if declared is None:
        elsewhere = shared_declaration(document, name)
        if elsewhere is None:
            return None
        home = Label(f"in the shared text `{elsewhere.where}`", f"在共享文本 `{elsewhere.where}` 中")
        line = elsewhere.name.span.line - 1
        parts = [_block(elsewhere.document, line, "en"), _block(elsewhere.document, line, "zh")]
        return _joined([_joined(parts, ""), home], "\n")
    index = declared.span.line - 1
    written = _joined([_block(document, index, "en"), _block(document, index, "zh")], "")
    if name.kind not in ("segment", "coupon", "prize", "offer"):
        return written
    same = [other for other in document.names if (other.kind, other.text) == (name.kind, name.text)]
    uses = sum(not other.declares for other in same)
    used = Label("used once" if uses == 1 else f"used {uses} times", f"用到 {uses} 次")
    return _joined([written, used], "\n")


def _block(document: Document, index: int, language: Language) -> Label:
    """The declaring line and, for a coupon, prize or offer, its terms, in one language."""
    phrasing = Phrasing(document.lexicon, language)
    lines = document.source.lines
    said = [lines[index].says]
    if isinstance(lines[index].says, ln.CouponLine | ln.PrizeLine | ln.OfferLine):
        for line in lines[index + 1 :]:
            if line.read.spoken and line.depth <= lines[index].depth:
                break
            said.append(line.says)
    text = "\n".join(
        f"`{' '.join(cell.strip() for cell in phrasing.line(one))}`" for one in said if one is not None
    )
    return Label(text, "") if language == "en" else Label("", text)


def _joined(labels: list[Label], glue: str) -> Label:
    return Label(glue.join(label.en for label in labels), glue.join(label.zh for label in labels))
