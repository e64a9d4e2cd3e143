"""Range changes bear the brand's revision that recorded them, so that a process reads only those it has not seen."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column and its index more; what was there before counts as recorded at the beginning."""

    dependencies = [("bottlecap", "0004_tally")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE code_range ADD COLUMN revision BIGINT", "ALTER TABLE code_range DROP COLUMN revision"
        ),
        RunSQL(
            [
                "UPDATE code_range SET revision = 0",
                "CREATE INDEX code_range_by_brand_revision ON code_range (brand, revision)",
            ]
        ),
    ]
