"""An installation whose payment channel cannot start is told so, for packets would silently wait."""

from __future__ import annotations

import asyncio
import logging

import pytest

import plugins
from engine.api import EngineSettings, open_engine


def test_a_channel_that_lacks_a_setting_is_named_in_the_log(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The line names the channel and the setting; the engine runs on, and nothing is lost."""

    async def story() -> None:
        settings = EngineSettings(
            sqlite_url, bytes(32), plugins.BUILTIN, plugin_settings={"OTHER": "x"}, installed=False
        )
        engine = await open_engine(settings)
        await engine.close()

    with caplog.at_level(logging.WARNING, logger="engine.api"):
        asyncio.run(story())
    assert "sandbox_wallet" in caplog.text
    assert "BOTTLECAP_WALLET_SECRET" in caplog.text
