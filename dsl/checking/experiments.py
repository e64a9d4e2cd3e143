"""Experiments: groups of people by chance, each person always in the same one."""

from __future__ import annotations

from fractions import Fraction

from dsl import lines as ln
from dsl.checking.draws import check_odds, percent
from dsl.checking.scope import Scope
from dsl.limits import EXPERIMENT_SCALE
from dsl.values import Label
from dsl.vocabulary import FactWord

#: A group with its block, and the numbers of its people: from the first up to, not including, the second.
Arm = tuple[ln.GroupLine, ln.Block, int, int]


def experiment_fact(name: str) -> str:
    """The fact that holds a person's number in an experiment, in [0, scale)."""
    return f"experiment.{name}"


def check_experiment(scope: Scope, block: ln.Block, line: ln.ExperimentLine) -> list[Arm] | None:
    """The groups, which take in everybody; None, with findings, where they do not stand."""
    groups = [(child.line, child) for child in block.children if isinstance(child.line, ln.GroupLine)]
    seen: dict[str, int] = {}
    for group, _ in groups:
        name = group.name.text
        if seen.setdefault(name, group.span.line) != group.span.line:
            scope.say("BC0410", group.name, what=Label("group", "分组"), name=name, line=seen[name])
    shares = [None if group.odds is None else check_odds(scope, group.odds) for group, _ in groups]
    if any(share is None and group.odds for share, (group, _) in zip(shares, groups, strict=True)):
        return None
    for share, (group, _) in zip(shares, groups, strict=True):
        if share is not None and (share * EXPERIMENT_SCALE).denominator != 1:
            scope.say("BC0864", group)
            return None
    told = sum((share for share in shares if share is not None), Fraction())
    rests = shares.count(None)
    if len(groups) < 2 or rests > 1 or (told >= 1) == bool(rests) or told > 1:
        scope.say("BC0863", line, total=percent(told))
        return None
    arms, low = list[Arm](), 0
    for share, (group, child) in zip(shares, groups, strict=True):
        high = low + int((share if share is not None else 1 - told) * EXPERIMENT_SCALE)
        arms.append((group, child, low, high))
        low = high
    return arms if _same_everywhere(scope, line, arms) else None


def _same_everywhere(scope: Scope, line: ln.ExperimentLine, arms: list[Arm]) -> bool:
    """An experiment that stands in several places has the same groups in each."""
    name = line.name.text
    groups = tuple((group.name.text, low) for group, _, low, _ in arms)
    first, at = scope.experiments.setdefault(name, (groups, line.span.line))
    if first != groups:
        scope.say("BC0865", line, name=name, line=at)
        return False
    fact = experiment_fact(name)
    what = Label(f"the group in experiment {name}", f"实验 {name} 中的分组")
    choices = tuple(group for group, _ in groups)
    label = Label(fact, fact.replace("experiment.", "实验."))
    scope.own_facts[fact] = FactWord(fact, label, "choice", what, choices)
    return True
