"""All routes of the studio behind the sign-in."""

from __future__ import annotations

from studio.codes import routes as codes
from studio.composer import (
    block_editing,
    campaign,
    campaigns,
    editing,
    editor,
    guide,
    home,
    language,
    new_campaign,
    publication,
    reference,
    reviews,
    shared_texts,
    simulation,
    trying,
    why,
)
from studio.consumers import routes as consumers
from studio.declarations import routes as declarations
from studio.insights import kept as kept_reports
from studio.insights import live
from studio.insights import pages as insights
from studio.outlets import routes as outlets
from studio.partners import routes as partners
from studio.people import routes as people
from studio.people import settings
from studio.prizes import routes as prizes
from studio.shop import routes as shop
from studio.themes import routes as themes

routes = [
    *home.routes,
    *campaigns.routes,
    *new_campaign.routes,
    *editor.routes,
    *publication.routes,
    *simulation.routes,
    *trying.routes,
    *language.routes,
    *editing.routes,
    *block_editing.routes,
    *guide.routes,
    *reference.routes,
    *reviews.routes,
    *shared_texts.routes,
    *why.routes,
    *campaign.routes,
    *codes.routes,
    *declarations.routes,
    *outlets.routes,
    *shop.routes,
    *partners.routes,
    *prizes.routes,
    *themes.routes,
    *insights.routes,
    *live.routes,
    *kept_reports.routes,
    *people.routes,
    *settings.routes,
    *consumers.routes,
]
