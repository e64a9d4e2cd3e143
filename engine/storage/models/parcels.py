"""Prizes that travel to their winners."""

from __future__ import annotations

from tortoise import fields

from engine.storage.models.columns import BrandOwned, big, short


class ParcelRow(BrandOwned):
    """`engine.parcels.rows.Parcel`."""

    person_id = big()
    campaign_id = big()
    title_en = short(255)
    title_zh = short(255)
    state = short(16)
    made_us = big()
    wait_id = big(null=True)
    until_us = big(null=True)
    address = fields.TextField(null=True)
    consent_us = big(null=True)
    carrier = short(60, null=True)
    number = short(60, null=True)

    class Meta:
        """Table."""

        table = "parcel"
        indexes = (("brand", "state", "id"), ("brand", "person_id"))


class ParcelMoveRow(BrandOwned):
    """`engine.parcels.rows.ParcelMove`."""

    parcel_id = big()
    state = short(16)
    by = short(120)
    at_us = big()
    carrier = short(60, null=True)
    number = short(60, null=True)

    class Meta:
        """Table."""

        table = "parcel_move"
        indexes = (("brand", "parcel_id"),)
