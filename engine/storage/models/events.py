"""Events that brands declare for themselves."""

from __future__ import annotations

from tortoise import fields

from engine.storage.models.columns import BrandOwned, big, short


class BrandEventRow(BrandOwned):
    """One state of a declaration (`engine.events.declaring`), the highest number in force; without `declared` it is withdrawn."""

    name = short(32)
    number = big()
    declared = fields.TextField(null=True)
    declared_us = big()
    declared_by = short(120)

    class Meta:
        """Table."""

        table = "brand_event"
        unique_together = (("brand", "name", "number"),)


class ToldRow(BrandOwned):
    """`engine.events.rows.Told`."""

    consumer_id = big()
    event = short(32)
    at_us = big()

    class Meta:
        """Table."""

        table = "told"
        indexes = (("brand", "consumer_id", "event", "at_us"),)
