"""The demo's folder keeps what is in it to its owner."""

from __future__ import annotations

import os
from pathlib import Path

from studio.demo.folder import DemoFolder


def test_what_the_demo_keeps_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    """The wallet's file holds the merchant secret, the database every code's key."""
    before = os.umask(0o022)
    try:
        folder = DemoFolder(tmp_path / "demo")
        with folder.held():
            folder.wallet.write_text("secret")
            folder.mark_whole()
        made = [folder.path, *folder.path.iterdir()]
        assert len(made) >= 4
        assert {entry.stat().st_mode & 0o077 for entry in made} == {0}
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
