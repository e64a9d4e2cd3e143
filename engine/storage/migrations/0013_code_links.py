"""What is packed in what."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE code_link (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    batch_id BIGINT NOT NULL,
    links BIGINT NOT NULL,
    packed TEXT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX code_link_by_brand_revision ON code_link (brand, revision);
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0012_parts")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in TABLES.split(";\n") if statement.strip()], "DROP TABLE code_link")
    ]
