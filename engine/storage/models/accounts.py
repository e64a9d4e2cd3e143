"""Brands and who may act for them."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BrandOwned, big, short


class BrandRow(Model):
    """A brand (tenant). `revision` grows with each publication, pause, batch and range change.

    Since `four_eyes_us` a campaign is published by another person than its last author. What is NULL of the trade's
    settings (`engine.campaigns.trade_settings`) is as usual.
    """

    slug = fields.CharField(max_length=32, primary_key=True)
    name_en = short(120)
    name_zh = short(120)
    zone = short(64)
    currency = short(3)
    revision = big()
    created_us = big()
    four_eyes_us = big(null=True)
    clerk_minutes = big(null=True)
    clerk_claims = big(null=True)
    diversion_claims = big(null=True)
    diversion_days = big(null=True)
    grade_a_percent = big(null=True)
    grade_b_percent = big(null=True)
    grade_claims = big(null=True)
    margin = big(null=True)

    class Meta:
        """Table."""

        table = "brand"


class StudioUserRow(BrandOwned):
    """A person who works in the studio for one brand. An address names one person in the whole installation.

    From `closed_us` on nobody signs in as this person. `totp` is the secret of the second step, in base 32, and `totp_step` the
    last step whose number was taken: none is taken twice. `outside` names the person of another service who is this one.
    """

    email = short(254)
    name = short(120)
    role = short(16)
    password_hash = short(255)
    created_us = big()
    closed_us = big(null=True)
    totp = short(64, null=True)
    totp_step = big(null=True)
    outside = short(64, null=True)

    class Meta:
        """Table."""

        table = "studio_user"
        unique_together = (("email",), ("outside",))


class SessionRow(Model):
    """A signed-in studio user or clerk, found by the SHA-256 of the token in the cookie."""

    token_hash = fields.CharField(max_length=64, primary_key=True)
    kind = short(16)
    subject = big()
    created_us = big()
    expires_us = big()

    class Meta:
        """Table."""

        table = "session"
        indexes = (("subject", "kind"),)


class ApiKeyRow(Model):
    """A key of a brand for the HTTP API, stored as its SHA-256."""

    key_hash = fields.CharField(max_length=64, primary_key=True)
    brand = short(32)
    name = short(120)
    created_us = big()
    revoked_us = big(null=True)

    class Meta:
        """Table."""

        table = "api_key"


class ActRow(BrandOwned):
    """Something that a person did in the studio to people or settings: what it was about, before and after."""

    user_id = big()
    user_name = short(120)
    kind = short(32)
    about = short(254)
    before = short(254)
    after = short(254)
    at_us = big()

    class Meta:
        """Table."""

        table = "act"
        indexes = (("brand", "id"), ("brand", "about", "id"))
