"""Prize stock of outlets, and where outlets are."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE outlet ADD COLUMN latitude_e6 BIGINT;
ALTER TABLE outlet ADD COLUMN longitude_e6 BIGINT;
CREATE TABLE prize_stock (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    outlet_id BIGINT NOT NULL,
    product VARCHAR(14) NOT NULL,
    on_hand BIGINT NOT NULL,
    held BIGINT NOT NULL,
    UNIQUE (brand, outlet_id, product),
    CHECK (0 <= held AND held <= on_hand)
);
CREATE INDEX prize_stock_by_brand_product ON prize_stock (brand, product);
CREATE TABLE stock_move (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    outlet_id BIGINT NOT NULL,
    product VARCHAR(14) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    pieces BIGINT NOT NULL,
    cause_id BIGINT,
    at_us BIGINT NOT NULL
);
CREATE INDEX stock_move_by_brand_outlet_id_product ON stock_move (brand, outlet_id, product);
CREATE INDEX stock_move_by_cause_id ON stock_move (cause_id);
"""
BACK = """
DROP TABLE stock_move;
DROP TABLE prize_stock;
ALTER TABLE outlet DROP COLUMN longitude_e6;
ALTER TABLE outlet DROP COLUMN latitude_e6;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """Two tables and two columns more."""

    dependencies = [("bottlecap", "0022_code_sent")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
