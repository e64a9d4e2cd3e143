"""Registers the red packet."""

from __future__ import annotations

from engine.spi import RewardType, hookimpl
from plugins.red_packet.reward import RedPacket

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (RedPacket(),)
