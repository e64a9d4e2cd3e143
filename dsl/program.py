"""A campaign that is ready to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dsl.campaign import Campaign, Draw
from dsl.decision import Decision
from dsl.rows import Row

#: Gives the number in [0, scale) that fate has for a draw site.
DrawNumber = Callable[[int, int], int]
DecideRow = Callable[[Row, DrawNumber], Decision]
MakeRow = Callable[[Mapping[str, object]], Row]


@dataclass(frozen=True, slots=True)
class Program:
    """A checked campaign, compiled. The same facts and numbers give the same decision for ever.

    `locks` tells whether any of its rewards waits for a key.
    """

    campaign: Campaign
    source: str
    _deciders: tuple[DecideRow, ...]
    _rows: tuple[MakeRow, ...]
    _facts: tuple[frozenset[str], ...]
    _draws: tuple[Mapping[int, Draw], ...]
    locks: bool = False

    def facts_read(self, trigger: int) -> frozenset[str]:
        """The full names of the facts that the trigger's rules read, without `event.at`."""
        return self._facts[trigger]

    def draws(self, trigger: int) -> Mapping[int, Draw]:
        """The draws of a trigger by their sites."""
        return self._draws[trigger]

    def decide(self, trigger: int, facts: Mapping[str, object], draw: DrawNumber) -> Decision:
        """Decide one event.

        `facts` must contain `event.at`, an aware datetime; any other fact that is missing or None is
        unknown. `draw(site, scale)` gives a whole number in [0, scale): by chance, or for a deal
        (see `draws`) as dealt to the event's code.
        """
        return self._deciders[trigger](self._rows[trigger](facts), draw)

    def row(self, trigger: int, facts: Mapping[str, object]) -> Row:
        """The facts as `decider` takes them."""
        return self._rows[trigger](facts)

    def decider(self, trigger: int) -> DecideRow:
        """The function behind `decide` for one trigger, for those who have rows."""
        return self._deciders[trigger]
