"""Campaigns: the draft, the immutable versions, what happened to them."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, body, short


class CampaignRow(BrandOwned):
    """A campaign and its draft. `draft_revision` guards against lost updates.

    `draft_by` is the name shown of who saved it last, `draft_account` that person's account; a machine has none.
    """

    slug = short(64)
    draft = body()
    draft_revision = big()
    draft_by = short(120)
    draft_account = big(null=True)
    draft_us = big()
    created_us = big()

    class Meta:
        """Table."""

        table = "campaign"
        unique_together = (("brand", "slug"),)


class CampaignVersionRow(BrandOwned):
    """A published text. `hash` names it; `secret_hash` is the commitment to its draw secret."""

    campaign_id = big()
    number = big()
    hash = short(64)
    text = body()
    vocabulary = short(64)
    secret_hash = short(64)
    published_us = big()
    published_by = short(120)
    author = short(120, null=True)

    class Meta:
        """Table."""

        table = "campaign_version"
        unique_together = (("brand", "campaign_id", "number"),)


class CampaignEventRow(BrandOwned):
    """A pause, resumption or end of a campaign, in force from `at_us`."""

    campaign_id = big()
    kind = short(16)
    at_us = big()
    recorded_by = short(120)

    class Meta:
        """Table."""

        table = "campaign_event"
        indexes = (("brand", "campaign_id"),)


class SharedTextRow(BrandOwned):
    """A version of a text that the brand's campaigns share."""

    name = short(64)
    number = big()
    text = body()
    saved_by = short(120)
    saved_us = big()

    class Meta:
        """Table."""

        table = "shared_text"
        unique_together = (("brand", "name", "number"),)


class TestScanRow(BrandOwned):
    """A press on a test page: what decided (`text`), on which facts and draw. Nothing was granted by it."""

    __test__ = False  # no test of a test suite

    campaign_id = big()
    what = short(16)
    text = body()
    facts = body()
    seed = short(32)
    at_us = big()

    class Meta:
        """Table."""

        table = "test_scan"
        indexes = (("brand", "campaign_id"),)
