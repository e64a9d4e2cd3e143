"""Archiving: what is left of campaigns that ended long ago leaves the database for files, and the books still prove.

What stays: the claim as such (who used which code and when, so that no code gives twice), coupons and their redemptions,
referrals, balances, counters and figures. What leaves: the facts, draws and reasons of claims, grants with their postings,
orders and locks, refusals, and which pages were opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from dsl.values import Label
from engine.archive.piece import KINDS, ArchiveFile, checksums, digest, manifest
from engine.campaigns.live import BrandState, LiveCampaign
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid
from engine.outcomes import Reason
from engine.storage.archive_store import ArchiveStore
from engine.storage.partitions import Partitions

_WHY_NOT: Final = {
    "owed": Label("rewards owed or locked: {n}", "尚未付清或待解锁的奖励：{n} 份"),
    "orders": Label("open payouts and deliveries: {n}", "尚未完结的付款与发货：{n} 笔"),
    "coupons": Label("coupons that were good beyond the date: {n}", "该日期后仍可核销的券：{n} 张"),
    "redemptions": Label("redemptions since the date: {n}", "该日期之后的核销：{n} 次"),
}


class Shelf(Protocol):
    """Where archives are kept. Names are paths with slashes, relative to the shelf."""

    async def keep(self, name: str, content: bytes) -> None:
        """Write a file, in place of an earlier one of that name, durably before this returns."""

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""


@dataclass(frozen=True, slots=True)
class EndedCampaign:
    """A campaign that had ended by a date. `why_not` says what keeps it from being archived now."""

    brand: str
    id: int
    slug: str
    why_not: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Archived:
    """What one run has moved out of the database."""

    files: int
    rows: int
    folder: str


class ArchiveDoor:
    """Archives of a brand's campaigns."""

    def __init__(self, core: Core, store: ArchiveStore) -> None:
        self._core = core
        self._store = store

    async def ended(self, brand: str, before: datetime) -> tuple[EndedCampaign, ...]:
        """Campaigns that had ended by an instant and are not archived yet. Raises `Invalid` for one to come."""
        if before > self._core.clock.now():
            raise Invalid(
                "before", Label("choose a date that has passed", "请选择已经过去的日期")
            )  # what is to come may still be owed
        state = await self._core.brand(brand)
        found = []
        for campaign in state.campaigns:
            if campaign.state_at(before) is not Reason.ENDED or await self._is_archived(brand, campaign.id):
                continue
            still = await self._store.still_open(brand, campaign.id, to_micros(before))
            words = tuple(_told(_WHY_NOT[name], count) for name, count in still.items())
            found.append(EndedCampaign(brand, campaign.id, campaign.slug, words))
        return tuple(found)

    async def _is_archived(self, brand: str, campaign_id: int) -> bool:
        return any(file.kind == "manifest" for file in await self._store.files(brand, campaign_id))

    async def run(self, brand: str, campaign_id: int, before: datetime, shelf: Shelf) -> Archived:
        """Archive a campaign, or go on where an earlier run stopped. Raises `Invalid` where that must not be."""
        state = await self._core.brand(brand)
        found = [one for one in await self.ended(brand, before) if one.id == campaign_id]
        if not found or found[0].why_not:
            why = (
                found[0].why_not[0] if found else Label("it has not ended, or is archived", "未结束或已归档")
            )
            raise Invalid("campaign", why)
        campaign = state.campaign(campaign_id)
        assert campaign is not None
        folder = f"{brand}/{campaign.slug}-{campaign_id}"
        earlier = await self._store.files(brand, campaign_id)
        if any(not shelf.has(file.name) for file in earlier):
            raise Invalid(
                "folder",
                Label(
                    "an earlier run wrote to another folder: go on there",
                    "此前的归档写在另一目录，请在原目录继续",
                ),
            )
        for kind in KINDS:
            while await self._store.next_piece(
                brand, campaign_id, kind, folder, shelf.keep, to_micros(self._core.clock.now())
            ):
                pass
        written = await self._store.files(brand, campaign_id)
        await self._finish(state, campaign, folder, written, shelf)
        new = written[len(earlier) :]
        return Archived(len(new), sum(file.rows for file in new), folder)

    async def _finish(
        self, brand: BrandState, campaign: LiveCampaign, folder: str, files: list[ArchiveFile], shelf: Shelf
    ) -> None:
        """Write the list of all pieces, then note that the campaign is archived."""
        now = self._core.clock.now()
        versions = [version.hash for version in campaign.versions]
        content = manifest(brand.slug, campaign.slug, campaign.id, versions, now, files)
        listed = ArchiveFile(
            len(files) + 1, "manifest", f"{folder}/manifest.json", digest(content), len(files), 0, 0
        )
        await shelf.keep(listed.name, content)
        await shelf.keep(f"{folder}/SHA256SUMS", checksums([*files, listed]))
        await self._store.finish(brand.slug, campaign.id, listed, to_micros(now))

    async def tidy(self) -> tuple[str, ...]:
        """Give back the room of months of which nothing is left, where the database keeps postings by month."""
        return await Partitions(self._core.database).drop_empty()


def _told(words: Label, count: int) -> Label:
    return Label(words.en.format(n=f"{count:,}"), words.zh.format(n=f"{count:,}"))
