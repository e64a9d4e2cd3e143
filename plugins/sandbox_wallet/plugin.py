"""Registers the sandbox wallet."""

from __future__ import annotations

from engine.spi import PaymentChannel, hookimpl
from plugins.sandbox_wallet.channel import SandboxPackets, SandboxWallet

spi_version = 1


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    """Transfers and packets of the same wallet."""
    return (SandboxWallet(), SandboxPackets())
