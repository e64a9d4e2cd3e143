"""The kinds of code a batch may be of: the words that campaigns use for them, and for whom each kind is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from engine.own_words import CODE_KINDS

#: Whom a kind of code answers: a consumer who asks for a reward, an outlet that registers it, whoever moves goods,
#: who is served by a clerk, or who needs help after the sale.
Role = Literal["consumer", "outlet", "logistics", "clerk", "service"]

KIND_NAMES: Final = frozenset(kind.name for kind in CODE_KINDS)
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
}
assert ROLES.keys() == KIND_NAMES

#: Codes of one family, the innermost first: a code may be in, or belong to, one of any later kind.
NESTED: Final = ("after_sales", "sell_through", "in_lid", "label", "box", "in_carton", "carton", "pallet")
_DEPTH: Final = {kind: depth for depth, kind in enumerate(NESTED)}


def fits_in(child: str, parent: str) -> bool:
    """Whether a code of one kind may be in, or belong to, one of another."""
    inner, outer = _DEPTH.get(child), _DEPTH.get(parent)
    return inner is not None and outer is not None and inner < outer


__all__ = ["CODE_KINDS", "KIND_NAMES", "NESTED", "ROLES", "Role", "fits_in"]
