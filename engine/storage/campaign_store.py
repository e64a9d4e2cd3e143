"""Drafts, versions and events of campaigns. A publication is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.ids import new_id
from engine.storage.code_store import raise_revision
from engine.storage.database import Database
from engine.storage.models import CampaignEventRow, CampaignRow, CampaignVersionRow


class CampaignStore:
    """Reads and writes behind campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, brand: str, slug: str, text: str, by: str, account: int | None, now_us: int
    ) -> int:
        """Insert a campaign with its first draft; the id. Raises IntegrityError when the slug is taken."""
        campaign_id = new_id()
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO campaign (id, brand, slug, draft, draft_revision, draft_by, draft_account,"
                " draft_us, created_us) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $7)",
                [campaign_id, brand, slug, text, by, account, now_us],
            )
        return campaign_id

    async def campaigns(self, brand: str) -> Sequence[CampaignRow]:
        """A brand's campaigns, newest first."""
        with self._database.orm():
            return await CampaignRow.filter(brand=brand).order_by("-id")

    async def campaign(self, brand: str, campaign_id: int) -> CampaignRow | None:
        """A campaign of the brand."""
        with self._database.orm():
            return await CampaignRow.get_or_none(brand=brand, id=campaign_id)

    async def save_draft(
        self,
        brand: str,
        campaign_id: int,
        text: str,
        revision: int,
        by: str,
        account: int | None,
        now_us: int,
    ) -> bool:
        """Replace the draft if it still has this revision; whether it had."""
        with self._database.orm():
            changed = await CampaignRow.filter(brand=brand, id=campaign_id, draft_revision=revision).update(
                draft=text, draft_revision=revision + 1, draft_by=by, draft_account=account, draft_us=now_us
            )
            return bool(changed)

    async def versions(self, brand: str, campaign_id: int | None = None) -> Sequence[CampaignVersionRow]:
        """Published versions of one campaign, or of all of the brand, oldest first."""
        with self._database.orm():
            query = CampaignVersionRow.filter(brand=brand)
            if campaign_id is not None:
                query = query.filter(campaign_id=campaign_id)
            return await query.order_by("campaign_id", "number")

    async def events(self, brand: str, campaign_id: int) -> Sequence[CampaignEventRow]:
        """Pauses, resumptions and the end, as they were told."""
        with self._database.orm():
            return await CampaignEventRow.filter(brand=brand, campaign_id=campaign_id).order_by("id")

    async def add_version(self, values: dict[str, Any]) -> None:
        """Insert a version and raise the brand's revision. Raises `Collision` when the number is taken."""
        columns = ", ".join(values)
        marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        async with self._database.transaction() as transaction:
            await transaction.execute(
                f"INSERT INTO campaign_version ({columns}) VALUES ({marks})", list(values.values())
            )
            await raise_revision(transaction, values["brand"])

    async def add_event(self, brand: str, campaign_id: int, kind: str, at_us: int, by: str) -> None:
        """Insert an event and raise the brand's revision.

        Its id is above those before it, however the clocks of those who told them stood: of the events whose
        instant has come, the one that was told last counts.
        """
        async with self._database.transaction() as transaction:
            await raise_revision(transaction, brand)  # first: the brand's row orders those who come at once
            last = await transaction.fetch(
                "SELECT coalesce(max(id), 0) AS id FROM campaign_event WHERE brand = $1 AND campaign_id = $2",
                [brand, campaign_id],
            )
            number = max(new_id(), int(last[0]["id"]) + 1)
            await transaction.execute(
                "INSERT INTO campaign_event (id, brand, campaign_id, kind, at_us, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)",
                [number, brand, campaign_id, kind, at_us, by],
            )
