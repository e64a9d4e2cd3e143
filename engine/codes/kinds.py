"""The kinds of code a batch may be of, and for whom each is made. Campaigns have words for those on goods and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from engine.own_words import CODE_KINDS, PLACE_KINDS

#: Whom a kind of code answers: a consumer who asks for a reward, an outlet that registers it, whoever moves goods,
#: who is served by a clerk, who needs help after the sale, or whoever comes by a place, day after day.
Role = Literal["consumer", "outlet", "logistics", "clerk", "service", "place"]

KIND_NAMES: Final = frozenset(kind.name for kind in (*CODE_KINDS, *PLACE_KINDS))
ROLES: Final[Mapping[str, Role]] = {
    "in_lid": "consumer",
    "label": "consumer",
    "box": "consumer",
    "in_carton": "outlet",
    "sell_through": "outlet",
    "carton": "logistics",
    "pallet": "logistics",
    "clerk": "clerk",
    "after_sales": "service",
    "store": "place",
    "poster": "place",
}
assert ROLES.keys() == KIND_NAMES

#: Codes of one family, the innermost first: a code may be in, or belong to, one of any later kind.
NESTED: Final = ("after_sales", "sell_through", "in_lid", "label", "box", "in_carton", "carton", "pallet")
_DEPTH: Final = {kind: depth for depth, kind in enumerate(NESTED)}


def is_of_place(kind: str) -> bool:
    """Whether a code of this kind is on a place: it has no product, and nobody claims it for all."""
    return ROLES[kind] == "place"


def fits_in(child: str, parent: str) -> bool:
    """Whether a code of one kind may be in, or belong to, one of another."""
    inner, outer = _DEPTH.get(child), _DEPTH.get(parent)
    return inner is not None and outer is not None and inner < outer


__all__ = ["CODE_KINDS", "KIND_NAMES", "NESTED", "ROLES", "Role", "fits_in", "is_of_place"]
