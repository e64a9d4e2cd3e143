"""What has left the database: the files that hold it, and what it had added up to."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BrandOwned, big, short


class ArchiveFileRow(BrandOwned):
    """`engine.archive.piece.ArchiveFile`. The list of all pieces, written last, says that the campaign is archived."""

    campaign_id = big()
    number = big()
    kind = short(16)
    name = short(255)
    sha256 = short(64)
    rows = big()
    first_id = big()
    last_id = big()
    at_us = big()

    class Meta:
        """Table."""

        table = "archive_file"
        unique_together = (("brand", "campaign_id", "number"),)


class CarriedRow(Model):
    """A part of a balance, counter or tally whose rows have left. `key` begins with the brand and the table."""

    key = fields.CharField(max_length=220, primary_key=True)
    brand = short(32)
    amount = big()

    class Meta:
        """Table."""

        table = "carried"
        indexes = (("brand",),)
