"""Events: what a trigger answers and what happens in a test."""

from __future__ import annotations

from collections.abc import Callable

from dsl.campaign import Trigger
from dsl.checking.amounts import check_gtin
from dsl.checking.gifts import check_params, nearest_coupon
from dsl.checking.scope import Scope, listed
from dsl.checking.wording import check_text
from dsl.facts_read import FactsRead, branches
from dsl.intents import pots_of
from dsl.nodes import Event, Span, Word
from dsl.suggest import nearest
from dsl.triggers import GRAMMATICAL
from dsl.values import Label
from dsl.vocabulary import TriggerWord


def event_word(scope: Scope, event: Event) -> TriggerWord | None:
    """The declared event of that name, without a finding."""
    return scope.words.triggers.find(event.kind)


def check_event(scope: Scope, event: Event, line: int) -> Trigger | None:
    """The event as a trigger without rules, None when a part of it does not stand."""
    if event.name is not None:
        return _declared(scope, event, event.name, line)
    kind = scope.look_up(scope.words.code_kinds, "BC0406", event.code_kind) if event.code_kind else None
    gtin = check_gtin(scope, event.gtin) if event.gtin else None
    batch = check_text(scope, event.batch) if event.batch else None
    coupon = event.coupon.text if event.coupon else None
    if event.coupon is not None and coupon not in scope.coupons:
        scope.missing("BC0409", event.coupon, near=nearest_coupon(scope, coupon or ""), name=coupon)
    if (event.code_kind and kind is None) or (event.gtin and gtin is None):
        return None
    asked = {"gtin": gtin, "code_kind": kind.name if kind else None, "batch": batch, "coupon": coupon}
    return Trigger(event.kind, tuple((name, one) for name, one in asked.items() if one is not None), line)


def _declared(scope: Scope, event: Event, name: Word, line: int) -> Trigger | None:
    word = event_word(scope, event)
    if word is None:
        say_unknown(scope, name)
        return None
    params = check_params(scope, event, name, event.items, word)
    return None if params is None else Trigger(word.name, params, line)


def say_unknown(scope: Scope, name: Word, heads: tuple[str, ...] = ()) -> None:
    """A finding about an event that nobody declares; `heads` are other words that may stand in its place."""
    known = Label(
        listed(tuple(one.name for one in scope.words.triggers.words())),
        listed(tuple(_spelled(scope, one) for one in scope.words.triggers.words()), "、"),
    )
    spellings = (*(one.label.zh for one in GRAMMATICAL), *scope.words.triggers.all_spellings(), *heads)
    near = nearest(name.text, spellings)
    scope.say("BC0416", name, near=near, name=name.text, known=known)


def _spelled(scope: Scope, word: TriggerWord) -> str:
    return word.label.zh if word in GRAMMATICAL else scope.words.triggers.spelled(word.name, "zh")


def check_facts_carried(
    scope: Scope, trigger: Trigger, reads: FactsRead, place: Callable[[int], Span]
) -> None:
    """Each condition reads only facts that the trigger's event carries."""
    asked = [(branch.condition, branch.line) for branch in branches(trigger.rules)]
    asked += [(pot.when, pot.line) for pot in pots_of(trigger)]
    for condition, line in asked:
        facts = reads.of(condition) if condition is not None else ()
        for fact in sorted(fact for fact in facts if not scope.words.carried(fact, trigger.kind)):
            say_not_carried(scope, fact, trigger.kind, place(line))


def say_not_carried(scope: Scope, fact: str, kind: str, place: Span) -> None:
    """A finding when events of the kind never carry the fact."""
    if scope.words.carried(fact, kind):
        return
    words = {word.name: word for word in scope.words.triggers.words()}
    carrier = words[scope.words.carriers[fact]]
    scope.say("BC0417", place, fact=fact, event=words[kind].event, carrier=carrier.event,
              head=Label(carrier.name, _spelled(scope, carrier)))  # fmt: skip
