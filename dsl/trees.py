"""What becomes of a line's parts while the grammar closes over them, and looking into those parts.

A keyword or mark is the name of its terminal; a name, number, text or date is its node. A rule that `lowering` makes
something of is that, a rule that repeats or that it splices is a list, which goes up into its parent's parts, and any
other is a tree.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from dsl import nodes as nd

N = TypeVar("N", bound=object)


class Tree(NamedTuple):
    """The parts of a rule of the grammar; `rule` is its name, or its alias."""

    rule: str
    span: nd.Span
    parts: list[Part]


#: A terminal's name, a node or a line, a tree, or the parts of a rule that are spliced into its parent's.
Part = object


def first_of(parts: list[Part], kind: type[N]) -> N:
    """The first part of a kind, which the grammar always makes."""
    for part in parts:
        if type(part) is kind:
            return part
    raise AssertionError("the grammar names the parts")


def maybe_of(parts: list[Part], kind: type[N]) -> N | None:
    """The first part of a kind, if there is one."""
    for part in parts:
        if type(part) is kind:
            return part
    return None


def every_of(parts: list[Part], kind: type[N]) -> list[N]:
    """The parts of a kind."""
    return [part for part in parts if type(part) is kind]


def tree_of(parts: list[Part], rule: str) -> Tree | None:
    """The first tree of a rule, if there is one."""
    for part in parts:
        if type(part) is Tree and part.rule == rule:
            return part
    return None
