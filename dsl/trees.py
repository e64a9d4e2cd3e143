"""Looking into the tree of a line: its parts by kind, and where it stands."""

from __future__ import annotations

from dsl import nodes as nd
from dsl.automaton import Part, Token, Tree


def trees_of(tree: Tree) -> list[Tree]:
    """The parts that are trees."""
    return [child for child in tree.children if type(child) is Tree]


def tokens_of(tree: Tree) -> list[Token]:
    """The parts that are terminals."""
    return [child for child in tree.children if type(child) is Token]


def all_of(tree: Tree, rule: str) -> list[Tree]:
    """The parts of one rule."""
    return [child for child in tree.children if type(child) is Tree and child.rule == rule]


def one_of(tree: Tree, rule: str) -> Tree | None:
    """The first part of a rule, if there is one."""
    for child in tree.children:
        if type(child) is Tree and child.rule == rule:
            return child
    return None


def has(tree: Tree, *terminals: str) -> bool:
    """Whether any of the terminals is among the parts."""
    return any(type(child) is Token and child.type in terminals for child in tree.children)


def span_of(part: Part) -> nd.Span:
    """From the first terminal to the last."""
    first = last = part
    while isinstance(first, Tree):
        first = first.children[0]
    while isinstance(last, Tree):
        last = last.children[-1]
    return first.span if first is last else first.span.to(last.span)


def sure(tree: Tree | None) -> Tree:
    """A part that the grammar always makes."""
    if tree is None:  # the grammar does not make such a tree
        raise AssertionError("a part is missing")
    return tree
