"""What an audit has found so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.outcomes import Difference
from engine.records import Entry

#: Brand, account and currency to the sum of entries; sums of zero are left out.
Net = dict[tuple[str, str, str], int]


@dataclass(slots=True)
class Findings:
    """Gathers differences."""

    differences: list[Difference] = field(default_factory=list)

    def equal(self, what: str, expected: object, found: object) -> None:
        """Note a difference, unless both are equal."""
        if expected != found:
            self.differences.append(Difference(what, str(expected), str(found)))


def net(entries: Iterable[Entry]) -> Net:
    """What entries come to on each account."""
    sums: Net = {}
    for entry in entries:
        add(sums, entry)
    return {key: amount for key, amount in sums.items() if amount}


def add(sums: Net, entry: Entry) -> None:
    """Count one entry."""
    key = (entry.brand, entry.account, entry.currency)
    sums[key] = sums.get(key, 0) + entry.amount


def told(sums: Net) -> str:
    """A net as one line."""
    return ", ".join(
        f"{account} {amount} {currency}" for (_, account, currency), amount in sorted(sums.items())
    )
