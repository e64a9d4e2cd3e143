"""One-time codes that prove a mobile number."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLE = """CREATE TABLE code_sent (
    key VARCHAR(160) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    good_until_us BIGINT NOT NULL,
    sent_us BIGINT NOT NULL,
    day VARCHAR(10) NOT NULL,
    today BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    tries BIGINT NOT NULL
)"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0021_draft_account")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(TABLE, "DROP TABLE code_sent")]  # noqa: RUF012 (its base class declares it so)
