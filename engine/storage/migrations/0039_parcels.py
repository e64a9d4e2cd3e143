"""Prizes that travel to their winners, and each state that they came into."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE parcel (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    person_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    title_en VARCHAR(255) NOT NULL,
    title_zh VARCHAR(255) NOT NULL,
    state VARCHAR(16) NOT NULL,
    made_us BIGINT NOT NULL,
    wait_id BIGINT,
    until_us BIGINT,
    address TEXT,
    consent_us BIGINT,
    carrier VARCHAR(60),
    number VARCHAR(60)
);
CREATE INDEX parcel_by_brand_state_id ON parcel (brand, state, id);
CREATE INDEX parcel_by_brand_person_id ON parcel (brand, person_id);
CREATE TABLE parcel_move (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    parcel_id BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    by VARCHAR(120) NOT NULL,
    at_us BIGINT NOT NULL,
    carrier VARCHAR(60),
    number VARCHAR(60)
);
CREATE INDEX parcel_move_by_brand_parcel_id ON parcel_move (brand, parcel_id);
DROP INDEX refusal_by_brand_outlet_id_id;
CREATE INDEX refusal_by_brand_id ON refusal (brand, id) WHERE kind = 'complaint'
"""
BACK = """
DROP INDEX refusal_by_brand_id;
CREATE INDEX refusal_by_brand_outlet_id_id ON refusal (brand, outlet_id, id) WHERE kind = 'complaint';
DROP TABLE parcel_move;
DROP TABLE parcel
"""


class Migration(migrations.Migration):
    """Two tables more, and an index by which complaints are listed."""

    dependencies = [("bottlecap", "0038_test_scans")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLES.split(";\n"), BACK.split(";\n"))]  # noqa: RUF012 (its base class declares it so)
