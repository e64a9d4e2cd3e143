"""The grammar's table, driven by hand: a reading of one line can be asked what may follow, and is fed token by token.

lark builds the table alone. Its drivers and trees copy and look up far more than a line of six words needs, and a text
is read on every keystroke.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from lark import Lark
from lark.grammar import Rule as LarkRule
from lark.lexer import Lexer
from lark.lexer import Token as LarkToken

from dsl.keywords import NAMES
from dsl.nodes import Span

END: Final = "$END"
_new = tuple.__new__  # a third of the time of a named tuple's own call, and a line makes dozens


class Token(NamedTuple):
    """A terminal of the grammar with the text that stands for it."""

    type: str
    text: str
    span: Span


class Tree(NamedTuple):
    """What a rule of the grammar made of its parts; `rule` is its name, or its alias."""

    rule: str
    children: list[Part]


Part = Tree | Token


class _Rule(NamedTuple):
    """A rule at whose end the table may stand: how many parts it takes, and what it makes of them.

    Without a `name` it hands on its only part. Unless it is `flat`, a repetition is among its parts.
    """

    size: int
    origin: str
    name: str | None
    flat: bool


@dataclass(slots=True, eq=False)
class _State:
    """One row of the table. `names` are the terminals for names among its choices, in the order of `NAMES`."""

    choices: frozenset[str]
    names: tuple[str, ...]
    shifts: dict[str, _State]
    rules: dict[str, _Rule]


class Reading:
    """What was understood of a line so far."""

    __slots__ = ("_end", "_parts", "_path")

    def __init__(self) -> None:
        start, self._end = _table()
        self._path = [start]
        self._parts: list[Part] = []

    @property
    def choices(self) -> frozenset[str]:
        """What the table lists here; may promise a little too much, since it merges what follows a rule."""
        return self._path[-1].choices

    @property
    def names(self) -> tuple[str, ...]:
        """The terminals for names among the choices."""
        return self._path[-1].names

    def takes(self, terminal: str) -> bool:
        """Whether the terminal can really follow."""
        path = self._path.copy()
        while terminal not in (state := path[-1]).shifts:
            rule = state.rules.get(terminal)
            if rule is None:
                return state is self._end
            del path[len(path) - rule.size :]
            path.append(path[-1].shifts[rule.origin])
        return True

    def accepts(self) -> frozenset[str]:
        """The terminals that can really follow."""
        return frozenset(filter(self.takes, self.choices))

    def feed(self, token: Token) -> bool:
        """Go on by one token; False where it cannot follow, and then what had to end before it is closed."""
        terminal = token.type
        following = self._path[-1].shifts.get(terminal)
        if following is None:
            following = self._closed(terminal).shifts.get(terminal)
            if following is None:
                return False
        self._path.append(following)
        self._parts.append(token)
        return True

    def tree(self) -> Tree | None:
        """The tree of the whole line, at its end; None where something is still missing."""
        path = self._path.copy()
        if self._closed(END) is not self._end:
            self._path = path
            return None
        whole = self._parts[-1]
        return whole if isinstance(whole, Tree) else None

    def _closed(self, terminal: str) -> _State:
        """Close the rules that end before a terminal; the state from which it follows, if it can."""
        path, parts = self._path, self._parts
        while terminal not in (state := path[-1]).shifts:
            rule = state.rules.get(terminal)
            if rule is None:
                break
            place = len(parts) - rule.size
            if rule.name is not None:
                taken = parts[place:]
                parts[place:] = (_new(Tree, (rule.name, taken if rule.flat else _flat(taken))),)
            del path[place + 1 :]
            path.append(path[-1].shifts[rule.origin])
        return state


def _flat(parts: list[Part]) -> list[Part]:
    """The parts, those of a repetition in its place."""
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, Tree) and part.rule.startswith("_"):
            flat += part.children
        else:
            flat.append(part)
    return flat


def _rule(rule: LarkRule) -> _Rule:
    """lark's conventions: `?` hands on a single part unless there is an alias; repetitions have names with `_`."""
    origin = str(rule.origin.name)
    hands_on = rule.options.expand1 and not rule.alias and len(rule.expansion) == 1
    flat = not any(symbol.name.startswith("_") for symbol in rule.expansion)
    return _Rule(len(rule.expansion), origin, None if hands_on else rule.alias or origin, flat)


class _NoLexer(Lexer):
    """The leaves are cut beforehand."""

    def __init__(self, conf: object) -> None: ...

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[LarkToken]:
        return iter(())


@cache
def _table() -> tuple[_State, _State]:
    """The states in which a line begins and ends, linked to all others."""
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    lark = Lark(grammar, parser="lalr", lexer=_NoLexer, maybe_placeholders=False)
    built = lark.parse_interactive("").parser_state.parse_conf
    states = {}
    for number, row in built.states.items():
        choices = frozenset(str(name) for name in row if name.isupper())
        states[number] = _State(choices, tuple(name for name in NAMES if name in choices), {}, {})
    for number, row in built.states.items():
        for name, (_, to) in row.items():
            if isinstance(to, int):
                states[number].shifts[str(name)] = states[to]
            else:
                states[number].rules[str(name)] = _rule(to)
    return states[built.start_state], states[built.end_state]
