"""A prize is given that is to be sent: its parcel asks for an address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dsl.campaign import Campaign
from dsl.validity import ends
from engine.clock import from_micros, to_micros
from engine.ids import new_id
from engine.parcels.rows import Parcel, ParcelMove
from engine.records import Grant, Record, Wait

TOPIC: Final = "parcel"
#: A trade partner's prize is handed over by whoever visits them.
_PERSONS: Final = ("consumer", "referrer")


def parcel_for(grant: Grant, campaign: Campaign, payload: Mapping[str, object]) -> tuple[Record, ...]:
    """The rows behind a grant whose effect asks for an address; none for any other."""
    told = payload.get("deliver")
    if not payload.get("address") or grant.recipient_kind not in _PERSONS or not isinstance(told, Mapping):
        return ()
    since_us = grant.opens_us or grant.at_us
    terms = next((one for one in campaign.prizes if one.id == told.get("prize")), None)
    until = ends(terms.validity, from_micros(since_us), campaign.zone) if terms and terms.validity else None
    until_us = None if until is None else to_micros(until)
    move = ParcelMove(new_id(), grant.brand, grant.id, "asked", "", since_us)
    wait_id = None if until_us is None else new_id()
    title = terms.name if terms else None
    parcel = Parcel(
        grant.id, grant.brand, grant.recipient_id, grant.campaign_id, title.en if title else grant.title_en,
        title.zh if title else grant.title_zh, "asked", since_us, wait_id, until_us,
    )  # fmt: skip
    if wait_id is None or until_us is None:
        return parcel, move
    wait = Wait(
        wait_id, grant.brand, TOPIC, wait_id, grant.id, grant.campaign_id, grant.recipient_id, "", "{}", 0, "", "{}",
        "waiting", since_us, until_us, until_us,
    )  # fmt: skip
    return parcel, move, wait
