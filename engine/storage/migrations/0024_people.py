"""Who works in the studio: when somebody was shut out, the second step of signing in, and what was done."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE studio_user ADD COLUMN closed_us BIGINT;
ALTER TABLE studio_user ADD COLUMN totp VARCHAR(64);
ALTER TABLE studio_user ADD COLUMN totp_step BIGINT;
CREATE TABLE act (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    user_id BIGINT NOT NULL,
    user_name VARCHAR(120) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    about VARCHAR(254) NOT NULL,
    before VARCHAR(254) NOT NULL,
    after VARCHAR(254) NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX act_by_brand_id ON act (brand, id);
CREATE INDEX session_by_subject_kind ON session (subject, kind)
"""


class Migration(migrations.Migration):
    """Three columns and a table more."""

    dependencies = [("bottlecap", "0023_stock")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLES, "DROP TABLE act")]  # noqa: RUF012 (its base class declares it so)
