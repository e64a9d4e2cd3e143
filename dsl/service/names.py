"""Every name that a text writes, with what it names and whether it is declared there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Final, Literal

from dsl import lines as ln
from dsl import nodes as nd
from dsl.lexicon import Declared, Lexicon
from dsl.source import Source

#: What a name may name: what a text declares itself, and below it what the vocabulary declares.
Kind = Literal[
    "segment", "coupon", "phase", "prize", "offer", "tier", "test", "population", "forecast", "experiment", "group", "constant",
    "trigger", "reward", "fact", "recipient", "code_kind", "theme", "channel", "currency", "zone",
]  # fmt: skip

OWN: Final[frozenset[Kind]] = frozenset(
    {
        "segment",
        "coupon",
        "phase",
        "prize",
        "offer",
        "test",
        "population",
        "forecast",
        "experiment",
        "group",
        "constant",
    }
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name at its place; `quoted` tells that the span includes quotes."""

    kind: Kind
    text: str
    span: nd.Span
    declares: bool = False
    quoted: bool = False


#: The member of a node that holds a name: what it names, and whether it is declared there.
_ROLES: Final[dict[tuple[type, str], tuple[Kind, bool]]] = {
    (ln.SegmentLine, "name"): ("segment", True),
    (ln.CouponLine, "id"): ("coupon", True),
    (ln.ExperimentLine, "name"): ("experiment", True),
    (ln.GroupLine, "name"): ("group", True),
    (ln.ConstantLine, "name"): ("constant", True),
    (ln.PrizeLine, "id"): ("prize", True),
    (ln.OfferLine, "id"): ("offer", True),
    (ln.TierLine, "id"): ("tier", True),
    (ln.PhaseLine, "name"): ("phase", True),
    (ln.TestLine, "name"): ("test", True),
    (ln.PopulationLine, "name"): ("population", True),
    (ln.ForecastLine, "name"): ("forecast", True),
    (ln.OverLine, "population"): ("population", False),
    (ln.SharesLine, "fact"): ("fact", False),
    (ln.RunsLine, "zone"): ("zone", False),
    (ln.PageLine, "theme"): ("theme", False),
    (ln.ChannelLine, "name"): ("channel", False),
    (ln.EventLine, "subject"): ("recipient", False),
    (nd.Amount, "currency"): ("currency", False),
    (nd.Named, "name"): ("segment", False),
    (nd.Compared, "fact"): ("fact", False),
    (nd.FactPart, "fact"): ("fact", False),
    (nd.Event, "name"): ("trigger", False),
    (nd.Event, "code_kind"): ("code_kind", False),
    (nd.Event, "coupon"): ("coupon", False),
    (nd.Gift, "reward"): ("reward", False),
    (nd.Gift, "recipient"): ("recipient", False),
}


#: The first parts of facts that are named after something in this text.
_OWN_FACTS: Final[dict[str, Kind]] = {
    "phase": "phase", "阶段": "phase", "experiment": "experiment", "实验": "experiment",
}  # fmt: skip
#: The parameter of a reward that names something this text declares.
_GIVEN: Final[dict[str, Kind]] = {"coupon": "coupon", "prize": "prize"}


def names_of(source: Source, lexicon: Lexicon, shared: Iterable[Name] = ()) -> tuple[Name, ...]:
    """The names of every line that could be read, in the order of the text; `shared` are declared elsewhere for it."""
    said = [line.says for line in source.lines if line.says is not None]
    known = list(shared)
    segments = {line.name.text for line in said if isinstance(line, ln.SegmentLine)}
    segments |= {name.text for name in known if name.kind == "segment"}
    constants = {line.name.text for line in said if isinstance(line, ln.ConstantLine)}
    constants |= {name.text for name in known if name.kind == "constant"}
    found: list[Name] = []
    for line in said:
        found += _within(line, segments, lexicon)
        found += _constants(line, constants)
    return tuple(sorted(found, key=lambda name: name.span.start))


def _within(node: nd.Node, segments: set[str], lexicon: Lexicon) -> Iterator[Name]:
    if isinstance(node, nd.Gift):
        yield from _given(node, lexicon)
    if isinstance(node, nd.FactPart) and (own := _own_fact(node.fact)) is not None:
        yield own
        if own.kind == "experiment" and isinstance(node.value, nd.Word):
            yield Name("group", node.value.text, node.value.span)
        return
    if isinstance(node, nd.Amount) and node.name is not None:
        return
    for member in fields(node):
        value = getattr(node, member.name)
        role = _ROLES.get((type(node), member.name))
        if role is not None and isinstance(value, nd.Word | nd.Quoted):
            kind, declares = role
            if isinstance(node, nd.Named) and value.text not in segments:
                kind = "fact"
            yield Name(kind, value.text, value.span, declares, isinstance(value, nd.Quoted))
            continue
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, nd.Node):
                yield from _within(part, segments, lexicon)


def _constants(node: object, known: set[str]) -> Iterator[Name]:
    """The constants that stand where a value may stand."""
    match node:
        case nd.Amount(name=nd.Word() as name) | nd.Number(name=nd.Word() as name) if name.text in known:
            yield Name("constant", name.text, name.span)
        case nd.Compared(values=values) | nd.Gift(items=values):
            words = [value for value in values if isinstance(value, nd.Word) and value.text in known]
            yield from (Name("constant", word.text, word.span) for word in words)
            for member in fields(node):
                yield from _constants(getattr(node, member.name), known)
        case nd.FactPart(value=nd.Word() as word) if word.text in known:
            yield Name("constant", word.text, word.span)
        case tuple():
            for part in node:
                yield from _constants(part, known)
        case nd.Node() if known:
            for member in fields(node):
                yield from _constants(getattr(node, member.name), known)


def _own_fact(word: nd.Word) -> Name | None:
    """The phase or experiment that a test calls by a fact: `phase.first`, `experiment.offer`."""
    head, dot, name = word.text.partition(".")
    kind = _OWN_FACTS.get(head)
    if kind is None or not dot:
        return None
    skipped = len(head) + len(dot)
    span = nd.Span(word.span.start + skipped, word.span.end, word.span.line, word.span.column + skipped)
    return Name(kind, name, span)


def _given(gift: nd.Gift, lexicon: Lexicon) -> Iterator[Name]:
    """The coupon or prize of this text behind a reward that takes one; a second text is an alliance, which lends it."""
    reward = lexicon.rewards.find(gift.reward.text)
    texts = [item for item in gift.items if isinstance(item, nd.Quoted)]
    if reward is None or len(texts) != 1:
        return
    for param in reward.params:
        kind = _GIVEN.get(param.name)
        if kind is not None:
            yield Name(kind, texts[0].text, texts[0].span, quoted=True)


def vocabulary_word(name: Name, lexicon: Lexicon) -> Declared | None:
    """The word of the vocabulary that a name means; None for what a text declares itself, and for strangers."""
    match name.kind:
        case "trigger":
            return lexicon.triggers.find(name.text)
        case "reward":
            return lexicon.rewards.find(name.text)
        case "fact":
            return lexicon.facts.find(name.text)
        case "recipient":
            return lexicon.recipients.find(name.text)
        case "code_kind":
            return lexicon.code_kinds.find(name.text)
        case "theme":
            return lexicon.themes.find(name.text)
        case "channel":
            return lexicon.channels.find(name.text)
    return None
