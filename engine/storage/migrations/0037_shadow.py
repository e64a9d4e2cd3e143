"""Drafts that run beside live versions."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLE = """
CREATE TABLE shadow (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    text TEXT NOT NULL,
    reads TEXT NOT NULL,
    since_us BIGINT NOT NULL,
    started_by VARCHAR(120) NOT NULL,
    stopped_us BIGINT,
    UNIQUE (brand, campaign_id)
)
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0036_alliances")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLE, "DROP TABLE shadow")]  # noqa: RUF012 (its base class declares it so)
