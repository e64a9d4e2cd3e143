"""Winners whom the market wants listed."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE winner (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL
);
CREATE INDEX winner_by_brand_campaign_id_id ON winner (brand, campaign_id, id);
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0008_shown_version")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in TABLES.split(";\n") if statement.strip()], "DROP TABLE winner")
    ]
