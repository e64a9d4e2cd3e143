"""The different ways in which a trigger can go: which branch each choice takes, with a cell for each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dsl.analysis.cells import Cells, Mask, places
from dsl.campaign import Branch, Choice, Draw, Give, Refuse, Rule
from dsl.decision import Refusal

#: More ways than this are not told apart.
MOST_WAYS: Final = 4_096


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the rules: the branches that apply, what they bring in order, and whether it ends refused.

    `cell` is a cell that goes this way (0 along axes that do not matter); `usual` says that no fact is missing
    in it that is always known.
    """

    branches: tuple[Branch, ...]
    brings: tuple[Give | Draw, ...]
    refusal: Refusal | None
    cell: tuple[int, ...]
    usual: bool

    @property
    def empty(self) -> bool:
        """No rule says anything, not even a refusal."""
        return not self.brings and self.refusal is None


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways of a trigger. `codes` has the number of its way for each cell, -1 for cells that cannot be."""

    cells: Cells
    ways: tuple[Way, ...]
    codes: npt.NDArray[np.int32]

    def mask(self, wanted: set[int]) -> Mask:
        """Where one of these ways is gone, in the full shape."""
        table = np.zeros(len(self.ways) + 1, np.bool_)
        table[list(wanted)] = True
        full: Mask = np.broadcast_to(table[self.codes], self.cells.shape)
        return full


def ways_of(cells: Cells) -> Ways | None:
    """Tell the ways apart by counting through the choices in mixed radix, and keep only those that happen.

    None where they are too many to look at each.
    """
    choices = [place.choice for place in places(cells.trigger.rules)]
    codes = np.zeros((1,) * len(cells.shape), np.int32)
    rows = np.zeros((1, 0), np.int32)
    for place in places(cells.trigger.rules):
        radix = len(place.choice.branches) + 1
        taken = cells.taken(place.choice)
        for choice, number in place.above:
            taken = np.where(cells.taken(choice) == number + 1, taken, np.int16(0))
        codes = codes * np.int32(radix) + taken
        happens = np.zeros(len(rows) * radix, np.bool_)
        happens[codes.ravel()] = True
        kept = np.flatnonzero(happens)
        if len(kept) > MOST_WAYS:
            return None
        codes = (np.cumsum(happens, dtype=np.int32) - 1)[codes]
        rows = np.column_stack((rows[kept // radix], kept % radix))
    codes = np.where(cells.possible, codes, np.int32(-1))
    usual = np.where(cells.usual, codes, np.int32(-1))
    first, ordinary = _first(codes, len(rows)), _first(usual, len(rows))
    table, ways = np.full(len(rows) + 1, -1, np.int32), list[Way]()
    for number in map(int, np.flatnonzero(first >= 0)):
        table[number] = len(ways)
        chosen = {id(choice): int(taken) for choice, taken in zip(choices, rows[number], strict=True)}
        plain = bool(ordinary[number] >= 0)
        cell = np.unravel_index(*((ordinary[number], usual.shape) if plain else (first[number], codes.shape)))
        ways.append(_way(cells.trigger.rules, chosen, tuple(int(along) for along in cell), plain))
    return Ways(cells, tuple(ways), table[codes])


def _first(codes: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int64]:
    """The first place of each code, -1 where there is none."""
    flat = codes.ravel()
    first = np.full(count + 1, -1, np.int64)
    first[flat[::-1]] = np.arange(len(flat) - 1, -1, -1)
    return first[:-1]


def _way(rules: tuple[Rule, ...], chosen: dict[int, int], cell: tuple[int, ...], usual: bool) -> Way:
    branches: list[Branch] = []
    brings: list[Give | Draw] = []
    refusal = _follow(rules, chosen, branches, brings)
    return Way(tuple(branches), tuple(brings), refusal, cell, usual)


def _follow(
    rules: tuple[Rule, ...], chosen: dict[int, int], branches: list[Branch], brings: list[Give | Draw]
) -> Refusal | None:
    """Walk as the interpreter does; a refusal ends the walk."""
    for rule in rules:
        refusal = None
        match rule:
            case Give() | Draw():
                brings.append(rule)
            case Refuse(words):
                return words
            case Choice():
                if taken := chosen[id(rule)]:
                    branches.append(rule.branches[taken - 1])
                    refusal = _follow(branches[-1].rules, chosen, branches, brings)
        if refusal is not None:
            return refusal
    return None
