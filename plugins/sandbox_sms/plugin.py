"""Registers the sandbox gateway: a message channel, what forgets its numbers, and the message as a reward."""

from __future__ import annotations

from engine.spi import Eraser, MessageChannel, RewardType, hookimpl
from plugins.sandbox_sms.channel import SandboxSms
from plugins.sandbox_sms.reward import Sms

spi_version = 1
_CHANNEL = SandboxSms()
_REWARD = Sms(_CHANNEL)


@hookimpl
def register_message_channels() -> tuple[MessageChannel, ...]:
    """One channel."""
    return (_CHANNEL,)


@hookimpl
def register_erasers() -> tuple[Eraser, ...]:
    """It forgets the numbers."""
    return (_CHANNEL,)


@hookimpl
def register_reward_types() -> tuple[RewardType, ...]:
    """One reward."""
    return (_REWARD,)
