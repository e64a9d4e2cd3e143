"""A campaign's text run before it runs: what simulations cost and give, for command line and studio."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from dsl import Campaign
from dsl.columns.program import TooManyWays
from dsl.decision import Intent
from dsl.simulation import (
    Population,
    PopulationError,
    Price,
    Progress,
    Section,
    Spec,
    Tally,
    as_json,
    bands,
    is_recorded,
    make_population,
    price_of,
    read_population,
    read_spec,
    report,
    seeds_as_json,
    side_by_side,
    simulate,
    tell,
)
from dsl.testing import spec_of
from dsl.values import Label
from engine.errors import Invalid
from engine.spi.effects import AddPoints
from engine.spi.rewards import GrantRequest, RewardType


@dataclass(frozen=True, slots=True)
class Asked:
    """What to simulate.

    `population` is a description, recorded scans, or empty for a usual population; `of` names one that the text
    itself describes. With several `seeds` the
    first one's figures are told in full, and of all of them how far they lie apart.
    """

    scans: int | None = None
    population: str = ""
    days: int | None = None
    seed: int = 1
    seeds: int = 1
    of: str = ""


@dataclass(frozen=True, slots=True)
class Simulation:
    """Simulations of one text, one for each seed."""

    text: str
    tallies: tuple[Tally, ...]

    def sections(self) -> list[Section]:
        """The report: tables of named rows, that of the seeds last."""
        spread = [bands(self.tallies)] if len(self.tallies) > 1 else []
        return [*report(self.tallies[0], self.text), *spread]

    def sections_beside(self, other: Simulation) -> list[Section]:
        """The reports of two texts side by side: this is A, the other B."""
        return side_by_side(self.sections(), other.sections())

    def told(self, lang: str = "en") -> str:
        """The report for a terminal."""
        return tell(self.sections(), lang)

    def beside(self, other: Simulation, lang: str = "en") -> str:
        """Both reports for a terminal."""
        return tell(self.sections_beside(other), lang)

    def figures(self) -> dict[str, object]:
        """All figures as JSON: money in minor units, times in UTC."""
        return {**as_json(self.tallies[0]), "seeds": seeds_as_json(self.tallies)}


#: Scans when nothing is said, and the most that are kept in memory.
USUAL_SCANS: Final = 100_000
SCANS_MAX: Final = 20_000_000


def simulate_text(
    text: str,
    campaign: Campaign,
    asked: Asked,
    rewards: Mapping[str, RewardType],
    progress: Progress | None = None,
) -> Simulation:
    """Simulate a checked text. Raises `Invalid` for a population that cannot be had."""
    if (asked.scans or 0) > SCANS_MAX:
        words = Label(
            f"at most {SCANS_MAX:,} scans are simulated at once", f"一次最多模拟 {SCANS_MAX:,} 次扫码"
        )
        raise Invalid("scans", words)
    tallies = []
    for number in range(asked.seeds):
        seed = asked.seed + number
        try:
            population = _population(campaign, asked, seed)
            tallies.append(
                simulate(
                    campaign, population, seed,
                    price=pricing(rewards),
                    progress=_part_of(progress, number, asked.seeds),
                )
            )  # fmt: skip
        except PopulationError as error:
            raise Invalid("population", error.words) from error
        except TooManyWays as error:
            words = Label("the rules leave too many ways to simulate", "规则的组合太多，无法模拟")
            raise Invalid("text", words) from error
    return Simulation(text, tuple(tallies))


def _population(campaign: Campaign, asked: Asked, seed: int) -> Population:
    if is_recorded(asked.population):
        return read_population(campaign, asked.population).first(asked.scans)
    spec = _described(campaign, asked)
    return make_population(
        campaign, asked.scans or USUAL_SCANS, replace(spec, days=asked.days or spec.days), seed
    )


def _described(campaign: Campaign, asked: Asked) -> Spec:
    if not asked.of:
        return read_spec(asked.population, campaign) if asked.population.strip() else Spec()
    found = next((one for one in campaign.populations if one.name == asked.of), None)
    if found is None:
        raise PopulationError(f"the text has no population `{asked.of}`", f"文本中没有客群 `{asked.of}`")
    return spec_of(found)


def _part_of(progress: Progress | None, number: int, seeds: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, size: progress(number * size + done, seeds * size)


def pricing(rewards: Mapping[str, RewardType]) -> Callable[[Intent], Price]:
    """What the plugins say that their rewards cost and add."""

    def price(intent: Intent) -> Price:
        reward = rewards.get(intent.reward)
        if reward is None:
            return price_of(intent)
        params = intent.told
        request = GrantRequest(0, "", 0, intent.recipient, 0, params, datetime(1970, 1, 1, tzinfo=UTC))
        effects: Sequence[object] = reward.grant(request)
        points = sum(effect.points for effect in effects if isinstance(effect, AddPoints))
        return Price(reward.cost(params), points)

    return price
