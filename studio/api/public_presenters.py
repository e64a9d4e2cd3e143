"""What anybody may know of a campaign, as JSON: its big winners, and what proves its draws."""

from __future__ import annotations

from engine.api import Disclosure, Winner
from studio.api.presenters import Json, instant, words


def winner(view: Winner) -> Json:
    """A winner, masked."""
    return {"prize": words(view.prize), "day": view.day.isoformat(), "member": view.member}


def disclosure(view: Disclosure) -> Json:
    """What proves the draws of a campaign that has ended."""
    return {
        "campaign_id": str(view.campaign_id),
        "slug": view.slug,
        "title": words(view.title),
        "versions": [
            {
                "number": one.number,
                "published_at": instant(one.published_at),
                "vocabulary": one.vocabulary,
                "text": one.text,
                "hash": one.hash,
                "secret_hash": one.secret_hash,
                "secret": one.secret,
            }
            for one in view.versions
        ],
    }
