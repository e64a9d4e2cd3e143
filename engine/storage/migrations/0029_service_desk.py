"""The service desk: who is on hold, who tried a code, what was done about a person."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """One column and two indexes more."""

    dependencies = [("bottlecap", "0028_outlet_desk")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            "ALTER TABLE consumer ADD COLUMN held_us BIGINT;"
            " CREATE INDEX refusal_by_brand_source ON refusal (brand, source);"
            " CREATE INDEX act_by_brand_about ON act (brand, about, id)",
            "ALTER TABLE consumer DROP COLUMN held_us",
        )
    ]
