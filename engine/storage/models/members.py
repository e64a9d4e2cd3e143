"""Consumers, what they are recognised by, and who brought whom."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BRAND_LENGTH, BrandOwned, big, body, short


class ConsumerRow(BrandOwned):
    """`engine.records.Consumer`."""

    person_id = big()
    member_code = short(16)
    created_us = big()
    claims = big()
    last_claim_us = big(null=True)
    birthday = short(5, null=True)
    consent_us = big(null=True)
    tags = body(null=True)
    tier = short(40, null=True)
    birthday_from = big(null=True)
    consents = body(null=True)
    returned_us = big(null=True)
    returned_until_us = big(null=True)
    deleted_us = big(null=True)
    held_us = big(null=True)

    class Meta:
        """Table."""

        table = "consumer"
        unique_together = (("brand", "member_code"),)
        indexes = (("person_id",), ("brand", "birthday", "id"), ("brand", "last_claim_us", "id"))


class SweepRow(Model):
    """`engine.records.Sweep`."""

    key = fields.CharField(max_length=160, primary_key=True)
    brand = short(BRAND_LENGTH)
    campaign_id = big()
    past_us = big()
    past_id = big()
    lease_by = short(64)
    lease_us = big()
    done_us = big(null=True)

    class Meta:
        """Table."""

        table = "sweep"


class IdentityRow(BrandOwned):
    """`engine.records.Identity`."""

    kind = short(16)
    value_hash = short(64)
    consumer_id = big()
    created_us = big()

    class Meta:
        """Table."""

        table = "identity"
        unique_together = (("brand", "kind", "value_hash"),)
        indexes = (("consumer_id",),)


class ReferralRow(BrandOwned):
    """`engine.records.Referral`."""

    campaign_id = big()
    sharer_id = big()
    friend_id = big()
    claim_id = big()
    at_us = big()

    class Meta:
        """Table."""

        table = "referral"
        unique_together = (("brand", "campaign_id", "friend_id"),)
        indexes = (("brand", "friend_id"), ("brand", "sharer_id", "at_us"))


class ShareLinkRow(BrandOwned):
    """A consumer's share link for a campaign: one each."""

    campaign_id = big()
    consumer_id = big()
    token = short(32)
    created_us = big()

    class Meta:
        """Table."""

        table = "share_link"
        unique_together = (("brand", "campaign_id", "consumer_id"), ("token",))


class ClerkScanRow(BrandOwned):
    """`engine.records.ClerkScan`."""

    consumer_id = big()
    clerk_id = big()
    at_us = big()
    claims = big(null=True)

    class Meta:
        """Table."""

        table = "clerk_scan"
        indexes = (("brand", "consumer_id", "at_us"),)


class MarkRow(BrandOwned):
    """`engine.records.Mark`."""

    value_hash = short(64)
    at_us = big()
    until_us = big()

    class Meta:
        """Table."""

        table = "mark"
        indexes = (("brand", "value_hash"),)


class DeletionRow(BrandOwned):
    """`engine.records.Deletion`."""

    person_id = big()
    accounts = body()
    asked_us = big()
    erase_by_us = big()
    prizes_until_us = big()
    orders_until_us = big()
    erased_us = big(null=True)

    class Meta:
        """Table."""

        table = "deletion"
        indexes = (("brand", "id"),)


class ConsentRow(BrandOwned):
    """`engine.records.Consent`."""

    consumer_id = big()
    purpose = short(32)
    given = big()
    at_us = big()

    class Meta:
        """Table."""

        table = "consent"
        indexes = (("consumer_id",),)


class CodeSentRow(Model):
    """The one-time code of a number that one asker was sent, by a digest."""

    key = fields.CharField(max_length=200, primary_key=True)
    brand = short(BRAND_LENGTH)
    number = short(100)
    asker = short(100)
    digest = short(64)
    good_until_us = big()
    sent = big()
    tries = big()

    class Meta:
        """Table."""

        table = "code_sent"
        indexes = (("number",), ("asker",), ("good_until_us",))


class CodeQuotaRow(Model):
    """How often within a day codes were asked for by somebody or for a number, by a digest that tells neither."""

    key = fields.CharField(max_length=64, primary_key=True)
    brand = short(BRAND_LENGTH)
    since_us = big()
    count = big()
    last_us = big()

    class Meta:
        """Table."""

        table = "code_quota"
        indexes = (("last_us",),)
