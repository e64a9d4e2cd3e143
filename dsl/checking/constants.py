"""Constants: names for values that stand in several places, put in before anything else is checked."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from dsl import lines as ln
from dsl.checking.scope import Scope
from dsl.checking.values import KIND_NAMES
from dsl.nodes import Amount, Compared, FactPart, Gift, Item, Number, Quoted, Span, Word
from dsl.values import Label
from dsl.vocabulary import FactKind

Value = Amount | Number | Quoted


class _Known(dict[str, Value]):
    """The constants by name, and where one was put behind a reward."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[Span, str] = {}


#: What a shared text may hold.
_SHARED = ln.ConstantLine | ln.SegmentLine | ln.TierLine
T = TypeVar("T")
_KINDS: Final[dict[type, FactKind]] = {Amount: "money", Number: "count", Quoted: "text"}


def check_constants(scope: Scope, blocks: tuple[ln.Block, ...]) -> tuple[ln.Block, ...]:
    """The blocks with every constant's value in the places that name it. A constant names no other."""
    known = _Known()
    places: dict[str, int] = {}
    for block in blocks:
        line = block.line
        if isinstance(line, ln.ConstantLine):
            name = line.name.text
            if places.setdefault(name, line.span.line) != line.span.line:
                scope.say("BC0410", line.name, what=Label("constant", "常量"), name=name, line=places[name])
            elif not (isinstance(line.value, Amount) and line.value.name):
                known[name] = line.value
            else:
                scope.say("BC0445", line.value, name=line.value.name.text)
    scope.constants = {name: KIND_NAMES[_KINDS[type(value)]] for name, value in known.items()}
    put = tuple(_put(block, known) for block in blocks) if known else blocks
    scope.constants_put = known.places
    return put


def _put(node: T, known: _Known) -> T:
    """A node with the values in place of the names, each in the place where its name stands."""
    match node:
        case Amount(name=Word(text=name)) if isinstance(value := known.get(name), Amount):
            return replace(value, span=node.span)  # type: ignore[return-value]  # an amount, as before
        case Number(name=Word(text=name)) if isinstance(value := known.get(name), Number):
            return replace(value, span=node.span)  # type: ignore[return-value]  # a number, as before
        case Compared(values=values):
            window = _put(node.window, known)
            return replace(node, values=tuple(_literal(value, known) for value in values), window=window)
        case FactPart(value=value):
            return replace(node, value=_literal(value, known), window=_put(node.window, known))
        case Gift(items=items):
            found = (part for item in items for part in _items(item, known))
            taken, caps = _put(node.stocks, known), _put(node.caps, known)
            return replace(node, items=tuple(found), stocks=taken, caps=caps, locks=_put(node.locks, known))
        case tuple():
            return tuple(_put(part, known) for part in node)  # type: ignore[return-value]  # a tuple, as before
    if not is_dataclass(node) or isinstance(node, type):
        return node
    parts: dict[str, Any] = {one.name: getattr(node, one.name) for one in fields(node) if one.name != "span"}
    moved = {name: _put(part, known) for name, part in parts.items()}
    return replace(node, **{name: part for name, part in moved.items() if part is not parts[name]})


def _literal(value: Any, known: _Known) -> Any:
    match value:
        case Word(text=name) if name in known:
            return replace(known[name], span=value.span)
    return _put(value, known)


def _items(item: Item, known: _Known) -> tuple[Item, ...]:
    match item:
        case Word(text=name) if name in known:
            value = known[name]
            known.places[item.span] = name
            if isinstance(value, Amount):
                return replace(value.number, span=item.span), replace(value.currency, span=item.span)
            return (replace(value, span=item.span),)
    return (item,)


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a shared text begins among the blocks: what stands behind it is shared by the brand's campaigns."""

    name: str
    line: int


def check_shared(scope: Scope, blocks: tuple[ln.Block, ...]) -> tuple[Shared, ...]:
    """The shared texts at the end; each holds constants, segments and tiers, and is there when it is used."""
    found: list[Shared] = []
    for block in blocks:
        line = block.line
        if isinstance(line, ln.SharedLine):
            found.append(Shared(line.name.text, line.span.line))
        elif found and line is not None and not isinstance(line, _SHARED):
            scope.say("BC0447", line)
    names = {one.name for one in found}
    for block in blocks:
        for inner in block.children:
            if isinstance(inner.line, ln.UsesLine) and inner.line.name.text not in names:
                scope.say("BC0446", inner.line.name, name=inner.line.name.text)
    return tuple(found)
