"""Claims, purchases, redemptions and reversals over HTTP while processes die: nothing is lost, given or paid twice.

What is asserted holds for every timing; only the order of events differs from run to run. `BOTTLECAP_STORM=long`
makes storms of many minutes, with 200 kills of servers, wallet and database.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Final

import pytest

from tests.storms.database import StormDatabase
from tests.storms.processes import wallet_file
from tests.storms.storm import Scale, Storm
from tests.support.wallet import WalletProcess

LONG: Final = os.environ.get("BOTTLECAP_STORM") == "long"
ON_SQLITE: Final = (
    Scale(1, 20_000, 2_000, 48, {"server": 60, "wallet": 20}, (0.5, 4.0), long=True)
    if LONG
    else Scale(1, 230, 32, 24, {"server": 2, "wallet": 1}, (0.4, 1.2))
)
ON_POSTGRES: Final = (
    Scale(
        3, 20_000, 2_000, 48,
        {"server": 60, "wallet": 20, "database": 120, "wire": 80, "backends": 40}, (0.2, 2.0), long=True,
    )
    if LONG
    else Scale(
        2, 230, 32, 24,
        {"server": 2, "wallet": 1, "database": 8, "wire": 4, "backends": 3}, (0.1, 0.6),
    )
)  # fmt: skip
SEED: Final = 20260611
pytestmark = pytest.mark.timeout(7_200 if LONG else 240)


def test_a_storm_over_sqlite_loses_nothing_and_gives_nothing_twice(sqlite_url: str, tmp_path: Path) -> None:
    """Servers and wallet are killed."""
    _rage(sqlite_url, ON_SQLITE, tmp_path)


def test_a_storm_in_which_postgresql_itself_dies_loses_nothing_and_gives_nothing_twice(
    tmp_path: Path,
) -> None:
    """Servers, wallet and database are killed, answers of the database lost, connections ended from within."""
    database = StormDatabase()
    try:
        _rage(database, ON_POSTGRES, tmp_path)
    finally:
        database.stop()


def _rage(place: str | StormDatabase, scale: Scale, folder: Path) -> None:
    wallet = WalletProcess(wallet_file(folder))
    try:
        asyncio.run(Storm(place, scale, SEED, wallet, folder).rage())
    finally:
        wallet.stop()
