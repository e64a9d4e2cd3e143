"""Who holds a carton, who of the staff is which consumer, packs far from home, service after the sale."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE registration (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    batch_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    outlet_id BIGINT NOT NULL,
    clerk_id BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    UNIQUE (brand, name)
);
CREATE INDEX registration_by_brand_outlet_id_id ON registration (brand, outlet_id, id);
CREATE TABLE observation (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    claim_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    planned VARCHAR(16) NOT NULL,
    seen VARCHAR(16) NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX observation_by_brand_name_id ON observation (brand, name, id);
CREATE TABLE diversion (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    round BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    pallet VARCHAR(64),
    dealer VARCHAR(64),
    planned VARCHAR(16) NOT NULL,
    seen TEXT NOT NULL,
    recent TEXT NOT NULL,
    claims BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    raised_us BIGINT,
    closed_us BIGINT,
    closed_by VARCHAR(120),
    UNIQUE (brand, name, round)
);
CREATE INDEX diversion_by_brand_raised_us ON diversion (brand, raised_us);
CREATE TABLE service_case (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    number BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    consumer_id BIGINT NOT NULL,
    code_state VARCHAR(16) NOT NULL,
    told TEXT NOT NULL,
    state VARCHAR(16) NOT NULL,
    opened_us BIGINT NOT NULL,
    settled_us BIGINT,
    settled_by VARCHAR(120),
    claim_id BIGINT,
    UNIQUE (brand, name),
    UNIQUE (brand, number)
);
CREATE INDEX service_case_by_brand_id ON service_case (brand, id);
ALTER TABLE clerk ADD COLUMN consumer_id BIGINT;
CREATE INDEX clerk_by_brand_consumer_id ON clerk (brand, consumer_id);
ALTER TABLE clerk_scan ADD COLUMN claims BIGINT;
ALTER TABLE brand ADD COLUMN clerk_minutes BIGINT;
ALTER TABLE brand ADD COLUMN clerk_claims BIGINT;
ALTER TABLE brand ADD COLUMN diversion_claims BIGINT;
ALTER TABLE brand ADD COLUMN diversion_days BIGINT;
"""
BACK = """
ALTER TABLE brand DROP COLUMN diversion_days;
ALTER TABLE brand DROP COLUMN diversion_claims;
ALTER TABLE brand DROP COLUMN clerk_claims;
ALTER TABLE brand DROP COLUMN clerk_minutes;
ALTER TABLE clerk_scan DROP COLUMN claims;
DROP INDEX clerk_by_brand_consumer_id;
ALTER TABLE clerk DROP COLUMN consumer_id;
DROP TABLE service_case;
DROP TABLE diversion;
DROP TABLE observation;
DROP TABLE registration;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """Four tables and seven columns more."""

    dependencies = [("bottlecap", "0018_sales")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
