"""One-time codes for each number and asker, and how often codes were asked for. Codes are good for minutes: none is carried over."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """DROP TABLE code_sent;
CREATE TABLE code_sent (
    key VARCHAR(200) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    number VARCHAR(100) NOT NULL,
    asker VARCHAR(100) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    good_until_us BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
CREATE INDEX code_sent_by_number ON code_sent (number);
CREATE INDEX code_sent_by_asker ON code_sent (asker);
CREATE INDEX code_sent_by_good_until_us ON code_sent (good_until_us);
CREATE TABLE code_quota (
    key VARCHAR(64) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    since_us BIGINT NOT NULL,
    count BIGINT NOT NULL,
    last_us BIGINT NOT NULL
);
CREATE INDEX code_quota_by_last_us ON code_quota (last_us);
"""
BEFORE = """DROP TABLE code_quota;
DROP TABLE code_sent;
CREATE TABLE code_sent (
    key VARCHAR(160) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    good_until_us BIGINT NOT NULL,
    sent_us BIGINT NOT NULL,
    day VARCHAR(10) NOT NULL,
    today BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """A table anew, and one more."""

    dependencies = [("bottlecap", "0034_proofs")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BEFORE))]  # noqa: RUF012 (its base class declares it so)
