"""Payouts know their payee, the channel by which they left, why they wait, and what they took of its limits."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

_COLUMNS = {
    "channel": "VARCHAR(64)",
    "payee": "VARCHAR(64)",
    "hold": "VARCHAR(16)",
    "takes": "TEXT",
}


class Migration(migrations.Migration):
    """Four columns more, and the way to a payee's open payouts."""

    dependencies = [("bottlecap", "0015_members")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        *(
            RunSQL(
                f"ALTER TABLE outbox ADD COLUMN {name} {kind}",
                f"ALTER TABLE outbox DROP COLUMN {name}",
            )
            for name, kind in _COLUMNS.items()
        ),
        RunSQL(
            "CREATE INDEX outbox_by_brand_payee_state ON outbox (brand, payee, state)",
            "DROP INDEX outbox_by_brand_payee_state",
        ),
    ]
