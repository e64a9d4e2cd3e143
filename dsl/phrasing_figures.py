"""What tests take as spent, and forecasts, back to words in English or Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from dsl import lines as ln
from dsl import nodes as nd

if TYPE_CHECKING:  # phrasing words every line, and these are some of them
    from dsl.phrasing import Cells, Phrasing


def spent(say: Phrasing, line: ln.SpentLine) -> Cells:
    """What a test says is used up."""
    if line.gift is not None:
        return say.key("SPENT"), say.gift(line.gift)
    name = f" {say.quoted(line.budget)}" if line.budget else ""
    return say.key("SPENT"), say.key("BUDGET") + name


def shares(say: Phrasing, line: ln.SharesLine) -> Cells:
    """How the values of a fact are spread."""
    told = (f"{number_text(share)}% {say.value(value)}" for share, value in line.shares)
    return f"{say.key('WITH')} {say.fact(line.fact)}", say.comma.join(told)


def over(say: Phrasing, line: ln.OverLine) -> Cells:
    """How many scans of which population."""
    scans = f"{number_text(line.scans)} {say.key('SCANS')}"
    if line.population is not None:
        name = say.quoted(line.population)
        scans = f"{name} {scans}" if say.chinese else f"{scans} {say.key('OF')} {name}"
    seed = f"{say.comma}{say.key('SEED')} {line.seed.digits}" if line.seed else ""
    return say.key("OVER_SCANS"), scans + seed


def figure(say: Phrasing, line: ln.FigureLine) -> Cells:
    """What a forecast expects."""
    expect = say.key("EXPECT")
    if line.until is not None:
        return expect, f"{say.key('BUDGET')} {say.key('LASTS_UNTIL')} {say.moment(line.until)}"
    values = f" {say.key('UP_TO')} ".join(say.value(value) for value in line.values)
    bound = f"{say.key(line.comparison.upper())} {values}"
    if line.gift is not None:
        return expect, f"{say.gift(line.gift)} {say.key('GIVEN')} {bound} {say.key('TIMES')}"
    told = say.key({"claims": "CLAIMED", "refusals": "REFUSALS"}.get(line.figure, "COST"))
    if line.per is not None:
        per = f"{say.key('PER')} {number_text(line.per)} {say.key('SCANS')}"
        told = f"{per} {told}" if say.chinese else f"{told} {per}"
    return expect, f"{told} {bound}"


def number_text(number: nd.Number) -> str:
    """A number with its separators, or the constant that stands for it."""
    return grouped(number.digits) if number.name is None else number.name.text


def grouped(digits: str) -> str:
    """A number with thousands separators; leading zeros stay untouched."""
    whole, point, decimals = digits.partition(".")
    if whole.startswith("0") and len(whole) > 1:
        return digits
    return f"{int(whole):,}{point}{decimals}"


FORECASTS: Final[dict[type, Callable[[Phrasing, Any], Cells]]] = {
    ln.SpentLine: spent,
    ln.LapsedLine: lambda say, line: (say.key("LAPSED"), say.gift(line.gift)),
    ln.PopulationLine: lambda say, line: (f"{say.key('POPULATION')} {say.quoted(line.name)}",),
    ln.PeopleLine: lambda say, line: (say.key("CONSUMERS"), number_text(line.count)),
    ln.FirstDaysLine: lambda say, line: (f"{say.key('FIRST')} {say.duration(line.days, 'days')}",),
    ln.RedeemsLine: lambda say, line: (say.key("REDEEMS"), say.odds(line.odds)),
    ln.InvitesLine: lambda say, line: (say.key("INVITES"), say.odds(line.odds)),
    ln.SharesLine: shares,
    ln.ForecastLine: lambda say, line: (f"{say.key('FORECAST')} {say.quoted(line.name)}",),
    ln.OverLine: over,
    ln.FigureLine: figure,
}
