"""The rules under a trigger: gives, refusals, choices, and what happens when something is used up."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dsl import lines as ln
from dsl.campaign import Branch, Choice, Give, Refuse, Rule
from dsl.checking.branches import Reach, branch_of
from dsl.checking.deals import check_deal
from dsl.checking.draws import check_draw
from dsl.checking.experiments import check_experiment, experiment_fact
from dsl.checking.gifts import CheckedGift, check_gift
from dsl.checking.locks import check_lock
from dsl.checking.outcomes import Fallback, check_outcomes
from dsl.checking.overall import check_overall
from dsl.checking.pots import Path, check_pots, check_room
from dsl.checking.scope import Scope
from dsl.checking.tries import check_tries
from dsl.checking.wording import check_wording
from dsl.conditions import Compare
from dsl.decision import Intent, Lock, Pot, Refusal
from dsl.nodes import Gift, Span
from dsl.outline import head_word
from dsl.values import Label
from dsl.vocabulary import TriggerWord

_BRANCHES = (ln.PhaseLine, ln.WhenLine, ln.OtherwiseLine)


class Setting(NamedTuple):
    """Where a rule stands: its event (None: unknown), the fallback that holds there, the time that can be reached.

    `path` are the blocks around it, by name or as branches, `pots` are their budgets, the outermost first.
    """

    event: TriggerWord | None
    fallback: Fallback | None
    reach: Reach
    told: list[bool]
    path: Path = ()
    pots: tuple[Pot, ...] = ()

    def within(self, blocks: tuple[ln.Block, ...], scope: Scope) -> Setting:
        """The setting of an inner block, with its own `if spent` where there is one."""
        own = own_fallback(scope, blocks, self)
        return self if own is None else self._replace(fallback=own)

    def entered(
        self, blocks: tuple[ln.Block, ...], scope: Scope, step: Branch | str | None, reach: Reach
    ) -> tuple[Setting, tuple[Pot, ...]]:
        """The setting of an inner block that can be reached then, with the budgets and the `if spent` in it; those budgets."""
        path = (*self.path, step)
        pots = check_pots(scope, blocks, path, self.pots)
        inner = Setting(self.event, self.fallback, reach, self.told, path, (*self.pots, *pots))
        return inner.within(blocks, scope), pots


def check_rules(scope: Scope, blocks: tuple[ln.Block, ...], setting: Setting) -> tuple[Rule, ...]:
    """The rules of one block in order. Neighbouring phases, `when` and `otherwise` make one choice.

    Under `together` each of them is a choice of its own, so that all that hold apply.
    """
    rules: list[Rule] = []
    chain: list[ln.Block] = []
    refused: Span | None = None
    above: ln.Line | None = None
    for block in blocks:
        line = block.line
        if isinstance(line, ln.BudgetLine):
            continue
        if refused is not None and line is not None and not isinstance(line, ln.IfSpentLine):
            scope.say("BC0814", line, line=refused.line)
            refused = None
        if isinstance(line, _BRANCHES):
            if isinstance(line, ln.OtherwiseLine) and not chain and isinstance(above, ln.TogetherLine):
                scope.say("BC0861", line, line=above.span.line)
            chain.append(block)
            above = line
            continue
        above = line
        rules += _choice(scope, chain, setting)
        chain = []
        if isinstance(line, ln.ExperimentLine):
            rules += _experiment(scope, block, line, setting)
            continue
        if isinstance(line, ln.TogetherLine):
            for alone in block.children:
                rules += _choice(scope, [alone], setting)
            continue
        rules += _rule(scope, block, setting)
        if isinstance(line, ln.RefuseLine):
            refused = line.span
    return (*rules, *_choice(scope, chain, setting))


def _experiment(scope: Scope, block: ln.Block, line: ln.ExperimentLine, setting: Setting) -> list[Rule]:
    """A choice among the groups, by the person's number."""
    branches = []
    for group, child, low, high in check_experiment(scope, block, line) or ():
        scope.rules += 1
        condition = Compare(experiment_fact(line.name.text), "count", "between", (low, high - 1))
        name = group.name.text
        inside, pots = setting.entered(
            child.children, scope, f"experiment {line.name.text} {name}", setting.reach
        )
        rules = check_rules(scope, child.children, inside)
        at = group.span.line
        branches.append(Branch("group", at, rules, name=name, condition=condition, pots=pots))
    return [Choice(tuple(branches))] if branches else []


def own_fallback(scope: Scope, blocks: tuple[ln.Block, ...], setting: Setting) -> Fallback | None:
    """What the block's own `if spent` says, None without one."""
    found = [block for block in blocks if isinstance(block.line, ln.IfSpentLine)]
    for again in found[1:]:
        if again.line is not None:
            scope.say("BC0808", again.line)
    return _fallback(scope, found[0], setting) if found else None


def _fallback(scope: Scope, block: ln.Block, setting: Setting) -> Fallback:
    refusals = [inner.line for inner in block.children if isinstance(inner.line, ln.RefuseLine)]
    if refusals:
        if len(block.children) > 1:
            scope.say("BC0815", refusals[0])
        return Refusal(refusals[0].span.line, check_wording(scope, refusals[0].words))
    return _instead(scope, block, setting)


def _instead(scope: Scope, block: ln.Block, setting: Setting) -> tuple[Intent, ...]:
    """What is given in place of something: at once, and with its own fallback where it can run out."""
    intents: list[Intent] = []
    for inner in block.children:
        if isinstance(inner.line, ln.GiveLine):
            scope.rules += 1
            own = own_fallback(scope, inner.children, setting)
            gift = check_gift(scope, inner.line.gift, setting.event)
            _lapsed(scope, inner.line.gift, inner.children, setting)
            if inner.line.gift.locks or inner.line.gift.locked:
                scope.say("BC1203", inner.line)
            if gift is not None and gift.can_run_out and own is None:
                scope.missing("BC0809", inner.line)
            if gift is not None:
                check_room(scope, inner.line.gift, gift.money, setting.pots)
                intents.append(intent_of(gift, inner.line.span.line, own, setting.pots, own=own))
    return tuple(intents)


def _lock(
    scope: Scope, gift: Gift, under: tuple[ln.Block, ...], setting: Setting, recipient: str
) -> tuple[Lock | None, bool]:
    """A gift's lock with what its `if it lapses` says, if it has one; and whether what is written stands."""
    lapsed = _lapsed(scope, gift, under, setting)
    lock, stands = check_lock(scope, gift, recipient)
    for other in lapsed:
        if lock is not None and other.recipient != recipient:
            scope.say("BC1210", gift, recipient=recipient)
    return (replace(lock, lapsed=lapsed) if lock is not None else None), stands


def _lapsed(scope: Scope, gift: Gift, under: tuple[ln.Block, ...], setting: Setting) -> tuple[Intent, ...]:
    """What the `if it lapses` of a gift gives."""
    found = [block for block in under if isinstance(block.line, ln.IfLapsedLine)]
    for again in found[1:]:
        if again.line is not None:
            scope.say("BC1209", again.line)
    if found and found[0].line is not None and not gift.locks:
        scope.say("BC1204", found[0].line)
    return _instead(scope, found[0], setting) if found else ()


def intent_of(
    gift: CheckedGift,
    line: int,
    fallback: Fallback | None,
    pots: tuple[Pot, ...],
    lock: Lock | None = None,
    *,
    own: Fallback | None = None,
) -> Intent:
    """The intent of a gift; what cannot run out needs no fallback, and what a partner lends has only its `own`."""
    kept = fallback if gift.can_run_out else own if gift.lent else None
    return Intent(
        line, gift.reward, gift.params, gift.recipient, gift.stock, gift.caps, kept, pots, lock, gift.terms
    )


def gift_intent(
    scope: Scope,
    gift: Gift,
    line: int,
    under: tuple[ln.Block, ...],
    setting: Setting,
    fallback: Fallback | None,
    own: Fallback | None = None,
) -> Intent | None:
    """Check a gift that can fall back on `fallback`, its `own` or that of a block around it; what can run out must have one."""
    checked = check_gift(scope, gift, setting.event)
    if checked is None:
        _lapsed(scope, gift, under, setting)
        return None
    lock, stands = _lock(scope, gift, under, setting, checked.recipient)
    if lock is not None and any(pot.when for pot in setting.pots):
        scope.say("BC1211", gift)
        return None
    if not stands:
        return None
    if checked.can_run_out and fallback is None and not setting.told:
        what = Label("the stock", "库存") if checked.stock is not None else Label("the budget", "预算")
        scope.missing("BC0807", gift, what=what)
        setting.told.append(True)
    check_room(scope, gift, checked.money, setting.pots)
    return intent_of(checked, line, fallback, setting.pots, lock, own=own)


def _rule(scope: Scope, block: ln.Block, setting: Setting) -> list[Rule]:
    line = block.line
    match line:
        case ln.GiveLine(gift=gift):
            scope.rules += 1
            inner = setting.within(block.children, scope)
            own = inner.fallback if inner is not setting else None
            intent = gift_intent(scope, gift, line.span.line, block.children, inner, inner.fallback, own)
            return [Give(intent)] if intent is not None else []
        case ln.RefuseLine(words=words):
            scope.rules += 1
            return [Refuse(Refusal(line.span.line, check_wording(scope, words)))]
        case ln.DrawLine() | ln.DealLine():
            scope.rules += 1
            site = scope.sites
            scope.sites += 1
            inner = setting.within(block.children, scope)

            def intent_of(
                gift: Gift, at: int, under: tuple[ln.Block, ...], back: Fallback | None
            ) -> Intent | None:
                own = own_fallback(scope, under, inner)
                return gift_intent(scope, gift, at, under, inner, back if own is None else own, own)

            outcomes = check_outcomes(scope, block, intent_of, inner.fallback)
            draw = (
                check_deal(scope, line, outcomes, site, setting.event)
                if isinstance(line, ln.DealLine)
                else check_draw(scope, line, outcomes, site)
            )
            if draw is None:
                return []
            check_overall(scope, block, draw)
            counted = check_tries(scope, draw, outcomes, setting.event, setting.path)
            return [counted] if counted is not None else []
    return []


def _choice(scope: Scope, chain: list[ln.Block], setting: Setting) -> list[Rule]:
    branches = []
    reach, closed = setting.reach, False
    for block in chain:
        line = block.line
        if not isinstance(line, _BRANCHES):
            continue
        scope.rules += 1
        if closed:
            scope.say("BC0801", line, line=head_word(type(line)))
        if (
            isinstance(line, ln.PhaseLine)
            and line.first
            and setting.event
            and setting.event.name == "redemption"
        ):
            scope.say("BC0862", line.first)
        branch, inner, reach = branch_of(scope, line, reach)
        setting_inside, pots = setting.entered(block.children, scope, branch, inner)
        rules = check_rules(scope, block.children, setting_inside)
        if branch is not None:
            branches.append(replace(branch, rules=rules, pots=pots))
        closed = closed or isinstance(line, ln.OtherwiseLine)
    return [Choice(tuple(branches))] if branches else []
