"""Registers the exchange."""

from __future__ import annotations

from engine.spi import RewardType, hookimpl
from plugins.exchange.reward import Exchange

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (Exchange(),)
