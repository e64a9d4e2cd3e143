"""What every journey starts from: a clock that the test sets, and a wallet process on that clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.app import Wallet, running_wallet
from tests.support.clock import ClockFile


@pytest.fixture
def clock(tmp_path: Path) -> ClockFile:
    """A clock that stands until the test moves it."""
    made = ClockFile(tmp_path / "clock")
    made.at("2026-01-01 12:00:00")
    return made


@pytest.fixture
def wallet(tmp_path: Path, clock: ClockFile) -> Iterator[Wallet]:
    """A wallet that tells the same time."""
    with running_wallet(tmp_path, clock) as running:
        yield running
