"""Coupons, their redemptions, and who bears an allied brand's."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, body, short


class CouponRow(BrandOwned):
    """`engine.records.Coupon`. Outlets look a coupon up as the brand that honours it."""

    honourer = short(32)
    code = short(16)
    consumer_id = big()
    campaign_id = big()
    version_id = big()
    terms = short(64)
    name_en = short(120)
    name_zh = short(120)
    alliance_id = big(null=True)
    worth = big()
    pays = big()
    currency = short(3)
    minimum = big(null=True)
    accepted_at = short(16)
    referrer_id = big(null=True)
    state = short(16)
    issued_us = big()
    expires_us = big()
    redemption_id = big(null=True)
    till = body(null=True)
    revoked_us = big(null=True)

    class Meta:
        """Table."""

        table = "coupon"
        unique_together = (("honourer", "code"),)
        indexes = (("brand", "consumer_id", "id"), ("brand", "campaign_id"), ("alliance_id", "issued_us"))


class RedemptionRow(BrandOwned):
    """`engine.records.Redemption`. An outlet's request number names one redemption for ever."""

    coupon_id = big()
    outlet_id = big()
    clerk_id = big()
    request_id = short(64)
    at_us = big()
    basket = big(null=True)
    state = short(16)
    cancel_request = short(64, null=True)
    cancelled_us = big(null=True)
    discount = big(null=True)
    sale_id = big(null=True)
    takes = body(null=True)

    class Meta:
        """Table."""

        table = "redemption"
        unique_together = (("brand", "outlet_id", "request_id"),)
        indexes = (
            ("coupon_id",),
            ("brand", "outlet_id", "id"),
            ("brand", "outlet_id", "at_us"),
            ("sale_id",),
            ("cancelled_us",),
        )


class SaleRow(BrandOwned):
    """`engine.till_records.Sale`. An outlet's request number names one sale for ever."""

    outlet_id = big()
    clerk_id = big()
    request_id = short(64)
    at_us = big()
    currency = short(3)
    lines = body()
    total = big()
    paid = big()
    refunded = big()
    state = short(16)
    cancel_request = short(64, null=True)
    cancelled_us = big(null=True)

    class Meta:
        """Table."""

        table = "sale"
        unique_together = (("brand", "outlet_id", "request_id"),)


class ReturnRow(BrandOwned):
    """`engine.till_records.Return`."""

    outlet_id = big()
    clerk_id = big()
    sale_id = big()
    request_id = short(64)
    at_us = big()
    lines = body()
    refund = big()

    class Meta:
        """Table."""

        table = "sale_return"
        unique_together = (("brand", "outlet_id", "request_id"),)
        indexes = (("sale_id",),)


class StockRow(BrandOwned):
    """`engine.till_records.Stock`. Never below zero, and no more is held than is there."""

    outlet_id = big()
    product = short(14)
    on_hand = big()
    held = big()

    class Meta:
        """Table."""

        table = "prize_stock"
        unique_together = (("brand", "outlet_id", "product"),)
        indexes = (("brand", "product"),)


class StockMoveRow(BrandOwned):
    """`engine.till_records.StockMove`."""

    outlet_id = big()
    product = short(14)
    kind = short(16)
    pieces = big()
    cause_id = big(null=True)
    at_us = big()

    class Meta:
        """Table."""

        table = "stock_move"
        indexes = (("brand", "outlet_id", "product"), ("cause_id",))


class FundingRow(BrandOwned):
    """`engine.records.Funding`."""

    honourer = short(32)
    alliance_id = big()
    redemption_id = big()
    currency = short(3)
    issuer_bears = big()
    honourer_bears = big()
    fee = big()
    at_us = big()
    state = short(16)
    cancelled_us = big(null=True)

    class Meta:
        """Table."""

        table = "funding"
        unique_together = (("brand", "redemption_id"),)
        indexes = (("alliance_id", "at_us"), ("alliance_id", "cancelled_us"))
