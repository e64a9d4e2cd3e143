"""Registers WeChat."""

from __future__ import annotations

from engine.spi import IdentityProvider, hookimpl
from plugins.wechat.provider import WeChat

spi_version = 1
_PROVIDER = WeChat()


@hookimpl
def register_identity_providers() -> tuple[IdentityProvider, ...]:
    """One provider."""
    return (_PROVIDER,)
