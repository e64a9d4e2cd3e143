"""Archives of ended campaigns: the files, and what is carried forward."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE archive_file (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    name VARCHAR(255) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    rows BIGINT NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    UNIQUE (brand, campaign_id, number)
);
CREATE TABLE carried (
    key VARCHAR(220) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    amount BIGINT NOT NULL
);
CREATE INDEX carried_by_brand ON carried (brand);
"""


class Migration(migrations.Migration):
    """Two tables more."""

    dependencies = [("bottlecap", "0013_code_links")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            [statement for statement in TABLES.split(";\n") if statement.strip()],
            ["DROP TABLE carried", "DROP TABLE archive_file"],
        )
    ]
