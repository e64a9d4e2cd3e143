"""The plugins that ship with Bottlecap, by dotted name. They use the same door as anybody's plugin."""

from __future__ import annotations

from typing import Final

BUILTIN: Final = (
    "plugins.red_packet.plugin",
    "plugins.points.plugin",
    "plugins.coupon.plugin",
    "plugins.exchange.plugin",
    "plugins.compensation.plugin",
    "plugins.prize.plugin",
    "plugins.coupon_alliance.plugin",
    "plugins.sandbox_wallet.plugin",
    "plugins.sandbox_bank.plugin",
    "plugins.sandbox_sms.plugin",
    "plugins.wechat.plugin",
    "plugins.report_mail.plugin",
    "plugins.theme_plain.plugin",
    "plugins.theme_story.plugin",
    "plugins.theme_lantern.plugin",
    "plugins.theme_citrus.plugin",
)
