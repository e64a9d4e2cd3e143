"""What consumers did: exposures, claims, refusals, and requests already answered."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BrandOwned, big, body, short


class ExposureRow(BrandOwned):
    """A page of a code was opened: counted once a visitor, code and day."""

    visitor = short(64)
    batch_id = big()
    serial = big()
    day = big()
    campaign_id = big(null=True)
    at_us = big()

    class Meta:
        """Table."""

        table = "exposure"
        unique_together = (("brand", "visitor", "batch_id", "serial", "day"),)
        indexes = (("brand", "campaign_id"),)


class ClaimRow(BrandOwned):
    """`engine.records.Claim`."""

    source = short(80)
    kind = short(32)
    batch_id = big(null=True)
    serial = big(null=True)
    consumer_id = big()
    person_id = big()
    campaign_id = big()
    version_id = big()
    rule = big()
    at_us = big()
    region = short(16, null=True)
    referrer_id = big(null=True)
    clerk_id = big(null=True)
    facts = body()
    draws = body()
    notes = body()
    takes = body()
    shown_hash = short(64, null=True)
    shown_page = short(64, null=True)
    outlet_id = big(null=True)
    dealer_id = big(null=True)

    class Meta:
        """Table."""

        table = "claim"
        unique_together = (("brand", "source"),)
        indexes = (
            ("brand", "campaign_id", "id"),
            ("brand", "person_id", "id"),
            ("brand", "outlet_id", "at_us"),
        )


class RefusalRow(BrandOwned):
    """`engine.records.Refused`."""

    kind = short(32)
    source = short(80)
    consumer_id = big(null=True)
    campaign_id = big(null=True)
    version_id = big(null=True)
    outlet_id = big(null=True)
    at_us = big()
    reason = short(32)
    facts = body()
    words_en = short(255)
    words_zh = short(255)

    class Meta:
        """Table."""

        table = "refusal"
        indexes = (
            ("brand", "campaign_id", "id"),
            ("brand", "consumer_id", "id"),
            ("brand", "id"),
            ("brand", "source"),
        )


class GuesserRow(Model):
    """`engine.records.Guesser`."""

    key = fields.CharField(max_length=128, primary_key=True)
    brand = short(32)
    seen = body()
    blocked_us = big(null=True)
    last_us = big()

    class Meta:
        """Table."""

        table = "guesser"
        indexes = (("last_us",),)


class DeviceUseRow(BrandOwned):
    """`engine.records.DeviceUse`."""

    device = short(64)
    day = short(10)
    place = big()
    person_id = big()

    class Meta:
        """Table."""

        table = "device_use"
        unique_together = (("brand", "device", "day", "place"),)


class RequestRow(Model):
    """`engine.records.StoredRequest`."""

    key = fields.CharField(max_length=320, primary_key=True)
    brand = short(32)
    fingerprint = short(64)
    answer = body()
    at_us = big()

    class Meta:
        """Table."""

        table = "request"
