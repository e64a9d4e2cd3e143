"""Who saved a draft last, by account."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column more; of earlier drafts only the name is known."""

    dependencies = [("bottlecap", "0020_guard")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE campaign ADD COLUMN draft_account BIGINT",
            "ALTER TABLE campaign DROP COLUMN draft_account",
        )
    ]
