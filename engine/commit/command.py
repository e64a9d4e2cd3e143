"""The shape of everything that changes money, codes or coupons: read these rows, give an answer and changes."""

from __future__ import annotations

from typing import Protocol, TypeVar

from engine.commit.changes import Changes
from engine.commit.wants import Wants
from engine.commit.world import World

Answer_co = TypeVar("Answer_co", covariant=True)


class Command(Protocol[Answer_co]):
    """A request that the committer settles together with others in one durable transaction."""

    def ask(self, world: World, want: Wants) -> None:
        """Name the rows needed, as far as the world lets us tell: from nothing but the rows so named.

        Asked again whenever one of those rows has come or changed.
        """
        ...

    def apply(self, world: World) -> tuple[Answer_co, Changes]:
        """The answer and what to write. Pure: equal worlds give equal answers and changes."""
        ...
