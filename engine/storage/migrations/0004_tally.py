"""Figures of campaigns and batches are kept as their rows are written; those of earlier rows are counted once, here."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLE = """
CREATE TABLE tally (
    key VARCHAR(120) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    figure BIGINT NOT NULL
);
CREATE INDEX tally_by_brand ON tally (brand);
"""


def _counted(name: str, table: str, figure: str = "count(*)", where: str = "1 = 1", by: str = "") -> str:
    """The statement that counts one tally of all campaigns."""
    tail, group = (f" || '|' || {by}", f", {by}") if by else ("", "")
    return (
        f"INSERT INTO tally (key, brand, figure) SELECT brand || '|c' || campaign_id || '|{name}'{tail} || '|0',"
        f" brand, CAST({figure} AS BIGINT) FROM {table} WHERE campaign_id IS NOT NULL AND {where}"
        f" GROUP BY brand, campaign_id{group}"
    )


COUNTED = [
    _counted("claims", "claim"),
    _counted("refusals", "refusal"),
    _counted("scans", "exposure"),
    _counted("coupons", "coupon"),
    _counted("redemptions", "coupon", where="state = 'redeemed'"),
    _counted("points", "grants", "sum(points)", "points IS NOT NULL AND state = 'given'"),
    _counted("granted", "grants", "sum(amount)", "amount IS NOT NULL AND fund = 'budget'", "currency"),
    *(
        _counted(
            state,
            "grants",
            "sum(amount)",
            f"amount IS NOT NULL AND fund = 'budget' AND state = '{state}'",
            "currency",
        )
        for state in ("locked", "owed", "paid", "reversed")
    ),
    (
        "INSERT INTO tally (key, brand, figure) SELECT brand || '|b' || batch_id || '|claims|0', brand, count(*) FROM claim"
        " WHERE batch_id IS NOT NULL GROUP BY brand, batch_id"
    ),
]


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("bottlecap", "0003_members")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL([statement for statement in TABLE.split(";\n") if statement.strip()], "DROP TABLE tally"),
        RunSQL(COUNTED),
    ]
