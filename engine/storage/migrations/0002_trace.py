"""Orders name the trace of the request that caused them."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("bottlecap", "0001_initial")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL("ALTER TABLE outbox ADD COLUMN trace VARCHAR(32)", "ALTER TABLE outbox DROP COLUMN trace"),
    ]
