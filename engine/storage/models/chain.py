"""What the trade does with codes: cartons held by outlets, packs far from home, service after the sale."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.storage.models.columns import BrandOwned, big, body, short


class RegistrationRow(BrandOwned):
    """`engine.trade_records.Registration`."""

    name = short(64)
    batch_id = big()
    serial = big()
    outlet_id = big()
    clerk_id = big()
    at_us = big()

    class Meta:
        """Table."""

        table = "registration"
        unique_together = (("brand", "name"),)
        indexes = (("brand", "outlet_id", "id"),)


class ObservationRow(BrandOwned):
    """`engine.trade_records.Observation`."""

    name = short(64)
    claim_id = big()
    batch_id = big()
    serial = big()
    planned = short(16)
    seen = short(16)
    at_us = big()

    class Meta:
        """Table."""

        table = "observation"
        indexes = (("brand", "name", "id"),)


class DiversionRow(BrandOwned):
    """`engine.trade_records.Diversion`."""

    name = short(64)
    round = big()
    batch_id = big()
    serial = big()
    kind = short(32)
    pallet = short(64, null=True)
    dealer = short(64, null=True)
    planned = short(16)
    seen = body()
    recent = body()
    claims = big()
    first_us = big()
    last_us = big()
    raised_us = big(null=True)
    closed_us = big(null=True)
    closed_by = short(120, null=True)

    class Meta:
        """Table."""

        table = "diversion"
        unique_together = (("brand", "name", "round"),)
        indexes = (("brand", "raised_us"),)


class ServiceCaseRow(BrandOwned):
    """`engine.trade_records.ServiceCase`."""

    name = short(64)
    number = big()
    batch_id = big()
    serial = big()
    consumer_id = big()
    code_state = short(16)
    told = body()
    state = short(16)
    opened_us = big()
    settled_us = big(null=True)
    settled_by = short(120, null=True)
    claim_id = big(null=True)

    class Meta:
        """Table."""

        table = "service_case"
        unique_together = (("brand", "name"), ("brand", "number"))
        indexes = (("brand", "id"),)


class OutletGradeRow(Model):
    """`engine.trade_records.OutletGrade`."""

    key = fields.CharField(max_length=96, primary_key=True)
    brand = short(32)
    outlet_id = big()
    day = short(10)
    grade = short(1, null=True)
    claims = big()
    redemptions = big()

    class Meta:
        """Table."""

        table = "outlet_grade"
        indexes = (("brand", "outlet_id", "day"), ("brand", "day"))
