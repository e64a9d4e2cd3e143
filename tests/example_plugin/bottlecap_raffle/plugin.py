"""Registers the raffle ticket."""

from __future__ import annotations

from bottlecap_raffle.raffle import RaffleTicket
from engine.spi import RewardType, hookimpl

spi_version = 1


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (RaffleTicket(),)
