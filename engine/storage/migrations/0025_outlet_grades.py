"""Grades of outlets by day, what they are worked out from, and the bounds of the grades as a brand sets them."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE brand ADD COLUMN grade_a_percent BIGINT;
ALTER TABLE brand ADD COLUMN grade_b_percent BIGINT;
ALTER TABLE brand ADD COLUMN grade_claims BIGINT;
CREATE TABLE outlet_grade (
    key VARCHAR(96) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    outlet_id BIGINT NOT NULL,
    day VARCHAR(10) NOT NULL,
    grade VARCHAR(1),
    claims BIGINT NOT NULL,
    redemptions BIGINT NOT NULL
);
CREATE INDEX outlet_grade_by_brand_outlet_id_day ON outlet_grade (brand, outlet_id, day);
CREATE INDEX outlet_grade_by_brand_day ON outlet_grade (brand, day);
CREATE INDEX claim_by_brand_outlet_id_at_us ON claim (brand, outlet_id, at_us)
    WHERE outlet_id IS NOT NULL AND kind = 'scan';
CREATE INDEX redemption_by_brand_outlet_id_at_us ON redemption (brand, outlet_id, at_us);
"""
BACK = """
DROP INDEX redemption_by_brand_outlet_id_at_us;
DROP INDEX claim_by_brand_outlet_id_at_us;
DROP TABLE outlet_grade;
ALTER TABLE brand DROP COLUMN grade_claims;
ALTER TABLE brand DROP COLUMN grade_b_percent;
ALTER TABLE brand DROP COLUMN grade_a_percent;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """One table, three columns and two indexes more."""

    dependencies = [("bottlecap", "0024_people")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
