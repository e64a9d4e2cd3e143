"""Who guesses codes, and which accounts were rewarded on a device."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE guesser (
    key VARCHAR(128) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    seen TEXT NOT NULL,
    blocked_us BIGINT,
    last_us BIGINT NOT NULL
);
CREATE INDEX guesser_by_last_us ON guesser (last_us);
CREATE TABLE device_use (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    device VARCHAR(64) NOT NULL,
    day VARCHAR(10) NOT NULL,
    place BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    UNIQUE (brand, device, day, place)
);
"""


class Migration(migrations.Migration):
    """Two tables more."""

    dependencies = [("bottlecap", "0019_trade_chain")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            [statement for statement in TABLES.split(";\n") if statement.strip()],
            ["DROP TABLE device_use", "DROP TABLE guesser"],
        )
    ]
