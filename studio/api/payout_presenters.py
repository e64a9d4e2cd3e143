"""Payouts that wait or need a person, as JSON. Pure."""

from __future__ import annotations

from engine.api import HeldPayout, PausedChannel, StuckPayout
from studio.api.presenters import Json, instant, instant_or_none, money, words


def stuck_payout(view: StuckPayout) -> Json:
    """Money that does not arrive by itself."""
    return {
        "order_no": view.order_no,
        "grant_id": str(view.grant_id),
        "amount": money(view.amount),
        "state": view.state,
        "first_sent_at": instant(view.first_sent_at),
        "tries": view.tries,
        "note": view.note,
    }


def held_payout(view: HeldPayout) -> Json:
    """Money that waits for a reason."""
    return {
        "order_no": view.order_no,
        "grant_ids": [str(one) for one in view.grant_ids],
        "amount": money(view.amount),
        "hold": view.hold,
        "words": words(view.words),
        "next_at": instant_or_none(view.next_at),
    }


def paused_channel(view: PausedChannel) -> Json:
    """A channel that waits for the brand's float."""
    return {
        "channel": view.channel,
        "name": words(view.label),
        "since": instant(view.since),
        "next_at": instant(view.next_at),
    }
