"""Room for growth: postings by month on PostgreSQL, room for rows that change often, no index that nobody reads."""

from datetime import UTC, datetime
from typing import Any

from tortoise import migrations
from tortoise.migrations.operations import RunPython, RunSQL

from engine import ids

#: Rows that are changed again and again find room on their own page, so that no index entry is written for a change
#: (heap-only tuples); the vacuum comes by a number of changes, for a share of a large table would come too late.
_OFTEN = "fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000"
_NOW_AND_THEN = (
    "fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
)
STORAGE = [
    *(f"ALTER TABLE {table} SET ({_OFTEN})" for table in ("balance", "counter", "tally")),
    *(f"ALTER TABLE {table} SET ({_NOW_AND_THEN})" for table in ("consumer", "grants", "outbox", "wait")),
    "ALTER TABLE claim SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)",
]
#: What was posted before is the first part, as it lies: nothing is copied.
PARTS = [
    "ALTER TABLE entry RENAME TO entry_before",
    "ALTER INDEX entry_pkey RENAME TO entry_before_pkey",
    "ALTER INDEX entry_by_cause_id RENAME TO entry_before_by_cause_id",
    "CREATE TABLE entry (LIKE entry_before INCLUDING DEFAULTS, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
    "CREATE INDEX entry_by_cause_id ON entry (cause_id)",
    "ALTER TABLE entry ATTACH PARTITION entry_before FOR VALUES FROM (MINVALUE) TO ('{bound}')",
    "CREATE TABLE entry_rest PARTITION OF entry DEFAULT",
]
WHOLE = [
    "CREATE TABLE entry_whole (LIKE entry INCLUDING DEFAULTS, PRIMARY KEY (id))",
    "INSERT INTO entry_whole SELECT * FROM entry",
    "DROP TABLE entry",
    "ALTER TABLE entry_whole RENAME TO entry",
    "ALTER INDEX entry_whole_pkey RENAME TO entry_pkey",
    "CREATE INDEX entry_by_cause_id ON entry (cause_id)",
]


async def _divide(_apps: object, editor: Any) -> None:
    if editor.client.capabilities.dialect != "postgres":
        return
    found = await editor.client.execute_query_dict("SELECT max(id) AS newest FROM entry")
    now = datetime.now(UTC)
    turn = ids.first_of(datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC))
    bound = max(turn, (found[0]["newest"] or 0) + 1)
    for statement in (*PARTS, *STORAGE):
        await editor.client.execute_script(statement.format(bound=bound))


async def _join(_apps: object, editor: Any) -> None:
    if editor.client.capabilities.dialect == "postgres":
        for statement in WHOLE:
            await editor.client.execute_script(statement)


class Migration(migrations.Migration):
    """Another index of postings: by what caused them; and their parts."""

    dependencies = [("bottlecap", "0011_dealers")]  # noqa: RUF012 (its base class declares it so)
    operations = [  # noqa: RUF012 (its base class declares it so)
        RunSQL(
            [
                "DROP INDEX entry_by_posting_id",
                "DROP INDEX entry_by_brand_account_id",
                "CREATE INDEX entry_by_cause_id ON entry (cause_id)",
            ],
            [
                "DROP INDEX entry_by_cause_id",
                "CREATE INDEX entry_by_posting_id ON entry (posting_id)",
                "CREATE INDEX entry_by_brand_account_id ON entry (brand, account, id)",
            ],
        ),
        RunPython(_divide, _join),
    ]
