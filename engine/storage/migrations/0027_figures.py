"""Figures of what happened by day, place and version, kept with the day on which each became known."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE figure (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    day BIGINT NOT NULL,
    known BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    outlet_id BIGINT NOT NULL,
    region VARCHAR(16) NOT NULL,
    measure VARCHAR(48) NOT NULL,
    amount BIGINT NOT NULL,
    UNIQUE (brand, day, known, campaign_id, version_id, batch_id, outlet_id, region, measure)
);
CREATE TABLE figure_mark (
    source VARCHAR(32) NOT NULL PRIMARY KEY,
    past BIGINT NOT NULL
);
CREATE INDEX redemption_by_cancelled_us ON redemption (cancelled_us);
ALTER TABLE brand ADD COLUMN margin BIGINT
"""


class Migration(migrations.Migration):
    """Two tables, a column and an index more."""

    dependencies = [("bottlecap", "0026_outside")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            [statement for statement in TABLES.split(";\n") if statement.strip()],
            ["DROP TABLE figure", "DROP TABLE figure_mark", "DROP INDEX redemption_by_cancelled_us"],
        )
    ]
