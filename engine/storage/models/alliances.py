"""Alliances between brands: what was agreed in which version, the months' statements, what is disputed."""

from __future__ import annotations

from engine.storage.models.columns import BrandOwned, big, short


class AllianceRow(BrandOwned):
    """`brand` issues the coupon of `honourer`; from `ends_us` on, as one side has given notice, no more of them."""

    name = short(64)
    type = short(32)
    honourer = short(32)
    coupon = short(64)
    created_us = big()
    ends_us = big(null=True)
    noticed_us = big(null=True)
    noticed_by = short(32, null=True)
    settled_us = big(null=True)

    class Meta:
        """Table."""

        table = "alliance"
        unique_together = (("brand", "name"),)
        indexes = (("honourer",),)


class AgreementRow(BrandOwned):
    """One version of what was agreed, in force once both sides have accepted it and `wanted_us` has come."""

    alliance_id = big()
    number = big()
    name_en = short(120)
    name_zh = short(120)
    worth = big()
    minimum = big(null=True)
    currency = short(3)
    valid_days = big()
    issuer_bears = big()
    honourer_bears = big()
    fee = big()
    cap_a_month = big(null=True)
    exposure = big(null=True)
    wanted_us = big()
    proposed_by = short(32)
    accepted_issuer_us = big(null=True)
    accepted_honourer_us = big(null=True)
    created_us = big()

    class Meta:
        """Table."""

        table = "agreement"
        unique_together = (("alliance_id", "number"),)
        indexes = (("brand",),)


class StatementRow(BrandOwned):
    """`engine.alliances.rows.Statement`."""

    honourer = short(32)
    alliance_id = big()
    number = big()
    from_us = big()
    until_us = big()
    closed_us = big()
    currency = short(3)
    issued = big()
    redeemed = big()
    cancelled = big()
    expired = big()
    still_open = big()
    issuer_owes = big()
    honourer_owes = big()
    final = big()
    paid_us = big(null=True)

    class Meta:
        """Table."""

        table = "statement"
        unique_together = (("alliance_id", "number"),)


class StatementLineRow(BrandOwned):
    """`engine.alliances.rows.StatementLine`."""

    statement_id = big()
    funding_id = big()
    kind = short(16)
    at_us = big()
    issuer_owes = big()
    honourer_owes = big()

    class Meta:
        """Table."""

        table = "statement_line"
        unique_together = (("funding_id", "kind"),)
        indexes = (("statement_id", "at_us"),)


class DisputeRow(BrandOwned):
    """A line that one side does not accept, and what the other says to it."""

    alliance_id = big()
    line_id = big()
    raised_by = short(32)
    words = short(500)
    at_us = big()
    answer = short(500, null=True)
    answered_us = big(null=True)

    class Meta:
        """Table."""

        table = "dispute"
        unique_together = (("line_id",),)
        indexes = (("alliance_id",),)
