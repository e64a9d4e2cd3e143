"""The conformance kit: `check_plugin(my_plugin)` in a plugin's own tests says all that has to be mended.

Nothing outside is touched: channels are not started, fact sources are not read, rewards are not delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from engine.spi.conformance.alliances import alliance_problems
from engine.spi.conformance.channels import channel_problems
from engine.spi.conformance.collecting import collecting_problems
from engine.spi.conformance.facts import fact_problems
from engine.spi.conformance.rewards import reward_problems
from engine.spi.conformance.themes import theme_problems
from engine.spi.conformance.triggers import trigger_problems
from engine.spi.declarations import DeclarationError, Declarations, declarations_of

_Declared = TypeVar("_Declared")


class ConformanceError(AssertionError):
    """A plugin does not keep the contract. `problems` has one line for each thing to mend."""

    def __init__(self, plugin: object, problems: tuple[str, ...]) -> None:
        name = getattr(plugin, "__name__", repr(plugin))
        super().__init__(
            f"plugin `{name}` does not keep the contract:\n" + "\n".join(f"- {each}" for each in problems)
        )
        self.problems = problems


def check_plugin(plugin: object) -> None:
    """Raise `ConformanceError` unless everything that a plugin module declares keeps the contract."""
    if problems := problems_of(plugin):
        raise ConformanceError(plugin, problems)


def problems_of(plugin: object) -> tuple[str, ...]:
    """Everything that has to be mended, one line each; empty when the plugin conforms."""
    try:
        declared, again = declarations_of(plugin), declarations_of(plugin)
    except DeclarationError as error:
        return (str(error),)
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
        return (f"a hook raised {type(error).__name__}: {error}",)
    return (*_sameness_problems(declared, again), *_all_problems(declared))


def _all_problems(declared: Declarations) -> Iterator[str]:
    yield from _each("reward", declared.rewards, lambda reward: reward.code, reward_problems)
    yield from _each("channel", declared.channels, lambda channel: channel.code, channel_problems)
    yield from _each("collecting channel", declared.collecting, lambda one: one.code, collecting_problems)
    yield from _each("alliance type", declared.alliances, lambda alliance: alliance.code, alliance_problems)
    yield from _each("theme", declared.themes, lambda theme: theme.code, theme_problems)
    yield from _each(
        "fact source", declared.fact_sources, lambda source: type(source).__name__, fact_problems
    )
    yield from _each("event", declared.triggers, lambda trigger: trigger.name, trigger_problems)


def _each(
    group: str,
    things: Iterable[_Declared],
    name: Callable[[_Declared], str],
    problems: Callable[[_Declared], Iterable[str]],
) -> Iterator[str]:
    for thing in things:
        try:
            title = f"{group} `{name(thing)}`"
            yield from (f"{title}: {problem}" for problem in problems(thing))
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything; it is reported
            yield f"{group} {type(thing).__name__}: {type(error).__name__}: {error}"


def _sameness_problems(first: Declarations, second: Declarations) -> Iterator[str]:
    def codes(declared: Declarations) -> list[object]:
        named = (
            *declared.rewards,
            *declared.channels,
            *declared.collecting,
            *declared.alliances,
            *declared.themes,
        )
        facts = [fact for source in declared.fact_sources for fact in source.facts]
        return [*(getattr(thing, "code", None) for thing in named), *facts, *declared.triggers]

    if codes(first) != codes(second):
        yield "its hooks declare other things when they are called again"
