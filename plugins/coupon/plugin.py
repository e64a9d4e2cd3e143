"""Registers the coupon."""

from __future__ import annotations

from engine.spi import RewardType, hookimpl
from plugins.coupon.reward import Coupon

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (Coupon(),)
