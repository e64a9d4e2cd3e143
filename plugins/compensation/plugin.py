"""Registers the compensation."""

from __future__ import annotations

from engine.spi import RewardType, hookimpl
from plugins.compensation.reward import Compensation

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (Compensation(),)
