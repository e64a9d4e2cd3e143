"""Events that brands declare, and what was told of them."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE brand_event (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(32) NOT NULL,
    number BIGINT NOT NULL,
    declared TEXT,
    declared_us BIGINT NOT NULL,
    declared_by VARCHAR(120) NOT NULL,
    UNIQUE (brand, name, number)
);
CREATE TABLE told (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    consumer_id BIGINT NOT NULL,
    event VARCHAR(32) NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX told_by_brand_consumer_id_event_at_us ON told (brand, consumer_id, event, at_us)
"""
BACK = """
DROP TABLE told;
DROP TABLE brand_event
"""


class Migration(migrations.Migration):
    """Two tables more."""

    dependencies = [("bottlecap", "0031_pages")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLES.split(";\n"), BACK.split(";\n"))]  # noqa: RUF012 (its base class declares it so)
