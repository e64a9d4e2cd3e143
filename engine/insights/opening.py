"""The doors of this room together: figures, the reports that are kept of them, and drafts beside what is live."""

from __future__ import annotations

from engine.campaigns.shared_door import SharedDoor
from engine.core import Core
from engine.insights.door import InsightDoor
from engine.insights.kept_door import KeptDoor
from engine.insights.shadow_door import ShadowDoor
from engine.storage.campaign_store import CampaignStore
from engine.storage.figure_store import FigureStore
from engine.storage.result_store import ResultStore
from engine.storage.shadow_store import ShadowStore
from engine.storage.view_store import ViewStore


def insight_doors(core: Core, shared: SharedDoor) -> tuple[InsightDoor, KeptDoor, ShadowDoor]:
    """Opened for one engine."""
    database = core.database
    figures = InsightDoor(core, FigureStore(database))
    kept = KeptDoor(core, ViewStore(database), figures)
    shadows = ShadowDoor(core, ShadowStore(database), CampaignStore(database), ResultStore(database), shared)
    return figures, kept, shadows
