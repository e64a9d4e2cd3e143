"""What an engine is opened with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine needs. `secret` (32 bytes or more) is the root of code keys, draws and identity hashes.

    `plugins` are dotted names of built-in plugins; `plugin_settings` what channels read instead of the
    environment; `installed` says whether plugins of other distributions are loaded too.
    `tombstones` is a file outside the database: deletions of people are written there, and applied again when an older
    copy of the database is opened.
    """

    database_url: str
    secret: bytes
    plugins: tuple[str, ...]
    plugin_settings: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    installed: bool = True
    pool_size: int = 4
    tombstones: Path | None = None
