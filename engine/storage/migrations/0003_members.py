"""What brands tell of members, and how far each day's occasions have been told."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

CHANGES = """
ALTER TABLE consumer ADD COLUMN birthday VARCHAR(5);
ALTER TABLE consumer ADD COLUMN consent_us BIGINT;
ALTER TABLE consumer ADD COLUMN tags TEXT;
ALTER TABLE consumer ADD COLUMN tier VARCHAR(40);
CREATE INDEX consumer_by_brand_birthday_id ON consumer (brand, birthday, id);
CREATE INDEX consumer_by_brand_last_claim_us_id ON consumer (brand, last_claim_us, id);
CREATE TABLE sweep (
    key VARCHAR(160) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    past_us BIGINT NOT NULL,
    past_id BIGINT NOT NULL,
    lease_by VARCHAR(64) NOT NULL,
    lease_us BIGINT NOT NULL,
    done_us BIGINT
);
"""


class Migration(migrations.Migration):
    """Columns of `consumer`, two ways to find consumers by, and one table more."""

    dependencies = [("bottlecap", "0002_trace")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in CHANGES.split(";\n") if statement.strip()])
    ]
