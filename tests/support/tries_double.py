"""Trying on one's own phone with the engine in memory: campaigns 1 and 2 of brand `drinks`, nobody has pressed yet."""

from __future__ import annotations

from engine.api import NotFound, ScanPage, tried


class TriesDouble:
    """Links without scans."""

    async def link(self, brand: str, campaign_id: int, what: str = tried.DRAFT) -> str:
        if brand != "drinks":
            raise NotFound("there is no such campaign")
        return "token"

    async def scans(self, brand: str, campaign_id: int) -> tuple[tried.TestScan, ...]:
        return ()

    async def open(self, token: str) -> ScanPage:
        raise NotFound("this is no link for trying")
