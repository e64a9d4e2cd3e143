"""A checked campaign as Python source, compiled once.

It does exactly what the interpreter does, as fast as a careful hand-written function: where few ways lead through
the rules, each is written out to its end, so that what is known on the way need not be gathered while running.

The source is made from checked values alone, and every constant is written by `repr`, so no text of a
campaign can become code.
"""

from __future__ import annotations

import datetime as datetime_module
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule, Segment
from dsl.columns.ways import open_segments, sure_segments, ways_of
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.decision import Cap, Decision, Drawn, Intent, Refusal, Stock
from dsl.facts_read import parts_of, rule_conditions, trigger_facts
from dsl.program import DecideTrigger, Program
from dsl.values import Label, Money

_NAMES = {
    "Cap": Cap, "Decision": Decision, "Drawn": Drawn, "Intent": Intent, "Label": Label, "Money": Money,
    "Refusal": Refusal, "Stock": Stock, "UTC": datetime_module.UTC, "ZoneInfo": ZoneInfo, "datetime": datetime_module,
}  # fmt: skip
_SIGNS = {"is": "==", "is_not": "!=", "over": ">", "under": "<", "at_least": ">=", "at_most": "<="}
#: A trigger with more ways than this through its rules, or more comparisons, is not written out.
_FEW_WAYS = 200
_OPPOSITES = {"==": "!=", "!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}


def compile_campaign(campaign: Campaign) -> Program:
    """The program of a checked campaign."""
    writer = _Writer(campaign)
    functions = [writer.function(index) for index in range(len(campaign.triggers))]
    source = "\n".join((*writer.constants.values(), "", *functions))
    names: dict[str, object] = dict(_NAMES)
    exec(compile(source, "<campaign>", "exec"), names)
    deciders = tuple(cast(DecideTrigger, names[f"decide_{index}"]) for index in range(len(campaign.triggers)))
    facts = tuple(trigger_facts(trigger, campaign.segments) for trigger in campaign.triggers)
    return Program(campaign, source, deciders, facts)


@dataclass(frozen=True, slots=True)
class _Way:
    """What is known on the way through a trigger's rules. Draws, intents and refusal are names in the source.

    `without` holds segments that were asked at the branch being entered, and did not hold.
    """

    trigger: int
    phase: str | None = None
    segments: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    lines: tuple[int, ...] = ()
    draws: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    refusal: str | None = None


class _Writer:
    """Writes the functions and gathers the constants that they share."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._segments = {segment.name: segment for segment in campaign.segments}
        self._facts: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        self.constants: dict[str, str] = {"ZONE": f"ZONE = ZoneInfo({campaign.zone!r})"}
        self._known: dict[str, str] = {}
        self._shared: dict[int, str] = {}
        self._inline = False
        self._reads: set[str] = set()

    def function(self, index: int) -> str:
        """One trigger as a function of the facts and the draw."""
        trigger = self._campaign.triggers[index]
        facts = sorted(trigger_facts(trigger, self._campaign.segments))
        self._facts = {fact: f"f{number}" for number, fact in enumerate(facts)}
        self._inline = ways_of(trigger.rules) <= _FEW_WAYS and self._comparisons(trigger.rules) <= _FEW_WAYS
        if self._inline:
            lines = [f"def decide_{index}(facts, draw):", "    get = facts.get"]
            lines += self._follow(_Way(index), trigger.rules, frozenset(), "    ")
            return "\n".join((*lines, "", ""))
        segments = list(_used(self._segments, trigger.rules))
        self._marks = {segment.name: f"{number}" for number, segment in enumerate(segments)}
        lines = [f"def decide_{index}(facts, draw):", "    at = facts['event.at'].astimezone(UTC)"]
        lines += [f"    {name} = facts.get({fact!r})" for fact, name in self._facts.items()]
        if any(_counts_days(segment.condition) for segment in segments) or any(
            _counts_days(condition) for condition in rule_conditions(trigger.rules)
        ):
            lines.append("    today = at.astimezone(ZONE).toordinal()")
        for segment in segments:
            mark = self._marks[segment.name]
            lines.append(f"    y{mark} = {self._yes(segment.condition)}")
            lines.append(f"    n{mark} = {self._no(segment.condition)}")
        lines.append("    phase = None")
        lines.append("    segments = lines = draws = intents = ()")
        lines += self._rules(index, trigger.rules, "    ")
        lines.append(f"    return Decision({index}, phase, segments, lines, draws, intents)")
        return "\n".join((*lines, "", ""))

    def _constant(self, prefix: str, value: object) -> str:
        """The name of a constant; equal values share one."""
        return self._named(prefix, repr(value))

    def _intent(self, intent: Intent) -> str:
        """The name of an intent."""
        if id(intent) not in self._shared:
            own = (intent.line, intent.reward, intent.params, intent.recipient, intent.stock, intent.caps)
            text = f"Intent({', '.join(map(repr, own))}, {self._fallback(intent.if_spent)})"
            self._shared[id(intent)] = self._named("INTENT", text)
        return self._shared[id(intent)]

    def _fallback(self, fallback: tuple[Intent, ...] | Refusal | None) -> str:
        """The name of a fallback; one that many intents share is written once."""
        if fallback is None or fallback == ():
            return repr(fallback)
        if isinstance(fallback, Refusal):
            return self._constant("REFUSAL", fallback)
        if id(fallback) not in self._shared:
            text = "(" + "".join(f"{self._intent(other)}, " for other in fallback) + ")"
            self._shared[id(fallback)] = self._named("SPENT", text)
        return self._shared[id(fallback)]

    def _named(self, prefix: str, text: str) -> str:
        if text not in self._known:
            name = f"{prefix}{len(self._known)}"
            self._known[text] = name
            self.constants[name] = f"{name} = {text}"
        return self._known[text]

    # ---- rules, each way written out to its end

    def _follow(self, way: _Way, rules: tuple[Rule, ...], read: frozenset[str], indent: str) -> Iterator[str]:
        """The lines that go on from a way through further rules; they always return."""
        if not rules:
            yield f"{indent}return {self._answer(way)}"
            return
        rule, rest = rules[0], rules[1:]
        match rule:
            case Give(intent):
                yield from self._follow(
                    replace(way, intents=(*way.intents, self._intent(intent))), rest, read, indent
                )
            case Refuse(refusal):
                refused = replace(way, intents=(), refusal=self._constant("REFUSAL", refusal))
                yield f"{indent}return {self._answer(refused)}"
            case Draw():
                yield from self._follow_draw(way, rule, rest, read, indent)
            case Choice(branches):
                for branch in branches:
                    test = self._test(branch)
                    yield from self._reading(read, indent)
                    read |= self._reads
                    yield f"{indent}if {test}:"
                    entered = replace(
                        way,
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
        yield f"{indent}if not 0 <= {number} < {rule.scale}:"
        yield f"{indent}    raise ValueError(f'{{{number}}} is no draw number of {rule.scale}')"
        for outcome in rule.outcomes:
            drawn = f"Drawn({rule.site}, {number}, {rule.scale}, {outcome.line})"
            given = (self._intent(outcome.intent),) if outcome.intent else ()
            on = replace(way, draws=(*way.draws, drawn), intents=(*way.intents, *given))
            if outcome.high == rule.scale:
                yield from self._follow(on, rest, read, indent)
                return
            yield f"{indent}if {number} < {outcome.high}:"
            yield from self._follow(on, rest, read, f"{indent}    ")

    def _enter(
        self, way: _Way, branch: Branch, rules: tuple[Rule, ...], read: frozenset[str], indent: str
    ) -> Iterator[str]:
        """Name the segments that held: most are sure by the branch's condition, others are asked."""
        unsure = set(open_segments(branch.condition))
        for name in parts_of(branch.condition)[1] if branch.condition is not None else ():
            if name in way.segments or name in way.without:
                continue
            held = replace(way, segments=(*way.segments, name))
            if name in unsure:
                self._reads = set()
                test = self._yes(InSegment(name))
                yield from self._reading(read, indent)
                read |= self._reads
                yield f"{indent}if {test}:"
                yield from self._enter(held, branch, rules, read, f"{indent}    ")
                way = replace(way, without=way.without | {name})
            elif name in sure_segments(branch.condition):
                way = held
        yield from self._follow(replace(way, without=frozenset()), rules, read, indent)

    def _reading(self, read: frozenset[str], indent: str) -> Iterator[str]:
        """Read what a test needs and the way to it has not read."""
        for name in sorted(self._reads - read):
            if name == "at":
                yield f"{indent}at = facts['event.at'].astimezone(UTC)"
            elif name == "today":
                yield f"{indent}today = at.astimezone(ZONE).toordinal()"
            else:
                yield f"{indent}{self._facts[name]} = get({name!r})"

    def _answer(self, way: _Way) -> str:
        draws, intents = ("".join(f"{part}, " for part in parts) for parts in (way.draws, way.intents))
        text = (
            f"Decision({way.trigger}, {way.phase!r}, {way.segments!r}, {way.lines!r}, ({draws}), "
            f"{self._named('INTENTS', f'({intents})')}, {way.refusal})"
        )
        return text if way.draws else self._named("DECISION", text)

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
                    yield f"{indent}intents += ({self._intent(intent)},)"
                case Refuse(refusal):
                    name = self._constant("REFUSAL", refusal)
                    yield f"{indent}return Decision({index}, phase, segments, lines, draws, (), {name})"
                    return
                case Draw():
                    yield from self._draw(rule, indent)
                case Choice(branches):
                    yield from self._choice(index, branches, indent)

    def _draw(self, rule: Draw, indent: str) -> Iterator[str]:
        yield f"{indent}number = draw({rule.site}, {rule.scale})"
        yield f"{indent}if not 0 <= number < {rule.scale}:"
        yield f"{indent}    raise ValueError(f'{{number}} is no draw number of {rule.scale}')"
        word = "if"
        for outcome in rule.outcomes:
            yield f"{indent}{word} number < {outcome.high}:"
            yield f"{indent}    draws += (Drawn({rule.site}, number, {rule.scale}, {outcome.line}),)"
            if outcome.intent is not None:
                yield f"{indent}    intents += ({self._intent(outcome.intent)},)"
            word = "elif"

    def _choice(self, index: int, branches: tuple[Branch, ...], indent: str) -> Iterator[str]:
        word = "if"
        for branch in branches:
            yield f"{indent}{word} {self._test(branch)}:"
            yield f"{indent}    lines += ({branch.line},)"
            if branch.kind == "phase":
                yield f"{indent}    phase = {branch.name!r}"
            for name in parts_of(branch.condition)[1] if branch.condition is not None else ():
                yield f"{indent}    if y{self._marks[name]} and {name!r} not in segments:"
                yield f"{indent}        segments += ({name!r},)"
            yield from self._rules(index, branch.rules, f"{indent}    ")
            word = "elif"

    def _test(self, branch: Branch) -> str:
        self._reads = {"at"} if branch.starts or branch.ends else set()
        if branch.condition is not None:
            return self._yes(branch.condition)
        bounds = []
        if branch.starts is not None:
            bounds.append(f"at >= {self._constant('INSTANT', branch.starts)}")
        if branch.ends is not None:
            bounds.append(f"at < {self._constant('INSTANT', branch.ends)}")
        return " and ".join(bounds) or "True"

    # ---- conditions: an expression for a sure yes, and one for a sure no

    def _yes(self, condition: Condition) -> str:
        match condition:
            case Compare():
                return self._sure(condition, yes=True)
            case InSegment(name):
                return self._yes(self._segments[name].condition) if self._inline else f"y{self._marks[name]}"
            case Not(part):
                return self._no(part)
            case AllOf(parts):
                return "(" + " and ".join(map(self._yes, parts)) + ")"
            case AnyOf(parts):
                return "(" + " or ".join(map(self._yes, parts)) + ")"

    def _no(self, condition: Condition) -> str:
        match condition:
            case Compare():
                return self._sure(condition, yes=False)
            case InSegment(name):
                return self._no(self._segments[name].condition) if self._inline else f"n{self._marks[name]}"
            case Not(part):
                return self._yes(part)
            case AllOf(parts):
                return "(" + " or ".join(map(self._no, parts)) + ")"
            case AnyOf(parts):
                return "(" + " and ".join(map(self._no, parts)) + ")"

    def _sure(self, compare: Compare, *, yes: bool) -> str:
        fact = self._facts[compare.fact]
        self._reads |= {compare.fact, *_clocks(compare)}
        match compare.kind:
            case "region":
                test = self._region(fact, compare, yes)
            case "instant":
                test = self._instant(fact, compare, yes)
            case "money":
                currency, minors = _minors(compare)
                test = f"{fact}.currency == {currency!r} and " + _sized(f"{fact}.minor", compare, minors, yes)
            case _:
                test = _sized(fact, compare, compare.values, yes)
        if test.startswith((f"{fact} == ", f"{fact} in ")):
            return f"({test})"  # nothing known equals nothing
        return f"({fact} is not None and {test})"

    def _region(self, fact: str, compare: Compare, yes: bool) -> str:
        regions = tuple(str(region) for region in compare.values)
        starts = self._constant("REGIONS", tuple(f"{region}-" for region in regions))
        inside = f"({fact} + '-').startswith({starts})"
        if yes == (compare.comparison == "in"):
            return inside
        larger = frozenset(larger for region in regions for larger in _larger(region))
        sure = f" and {fact} not in {self._constant('LARGER', tuple(sorted(larger)))}" if larger else ""
        return f"not {inside}{sure}"

    def _instant(self, fact: str, compare: Compare, yes: bool) -> str:
        value = compare.values[0]
        if isinstance(value, datetime):
            sign = "<" if compare.comparison == "before" else ">="
            return f"{fact} {sign if yes else _OPPOSITES[sign]} {self._constant('INSTANT', value)}"
        if not isinstance(value, Ago):
            raise TypeError(value)
        sign = _SIGNS[compare.comparison]
        sign = sign if yes else _OPPOSITES[sign]
        if value.unit == "hours":
            return (
                f"at - {fact} {sign} {self._constant('HOURS', datetime_module.timedelta(hours=value.amount))}"
            )
        return f"today - {fact}.astimezone(ZONE).toordinal() {sign} {value.amount}"


def _clocks(compare: Compare) -> tuple[str, ...]:
    value = compare.values[0]
    if not isinstance(value, Ago):
        return ()
    return ("at",) if value.unit == "hours" else ("at", "today")


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


def _sized(subject: str, compare: Compare, values: tuple[object, ...], yes: bool) -> str:
    match compare.comparison:
        case "between":
            test = f"{values[0]!r} <= {subject} <= {values[1]!r}"
            return test if yes else f"not {test}"
        case "in" | "not_in":
            return f"{subject} {'in' if yes == (compare.comparison == 'in') else 'not in'} {values!r}"
    sign = _SIGNS[compare.comparison]
    return f"{subject} {sign if yes else _OPPOSITES[sign]} {values[0]!r}"


def _minors(compare: Compare) -> tuple[str, tuple[object, ...]]:
    amounts = [amount for amount in compare.values if isinstance(amount, Money)]
    return amounts[0].currency, tuple(amount.minor for amount in amounts)


def _larger(region: str) -> Iterator[str]:
    """The regions that a region lies in: `CN` and `CN-GD` for `CN-GD-SZ`."""
    while "-" in region:
        region = region.rpartition("-")[0]
        yield region


def _counts_days(condition: Condition) -> bool:
    return any(
        isinstance(value, Ago) and value.unit == "days"
        for compare in parts_of(condition)[0]
        for value in compare.values
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
