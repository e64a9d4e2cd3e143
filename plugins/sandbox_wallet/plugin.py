"""Registers the sandbox wallet."""

from __future__ import annotations

from engine.spi import CollectingChannel, PaymentChannel, hookimpl
from plugins.sandbox_wallet.channel import SandboxPackets, SandboxWallet
from plugins.sandbox_wallet.collecting import SandboxTill

spi_version = 1


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    """Transfers and packets of the same wallet."""
    return (SandboxWallet(), SandboxPackets())


@hookimpl
def register_collecting_channels() -> tuple[CollectingChannel, ...]:
    """The wallet's till."""
    return (SandboxTill(),)
