"""Groups of buyers, and what is bought in them or alone."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE buyer_group (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    token VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    offer VARCHAR(64) NOT NULL,
    name_en VARCHAR(255) NOT NULL,
    name_zh VARCHAR(255) NOT NULL,
    outlet_id BIGINT NOT NULL,
    product VARCHAR(14) NOT NULL,
    size BIGINT NOT NULL,
    least BIGINT NOT NULL,
    price BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    state VARCHAR(16) NOT NULL,
    opened_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    ended_us BIGINT,
    UNIQUE (token)
);
CREATE INDEX buyer_group_by_brand_id ON buyer_group (brand, id);
CREATE TABLE purchase (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    offer VARCHAR(64) NOT NULL,
    name_en VARCHAR(255) NOT NULL,
    name_zh VARCHAR(255) NOT NULL,
    group_id BIGINT,
    place BIGINT,
    outlet_id BIGINT NOT NULL,
    product VARCHAR(14) NOT NULL,
    consumer_id BIGINT NOT NULL,
    coupon_id BIGINT,
    takes TEXT,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    channel VARCHAR(64) NOT NULL,
    state VARCHAR(16) NOT NULL,
    at_us BIGINT NOT NULL,
    pay_by_us BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    paid_us BIGINT,
    receipt VARCHAR(64),
    refund_us BIGINT,
    refunded_us BIGINT,
    refund_receipt VARCHAR(64),
    sent_us BIGINT,
    why VARCHAR(16)
);
CREATE INDEX purchase_by_group_id ON purchase (group_id);
CREATE INDEX purchase_by_brand_consumer_id_id ON purchase (brand, consumer_id, id);
CREATE INDEX purchase_by_brand_id ON purchase (brand, id);
"""
BACK = """
DROP TABLE purchase;
DROP TABLE buyer_group;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """Two tables more."""

    dependencies = [("bottlecap", "0029_service_desk")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
