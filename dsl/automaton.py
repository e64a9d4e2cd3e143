"""The grammar's table, driven by hand: a reading of one line can be asked what may follow, and is fed token by token.

lark builds the table alone. Its drivers copy and look up far more than a line of six words needs, and its trees would
be made only to be taken apart: here a rule makes its node at once when it closes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from lark import Lark
from lark.grammar import Rule as LarkRule
from lark.lexer import Lexer
from lark.lexer import Token as LarkToken

from dsl.keywords import NAMES
from dsl.lowering import MAKES, Make, handed_on, spliced
from dsl.lowering_parts import named_number_of, number_of, quoted_of
from dsl.nodes import Span, Word
from dsl.trees import Part, Tree

END: Final = "$END"
_new = tuple.__new__  # a third of the time of a named tuple's own call, and a line makes dozens
#: What a terminal stands for; of any other, its name is enough. A line may begin with an event of the name `group`.
_NODES: Final[dict[str, Callable[[Span, str], Part]]] = {
    **dict.fromkeys((*NAMES, "DATE", "TIME", "GROUP"), Word),
    "NUMBER": number_of,
    "COUNT_NAME": named_number_of,
    "TEXT": quoted_of,
}


class _Rule(NamedTuple):
    """A rule at whose end the table may stand: how many parts it takes, and what it makes of them.

    One that does not `close` hands on its only part. Unless it is `flat`, parts of it may be lists, to be spliced in.
    """

    size: int
    origin: str
    name: str
    closes: bool
    flat: bool
    make: Make | None


@dataclass(slots=True, eq=False)
class State:
    """One row of the table. `names` are the terminals for names among its choices, in the order of `NAMES`.

    Each state is come to by one symbol; `make` is what a terminal stands for, None where its name is enough.
    `keywords` are the words that can only be one thing here, filled in as they are met.
    """

    choices: frozenset[str]
    names: tuple[str, ...]
    shifts: dict[str, State]
    rules: dict[str, _Rule]
    make: Callable[[Span, str], Part] | None = None
    keywords: dict[str, str] = field(default_factory=dict)


class Reading:
    """What was understood of a line so far. `number` is that of the line, `origin` the offset at which it begins."""

    __slots__ = ("_before", "_end", "_number", "_parts", "_path", "_starts", "_until")

    def __init__(self, origin: int, number: int) -> None:
        start, self._end = _table()
        self._path = [start]
        self._parts: list[Part] = []
        # Where each part begins. It ends before the next one; the last ends at `_until`.
        self._starts: list[int] = []
        self._until = origin
        self._before, self._number = origin - 1, number

    @property
    def state(self) -> State:
        """Where in the table the reading stands."""
        return self._path[-1]

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

    def feed(self, terminal: str, text: str, start: int, end: int) -> bool:
        """Go on by one token; False where it cannot follow, and then what had to end before it is closed."""
        following = self._path[-1].shifts.get(terminal)
        if following is None:
            following = self._closed(terminal).shifts.get(terminal)
            if following is None:
                return False
        self._path.append(following)
        self._starts.append(start)
        self._until = end
        make = following.make
        self._parts.append(
            make(_new(Span, (start, end, self._number, start - self._before)), text) if make else terminal
        )
        return True

    def whole(self) -> Part | None:
        """What the whole line is, at its end; None where something is still missing."""
        path = self._path.copy()
        if self._closed(END) is not self._end:
            self._path = path
            return None
        return self._parts[-1]

    def _closed(self, terminal: str) -> State:
        """Close the rules that end before a terminal; the state from which it follows, if it can."""
        path, parts, starts = self._path, self._parts, self._starts
        until, number, before = self._until, self._number, self._before
        while terminal not in (state := path[-1]).shifts:
            rule = state.rules.get(terminal)
            if rule is None:
                break
            size, origin, name, closes, flat, make = rule
            if not closes:
                path[-1] = path[-2].shifts[origin]
                continue
            place = len(parts) - size
            taken = parts[place:] if flat else _flat(parts[place:])
            start = starts[place]
            span = _new(Span, (start, until, number, start - before))
            parts[place:] = (make(span, taken) if make else _new(Tree, (name, span, taken)),)
            del starts[place + 1 :], path[place + 1 :]
            path.append(path[-1].shifts[origin])
        return state


def _flat(parts: list[Part]) -> list[Part]:
    """The parts, those of a list in its place."""
    flat: list[Part] = []
    for part in parts:
        if type(part) is list:
            flat += part
        else:
            flat.append(part)
    return flat


def _rule(rule: LarkRule) -> _Rule:
    """lark's conventions: `?` hands on a single part unless there is an alias; repetitions have names with `_`."""
    origin = str(rule.origin.name)
    name = rule.alias or origin
    make = spliced if name.startswith("_") else MAKES.get(name)
    as_it_is = (rule.options.expand1 and not rule.alias) or make is handed_on
    hands_on = as_it_is and len(rule.expansion) == 1
    flat = not any(
        symbol.name.startswith("_") or MAKES.get(symbol.name) is spliced for symbol in rule.expansion
    )
    return _Rule(len(rule.expansion), origin, name, not hands_on, flat, make)


class _NoLexer(Lexer):
    """The leaves are cut beforehand."""

    def __init__(self, conf: object) -> None: ...

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[LarkToken]:
        return iter(())


@cache
def _table() -> tuple[State, State]:
    """The states in which a line begins and ends, linked to all others."""
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    lark = Lark(grammar, parser="lalr", lexer=_NoLexer, maybe_placeholders=False)
    built = lark.parse_interactive("").parser_state.parse_conf
    states = {}
    for number, row in built.states.items():
        choices = frozenset(str(name) for name in row if name.isupper())
        states[number] = State(choices, tuple(name for name in NAMES if name in choices), {}, {})
    for number, row in built.states.items():
        for name, (_, to) in row.items():
            if isinstance(to, int):
                states[number].shifts[str(name)] = states[to]
                states[to].make = _NODES.get(name)
            else:
                states[number].rules[str(name)] = _rule(to)
    return states[built.start_state], states[built.end_state]
