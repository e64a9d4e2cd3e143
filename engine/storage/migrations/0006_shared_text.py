"""Texts that a brand's campaigns share."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE shared_text (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    saved_by VARCHAR(120) NOT NULL,
    saved_us BIGINT NOT NULL,
    UNIQUE (brand, name, number)
);
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0005_range_revision")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            [statement for statement in TABLES.split(";\n") if statement.strip()], "DROP TABLE shared_text"
        )
    ]
