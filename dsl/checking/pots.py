"""Budgets of blocks: what is given inside takes from them too."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from dsl import lines as ln
from dsl.campaign import Branch, Trigger
from dsl.checking.conditions import check_clause
from dsl.checking.scope import Scope
from dsl.checking.terms import check_budgets
from dsl.conditions import Condition, InSegment
from dsl.decision import Pot
from dsl.nodes import Gift
from dsl.values import Label, Money

#: The blocks around a place: branches go by `step_of`, others by the name that they have.
Path = tuple[Branch | str | None, ...]
_DIGEST: Final = re.compile(r"[0-9a-f]{12}")
_BLOCK = Label("budget of this block", "本段的预算")
_BLOCK_DAILY = Label("daily budget of this block", "本段每天的预算")


def check_pots(
    scope: Scope, blocks: tuple[ln.Block, ...], path: Path, around: tuple[Pot, ...]
) -> tuple[Pot, ...]:
    """The budgets that stand in a block, those for everybody before those for some.

    A part is not more than the whole around it.
    """
    pots: list[Pot] = []
    lines = [block.line for block in blocks if isinstance(block.line, ln.BudgetLine)]
    for budget, line in sorted(check_budgets(scope, lines), key=lambda found: found[1].clause is not None):
        condition = check_clause(scope, line.clause) if line.clause is not None else None
        if line.clause is not None and condition is None:
            continue
        bounds = [
            *(
                pot.total
                for pot in (*around, *pots)
                if pot.total.currency == budget.total.currency and not pot.when
            ),
            *(one.total for one in scope.budgets if one.total.currency == budget.total.currency),
        ]
        if bounds and budget.total.minor > min(bounds).minor:
            scope.say("BC0918", line.total, part=budget.total, whole=min(bounds))
        steps = (*path, Branch("when", 0, (), condition=condition)) if condition else path
        name = " / ".join((*map(step_of, steps), budget.total.currency))
        scope.pots[name] += 1
        key = name if scope.pots[name] == 1 else f"{name} #{scope.pots[name]}"
        pots.append(
            Pot(key, budget.total, budget.daily, line.span.line, condition, _called(step_of(steps[-1])))
        )
    return tuple(pots)


def _called(step: str) -> str:
    """What people call a block by: the phase, segment or group of that name, else its event or `otherwise`."""
    kind, _, name = step.partition(" ")
    if kind == "when":
        return "" if _DIGEST.fullmatch(name) else name
    return name.rpartition(" ")[2] if kind in ("phase", "experiment") else kind


def check_room(scope: Scope, gift: Gift, money: tuple[Money, ...], pots: tuple[Pot, ...]) -> None:
    """One reward must fit into the budgets around it."""
    for pot in pots:
        for amount in money:
            for name, bound in ((_BLOCK_DAILY, pot.daily), (_BLOCK, pot.total)):
                if bound is not None and amount.currency == bound.currency and amount.minor > bound.minor:
                    scope.say("BC0908", gift, amount=amount, what=name, budget=bound)
                    return


def event_name(trigger: Trigger | None) -> str:
    """The name of an event among the names of blocks."""
    return "" if trigger is None else " ".join((trigger.kind, *(str(value) for _, value in trigger.asked)))


def step_of(branch: Branch | str | None) -> str:
    """The name of a block among those around it: it stays when other lines change.

    A phase goes by its name and `when` by its segment, so that both may be changed without their budget
    beginning anew; any other condition goes by what it says.
    """
    match branch:
        case str(name):
            return name
        case Branch(kind=kind, name=str(name)):
            return f"{kind} {name}"
        case Branch(condition=InSegment(name)):
            return f"when {name}"
        case Branch(condition=condition) if condition is not None:
            return f"when {_digest(condition)}"
    return "otherwise"


def _digest(condition: Condition) -> str:
    return hashlib.sha256(repr(condition).encode()).hexdigest()[:12]
