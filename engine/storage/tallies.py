"""Writes tallies. Each process adds to a part of its own, so that none waits for another's commit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from engine.storage.database import Transaction
from engine.storage.rows import add_up

#: The part of this process. A few parts are enough: two processes with one part only wait for each other.
PART: Final = os.getpid() % 16


def own_part(amounts: Mapping[str, int]) -> dict[str, int]:
    """Tallies as this process adds to them."""
    return {f"{name}|{PART}": amount for name, amount in amounts.items()}


async def add_tallies(transaction: Transaction, amounts: Mapping[str, int]) -> None:
    """Add to tallies by their names."""
    await add_up(transaction, "tally", "figure", own_part(amounts))
