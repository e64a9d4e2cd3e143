"""What a way through a trigger's rules ends in: a decision, or the draws that are still to be made on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dsl.campaign import Draw, Outcome
from dsl.decision import Decision, Drawn, Intent, Refusal
from dsl.program import DrawNumber

_new = tuple.__new__  # makes a named tuple without the call that its own name would take
#: What happens on a way, in the order of the text: rewards given together, or a draw.
Step = tuple[Intent, ...] | Draw


class Way(NamedTuple):
    """One answer to each condition that is met: all that a decision tells, but for what is drawn."""

    trigger: int
    phase: str | None = None
    segments: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
    refusal: Refusal | None = None


def settled(way: Way) -> Decision | None:
    """The decision of a way on which nothing is drawn."""
    if any(isinstance(step, Draw) for step in way.steps):
        return None
    return decided(way, _no_draws)


def drawing(way: Way) -> Callable[[DrawNumber], Decision]:
    """What makes the decision of a way from the numbers drawn: most ways have one draw and nothing beside it."""
    match way:
        case Way(steps=(Draw() as rule,), refusal=None):
            return _one_draw(way, rule)
    return lambda draw: decided(way, draw)


def _one_draw(way: Way, rule: Draw) -> Callable[[DrawNumber], Decision]:
    """The same as `decided`, with all that is known put in its place. Likely outcomes are looked at first."""
    trigger, phase, segments, lines, _, _ = way
    site, scale = rule.site, rule.scale
    outcomes = [(one.low, one.high, one.line, one.intents) for one in rule.outcomes]
    outcomes.sort(key=lambda outcome: outcome[0] - outcome[1])

    def ended(draw: DrawNumber) -> Decision:
        number = draw(site, scale)
        for low, high, line, intents in outcomes:
            if low <= number < high:
                drawn = _new(Drawn, (site, number, scale, line))
                decision: Decision = _new(
                    Decision, (trigger, phase, segments, lines, (drawn,), intents, None)
                )
                return decision
        raise _no_draw(number, scale)

    return ended


def decided(way: Way, draw: DrawNumber) -> Decision:
    """The decision of a way: its draws made one after the other. A refusal leaves nothing but them."""
    trigger, phase, segments, lines, steps, refusal = way
    draws, intents = list[Drawn](), list[Intent]()
    for step in steps:
        if not isinstance(step, Draw):
            intents += step
            continue
        number = draw(step.site, step.scale)
        outcome = _met(step, number)
        draws.append(Drawn(step.site, number, step.scale, outcome.line))
        intents += outcome.intents
    given = () if refusal is not None else tuple(intents)
    return Decision(trigger, phase, segments, lines, tuple(draws), given, refusal)


def _met(rule: Draw, number: int) -> Outcome:
    for outcome in rule.outcomes:
        if outcome.low <= number < outcome.high:
            return outcome
    raise _no_draw(number, rule.scale)


def _no_draw(number: int, scale: int) -> ValueError:
    return ValueError(f"{number} is no draw number of {scale}")


def _no_draws(_site: int, _scale: int) -> int:
    raise AssertionError("nothing is drawn on this way")
