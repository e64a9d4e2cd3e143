"""Dealers, and who of the trade a claim had."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE dealer (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    code VARCHAR(64) NOT NULL,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (brand, code)
);
ALTER TABLE claim ADD COLUMN outlet_id BIGINT;
ALTER TABLE claim ADD COLUMN dealer_id BIGINT;
"""
BACK = """
ALTER TABLE claim DROP COLUMN dealer_id;
ALTER TABLE claim DROP COLUMN outlet_id;
DROP TABLE dealer;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """One table and two columns more; earlier claims name nobody."""

    dependencies = [("bottlecap", "0010_four_eyes")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
