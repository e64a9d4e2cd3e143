"""Shared texts and what a change of one does, as JSON values."""

from __future__ import annotations

from engine.api import AffectedDraft, Change, SharedText
from studio.api import presenters
from studio.api.presenters import Json


def shared_text(view: SharedText) -> Json:
    """A version of a shared text."""
    return {
        "name": view.name,
        "number": view.number,
        "text": view.text,
        "saved_by": view.saved_by,
        "saved_at": presenters.instant(view.saved_at),
    }


def affected_draft(view: AffectedDraft) -> Json:
    """A draft that uses a shared text, and what a change does to it."""
    changes = None if view.changes is None else view.changes.changes
    return {
        "campaign_id": str(view.campaign_id),
        "slug": view.slug,
        "title": presenters.words(view.title),
        "problems": [presenters.problem(one) for one in view.problems],
        "changes": None if changes is None else [_consequence(one) for one in changes],
    }


def _consequence(one: Change) -> Json:
    return {
        "verdict": one.verdict,
        "what": presenters.words(one.what),
        "event": presenters.words(one.event),
        "who": presenters.words(one.who),
    }
