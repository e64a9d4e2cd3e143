"""Registers the sandbox bank."""

from __future__ import annotations

from engine.spi import PaymentChannel, hookimpl
from plugins.sandbox_bank.channel import SandboxBank

spi_version = 1


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    """One channel."""
    return (SandboxBank(),)
