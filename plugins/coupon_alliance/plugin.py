"""Registers the coupon alliance."""

from __future__ import annotations

from engine.spi import AllianceType, hookimpl
from plugins.coupon_alliance.alliance import CouponAlliance

spi_version = 1


@hookimpl
def register_alliance_types() -> tuple[AllianceType, ...]:
    """One way of sharing."""
    return (CouponAlliance(),)
