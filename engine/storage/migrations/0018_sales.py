"""How tills take coupons: terms kept with the coupon, baskets and their returns, and shops that sell online."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE coupon ADD COLUMN till TEXT;
ALTER TABLE redemption ADD COLUMN discount BIGINT;
ALTER TABLE redemption ADD COLUMN sale_id BIGINT;
ALTER TABLE redemption ADD COLUMN takes TEXT;
CREATE INDEX redemption_by_sale_id ON redemption (sale_id);
ALTER TABLE outlet ADD COLUMN sells VARCHAR(16);
CREATE TABLE sale (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    outlet_id BIGINT NOT NULL,
    clerk_id BIGINT NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    at_us BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    lines TEXT NOT NULL,
    total BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    cancel_request VARCHAR(64),
    cancelled_us BIGINT,
    UNIQUE (brand, outlet_id, request_id)
);
CREATE TABLE sale_return (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    outlet_id BIGINT NOT NULL,
    clerk_id BIGINT NOT NULL,
    sale_id BIGINT NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    at_us BIGINT NOT NULL,
    lines TEXT NOT NULL,
    refund BIGINT NOT NULL,
    UNIQUE (brand, outlet_id, request_id)
);
CREATE INDEX sale_return_by_sale_id ON sale_return (sale_id);
"""
BACK = """
DROP TABLE sale_return;
DROP TABLE sale;
ALTER TABLE outlet DROP COLUMN sells;
DROP INDEX redemption_by_sale_id;
ALTER TABLE redemption DROP COLUMN takes;
ALTER TABLE redemption DROP COLUMN sale_id;
ALTER TABLE redemption DROP COLUMN discount;
ALTER TABLE coupon DROP COLUMN till;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """Two tables and some columns more; earlier coupons and redemptions say nothing of baskets."""

    dependencies = [("bottlecap", "0017_forgetting")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
