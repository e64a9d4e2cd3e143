"""What the law of a market says about prizes: one table of data for each, beside this file.

These are rules of the checker, not legal advice.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from dsl.values import Money

#: The market of a campaign that names none.
DEFAULT: Final = "CN"


@dataclass(frozen=True, slots=True)
class LawPack:
    """The rules of one market.

    `ceiling` is the most that the draws of one event may bring together, at market prices. `varying_odds` wants
    odds told that differ by place or time. `disclosed` names what has to be told before prizes are drawn;
    winners of prizes above `winners_above` are listed, masked.
    """

    market: str
    ceiling: Money
    varying_odds: bool
    disclosed: tuple[str, ...]
    winners_above: Money
    sources: tuple[str, ...]


@cache
def markets() -> tuple[str, ...]:
    """The markets whose rules are known."""
    tables = (one.name for one in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in tables if name.endswith(".toml")))


@cache
def pack_of(market: str) -> LawPack | None:
    """The rules of a market, None where they are not known."""
    if market not in markets():
        return None
    table = tomllib.loads(files(__name__).joinpath(f"{market}.toml").read_text(encoding="utf-8"))
    currency = str(table["currency"])
    return LawPack(
        market,
        Money(int(table["ceiling_minor"]), currency),
        bool(table["varying_odds_are_told"]),
        tuple(table["disclosed"]),
        Money(int(table["winners_are_listed_above_minor"]), currency),
        tuple(table["sources"]),
    )
