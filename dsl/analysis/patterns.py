"""The different ways in which a trigger can go: which branch each choice takes, with a cell for each way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dsl.analysis.cells import Cells, Mask, places
from dsl.campaign import Branch, Choice, Draw, Give, Refuse, Rule
from dsl.decision import Refusal

Codes = npt.NDArray[np.signedinteger[Any]]
#: More ways than this are not told apart.
MOST_WAYS: Final = 4_096
#: So few codes are looked for one by one, which is faster than all at once.
_FEW: Final = 32


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
    """All ways of a trigger. `codes` says for each cell which way it goes, as in `names`; -1 cannot be."""

    cells: Cells
    ways: tuple[Way, ...]
    codes: Codes
    names: tuple[int, ...]

    def mask(self, wanted: Iterable[int]) -> Mask:
        """Where one of these ways is gone, in the full shape."""
        gone = np.zeros(self._size, np.bool_)  # the last place is for code -1
        gone[[self.names[number] for number in wanted]] = True
        return np.broadcast_to(gone[self.codes], self.cells.shape)

    def through(self, mask: Mask) -> list[Way]:
        """The ways that some cell of the mask goes."""
        codes, inside = np.broadcast_arrays(self.codes, mask)
        seen = np.bincount(codes[inside] + np.intp(1), minlength=self._size)
        return [way for way, name in zip(self.ways, self.names, strict=True) if seen[name + 1]]

    @property
    def _size(self) -> int:
        return max(self.names, default=0) + 2


def ways_of(cells: Cells) -> Ways | None:
    """Tell the ways apart by counting through the choices in mixed radix; None where they are too many.

    Codes that do not happen are dropped only when there are many, for that costs a look at each cell.
    """
    all_places = places(cells.trigger.rules)
    codes: Codes = np.zeros((1,) * len(cells.shape), np.int16)
    rows = np.zeros((1, 0), np.int32)
    for place in all_places:
        radix = len(place.choice.branches) + 1
        taken = cells.taken(place.choice)
        for choice, number in place.above:
            taken = np.where(cells.taken(choice) == number + 1, taken, np.int16(0))
        many = len(rows) * radix > MOST_WAYS
        wide = np.int32(radix) if many else np.int16(radix)
        codes = codes * wide + taken if len(rows) > 1 else taken
        rows = np.column_stack((np.repeat(rows, radix, axis=0), np.tile(np.arange(radix), len(rows))))
        if many:
            happens = np.zeros(len(rows), np.bool_)
            happens[codes.ravel()] = True
            rows = rows[happens]
            if len(rows) > MOST_WAYS:
                return None
            codes = (np.cumsum(happens) - 1).astype(np.int16)[codes]
    return _named(cells, [place.choice for place in all_places], codes, rows)


def _named(cells: Cells, choices: list[Choice], codes: Codes, rows: npt.NDArray[np.int32]) -> Ways:
    """The ways that happen, each with the first cell that goes it, a usual one where there is one."""
    never = codes.dtype.type(-1)
    if not cells.possible.all():
        codes = np.where(cells.possible, codes, never)
    usual = codes if cells.usual.all() else np.where(cells.usual, codes, never)
    first, ordinary = _first(codes, len(rows)), _first(usual, len(rows))
    names = [int(name) for name in np.flatnonzero(first >= 0)]
    ways = []
    for name in names:
        chosen = {id(choice): int(taken) for choice, taken in zip(choices, rows[name], strict=True)}
        plain = bool(ordinary[name] >= 0)
        cell = np.unravel_index(*((ordinary[name], usual.shape) if plain else (first[name], codes.shape)))
        ways.append(_way(cells.trigger.rules, chosen, tuple(int(along) for along in cell), plain))
    return Ways(cells, tuple(ways), codes, tuple(names))


def _first(codes: Codes, count: int) -> npt.NDArray[np.int64]:
    """The first place of each code, -1 where there is none."""
    flat = codes.ravel()
    first = np.full(count + 1, -1, np.int64)
    if count <= _FEW:
        for code in range(count):
            found = flat == code
            place = int(found.argmax())
            first[code] = place if found[place] else -1
    else:
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
