"""A checked campaign as Python source, compiled once.

It does exactly what the interpreter does, as fast as a careful hand-written function: where few ways lead through
the rules, each is written out to its end, so that what is known on the way need not be gathered while running.

The source is made from checked values alone. Values stand beside it under names, and the few words in it are written
by `repr`, so no text of a campaign can become code.
"""

from __future__ import annotations

import datetime as datetime_module
from collections.abc import Iterator
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule, Segment
from dsl.columns.ways import open_segments, sure_segments, ways_of
from dsl.conditions import AllOf, AnyOf, Condition, InSegment, Not
from dsl.decision import Decision, Drawn, Intent, Refusal
from dsl.expressions import Constants, Expressions, counts_days
from dsl.facts_read import parts_of, rule_conditions, trigger_facts
from dsl.intents import draws_of, intents_of
from dsl.program import DecideTrigger, Program

#: `new(Decision, (...))` makes a named tuple without the call that its own name would take.
_NAMES = {"Decision": Decision, "Drawn": Drawn, "new": tuple.__new__, "UTC": datetime_module.UTC}
#: A trigger with more ways than this through its rules, or more comparisons, is not written out.
_FEW_WAYS = 200


def compile_campaign(campaign: Campaign) -> Program:
    """The program of a checked campaign."""
    writer = _Writer(campaign)
    facts = tuple(trigger_facts(trigger, campaign.segments) for trigger in campaign.triggers)
    functions = [writer.function(index, sorted(read)) for index, read in enumerate(facts)]
    source = "\n".join(functions)
    names = {**_NAMES, "ZONE": ZoneInfo(campaign.zone), "no_draw": _no_draw, **writer.constants.values}
    exec(compile(source, "<campaign>", "exec"), names)
    deciders = tuple(cast(DecideTrigger, names[f"decide_{index}"]) for index in range(len(campaign.triggers)))
    draws = tuple({draw.site: draw for draw in draws_of(trigger.rules)} for trigger in campaign.triggers)
    locks = any(intent.lock for trigger in campaign.triggers for intent in intents_of(trigger.rules))
    return Program(campaign, source, deciders, facts, draws, locks)


def _no_draw(number: int, scale: int) -> ValueError:
    return ValueError(f"{number} is no draw number of {scale}")


class _Way(NamedTuple):
    """What is known on the way through a trigger's rules. Draws are written as the source will make them.

    `without` holds segments that were asked at the branch being entered, and did not hold.
    """

    trigger: int
    phase: str | None = None
    segments: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    lines: tuple[int, ...] = ()
    draws: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()
    refusal: Refusal | None = None


class _Writer:
    """Writes the functions and gathers the constants that they share."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._segments = {segment.name: segment for segment in campaign.segments}
        self.constants = Constants()
        self._write = Expressions(
            {name: one.condition for name, one in self._segments.items()}, self.constants
        )

    def function(self, index: int, facts: list[str]) -> str:
        """One trigger as a function of the facts that it may read, and the draw."""
        trigger = self._campaign.triggers[index]
        names = {fact: f"f{number}" for number, fact in enumerate(facts)}
        self._write.begin(names, None)
        if ways_of(trigger.rules) <= _FEW_WAYS and self._comparisons(trigger.rules) <= _FEW_WAYS:
            lines = [f"def decide_{index}(facts, draw):", "    get = facts.get"]
            lines += self._follow(_Way(index), trigger.rules, frozenset(), "    ")
            return "\n".join((*lines, "", ""))
        segments = list(_used(self._segments, trigger.rules))
        marks = {segment.name: f"{number}" for number, segment in enumerate(segments)}
        self._write.begin(names, marks)
        lines = [f"def decide_{index}(facts, draw):", "    at = facts['event.at'].astimezone(UTC)"]
        lines += [f"    {name} = facts.get({fact!r})" for fact, name in names.items()]
        if any(counts_days(segment.condition) for segment in segments) or any(
            counts_days(condition) for condition in rule_conditions(trigger.rules)
        ):
            lines.append("    today = at.astimezone(ZONE).toordinal()")
        for segment in segments:
            mark = marks[segment.name]
            lines.append(f"    y{mark} = {self._write.yes(segment.condition)}")
            lines.append(f"    n{mark} = {self._write.no(segment.condition)}")
        lines.append("    phase = None")
        lines.append("    segments = lines = draws = intents = ()")
        lines += self._rules(index, trigger.rules, "    ")
        lines.append(f"    return Decision({index}, phase, segments, lines, draws, intents)")
        return "\n".join((*lines, "", ""))

    def _given(self, intents: tuple[Intent, ...]) -> str:
        """The name of intents given together. The campaign holds them all, so each is known by its identity."""
        return self.constants.known("GIVEN", tuple(map(id, intents)), intents) if intents else "()"

    # ---- rules, each way written out to its end

    def _follow(self, way: _Way, rules: tuple[Rule, ...], read: frozenset[str], indent: str) -> Iterator[str]:
        """The lines that go on from a way through further rules; they always return."""
        if not rules:
            yield f"{indent}return {self._answer(way)}"
            return
        rule, rest = rules[0], rules[1:]
        match rule:
            case Give(intent):
                yield from self._follow(way._replace(intents=(*way.intents, intent)), rest, read, indent)
            case Refuse(refusal):
                refused = way._replace(intents=(), refusal=refusal)
                yield f"{indent}return {self._answer(refused)}"
            case Draw():
                yield from self._follow_draw(way, rule, rest, read, indent)
            case Choice(branches):
                for branch in branches:
                    test = self._test(branch)
                    yield from self._reading(read, indent)
                    read |= self._write.reads
                    yield f"{indent}if {test}:"
                    entered = way._replace(
                        lines=(*way.lines, branch.line),
                        phase=branch.name if branch.kind == "phase" else way.phase,
                    )
                    yield from self._enter(entered, branch, (*branch.rules, *rest), read, f"{indent}    ")
                yield from self._follow(way, rest, read, indent)

    def _follow_draw(
        self, way: _Way, rule: Draw, rest: tuple[Rule, ...], read: frozenset[str], indent: str
    ) -> Iterator[str]:
        number = f"n{rule.site}"
        yield f"{indent}{number} = draw({rule.site}, {rule.scale})"
        likely_first = sorted(rule.outcomes, key=lambda outcome: outcome.low - outcome.high)
        if not rest and len(likely_first) > 1:
            word = "if"
            for outcome in likely_first:
                given = self._given((*way.intents, *outcome.intents))
                yield f"{indent}{word} {outcome.low} <= {number} < {outcome.high}: met, given = {outcome.line}, {given}"
                word = "elif"
            yield f"{indent}else: raise no_draw({number}, {rule.scale})"
            drawn = _drawn(rule, number, "met")
            yield f"{indent}return {self._made(way._replace(draws=(*way.draws, drawn)), 'given')}"
            return
        for outcome in likely_first:
            drawn = _drawn(rule, number, outcome.line)
            on = way._replace(draws=(*way.draws, drawn), intents=(*way.intents, *outcome.intents))
            yield f"{indent}if {outcome.low} <= {number} < {outcome.high}:"
            yield from self._follow(on, rest, read, f"{indent}    ")
        yield f"{indent}raise no_draw({number}, {rule.scale})"

    def _enter(
        self, way: _Way, branch: Branch, rules: tuple[Rule, ...], read: frozenset[str], indent: str
    ) -> Iterator[str]:
        """Name the segments that held: most are sure by the branch's condition, others are asked."""
        unsure = set(open_segments(branch.condition))
        for name in parts_of(branch.condition)[1] if branch.condition is not None else ():
            if name in way.segments or name in way.without:
                continue
            held = way._replace(segments=(*way.segments, name))
            if name in unsure:
                self._write.reads = set()
                test = self._write.yes(InSegment(name))
                yield from self._reading(read, indent)
                read |= self._write.reads
                yield f"{indent}if {test}:"
                yield from self._enter(held, branch, rules, read, f"{indent}    ")
                way = way._replace(without=way.without | {name})
            elif name in sure_segments(branch.condition):
                way = held
        yield from self._follow(way._replace(without=frozenset()), rules, read, indent)

    def _reading(self, read: frozenset[str], indent: str) -> Iterator[str]:
        """Read what a test needs and the way to it has not read."""
        for name in sorted(self._write.reads - read):
            if name == "at":
                yield f"{indent}at = facts['event.at'].astimezone(UTC)"
            elif name == "today":
                yield f"{indent}today = at.astimezone(ZONE).toordinal()"
            else:
                yield f"{indent}{self._write.facts[name]} = get({name!r})"

    def _answer(self, way: _Way) -> str:
        """What a way leads to: a decision that is made already, or where numbers were drawn, one to be made."""
        if not way.draws:
            told = (way.trigger, way.phase, way.segments, way.lines)
            decision = Decision(*told, intents=way.intents, refusal=way.refusal)
            return self.constants.known(
                "DECISION", (*told, self._given(way.intents), id(way.refusal)), decision
            )
        return self._made(way, self._given(way.intents))

    def _made(self, way: _Way, given: str) -> str:
        """A decision that is made while running, from the draws on the way and the name of what is given."""
        draws = "".join(f"{draw}, " for draw in way.draws)
        refusal = self.constants.value("REFUSAL", way.refusal) if way.refusal else None
        return (
            f"new(Decision, ({way.trigger}, {way.phase!r}, {way.segments!r}, {way.lines!r}, ({draws}), "
            f"{given}, {refusal}))"
        )

    def _comparisons(self, rules: tuple[Rule, ...]) -> int:
        """How many comparisons the conditions hold when every segment is written where it is named."""
        sizes: dict[str, int] = {}

        def size(condition: Condition) -> int:
            compares, _ = parts_of(condition)
            return len(compares) + sum(sized(name) for name in _mentions(condition))

        def sized(name: str) -> int:
            if name not in sizes:
                sizes[name] = size(self._segments[name].condition)
            return sizes[name]

        return sum(size(condition) for condition in rule_conditions(rules))

    # ---- rules, one after the other

    def _rules(self, index: int, rules: tuple[Rule, ...], indent: str) -> Iterator[str]:
        if not rules:
            yield f"{indent}pass"
        for rule in rules:
            match rule:
                case Give(intent):
                    yield f"{indent}intents += {self._given((intent,))}"
                case Refuse(refusal):
                    name = self.constants.value("REFUSAL", refusal)
                    yield f"{indent}return Decision({index}, phase, segments, lines, draws, (), {name})"
                    return
                case Draw():
                    yield from self._draw(rule, indent)
                case Choice(branches):
                    yield from self._choice(index, branches, indent)

    def _draw(self, rule: Draw, indent: str) -> Iterator[str]:
        yield f"{indent}number = draw({rule.site}, {rule.scale})"
        yield f"{indent}if not 0 <= number < {rule.scale}:"
        yield f"{indent}    raise no_draw(number, {rule.scale})"
        word = "if"
        for outcome in rule.outcomes:
            yield f"{indent}{word} number < {outcome.high}:"
            yield f"{indent}    draws += ({_drawn(rule, 'number', outcome.line)},)"
            if outcome.intents:
                yield f"{indent}    intents += {self._given(outcome.intents)}"
            word = "elif"

    def _choice(self, index: int, branches: tuple[Branch, ...], indent: str) -> Iterator[str]:
        word = "if"
        for branch in branches:
            yield f"{indent}{word} {self._test(branch)}:"
            yield f"{indent}    lines += ({branch.line},)"
            if branch.kind == "phase":
                yield f"{indent}    phase = {branch.name!r}"
            for name in parts_of(branch.condition)[1] if branch.condition is not None else ():
                yield f"{indent}    if y{self._mark(name)} and {name!r} not in segments:"
                yield f"{indent}        segments += ({name!r},)"
            yield from self._rules(index, branch.rules, f"{indent}    ")
            word = "elif"

    def _mark(self, name: str) -> str:
        marks = self._write.marks
        assert marks is not None, "segments are marked where rules are written one after the other"
        return marks[name]

    def _test(self, branch: Branch) -> str:
        self._write.reads = {"at"} if branch.starts or branch.ends else set()
        bounds = []
        if branch.starts is not None:
            bounds.append(f"at >= {self.constants.value('INSTANT', branch.starts)}")
        if branch.ends is not None:
            bounds.append(f"at < {self.constants.value('INSTANT', branch.ends)}")
        if branch.condition is not None:
            yes = self._write.yes(branch.condition)
            bounds.append(f"({yes})" if bounds else yes)
        return " and ".join(bounds) or "True"


def _drawn(rule: Draw, number: str, line: int | str) -> str:
    """A draw as the source makes it; `line` may be the name that holds the outcome's line."""
    return f"new(Drawn, ({rule.site}, {number}, {rule.scale}, {line}))"


def _mentions(condition: Condition) -> Iterator[str]:
    """Each mention of a segment in a condition, as often as it is named."""
    match condition:
        case InSegment(name):
            yield name
        case Not(part):
            yield from _mentions(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _mentions(part)


def _used(segments: dict[str, Segment], rules: tuple[Rule, ...]) -> Iterator[Segment]:
    """The segments that rules use, each after the segments that it uses itself."""
    done: set[str] = set()
    waiting = [name for condition in rule_conditions(rules) for name in parts_of(condition)[1]][::-1]
    while waiting:
        name = waiting[-1]
        inner = [used for used in parts_of(segments[name].condition)[1] if used not in done]
        if name not in done and inner:
            waiting += inner
            continue
        waiting.pop()
        if name not in done:
            done.add(name)
            yield segments[name]
