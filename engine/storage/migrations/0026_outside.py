"""People who sign in to the studio by way of another service."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE studio_user ADD COLUMN outside VARCHAR(64);
CREATE UNIQUE INDEX studio_user_outside ON studio_user (outside)
"""


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("bottlecap", "0025_outlet_grades")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLES, "DROP INDEX studio_user_outside")]  # noqa: RUF012 (its base class declares it so)
