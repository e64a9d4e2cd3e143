"""A population through a campaign, block by block, a block never longer than a calendar day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dsl.campaign import Campaign
from dsl.columns.calendar import day_numbers
from dsl.columns.facts import Column, Facts, Numbers, Words
from dsl.columns.program import Columns, Ways, compile_columns
from dsl.decision import Intent
from dsl.facts_read import FactsRead, campaign_facts, trigger_facts
from dsl.guards import GUARDS
from dsl.intents import draws_of, intents_of
from dsl.simulation.cells import Cells, Guarding
from dsl.simulation.counters import Arrivals, Whole
from dsl.simulation.fate import dealt_numbers, draw_numbers
from dsl.simulation.followed import BY_TIME, Followed
from dsl.simulation.locks import Keyed, Locks
from dsl.simulation.population import Population
from dsl.simulation.purse import Purse
from dsl.simulation.recent import Recent
from dsl.simulation.settling import NO_CAMPAIGN, NOT_HAPPENED, Group, Outcome, Planner, Price
from dsl.simulation.streaks import Streak
from dsl.simulation.tally import Tally
from dsl.values import Money
from dsl.vocabulary import window_of

#: Scans of a block: enough that NumPy has work to do, few enough that its columns stay in the cache.
BLOCK: Final = 1 << 14
#: Rounds after which only the scans that are settled already are kept, and the others begin a block.
ROUNDS: Final = 12
#: What a consumer's own claims change.
EVOLVING: Final = frozenset(
    {"consumer.claims", "consumer.last_claim", "consumer.points", "event.opens", "friend.is_new"}
)


def evolves(fact: str) -> bool:
    """Whether a consumer's own claims change a fact."""
    return fact.startswith(("phase.", "draw.")) or window_of(fact)[0] in EVOLVING


#: Told how many scans are done, of how many.
Progress = Callable[[int, int], None]
Settled = Callable[[slice, Outcome], None]


def price_of(intent: Intent) -> Price:
    """A reward costs the money among its parameters."""
    return Price(next((value for value in intent.told.values() if isinstance(value, Money)), None))


def simulate(
    campaign: Campaign,
    population: Population,
    seed: int = 1,
    *,
    price: Callable[[Intent], Price] = price_of,
    progress: Progress | None = None,
    settled: Settled | None = None,
) -> Tally:
    """What a campaign would give the scans of a population, in order of arrival.

    Limits, caps, stocks, budgets and fallbacks hold as they do for real claims. The same campaign, population and
    seed give the same figures for ever. `settled` is shown each block. Raises `TooManyWays` for rules with more
    ways through them than can be numbered.
    """
    run = _Run(campaign, compile_columns(campaign), population, seed, price)
    for rows in _blocks(day_numbers(population.at, campaign.zone)):
        for done, outcome in run.settle(rows):
            if settled:
                settled(done, outcome)
        if progress:
            progress(rows.stop, len(population))
    return run.tally


def _blocks(days: Whole) -> Iterator[slice]:
    edges = [0, *(np.flatnonzero(days[1:] != days[:-1]) + 1).tolist(), len(days)]
    for first, last in pairwise(edges):
        for start in range(first, last, BLOCK):
            yield slice(start, min(start + BLOCK, last))


class _Run:
    def __init__(
        self,
        campaign: Campaign,
        columns: Columns,
        population: Population,
        seed: int,
        price: Callable[[Intent], Price],
    ) -> None:
        self.campaign = campaign
        self.columns = columns
        self.population = population
        self.seed = seed
        self.history = population.before.copy()
        self.purse = Purse(campaign, len(self.history.claims))
        self.followed = Followed(population) if population.beyond is not None else None
        own = population.consumers if self.followed is None else population.consumers[self.followed.first]
        self.tally = Tally(campaign, seed, len(np.unique(own)), _told_of(campaign, population))
        self.tally.unguarded = _unguarded(campaign, population)
        kinds = [trigger.kind for trigger in campaign.triggers]
        self.doing = (
            None if not set(kinds) & set(BY_TIME) else np.array([kind not in BY_TIME for kind in kinds])
        )
        self._day = 0
        before = self.history
        claimed_on = day_numbers(before.last_claim, campaign.zone)
        self.phases = {
            fact: self.purse.phase(fact) for fact in campaign_facts(campaign) if fact.startswith("phase.")
        }
        self.recent = {
            fact: Recent(days, claimed_on, before.claims)
            for fact, base, days in ((fact, *window_of(fact)) for fact in campaign_facts(campaign))
            if base == "consumer.claims" and days is not None
        }
        self.streaks = {
            fact: Streak(len(before.claims)) for fact in campaign_facts(campaign) if fact.startswith("draw.")
        }
        intents = {id(i): i for trigger in campaign.triggers for i in intents_of(trigger.rules)}
        self._prices = {key: price(intent) for key, intent in intents.items()}
        self.locks = Locks(campaign, self.purse, self.price)
        self.cells, self.guarding = Cells(campaign), Guarding(campaign)
        draws = (draw for trigger in campaign.triggers for draw in draws_of(trigger.rules))
        self.deals = frozenset(draw.site for draw in draws if draw.deal is not None)
        self._places: dict[int, Whole] = {}
        self._read = [trigger_facts(trigger, campaign.segments) for trigger in campaign.triggers]
        self._region = population.columns.get("code.region", population.columns.get("scan.region"))

    def settle(self, rows: slice) -> Iterator[tuple[slice, Outcome]]:
        """Settle a block; what takes too many rounds is settled in parts."""
        start, day = rows.start, int(day_numbers(self.population.at[rows][:1], self.campaign.zone)[0])
        if day != self._day:
            self.purse.turn(date.fromordinal(day))
            for recent in self.recent.values():
                recent.turn(day)
            self._day = day
        stop = rows.stop
        while start < rows.stop:
            block = _Block(self, slice(start, stop))
            right = block.rounds()
            if right < stop - start:
                stop = start + right
                continue
            self._keep(block, day)
            yield block.rows, block.outcome
            start, stop = stop, rows.stop

    def price(self, intent: Intent) -> Price:
        """What a reward of the campaign costs."""
        return self._prices[id(intent)]

    def places(self, trigger: int) -> Whole:
        """The place of each scan's code among those that the trigger answers: no code is scanned twice."""
        if trigger not in self._places:
            self._places[trigger] = np.cumsum(self.population.triggers == trigger) - 1
        return self._places[trigger]

    def reads(self, trigger: int) -> frozenset[str]:
        """What a trigger reads of a consumer's own claims."""
        return frozenset(filter(evolves, self._read[trigger]))

    def _keep(self, block: _Block, day: int) -> None:
        outcome, consumers, at = block.outcome, block.arrivals.consumers, block.at
        for counter, taken in outcome.taken.items():
            whose = block.sharers if counter.of_sharer and block.sharers is not None else block.arrivals
            counter.keep(whose, taken)
        if self.locks:
            keyed = block.keyed(outcome)
            self.locks.keep(keyed)
            self.tally.unlocked(keyed.opened, keyed.lapsed, self._prices)
            for one in keyed.lapsed:
                self.history.points[one.consumer] += one.kind.instead
        if self.followed is not None:
            self.followed.keep(block.rows, outcome)
        accepted = block.done(outcome)
        np.add.at(self.history.claims, consumers[accepted], 1)
        for fact, streak in self.streaks.items():
            streak.keep(block.arrivals, outcome.tried(fact))
        for recent in self.recent.values():
            recent.keep(day, consumers[accepted])
        np.maximum.at(self.history.last_claim, consumers[accepted], at[accepted])
        np.add.at(self.history.points, consumers, outcome.points)
        region = None if self._region is None else self._region.rows(block.rows)
        self.tally.add(outcome, at, day, region, self._prices)
        if self.followed is not None:
            for name, count in self.followed.redeemed(block.rows, outcome):
                self.tally.redeemed[name] += count


def _told_of(campaign: Campaign, population: Population) -> frozenset[int]:
    """The triggers that some event of the population could meet."""
    return frozenset(np.unique(population.triggers).tolist()) - {-1}


def _unguarded(campaign: Campaign, population: Population) -> tuple[tuple[str, str], ...]:
    """The facts by which guards would hold claims and that nothing is known of here, each with its guard."""
    read = FactsRead(campaign.segments)
    return tuple(
        (segment.name, fact)
        for segment in campaign.segments
        if segment.name in GUARDS
        for fact in sorted(read.of(segment.condition))
        if not evolves(fact) and fact != "event.at" and fact not in population.columns
    )


class _Block:
    """Some scans of one day."""

    def __init__(self, run: _Run, rows: slice) -> None:
        self._run = run
        self.rows = rows
        population = run.population
        self.at = population.at[rows]
        self.arrivals = Arrivals(population.consumers[rows])
        triggers = population.triggers[rows]
        self.outcome = Outcome(len(self.at), None if run.followed is None else run.followed.claims(rows))
        self._doing = None if run.doing is None else run.doing[triggers]
        self.sharers = None if population.beyond is None else Arrivals(population.beyond.sharers[rows])
        self._silent = np.zeros(0, np.int64)
        bare = np.zeros(len(triggers), np.bool_)
        if run.followed is not None:
            happening = run.followed.happening(rows)
            self._silent = np.flatnonzero(~happening)
            bare = run.followed.bare(rows)
            triggers = np.where(happening & ~bare, triggers, -1)
            bare |= ~happening
        columns = {name: column.rows(rows) for name, column in population.columns.items()}
        facts = Facts(self.at, run.campaign.zone, columns)
        self._parts = [
            _Part(run, trigger, np.flatnonzero(triggers == trigger), facts, rows.start)
            for trigger in range(len(run.campaign.triggers))
            if (triggers == trigger).any()
        ]
        self._nobody = np.flatnonzero((triggers < 0) & ~bare)

    def rounds(self) -> int:
        """Go on until nothing changes, or too long; how many of the first scans are right."""
        changed = 0
        for _ in range(ROUNDS):
            latest = self._round()
            changed = latest.first_change(self.outcome)
            self.outcome = latest
            if changed == latest.size:
                break
        return changed

    def done(self, outcome: Outcome) -> NDArray[np.bool_]:
        """Which became claims that the person made: what time causes is none."""
        return outcome.claimed if self._doing is None else outcome.claimed & self._doing

    def keyed(self, outcome: Outcome) -> Keyed:
        """What becomes of locked rewards, as an outcome says."""
        triggers = self._run.population.triggers[self.rows]
        return self._run.locks.keyed(self.arrivals, self.at, triggers, self.rows.start, outcome)

    def _round(self) -> Outcome:
        keyed = self.keyed(self.outcome)
        planner = Planner(
            self._run.purse, self._run.price, self.arrivals, self.outcome, keyed.opens, keyed.returned,
            self.sharers,
        )  # fmt: skip
        planner.outcome.points += keyed.points
        if len(self._nobody):
            planner.outcome.refuse(self._nobody, NO_CAMPAIGN)
        if len(self._silent):
            planner.outcome.refuse(self._silent, NOT_HAPPENED)
        history: dict[str, Column] | None = None
        for part in self._parts:
            if part.evolving and history is None:
                history = self._history(keyed)
            for group in part.groups(history or {}):
                planner.plan(group)
        planner.outcome.close()
        return planner.outcome

    def _history(self, keyed: Keyed) -> dict[str, Column]:
        """What each scan's consumer has done before it, as the outcome so far says."""
        before, consumers = self._run.history, self.arrivals.consumers
        accepted = self.done(self.outcome)
        earlier = self.arrivals.before(accepted.astype(np.int64))
        claims = before.claims[consumers] + earlier
        latest = self.arrivals.latest_before(accepted)
        last = np.where(latest >= 0, self.at[latest], before.last_claim[consumers])
        return {
            "consumer.claims": Numbers(claims),
            **{name: Numbers(one.counts[consumers] + earlier) for name, one in self._run.recent.items()},
            **{
                fact: Numbers(streak.before(self.arrivals, self.outcome.tried(fact)))
                for fact, streak in self._run.streaks.items()
            },
            "consumer.last_claim": Numbers(last, claims > 0),
            "consumer.points": Numbers(
                before.points[consumers] + self.arrivals.before(self.outcome.points) + keyed.lapses_points
            ),
            "event.opens": Numbers(keyed.opens),
            **{
                fact: Numbers(counter.before(self.arrivals, self.outcome.take(counter)))
                for fact, counter in self._run.phases.items()
            },
            "friend.is_new": Words((claims == 0).astype(np.int8), (False, True)),
        }


class _Part:
    """The scans of a block that one trigger answers."""

    def __init__(self, run: _Run, trigger: int, rows: Whole, facts: Facts, first: int) -> None:
        self._run = run
        self._trigger = trigger
        self._rows = rows
        self._size = len(facts)
        self._facts = facts.rows(rows)
        self._scans = rows + first
        self._drawn: dict[int, NDArray[np.int64]] = {}
        self._ways: Ways | None = None
        self._cells: dict[str, NDArray[np.bool_]] = {}
        self._guards: dict[str, NDArray[np.bool_]] = {}
        self.evolving = run.reads(trigger)

    def groups(self, history: dict[str, Column]) -> Iterator[Group]:
        """The scans by the way they go."""
        if self._ways is None or self.evolving:
            own = {name: history[name].rows(self._rows) for name in self.evolving}
            facts = self._facts.having(own) if own else self._facts
            self._ways = self._run.columns.decide(self._trigger, facts, self._draw)
            cells, guards = (one.met(self._trigger, facts) for one in (self._run.cells, self._run.guarding))
            self._cells = {key: self._spread(theirs) for key, theirs in cells.items()}
            self._guards = {key: self._spread(theirs) for key, theirs in guards.items()}
        trigger, book = self._run.campaign.triggers[self._trigger], self._run.columns.books[self._trigger]
        for number in np.unique(self._ways).tolist():
            yield Group(trigger, book[number], self._rows[self._ways == number], self._cells, self._guards)

    def _spread(self, theirs: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """What is told of this part's scans, at their places in the block."""
        whole = np.zeros(self._size, np.bool_)
        whole[self._rows] = theirs
        return whole

    def _draw(self, site: int, scale: int) -> NDArray[np.int64]:
        if site not in self._drawn:
            run, trigger = self._run, self._trigger
            self._drawn[site] = (
                dealt_numbers(run.seed, trigger, site, scale, run.places(trigger)[self._scans])
                if site in run.deals
                else draw_numbers(run.seed, trigger, site, scale, self._scans)
            )
        return self._drawn[site]
