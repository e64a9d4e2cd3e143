"""Registers the prize."""

from __future__ import annotations

from engine.spi import RewardType, hookimpl
from plugins.prize.reward import Prize

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (Prize(),)
