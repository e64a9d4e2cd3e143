"""A checked campaign as NumPy source, compiled once: the third form of a decision, for columns of events.

Every mask exists twice where it is needed, as a sure yes and as a sure no; what is in neither is unknown. The
source is made from checked values alone, and every constant is written by `repr` or handed over as a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from dsl.campaign import Branch, Campaign, Choice, Draw, Rule
from dsl.columns.facts import Facts, Mask
from dsl.columns.masks import MaskWriter
from dsl.columns.ways import WayBook, open_segments, ways_of, ways_of_branch

#: Gives the whole numbers in [0, scale) that fate has for a site, one for each event.
DrawColumn = Callable[[int, int], NDArray[np.integer]]
Ways = NDArray[np.integer]

#: A trigger with more ways than this has no columns: its numbers would not fit.
WAYS_MAX: Final = 2**62


class TooManyWays(ValueError):  # noqa: N818 - says what is wrong
    """A trigger has more ways through its rules than can be numbered."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A checked campaign that decides columns. The same facts and numbers give the same ways for ever."""

    campaign: Campaign
    sources: tuple[str, ...]
    books: tuple[WayBook, ...]
    _deciders: tuple[Callable[[Facts, DrawColumn], Ways], ...]

    def decide(self, trigger: int, facts: Facts, draw: DrawColumn) -> Ways:
        """The number of the way of each event; `books[trigger]` tells what a number means."""
        return self._deciders[trigger](facts, draw)


def compile_columns(campaign: Campaign) -> Columns:
    """The columns of a checked campaign. Raises TooManyWays."""
    written = [_Writer(campaign, index).function() for index in range(len(campaign.triggers))]
    books = tuple(WayBook(campaign, index) for index in range(len(campaign.triggers)))
    return Columns(
        campaign, tuple(source for source, _ in written), books, tuple(function for _, function in written)
    )


class _Writer:
    """Writes the function of one trigger: masks first where they are met, then numbers from the inside out."""

    def __init__(self, campaign: Campaign, index: int) -> None:
        self._rules = campaign.triggers[index].rules
        self._lines: list[str] = []
        self._masks = MaskWriter(campaign, self._lines)
        self._type = _smallest(ways_of(self._rules))
        self._variables = 0

    def function(self) -> tuple[str, Callable[[Facts, DrawColumn], Ways]]:
        number = self._block(self._rules)
        body = [*self._lines, f"return whole({number}, len(facts))"]
        source = "\n    ".join(("def decide(facts, draw):", *body))
        names: dict[str, object] = {
            "np": np,
            "known": known,
            "numbers": numbers,
            "TYPE": self._type,
            "whole": lambda number, size: _whole(number, size, self._type),
            **self._masks.constants,
        }
        exec(compile(source, "<columns>", "exec"), names)
        return source, cast(Callable[[Facts, DrawColumn], Ways], names["decide"])

    def _let(self, expression: str) -> str:
        self._variables += 1
        self._lines.append(f"w{self._variables} = {expression}")
        return f"w{self._variables}"

    def _block(self, rules: tuple[Rule, ...]) -> str:
        """An expression for the way through rules: the last rule is the lowest place."""
        places, below = [], 1
        for rule in reversed(rules):
            match rule:
                case Draw() if len(rule.outcomes) > 1:
                    places.append(self._times(self._draw(rule), below))
                    below *= len(rule.outcomes)
                case Choice(branches):
                    places.append(self._times(self._choice(branches), below))
                    below *= 1 + sum(ways_of_branch(branch) for branch in branches)
        return " + ".join(place for place in places if place != "0") or "0"

    def _draw(self, rule: Draw) -> str:
        drawn = self._let(f"numbers(draw({rule.site}, {rule.scale}), {rule.scale})")
        highs = [outcome.high for outcome in rule.outcomes[:-1]]
        if len(highs) > 16:
            return self._let(f"np.searchsorted({highs!r}, {drawn}, side='right').astype(TYPE)")
        return self._let(" + ".join(self._ones(f"({drawn} >= {high})") for high in highs))

    def _choice(self, branches: tuple[Branch, ...]) -> str:
        """The first arm that holds: earlier arms have higher numbers, so the maximum is the first."""
        first, chosen = 1, "0"
        for branch in reversed(branches):
            number = f"({self._branch(branch)} + {first})"
            first += ways_of_branch(branch)
            mask = self._mask(branch)
            if mask is None:
                chosen = self._let(number)
                continue
            arm = f"{self._ones(mask)} * {number}"
            chosen = self._let(arm if chosen == "0" else f"np.maximum({chosen}, {arm})")
        return chosen

    def _branch(self, branch: Branch) -> str:
        number, size = self._block(branch.rules), ways_of(branch.rules)
        for bit, name in enumerate(open_segments(branch.condition)):
            held = self._times(self._ones(self._masks.segment(name)), size << bit)
            number = held if number == "0" else f"{number} + {held}"
        return number

    def _mask(self, branch: Branch) -> str | None:
        window = self._masks.window(branch.starts, branch.ends)
        if branch.condition is None:
            return window
        yes = self._masks.yes(branch.condition)
        return yes if window is None else self._let(f"{window} & {yes}")

    def _ones(self, mask: str) -> str:
        return f"{mask}.view(TYPE)" if self._type is np.uint8 else f"{mask}.astype(TYPE)"

    @staticmethod
    def _times(number: str, factor: int) -> str:
        return number if factor == 1 or number == "0" else f"({number}) * {factor}"


def known(mask: Mask, wholly: Mask | None) -> Mask:
    """A mask where the fact is known."""
    return mask if wholly is None else mask & wholly


def numbers(drawn: NDArray[np.integer], scale: int) -> NDArray[np.integer]:
    """Draw numbers, if they are such."""
    if len(drawn) and not (drawn.min() >= 0 and drawn.max() < scale):
        raise ValueError(f"some are no draw numbers of {scale}")
    return drawn


def _whole(number: int | Ways, size: int, kind: type[np.integer]) -> Ways:
    return np.full(size, number, kind) if isinstance(number, int) else number


def _smallest(ways: int) -> type[np.integer]:
    if ways > WAYS_MAX:
        raise TooManyWays(f"{ways} ways through the rules are more than can be numbered")
    kinds: tuple[type[np.integer], ...] = (np.uint8, np.uint16, np.uint32)
    return next((kind for kind in kinds if ways <= np.iinfo(kind).max), np.int64)
