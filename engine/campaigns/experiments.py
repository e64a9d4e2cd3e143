"""What the groups of an experiment did: the comparison is of everybody in a group, never of redeemers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dsl.facts_read import experiments_of, holdouts_of
from dsl.values import Money
from engine.campaigns.live import LiveCampaign
from engine.scanning.experiments import number_of


@dataclass(frozen=True, slots=True)
class Conduct:
    """What one person with claims did in a campaign, on all accounts together.

    `scans` are the claims of printed codes, `cost` is minor units by currency, of rewards that were not taken back.
    """

    accounts: Collection[int]
    claims: int
    scans: int
    redemptions: int
    cost: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group of an experiment. `share` is in hundredths of a percent.

    `again` persons bought again: they claimed a second printed code within the campaign. `lift` is how much more of
    the group did so than of the holdout, in tenths of a percentage point, half-up; None for the holdout itself, and
    where either has nobody. Redeemers are shown beside it, never compared: they chose themselves.
    """

    name: str
    share: int
    holdout: bool
    persons: int
    claims: int
    again: int
    redemptions: int
    redeemers: int
    redeemers_again: int
    cost: tuple[Money, ...]
    lift: int | None = None

    @property
    def again_share(self) -> int | None:
        """Persons who bought again, per thousand, half-up; None of nobody."""
        return per_thousand(self.again, self.persons)

    @property
    def redeemers_share(self) -> int | None:
        """Redeemers who bought again, per thousand, half-up; None of nobody."""
        return per_thousand(self.redeemers_again, self.redeemers)


@dataclass(frozen=True, slots=True)
class ExperimentFigures:
    """An experiment's groups. `left_out` persons joined accounts of different groups and are in none of them."""

    name: str
    groups: tuple[GroupFigures, ...]
    left_out: int


def per_thousand(part: int, whole: int) -> int | None:
    """A share per thousand, half-up."""
    return half_up(Fraction(part, whole)) if whole else None


def half_up(share: Fraction) -> int:
    """A share in thousandths, half-up."""
    return (share * 1000 + Fraction(1, 2)).__floor__()


def figures(campaign: LiveCampaign, persons: Iterable[Conduct]) -> tuple[ExperimentFigures, ...]:
    """Persons with claims in the groups of the newest version's experiments."""
    program = campaign.versions[-1].program
    if program is None:
        return ()
    known, holdouts = list(persons), holdouts_of(program.campaign)
    return tuple(
        _figures(campaign.key, name, groups, holdouts.get(name), known)
        for name, groups in experiments_of(program.campaign).items()
    )


def _figures(
    key: bytes,
    name: str,
    groups: tuple[tuple[str, int, int], ...],
    holdout: str | None,
    persons: list[Conduct],
) -> ExperimentFigures:
    members: dict[str, list[Conduct]] = {group: [] for group, _, _ in groups}
    left_out = 0
    for person in persons:
        numbers = [number_of(key, name, account) for account in person.accounts]
        met = {group for group, low, high in groups for number in numbers if low <= number <= high}
        if len(met) == 1:
            members[met.pop()].append(person)
        else:
            left_out += 1
    base = _again(members[holdout]) if holdout else None
    told = (
        _group(group, high - low + 1, members[group], group == holdout, base) for group, low, high in groups
    )
    return ExperimentFigures(name, tuple(told), left_out)


def _group(
    name: str, share: int, persons: list[Conduct], holdout: bool, base: Fraction | None
) -> GroupFigures:
    redeemers = [one for one in persons if one.redemptions]
    cost: Counter[str] = Counter()
    for one in persons:
        cost.update(one.cost)
    again = _again(persons)
    compared = not holdout and again is not None and base is not None
    return GroupFigures(
        name=name,
        share=share,
        holdout=holdout,
        persons=len(persons),
        claims=sum(one.claims for one in persons),
        again=sum(one.scans > 1 for one in persons),
        redemptions=sum(one.redemptions for one in persons),
        redeemers=len(redeemers),
        redeemers_again=sum(one.scans > 1 for one in redeemers),
        cost=tuple(Money(cost[currency], currency) for currency in sorted(cost)),
        lift=half_up(again - base) if compared and again is not None and base is not None else None,
    )


def _again(persons: list[Conduct]) -> Fraction | None:
    return Fraction(sum(one.scans > 1 for one in persons), len(persons)) if persons else None
