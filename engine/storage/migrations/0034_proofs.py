"""Proofs of print."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE code_proof (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    batch_id BIGINT NOT NULL,
    spec TEXT NOT NULL,
    was_read BIGINT NOT NULL,
    tried BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    made_by VARCHAR(120) NOT NULL
);
CREATE INDEX code_proof_by_brand_batch_id ON code_proof (brand, batch_id);
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0033_saved_views")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in TABLES.split(";\n") if statement.strip()], "DROP TABLE code_proof")
    ]
