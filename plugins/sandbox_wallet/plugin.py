"""Registers the sandbox wallet."""

from __future__ import annotations

from engine.spi import PaymentChannel, hookimpl
from plugins.sandbox_wallet.channel import SandboxWallet

spi_version = 1


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    """One channel."""
    return (SandboxWallet(),)
