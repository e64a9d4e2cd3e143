"""Registers mail as a way to send reports."""

from __future__ import annotations

from engine.spi import ReportChannel, hookimpl
from plugins.report_mail.channel import Mail

spi_version = 1


@hookimpl
def register_report_channels() -> tuple[ReportChannel, ...]:
    """One channel."""
    return (Mail(),)
