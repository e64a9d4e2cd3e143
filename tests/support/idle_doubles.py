"""Rooms of the engine with little to do in tests of the public pages: workers, notices, one-time codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.api import ConsumerKey, Label, NotFound


class Idle:
    """A worker without work."""

    async def run_once(self) -> int:
        return 0


@dataclass
class Payouts:
    """Takes notices whose body is `signed`."""

    async def run_once(self) -> int:
        return 0

    async def notice(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool:
        if channel != "sandbox_wallet":
            raise NotFound
        return body == b"signed"


class Verifying:
    """A message channel and one service."""

    sends_codes = True
    providers: Mapping[str, Label] = {"wechat": Label("WeChat", "微信")}

    async def send_code(
        self, brand: str, who: ConsumerKey, mobile: str, *, address: str | None = None
    ) -> None:
        """It is on its way."""


class Insights:
    """Figures that are added up already."""

    async def keep_up(self) -> int:
        return 0


class Groups:
    """Nobody collects money."""

    async def notice(self, channel: str, headers: Mapping[str, str], body: bytes) -> bool:
        return False
