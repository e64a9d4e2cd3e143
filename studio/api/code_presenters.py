"""The engine's answers about batches of codes as JSON values; `campaign_shapes` declares the same forms."""

from __future__ import annotations

from engine.api import BatchView, BulkOutcome, Handover, RangeChangeView
from studio.api.presenters import Json, instant


def batch(view: BatchView) -> Json:
    """A batch of codes."""
    return {
        "id": str(view.id),
        "name": view.name,
        "gtin": view.gtin,
        "kind": view.kind,
        "size": view.size,
        "created_at": instant(view.created_at),
        "active": view.active,
        "claimed": view.claimed,
        "early": view.early,
    }


def range_change(view: RangeChangeView) -> Json:
    """One change to a range of a batch; `first` and `last` are both included."""
    return {
        "first": view.first,
        "last": view.last,
        "aspect": view.aspect,
        "value": view.value,
        "effective_at": instant(view.effective_at),
        "recorded_at": instant(view.recorded_at),
        "by": view.by,
    }


def handover(taken: Handover) -> Json:
    """Codes that left, and who took them."""
    return {
        "first": taken.first,
        "last": taken.last,
        "form": taken.form,
        "at": instant(taken.at),
        "by": taken.by,
    }


def bulk_outcome(outcome: BulkOutcome) -> Json:
    """What a table of changes changes."""
    moves = [
        {"aspect": move.aspect, "before": move.before, "after": move.after, "codes": move.codes}
        for move in outcome.moves
    ]
    return {"lines": outcome.lines, "at": instant(outcome.at), "moves": moves}
