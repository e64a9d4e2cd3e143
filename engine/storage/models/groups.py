"""What the brand's shop sells to groups and alone."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, body, short


class GroupRow(BrandOwned):
    """`engine.group_records.Group`."""

    token = short(32)
    campaign_id = big()
    version_id = big()
    offer = short(64)
    name_en = short(255)
    name_zh = short(255)
    outlet_id = big()
    product = short(14)
    size = big()
    least = big()
    price = big()
    currency = short(3)
    state = short(16)
    opened_us = big()
    until_us = big()
    ended_us = big(null=True)

    class Meta:
        """Table."""

        table = "buyer_group"
        unique_together = (("token",),)
        indexes = (("brand", "id"),)


class PurchaseRow(BrandOwned):
    """`engine.group_records.Purchase`."""

    campaign_id = big()
    version_id = big()
    offer = short(64)
    name_en = short(255)
    name_zh = short(255)
    group_id = big(null=True)
    place = big(null=True)
    outlet_id = big()
    product = short(14)
    consumer_id = big()
    coupon_id = big(null=True)
    takes = body(null=True)
    price = big()
    amount = big()
    currency = short(3)
    channel = short(64)
    state = short(16)
    at_us = big()
    pay_by_us = big()
    tries = big()
    paid_us = big(null=True)
    receipt = short(64, null=True)
    refund_us = big(null=True)
    refunded_us = big(null=True)
    refund_receipt = short(64, null=True)
    sent_us = big(null=True)
    why = short(16, null=True)

    class Meta:
        """Table."""

        table = "purchase"
        indexes = (("group_id",), ("brand", "consumer_id", "id"), ("brand", "id"))
