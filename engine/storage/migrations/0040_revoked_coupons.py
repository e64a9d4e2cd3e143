"""Coupons that stood used when the claim that gave them was found to be false."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("bottlecap", "0039_parcels")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE coupon ADD COLUMN revoked_us BIGINT",
            "ALTER TABLE coupon DROP COLUMN revoked_us",
        )
    ]
