"""The dealer who supplies an outlet, and what a brand answers when somebody tells that a store declined."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE outlet ADD COLUMN dealer VARCHAR(64);
CREATE TABLE complaint_answer (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    words TEXT NOT NULL,
    answered_us BIGINT NOT NULL,
    answered_by VARCHAR(120) NOT NULL
);
CREATE INDEX refusal_by_brand_outlet_id_id ON refusal (brand, outlet_id, id) WHERE kind = 'complaint';
"""
BACK = """
DROP INDEX refusal_by_brand_outlet_id_id;
DROP TABLE complaint_answer;
ALTER TABLE outlet DROP COLUMN dealer;
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """One table, one column and one index more."""

    dependencies = [("bottlecap", "0027_figures")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
