"""The budgets of single blocks of a campaign, with what is used of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dsl.campaign import Campaign
from dsl.decision import Pot
from dsl.facts_read import branches
from dsl.values import Money
from engine.scanning import counters


@dataclass(frozen=True, slots=True)
class BlockBudget:
    """The budget of a block: `block` is its first line as written, with its own line where it is for some only, `line` where the budget stands in the live version.

    `used_today` is of the calendar day in the campaign's zone, None for a budget without a bound by day.
    """

    block: str
    line: int
    total: Money
    used: Money
    daily: Money | None
    used_today: Money | None


def pots_of(campaign: Campaign) -> tuple[Pot, ...]:
    """Every budget of a block, in the order of the text."""
    found: dict[str, Pot] = {}
    for trigger in campaign.triggers:
        for pots in (trigger.pots, *(branch.pots for branch in branches(trigger.rules))):
            found |= {pot.key: pot for pot in pots}
    return tuple(sorted(found.values(), key=lambda pot: pot.line))


def keys_of(brand: str, campaign_id: int, campaign: Campaign, now: datetime) -> dict[str, tuple[str, str]]:
    """For each budget its counters: of the whole campaign, and of today."""
    day = counters.period_key("day", now, campaign.zone)
    return {
        pot.key: (
            counters.pot(brand, campaign_id, pot.key, "all"),
            counters.pot(brand, campaign_id, pot.key, day),
        )
        for pot in pots_of(campaign)
    }


def block_budgets(
    campaign: Campaign, text: str, keys: dict[str, tuple[str, str]], used: dict[str, int]
) -> tuple[BlockBudget, ...]:
    """The budgets with what the counters say."""
    lines = text.splitlines()
    found = []
    for pot in pots_of(campaign):
        whole, day = keys[pot.key]
        currency = pot.total.currency
        today = Money(used.get(day, 0), currency) if pot.daily else None
        spent = Money(used.get(whole, 0), currency)
        head = _head(lines, pot.line)
        block = head if pot.when is None else f"{head} · {lines[pot.line - 1].strip()}"
        found.append(BlockBudget(block, pot.line, pot.total, spent, pot.daily, today))
    return tuple(found)


def _head(lines: list[str], number: int) -> str:
    """The line of the block around a line, by its indentation."""
    own = lines[number - 1]
    depth = len(own) - len(own.lstrip())
    for line in reversed(lines[: number - 1]):
        said = line.strip()
        if said and not said.startswith("#") and len(line) - len(line.lstrip()) < depth:
            return said
    return own.strip()
