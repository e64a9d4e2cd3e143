"""People who are deleted, what they agreed to, and that they were there before."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE consumer ADD COLUMN consents TEXT;
ALTER TABLE consumer ADD COLUMN returned_us BIGINT;
ALTER TABLE consumer ADD COLUMN returned_until_us BIGINT;
ALTER TABLE consumer ADD COLUMN deleted_us BIGINT;
CREATE TABLE mark (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    value_hash VARCHAR(64) NOT NULL,
    at_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL
);
CREATE INDEX mark_by_brand_value_hash ON mark (brand, value_hash);
CREATE TABLE deletion (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    person_id BIGINT NOT NULL,
    accounts TEXT NOT NULL,
    asked_us BIGINT NOT NULL,
    erase_by_us BIGINT NOT NULL,
    prizes_until_us BIGINT NOT NULL,
    orders_until_us BIGINT NOT NULL,
    erased_us BIGINT
);
CREATE INDEX deletion_by_brand_id ON deletion (brand, id);
CREATE TABLE consent (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    consumer_id BIGINT NOT NULL,
    purpose VARCHAR(32) NOT NULL,
    given BIGINT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX consent_by_consumer_id ON consent (consumer_id);
"""


class Migration(migrations.Migration):
    """Four columns and three tables more."""

    dependencies = [("bottlecap", "0016_payouts")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in TABLES.split(";\n") if statement.strip()])
    ]
