"""Approval by a second person: a brand's setting, and who wrote what was published."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """Two columns more; what was published before names no author."""

    dependencies = [("bottlecap", "0009_winners")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE brand ADD COLUMN four_eyes_us BIGINT", "ALTER TABLE brand DROP COLUMN four_eyes_us"
        ),
        RunSQL(
            "ALTER TABLE campaign_version ADD COLUMN author VARCHAR(120)",
            "ALTER TABLE campaign_version DROP COLUMN author",
        ),
    ]
