"""Locked rewards: what opens them, until when, and what follows when nothing does."""

from __future__ import annotations

from typing import Final

from dsl.campaign import Trigger
from dsl.checking.events import check_event, event_word
from dsl.checking.scope import Scope
from dsl.checking.validity import check_validity
from dsl.decision import Lock
from dsl.nodes import Gift, Term
from dsl.validity import Until, Validity
from dsl.values import NO_WORDS

#: Who can hold a locked reward: people who will be asked for something, and can be told.
HOLDERS: Final = ("consumer", "referrer")


def check_lock(scope: Scope, gift: Gift, recipient: str) -> tuple[Lock | None, bool]:
    """The lock of a gift, if it has one; and whether what is written stands."""
    if gift.locked:
        scope.say("BC1202", gift)
        return None, False
    if not gift.locks:
        return None, True
    part = gift.locks[0]
    if len(gift.locks) > 1:
        scope.say("BC1201", gift.locks[1])
        return None, False
    event = check_event(scope, part.event, part.span.line)
    term = _term(scope, part.term)
    wait = _term(scope, part.wait) if part.wait else None
    if part.by_friend and part.event.kind != "redemption":
        scope.say("BC1207", part)
        return None, False
    if recipient not in HOLDERS:
        scope.say("BC1206", part)
        return None, False
    if event is None or term is None or (part.wait and wait is None) or isinstance(wait, Until):
        return None, False
    scope.keys.append((part, event))
    friend = part.by_friend or event.kind == "invitation"
    word = event_word(scope, part.event)
    occasion = word.occasion if word else NO_WORDS
    return Lock(event.kind, event.asked, friend, term, wait, occasion=occasion), True


def check_keys(scope: Scope, triggers: list[Trigger | None]) -> None:
    """A claim opens what its campaign answers; a redemption opens whether or not it brings anything itself."""
    if None in triggers:
        return
    answered = [trigger for trigger in triggers if trigger is not None]
    for part, key in scope.keys:
        if key.kind != "redemption" and not any(_overlap(key, trigger) for trigger in answered):
            scope.missing("BC1205", part)


def _overlap(key: Trigger, trigger: Trigger) -> bool:
    """Whether an event can be both: neither asks for something else than the other."""
    asked = dict(trigger.asked)
    return key.kind == trigger.kind and all(asked.get(name, value) == value for name, value in key.asked)


def _term(scope: Scope, term: Term) -> Validity | None:
    return check_validity(scope, term, "BC1208")
