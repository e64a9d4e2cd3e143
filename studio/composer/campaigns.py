"""The campaign list."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from engine.api import StudioUser
from studio.composer.presenters import STATES, campaign_list
from studio.composer.screens import Screen, screen

SECTION: Final = "campaigns"
_QUERY_MAX: Final = 100


async def show_campaigns(request: Request, user: StudioUser) -> Screen:
    """GET /studio/campaigns: all campaigns of the brand, by state and search words."""
    state = request.query_params.get("state", "")
    query = request.query_params.get("q", "").strip()[:_QUERY_MAX]
    found = await request.app.state.engine.campaigns.all(user.brand)
    return Screen(
        "composer/campaigns.html", campaign_list(found, state if state in STATES else "", query), SECTION
    )


routes = [
    *screen("/studio/campaigns", show_campaigns),
]
