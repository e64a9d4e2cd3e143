"""Registers points."""

from __future__ import annotations

from engine.spi import RewardType, hookimpl
from plugins.points.reward import Points

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (Points(),)
