"""The shape of everything that changes money, codes or coupons: read these rows, give an answer and changes."""

from __future__ import annotations

from typing import Protocol, TypeVar

from engine.commit.changes import Changes
from engine.commit.world import Keys, World

Answer_co = TypeVar("Answer_co", covariant=True)


class Command(Protocol[Answer_co]):
    """A request that the committer settles together with others in one durable transaction."""

    def keys(self, world: World) -> Keys:
        """Rows needed, as far as the world lets us tell. Asked again until nothing new is named."""
        ...

    def apply(self, world: World) -> tuple[Answer_co, Changes]:
        """The answer and what to write. Pure: equal worlds give equal answers and changes."""
        ...
