"""A checked campaign as Python source, compiled once.

It does exactly what the interpreter does, as fast as a careful hand-written function: where few ways lead through
the rules, each is written out to its end, so that what is known on the way need not be gathered while running.
Triggers whose conditions are the same share their code: what their ways end in stands beside it under names.

The source is made from checked values alone, and the few words in it are written by `repr`, so no text of a campaign
can become code.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from types import CodeType
from typing import cast

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule, Segment
from dsl.columns.ways import open_segments, sure_segments
from dsl.conditions import AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.endings import Step, Way, decided, drawing, settled
from dsl.expressions import Expressions
from dsl.facts_read import FactsRead, parts_of, rule_conditions
from dsl.instants import DaysBack, micros
from dsl.intents import draws_of, intents_of
from dsl.program import DecideRow, MakeRow, Program
from dsl.rows import reading

#: A trigger with more ways than this through its rules, or more comparisons, is not written out.
_FEW_WAYS = 200


def compile_campaign(campaign: Campaign) -> Program:
    """The program of a checked campaign."""
    writer = _Writer(campaign)
    reads = FactsRead(campaign.segments)
    facts = tuple(reads.of_trigger(trigger) for trigger in campaign.triggers)
    known: dict[str, CodeType] = {}
    deciders, rows = list[DecideRow](), list[MakeRow]()
    for index in range(len(campaign.triggers)):
        decide, row, ends = writer.function(index)
        names = {**writer.values, **ends}
        for source in (decide, row):
            if source not in known:
                known[source] = compile(source, "<campaign>", "exec")
            exec(known[source], names)
        deciders.append(cast(DecideRow, names["decide"]))
        rows.append(cast(MakeRow, names["row"]))
    draws = tuple({draw.site: draw for draw in draws_of(trigger.rules)} for trigger in campaign.triggers)
    locks = any(intent.lock for trigger in campaign.triggers for intent in intents_of(trigger.rules))
    return Program(campaign, "\n".join(known), tuple(deciders), tuple(rows), facts, draws, locks)


class _Writer:
    """Writes the functions, each with what its ways end in."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._segments = {segment.name: segment for segment in campaign.segments}
        self._write = Expressions({name: one.condition for name, one in self._segments.items()})
        self._sizes: dict[str, int] = {}
        self._ends: dict[str, object] = {}
        self._marks = {name: str(number) for number, name in enumerate(self._segments)}
        self._days_back = DaysBack(campaign.zone)

    @property
    def values(self) -> dict[str, object]:
        """What the functions name, beside the ends of their own ways."""
        return {
            **self._write.values,
            "DAYS_BACK": self._days_back,
            "Way": Way,
            "decided": decided,
            "micros": micros,
        }

    def function(self, index: int) -> tuple[str, str, dict[str, object]]:
        """One trigger as a function of an event's row and the draw; that which makes the row; the ends that it names."""
        rules = self._campaign.triggers[index].rules
        self._ends, self._write.reads, self._write.marks = {}, set(), {}
        few = _ends_of(rules) <= _FEW_WAYS and self._comparisons(rules) <= _FEW_WAYS
        body = list(self._follow(Way(index), rules, "    ") if few else self._one_by_one(index, rules))
        names = self._write.slots
        slots = tuple(sorted(self._write.reads, key=lambda slot: int(names[slot][1:])))
        decide = ("def decide(row, draw):", _unpacked([names[slot] for slot in slots]), *body, "")
        read = "".join(f"        {reading(slot)},\n" for slot in slots)
        row = f"def row(facts):\n    get = facts.get\n    return (\n        micros(facts['event.at']),\n{read}    )\n"
        return "\n".join(decide), row, self._ends

    def _end(self, value: object) -> str:
        """A name for what stands beside the code."""
        name = f"E{len(self._ends)}"
        self._ends[name] = value
        return name

    # ---- rules, each way written out to its end

    def _follow(self, way: Way, rules: tuple[Rule, ...], indent: str) -> Iterator[str]:
        """The lines that go on from a way through further rules; they always return."""
        trigger, phase, segments, lines, steps, _ = way
        for place, rule in enumerate(rules):
            match rule:
                case Give() | Draw():
                    steps = (*steps, _step(rule))
                case Refuse(refusal):
                    yield self._return(Way(trigger, phase, segments, lines, steps, refusal), indent)
                    return
                case Choice(branches):
                    on, rest = Way(trigger, phase, segments, lines, steps), rules[place + 1 :]
                    yield from self._choose(on, branches, rest, indent)
                    return
        yield self._return(Way(trigger, phase, segments, lines, steps), indent)

    def _choose(
        self, way: Way, branches: tuple[Branch, ...], rest: tuple[Rule, ...], indent: str
    ) -> Iterator[str]:
        """The branches of a choice. What segments answer is kept for the branches behind, where it is asked once."""
        trigger, phase, segments, lines, steps, _ = way
        outside = self._write.marks
        for branch in branches:
            asked = [name for name in open_segments(branch.condition) if name not in segments]
            yield from self._ask(asked, indent)
            inside = Way(
                trigger,
                branch.name if branch.kind == "phase" else phase,
                segments,
                (*lines, branch.line),
                steps,
            )
            further = (*branch.rules, *rest)
            test = self._test(branch)
            if not test:
                yield from self._enter(inside, branch, further, indent)
                break
            yield f"{indent}if {test}:"
            yield from self._enter(inside, branch, further, f"{indent}    ")
        else:
            yield from self._follow(way, rest, indent)
        self._write.marks = outside

    def _ask(self, names: list[str], indent: str) -> Iterator[str]:
        """Keep whether each segment holds, of those that was not asked before."""
        for name in names:
            if (name, True) not in self._write.marks:
                yield f"{indent}y{self._marks[name]} = {self._write.yes(InSegment(name))}"
                self._write.marks = {**self._write.marks, (name, True): f"y{self._marks[name]}"}

    def _enter(self, way: Way, branch: Branch, rules: tuple[Rule, ...], indent: str) -> Iterator[str]:
        """Name the segments that hold: most are sure by the branch's condition, others are asked."""
        if branch.condition is None:
            yield from self._follow(way, rules, indent)
            return
        sure, unsure = sure_segments(branch.condition), open_segments(branch.condition)
        named = [
            name
            for name in parts_of(branch.condition)[1]
            if name not in way.segments and (name in sure or name in unsure)
        ]
        yield from self._held(way, named, unsure, rules, indent)

    def _held(
        self, way: Way, named: list[str], unsure: tuple[str, ...], rules: tuple[Rule, ...], indent: str
    ) -> Iterator[str]:
        for place, name in enumerate(named):
            held = way._replace(segments=(*way.segments, name))
            if name in unsure:
                marks = self._write.marks
                yield f"{indent}if {marks[name, True]}:"
                yield from self._held(held, named[place + 1 :], unsure, rules, f"{indent}    ")
                self._write.marks = marks
            else:
                way = held
        yield from self._follow(way, rules, indent)

    def _return(self, way: Way, indent: str) -> str:
        """What a way leads to: a decision that is made already, or where numbers are drawn, what makes it."""
        decision = settled(way)
        if decision is not None:
            return f"{indent}return {self._end(decision)}"
        return f"{indent}return {self._end(drawing(way))}(draw)"

    def _comparisons(self, rules: tuple[Rule, ...]) -> int:
        """How many comparisons the conditions hold when every segment is written where it is named."""
        return sum(map(self._size, rule_conditions(rules)))

    def _size(self, condition: Condition) -> int:
        match condition:
            case Compare():
                return 1
            case InSegment(name):
                if name not in self._sizes:
                    self._sizes[name] = self._size(self._segments[name].condition)
                return self._sizes[name]
            case Not(part):
                return self._size(part)
            case AllOf(parts) | AnyOf(parts):
                return sum(map(self._size, parts))

    # ---- rules, one after the other

    def _one_by_one(self, index: int, rules: tuple[Rule, ...]) -> Iterator[str]:
        """What is known on the way is gathered while running. Every segment is asked once, at the beginning."""
        for segment in _used(self._segments, rules):
            mark, condition = self._marks[segment.name], segment.condition
            yes, no = self._write.yes(condition), self._write.no(condition)
            yield f"    y{mark} = {yes}"
            yield f"    n{mark} = {no}"
            self._write.marks |= {(segment.name, True): f"y{mark}", (segment.name, False): f"n{mark}"}
        yield "    phase = None"
        yield "    segments = lines = steps = ()"
        yield from self._rules(index, rules, "    ")
        yield f"    return decided(Way({index}, phase, segments, lines, steps), draw)"

    def _rules(self, index: int, rules: tuple[Rule, ...], indent: str) -> Iterator[str]:
        if not rules:
            yield f"{indent}pass"
        for rule in rules:
            match rule:
                case Give() | Draw():
                    yield f"{indent}steps += {self._end((_step(rule),))}"
                case Refuse(refusal):
                    name = self._end(refusal)
                    yield f"{indent}return decided(Way({index}, phase, segments, lines, steps, {name}), draw)"
                    return
                case Choice(branches):
                    yield from self._choice(index, branches, indent)

    def _choice(self, index: int, branches: tuple[Branch, ...], indent: str) -> Iterator[str]:
        word = "if"
        for branch in branches:
            yield f"{indent}{word} {self._test(branch) or True}:"
            yield f"{indent}    lines += ({branch.line},)"
            if branch.kind == "phase":
                yield f"{indent}    phase = {branch.name!r}"
            for name in parts_of(branch.condition)[1] if branch.condition is not None else ():
                yield f"{indent}    if y{self._marks[name]} and {name!r} not in segments:"
                yield f"{indent}        segments += ({name!r},)"
            yield from self._rules(index, branch.rules, f"{indent}    ")
            word = "elif"

    def _test(self, branch: Branch) -> str:
        """What must be so for a branch, empty where nothing must."""
        bounds = []
        if branch.starts is not None:
            bounds.append(f"at >= {micros(branch.starts)}")
        if branch.ends is not None:
            bounds.append(f"at < {micros(branch.ends)}")
        if branch.condition is not None:
            bounds.append(self._write.yes(branch.condition))
        return " and ".join(bounds)


def _step(rule: Give | Draw) -> Step:
    return (rule.intent,) if isinstance(rule, Give) else rule


def _unpacked(names: list[str]) -> str:
    return f"    {', '.join(('at', *names))}{'' if names else ','} = row"


def _ends_of(rules: tuple[Rule, ...]) -> int:
    """How many ways there are through rules, whatever is drawn on them."""
    return prod(
        1 + sum(_ends_of(branch.rules) << len(open_segments(branch.condition)) for branch in rule.branches)
        for rule in rules
        if isinstance(rule, Choice)
    )


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
