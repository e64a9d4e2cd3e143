"""The counters of a campaign, by the same names as the engine counts by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from dsl.campaign import Campaign, Trigger
from dsl.decision import Cap, Intent, Period
from dsl.simulation.counters import Counter, Pool, Shares
from dsl.values import Money

BUDGET_SPENT: Final = "budget_spent"
DAY_BUDGET_SPENT: Final = "day_budget_spent"
BLOCK_BUDGET_SPENT: Final = "block_budget_spent"
STOCK_SPENT: Final = "stock_spent"
_CONSUMER: Final = "consumer"
_SHARER: Final = "referrer"
_REDEMPTION: Final = "redemption"


class Purse:
    """Every limit, cap, stock and budget of a campaign that runs over days."""

    def __init__(self, campaign: Campaign, consumers: int) -> None:
        self._campaign = campaign
        self._consumers = consumers
        self._counters: dict[tuple[object, ...], Counter] = {}
        self._day: date | None = None

    def __iter__(self) -> Iterator[Counter]:
        return iter(self._counters.values())

    def turn(self, day: date) -> None:
        """A calendar day begins: what is counted by day, week or month may begin anew."""
        for counter in self._counters.values():
            before = self._day
            new_week = before is None or day.isocalendar()[:2] != before.isocalendar()[:2]
            new_month = before is None or (day.year, day.month) != (before.year, before.month)
            if {"day": True, "week": new_week, "month": new_month, None: False}[counter.period]:
                counter.turn()
        self._day = day

    def limits(self, trigger: Trigger) -> list[tuple[Counter, int]]:
        """The limits on claims of a consumer, and on an invitation those of the one who shared; a redemption is no claim.

        Each has one device. Nothing here happens at an outlet, and nobody serves; where no product is asked for, all
        are one.
        """
        if trigger.kind == _REDEMPTION:
            return []
        subjects = ("consumer", "device", "product", *((_SHARER,) if trigger.kind == "invitation" else ()))
        return [
            (
                self._shares(
                    ("limit", limit.subject, of, limit.period),
                    limit.period,
                    of_sharer=limit.subject == _SHARER,
                ),
                limit.count,
            )
            for limit in self._campaign.limits
            if limit.subject in subjects
            for of in [trigger.gtin if limit.subject == "product" else None]
        ]

    def caps(self, trigger: Trigger, intent: Intent) -> list[tuple[Counter, Cap]]:
        """The caps of a reward: one count for each event and reward, wherever in the text it stands.

        Which clerk or shop it is is not known here, so that theirs bind nobody.
        """
        if intent.recipient not in (_CONSUMER, _SHARER):
            return []
        rule = ("cap", trigger.kind, trigger.coupon, intent.reward, intent.recipient)
        shared = intent.recipient == _SHARER
        return [(self._shares((*rule, cap.period), cap.period, of_sharer=shared), cap) for cap in intent.caps]

    def stock(self, intent: Intent) -> tuple[Counter, int] | None:
        """The stock that a reward takes one of."""
        if intent.stock is None:
            return None
        return self._pool(("stock", intent.stock.key)), intent.stock.limit

    def phase(self, fact: str) -> Counter:
        """What counts the claims of a phase."""
        return self._pool(("phase", fact))

    def locked(self, intent: Intent) -> Counter:
        """What marks where a locked reward was won."""
        return self._pool(("locked", id(intent)))

    def takes(self, trigger: Trigger, intent: Intent, cost: Money | None) -> Iterator[tuple[Counter, int]]:
        """All that one reward takes where it finds room."""
        yield from ((counter, 1) for counter, _ in self.caps(trigger, intent))
        stock = self.stock(intent)
        if stock:
            yield stock[0], 1
        if cost:
            yield from ((counter, cost.minor) for counter, *_ in self.budgets(intent, cost))

    def budgets(self, intent: Intent, cost: Money) -> list[tuple[Counter, int, str, str]]:
        """The budgets that a cost is taken from, why each refuses, and the key of a block's.

        First the campaign's, then those of the blocks around the reward from the outside in; of each the whole
        first, then the day's. Some of the blocks' may be for some people only.
        """
        found: list[tuple[Counter, int, str, str]] = []
        for budget in self._campaign.budgets:
            if budget.total.currency == cost.currency:
                whole = self._pool(("budget", cost.currency))
                found.append((whole, budget.total.minor, BUDGET_SPENT, ""))
                if budget.daily:
                    day = self._pool(("budget", cost.currency, "day"), "day")
                    found.append((day, budget.daily.minor, DAY_BUDGET_SPENT, ""))
        if not found:
            raise ValueError(f"the campaign has no budget in {cost.currency}")
        for pot in intent.pots:
            if pot.total.currency == cost.currency:
                found.append((self._pool(("pot", pot.key)), pot.total.minor, BLOCK_BUDGET_SPENT, pot.key))
                if pot.daily:
                    day = self._pool(("pot", pot.key, "day"), "day")
                    found.append((day, pot.daily.minor, DAY_BUDGET_SPENT, pot.key))
        return found

    def _shares(self, name: tuple[object, ...], period: Period, *, of_sharer: bool = False) -> Counter:
        return self._counter(name, lambda: Shares(self._consumers, period, of_sharer=of_sharer))

    def _pool(self, name: tuple[object, ...], period: Period = None) -> Counter:
        return self._counter(name, lambda: Pool(period))

    def _counter(self, name: tuple[object, ...], make: Callable[[], Counter]) -> Counter:
        if name not in self._counters:
            self._counters[name] = make()
        return self._counters[name]
