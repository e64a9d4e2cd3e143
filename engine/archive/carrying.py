"""What rows that leave the database have added up to, carried forward so that the books still prove. Pure.

A figure of `carried` is named like the figure that it is a part of, with its table behind the brand:
`BRAND|balance|owed:...|CNY` is a part of the balance `BRAND|owed:...|CNY`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.commit.tallies import tallies_of
from engine.grants.stored import takes_of
from engine.records import Claim, Entry, Grant, Order, Record, Refused


def carried_key(table: str, key: str) -> str:
    """The name under which a part of a figure is carried."""
    brand, _, rest = key.partition("|")
    return f"{brand}|{table}|{rest}"


def own_key(carried: str) -> tuple[str, str]:
    """Table and key of the figure that a carried one is a part of."""
    brand, table, rest = carried.split("|", 2)
    return table, f"{brand}|{rest}"


def carried(rows: Iterable[Record]) -> Counter[str]:
    """What rows have added to balances, counters and tallies. Claims stay, without what they took."""
    sums: Counter[str] = Counter()
    for row in rows:
        match row:
            case Entry():
                sums[carried_key("balance", f"{row.brand}|{row.account}|{row.currency}")] += row.amount
            case Claim():
                _take(sums, row.takes)
            case Grant():
                if row.state != "reversed":
                    _take(sums, row.takes)
                _count(sums, row)
            case Order():
                _take(sums, row.takes or "[]")
            case Refused():
                _count(sums, row)
    return sums


def _take(sums: Counter[str], takes: str) -> None:
    for key, amount in takes_of(takes).items():
        sums[carried_key("counter", key)] += amount


def _count(sums: Counter[str], row: Record) -> None:
    for name, amount in tallies_of(row):
        sums[carried_key("tally", name)] += amount
