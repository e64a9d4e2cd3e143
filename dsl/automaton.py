"""The grammar's table, driven by hand: a reading of one line can be asked what may follow, and is fed token by token.

lark builds the table and the trees. Its own drivers copy and look up far more than a line of six words needs, and a
text is read on every keystroke.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from lark import Lark, Tree
from lark.lexer import Lexer
from lark.lexer import Token as LarkToken

from dsl.keywords import NAMES
from dsl.nodes import Span

END: Final = "$END"


class Token(NamedTuple):
    """A terminal of the grammar with the text that stands for it."""

    type: str
    text: str
    span: Span


Part = Tree[Token] | Token


class _Rule(NamedTuple):
    """A rule at whose end the table may stand: how many parts it takes, and what it makes of them."""

    size: int
    origin: str
    make: Callable[[list[Part]], Tree[Token]]


@dataclass(frozen=True, slots=True)
class _State:
    """One row of the table. `names` are the terminals for names among its choices, in the order of `NAMES`."""

    shifts: Mapping[str, int]
    rules: Mapping[str, _Rule]
    choices: frozenset[str]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    states: Mapping[int, _State]
    start: int
    end: int


class Reading:
    """What was understood of a line so far."""

    __slots__ = ("_parts", "_path", "_table")

    def __init__(self) -> None:
        self._table = _table()
        self._path = [self._table.start]
        self._parts: list[Part] = []

    @property
    def choices(self) -> frozenset[str]:
        """What the table lists here; may promise a little too much, since it merges what follows a rule."""
        return self._table.states[self._path[-1]].choices

    @property
    def names(self) -> tuple[str, ...]:
        """The terminals for names among the choices."""
        return self._table.states[self._path[-1]].names

    def takes(self, terminal: str) -> bool:
        """Whether the terminal can really follow."""
        path, states = self._path.copy(), self._table.states
        while terminal not in states[path[-1]].shifts:
            rule = states[path[-1]].rules.get(terminal)
            if rule is None:
                return False
            del path[len(path) - rule.size :]
            path.append(states[path[-1]].shifts[rule.origin])
            if path[-1] == self._table.end:
                return True
        return True

    def accepts(self) -> frozenset[str]:
        """The terminals that can really follow."""
        return frozenset(filter(self.takes, self.choices))

    def feed(self, token: Token) -> bool:
        """Go on by one token; False where it cannot follow, and then what had to end before it is closed."""
        if not self._close(token.type):
            return False
        self._path.append(self._table.states[self._path[-1]].shifts[token.type])
        self._parts.append(token)
        return True

    def tree(self) -> Tree[Token] | None:
        """The tree of the whole line, at its end; None where something is still missing."""
        path = self._path.copy()
        if not self._close(END):
            self._path = path
            return None
        whole = self._parts[-1]
        return whole if isinstance(whole, Tree) else None

    def _close(self, terminal: str) -> bool:
        """Close the rules that end before a terminal; whether it can follow then."""
        path, parts, states = self._path, self._parts, self._table.states
        while terminal not in (state := states[path[-1]]).shifts:
            rule = state.rules.get(terminal)
            if rule is None:
                return path[-1] == self._table.end
            place = len(parts) - rule.size
            made = rule.make(parts[place:])
            del parts[place:], path[place + 1 :]
            parts.append(made)
            path.append(states[path[-1]].shifts[rule.origin])
        return True


class _NoLexer(Lexer):
    """The leaves are cut beforehand."""

    def __init__(self, conf: object) -> None: ...

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[LarkToken]:
        return iter(())


@cache
def _table() -> _Table:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    lark = Lark(grammar, parser="lalr", lexer=_NoLexer, maybe_placeholders=False)
    built = lark.parse_interactive("").parser_state.parse_conf
    states = {}
    for number, row in built.states.items():
        shifts = {str(name): to for name, (_, to) in row.items() if isinstance(to, int)}
        rules = {
            str(name): _Rule(len(rule.expansion), str(rule.origin.name), built.callbacks[rule])
            for name, (_, rule) in row.items()
            if not isinstance(rule, int)
        }
        choices = frozenset(str(name) for name in row if name.isupper())
        states[number] = _State(shifts, rules, choices, tuple(name for name in NAMES if name in choices))
    return _Table(states, built.start_state, built.end_state)
