"""All routes of the studio behind the sign-in."""

from __future__ import annotations

from studio.codes import routes as codes
from studio.composer import campaign, campaigns, editor, guide, language, publication

routes = [
    *campaigns.routes,
    *editor.routes,
    *publication.routes,
    *language.routes,
    *guide.routes,
    *campaign.routes,
    *codes.routes,
]
