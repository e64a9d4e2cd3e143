"""A claim remembers which version's page it was made from."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("bottlecap", "0007_code_handover")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE claim ADD COLUMN shown_hash VARCHAR(64)", "ALTER TABLE claim DROP COLUMN shown_hash"
        )
    ]
