"""Shops, the people who work in them, and the dealers who supply them."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, body, short


class OutletRow(BrandOwned):
    """A shop that takes part."""

    code = short(32)
    name_en = short(120)
    name_zh = short(120)
    region = short(16)
    created_us = big()
    sells = short(16, null=True)
    latitude_e6 = big(null=True)
    longitude_e6 = big(null=True)
    dealer = short(64, null=True)

    class Meta:
        """Table."""

        table = "outlet"
        unique_together = (("brand", "code"),)


class ClerkRow(BrandOwned):
    """A clerk or the owner of an outlet; `consumer_id` is the account under which they shop, as far as it is known."""

    outlet_id = big()
    number = short(16)
    name = short(120)
    role = short(16)
    pin_hash = short(255)
    created_us = big()
    closed_us = big(null=True)
    consumer_id = big(null=True)

    class Meta:
        """Table."""

        table = "clerk"
        unique_together = (("brand", "outlet_id", "number"),)
        indexes = (("brand", "consumer_id"),)


class DealerRow(BrandOwned):
    """A dealer to whom packs are shipped; `code` is what range changes call it."""

    code = short(64)
    name_en = short(120)
    name_zh = short(120)
    created_us = big()

    class Meta:
        """Table."""

        table = "dealer"
        unique_together = (("brand", "code"),)


class ComplaintAnswerRow(BrandOwned):
    """What a brand answered to a complaint; the id is that of the complaint's row among the refusals."""

    words = body()
    answered_us = big()
    answered_by = short(120)

    class Meta:
        """Table."""

        table = "complaint_answer"
