"""The lines of a block by their kind: each once, missing ones named."""

from __future__ import annotations

from typing import TypeVar

from dsl.checking.scope import Scope
from dsl.lines import Block
from dsl.nodes import Node
from dsl.outline import head_word
from dsl.values import Label

L = TypeVar("L", bound=Node)


def every(block: Block, kind: type[L]) -> list[L]:
    """The lines of one kind directly under a block."""
    return [inner.line for inner in block.children if isinstance(inner.line, kind)]


def only(scope: Scope, block: Block, kind: type[L]) -> L | None:
    """The one line of a kind; a second one is a finding."""
    found = every(block, kind)
    for again in found[1:]:
        scope.say("BC0904", again, part=head_word(kind), line=found[0].span.line)
    return found[0] if found else None


def needed(scope: Scope, block: Block, kind: type[L], name: Label, example: Label) -> L | None:
    """The one line of a kind that the block cannot do without."""
    found = only(scope, block, kind)
    if found is None and block.line is not None and all(inner.line for inner in block.children):
        scope.missing("BC0903", block.line, block=name, part=head_word(kind), example=example)
    return found
