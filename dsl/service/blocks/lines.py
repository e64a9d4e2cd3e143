"""One line as a sentence with slots: what can be changed, what may stand there instead, added to it or taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from dsl.completion import complete
from dsl.keywords import KEYWORDS, NAMES
from dsl.parser import ReadLine, Token, terminals
from dsl.service.document import Document
from dsl.source import SourceLine, parse
from dsl.values import Label

SlotKind = Literal["text", "number", "date", "time", "word", "pick", "comment", "line"]


class Stretch(NamedTuple):
    """A stretch of the text, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line. Without a `slot` it is a fixed word; else its `value` (without quotes) may be changed.

    `word` is a name that the vocabulary or the text declares, `pick` one keyword among several, `line` a whole line that is
    not understood.
    """

    text: str
    at: Stretch
    slot: SlotKind | None = None

    @property
    def value(self) -> str:
        """What a person edits: a quoted text without quotes and escapes, a comment without its sign."""
        if self.slot == "comment":
            return self.text.removeprefix("#").strip()
        if self.slot != "text":
            return self.text
        inner = self.text[1:-1]
        return re.sub(r"\\(.)", r"\1", inner) if self.text[0] == '"' else inner


_KINDS: Final[dict[str, SlotKind]] = {"TEXT": "text", "NUMBER": "number", "DATE": "date", "TIME": "time"}
#: Keywords of which another may stand in the same place, where the sentence lets it.
_GROUPS: Final = (
    ("PER_CONSUMER", "PER_PRODUCT", "PER_DEVICE", "PER_OUTLET", "PER_CLERK", "PER_REFERRER"),
    ("A_DAY", "A_WEEK", "A_MONTH", "IN_ALL"), ("STORES", "ONLINE", "ANYWHERE"), ("DAYS", "HOURS", "MINUTES"),
    ("IS", "IS_NOT", "OVER", "UNDER", "AT_LEAST", "AT_MOST"), ("IN", "NOT_IN"), ("BEFORE", "SINCE"), ("HAS", "HAS_NO"),
    ("AND", "OR"), ("YES", "NO"), ("SCAN", "INVITATION", "REDEMPTION"),
)  # fmt: skip
_GROUP_OF: Final = {name: group for group in _GROUPS for name in group}
#: A part that may be left out begins with one of these.
_LEADS: Final = frozenset([
    "COMMA", "AND", "OR", "GIVE_TO", "A_DAY", "A_WEEK", "A_MONTH", "IN_ALL", "OFF", "FROM", "UNTIL",
    "FOR_FIRST", "WHEN", "IN_LAST", "SLASH", "PLACE", "BY", "WITH", "OF", "CODE", "UNLOCKED_BY",
    "THEN_WAITS", "BY_FRIEND", "BATCH", "TIME",
])  # fmt: skip
#: Those that are a part by themselves.
_ALONE: Final = frozenset({"A_DAY", "A_WEEK", "A_MONTH", "IN_ALL", "BY_FRIEND", "CODE", "TIME"})


def pieces(document: Document, line: SourceLine) -> tuple[Piece, ...]:
    """The sentence of a line; one that is not understood is a single slot."""
    if line.says is None:
        whole = Stretch(line.read.spoken[0].start, line.read.spoken[-1].end)
        return (Piece(line.read.text[whole.start : whole.end], whole, "line"),)
    return tuple(_piece(document, line.read, token) for token in terminals(line.read))


def _piece(document: Document, read: ReadLine, token: Token) -> Piece:
    at = Stretch(token.span.start, token.span.end)
    slot = "word" if token.type in NAMES else _KINDS.get(token.type)
    if slot is None and _another(document, token.type, at):
        slot = "pick"
    return Piece(read.text[at.start : at.end], at, slot)


def _another(document: Document, terminal: str, at: Stretch) -> bool:
    """Whether a keyword could be another one of its group."""
    others = (
        KEYWORDS[name].spelled(document.language) for name in _GROUP_OF.get(terminal, ()) if name != terminal
    )
    return any(_whole(document, at, word) for word in others)


def spelled(piece: Piece, value: str) -> str:
    """How a new value of a slot is written: in the quotes that stand there, on one line."""
    value = " ".join(value.split()) if piece.slot != "line" else "".join(value.splitlines())
    if piece.slot == "comment":
        return f"# {value}" if value else ""
    if piece.slot != "text":
        return value
    if piece.text[0] == "“" and "”" not in value:
        return f"“{value}”"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


# ---- what else the sentence could be: whatever leaves it whole


def choices(document: Document, at: Stretch) -> tuple[tuple[str, Label], ...]:
    """The words that may stand in a slot, each with a sentence about it: those with which the line is still whole."""
    offered = complete(
        document.text, at.start, document.vocabulary, document.language, shared=document.shared
    )
    here = document.text[at.start : at.end]
    found: dict[str, Label] = {}
    for one in offered:
        if one.start == at.start and (one.text == here or _whole(document, at, one.text)):
            found.setdefault(one.text, one.detail)
    return tuple(found.items())


def further(document: Document, number: int) -> tuple[tuple[str, Label], ...]:
    """What may be said at the end of a line besides, as text to be put there, with what it begins with."""
    end = _end(document, number)
    if end is None:
        return ()
    found: list[tuple[str, Label]] = []
    for name, english, chinese in _FURTHER:
        text = chinese if document.language == "zh" else english
        if _whole(document, Stretch(end, end), text):
            word = KEYWORDS[name]
            found.append((text, Label(word.en, word.zh)))
    return tuple(found)


def spare(document: Document, number: int) -> tuple[Stretch, ...]:
    """The parts of a line that may be left out, each as short as it can be, with the space before it."""
    tokens = terminals(document.source.lines[number - 1].read)
    return tuple(_spare(document, tokens))


def _spare(document: Document, tokens: tuple[Token, ...]) -> Iterator[Stretch]:
    for place, token in enumerate(tokens[1:], 1):
        if token.type not in _LEADS:
            continue
        start, cuts = tokens[place - 1].span.end, _ends(tokens, place)
        cut = next((Stretch(start, end) for end in cuts if _whole(document, Stretch(start, end), "")), None)
        if cut is not None:
            yield cut


def _ends(tokens: tuple[Token, ...], place: int) -> list[int]:
    """Where the part that begins at a place may end: before the next comma, or for other leads after any word more."""
    if tokens[place].type == "COMMA":
        following = (at for at in range(place + 1, len(tokens)) if tokens[at].type == "COMMA")
        return [tokens[next(following, len(tokens)) - 1].span.end]
    alone = tokens[place].type in _ALONE
    return [token.span.end for token in tokens[place + (not alone) :]]


def _whole(document: Document, at: Stretch, text: str) -> bool:
    """Whether the line around a stretch is understood with this in its place, and is still of the same kind."""
    line = document.line_at(at.start)
    if line is None:
        return False
    first, last = line.read.begins, line.read.ends
    changed = document.text[first : at.start] + text + document.text[at.end : last]
    read = parse(changed).lines
    return len(read) == 1 and read[0].says is not None and (
        line.says is None or type(read[0].says) is type(line.says)
    )  # fmt: skip


def _end(document: Document, number: int) -> int | None:
    line = document.source.lines[number - 1]
    return line.read.spoken[-1].end if line.says is not None and line.read.spoken else None


#: What may follow at the end of a line, tried on the line itself: the keyword it is called by, in English, in Chinese.
_FURTHER: Final[tuple[tuple[str, str, str], ...]] = (
    ("GIVE_TO", " to clerk", " 给 店员"),
    ("GIVE_TO", " to owner", " 给 店主"),
    ("GIVE_TO", " to referrer", " 给 邀请人"),
    ("STOCK", ", stock 100", "，限量 100"),
    ("A_DAY", ", at most 100 a day", "，每天至多 100 次"),
    ("A_DAY", ", at most 100.00 CNY a day", "，每天至多 100.00 元"),
    ("A_DAY", " a day", " 每天"),
    ("OFF", " off 20.00 CNY", " 满 20.00 元"),
    ("AND", " and consumer.claims at least 1", " 且 消费者.领取次数 至少 1"),
    ("OR", " or consumer.claims is 0", " 或 消费者.领取次数 为 0"),
    ("WHEN", " when consumer.claims is 0", " 如果 消费者.领取次数 为 0"),
    ("UNTIL", " until 2027-01-31", " 截至 2027-01-31"),
    ("FOR_FIRST", " for the first 1,000 claims", " 前 1,000 次"),
    ("UNLOCKED_BY", ", unlocked by scan within 7 days", "，解锁需 扫码 限时 7 天"),
    ("THEN_WAITS", " then waits 1 days", " 再等 1 天"),
    ("BY_FRIEND", " by a friend", " 由好友"),
    ("PLACE", " in CN-GD", " 于 CN-GD"),
    ("WITH", " with claims 0", " 其 领取次数 0"),
)
