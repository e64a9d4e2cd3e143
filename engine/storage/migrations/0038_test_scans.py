"""Presses on test pages."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE test_scan (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    what VARCHAR(16) NOT NULL,
    text TEXT NOT NULL,
    facts TEXT NOT NULL,
    seed VARCHAR(32) NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX test_scan_by_brand_campaign_id ON test_scan (brand, campaign_id);
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0037_shadow")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in TABLES.split(";\n") if statement.strip()], "DROP TABLE test_scan")
    ]
