"""From which year on a member's birthday counts."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("bottlecap", "0014_archive")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE consumer ADD COLUMN birthday_from BIGINT",
            "ALTER TABLE consumer DROP COLUMN birthday_from",
        )
    ]
