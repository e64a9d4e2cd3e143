"""Two people's texts put together: what each of them changed since the text that both began with, line by line.

The three-way merge of diff3 (Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007): stretches that all three
texts share stay; between them, whoever changed something prevails, and where both did, both are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merged:
    """`text` holds both people's changes. `clashes`: places where both changed the same lines; there the other person's stand
    as comments under one's own, so that the text can be read and nothing is lost."""

    text: str
    clashes: int


@dataclass(frozen=True, slots=True)
class _Shared:
    """A stretch of lines that all three texts have: where it begins in each, and how long it is."""

    base: int
    mine: int
    theirs: int
    length: int


def merge(base: str, mine: str, theirs: str, their_name: str) -> Merged:
    """The two texts in one. `their_name` stands before the lines of the other person where both changed the same."""
    was, here, there = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    lines: list[str] = []
    clashes = 0
    at = _Shared(0, 0, 0, 0)
    for shared in _shared(was, here, there):
        old = was[at.base + at.length : shared.base]
        own = here[at.mine + at.length : shared.mine]
        other = there[at.theirs + at.length : shared.theirs]
        if own in (old, other):
            lines += other
        elif other == old:
            lines += own
        else:
            clashes += 1
            lines += [*_ended(own), *_comments([line for line in other if line not in old], their_name)]
        lines += was[shared.base : shared.base + shared.length]
        at = shared
    return Merged("".join(lines), clashes)


def _shared(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[_Shared]:
    """Stretches of the base that both texts kept, in order; an empty one at the end of all three comes last."""
    kept, also = (
        SequenceMatcher(a=base, b=text, autojunk=False).get_matching_blocks() for text in (mine, theirs)
    )
    one = two = 0
    while one < len(kept) and two < len(also):
        a, b = kept[one], also[two]
        first, last = max(a.a, b.a), min(a.a + a.size, b.a + b.size)
        if first < last:
            yield _Shared(first, a.b + first - a.a, b.b + first - b.a, last - first)
        if a.a + a.size < b.a + b.size:
            one += 1
        else:
            two += 1
    yield _Shared(len(base), len(mine), len(theirs), 0)


def _ended(lines: list[str]) -> list[str]:
    """The lines, the last one ended too: something follows."""
    return lines if not lines or lines[-1].endswith("\n") else [*lines[:-1], lines[-1] + "\n"]


def _comments(lines: Sequence[str], name: str) -> Iterator[str]:
    for line in lines:
        words = line.strip()
        if words:
            indent = line[: len(line) - len(line.lstrip())]
            yield f"{indent}# {name}: {words}\n"
