"""What happened, added up by day, place and version."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BrandOwned, big, body, short


class FigureRow(BrandOwned):
    """`engine.insights.cells.Cell` with its amount. Days are `YYYYMMDD` in the brand's zone; 0 and '' stand for none."""

    day = big()
    known = big()
    campaign_id = big()
    version_id = big()
    batch_id = big()
    outlet_id = big()
    region = short(16)
    measure = short(48)
    amount = big()

    class Meta:
        """Table."""

        table = "figure"
        unique_together = (
            (
                "brand",
                "day",
                "known",
                "campaign_id",
                "version_id",
                "batch_id",
                "outlet_id",
                "region",
                "measure",
            ),
        )


class FigureMarkRow(Model):
    """How far the rows of a source have been added up: ids, or microseconds of what changes later."""

    source = fields.CharField(max_length=32, primary_key=True)
    past = big()

    class Meta:
        """Table."""

        table = "figure_mark"


class SavedViewRow(BrandOwned):
    """`engine.insights.kept_door.KeptReport`. `asked` (JSON) is what it tells apart and narrows to."""

    name = short(80)
    query = body()
    asked = body()
    every = short(8)
    address = short(254)
    locale = short(16)
    kept_by = short(120)
    created_us = big()
    sent_us = big(null=True)
    fault_en = short(255, null=True)
    fault_zh = short(255, null=True)

    class Meta:
        """Table."""

        table = "saved_view"
        unique_together = (("brand", "name"),)


class ShadowRow(BrandOwned):
    """A draft that runs beside the live version: its text, the facts that it asks (JSON), since when and until when."""

    campaign_id = big()
    revision = big()
    text = body()
    reads = body()
    since_us = big()
    started_by = short(120)
    stopped_us = big(null=True)

    class Meta:
        """Table."""

        table = "shadow"
        unique_together = (("brand", "campaign_id"),)
