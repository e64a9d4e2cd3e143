"""Who took which codes of a batch, and in which form."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE code_handover (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    batch_id BIGINT NOT NULL,
    first_serial BIGINT NOT NULL,
    last_serial BIGINT NOT NULL,
    form VARCHAR(16) NOT NULL,
    taken_us BIGINT NOT NULL,
    taken_by VARCHAR(120) NOT NULL
);
CREATE INDEX code_handover_by_brand_batch_id ON code_handover (brand, batch_id);
"""


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0006_shared_text")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            [statement for statement in TABLES.split(";\n") if statement.strip()], "DROP TABLE code_handover"
        )
    ]
