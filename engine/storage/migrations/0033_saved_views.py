"""Reports that are kept under a name, and sent."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLE = """
CREATE TABLE saved_view (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(80) NOT NULL,
    query TEXT NOT NULL,
    asked TEXT NOT NULL,
    every VARCHAR(8) NOT NULL,
    address VARCHAR(254) NOT NULL,
    locale VARCHAR(16) NOT NULL,
    kept_by VARCHAR(120) NOT NULL,
    created_us BIGINT NOT NULL,
    sent_us BIGINT,
    fault_en VARCHAR(255),
    fault_zh VARCHAR(255),
    UNIQUE (brand, name)
)
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0032_brand_events")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLE, "DROP TABLE saved_view")]  # noqa: RUF012 (its base class declares it so)
