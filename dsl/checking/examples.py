"""Test blocks: one event at one time with given facts, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dsl import lines as ln
from dsl.analysis.amounts import paid
from dsl.campaign import Expected, Spent, Test, Trigger, find_trigger
from dsl.checking.amounts import check_count
from dsl.checking.events import check_event, say_not_carried, say_unknown
from dsl.checking.gifts import CONSUMER, check_params
from dsl.checking.moments import check_start
from dsl.checking.parts import every, needed, only
from dsl.checking.scope import Scope, listed
from dsl.checking.values import check_given, check_region, check_window
from dsl.intents import intents_of, pots_of
from dsl.keywords import KEYWORDS
from dsl.nodes import FactPart, Gift, Word
from dsl.suggest import nearest, same_ending
from dsl.values import Label
from dsl.vocabulary import FactWord

_TEST = Label("test", "测试")
_WHERE = ("scan", "code")
#: What else may begin a line of a test.
_HEADS = tuple(
    word
    for name in ("AT", "DRAW", "SPENT", "LAPSED", "EXPECT")
    for word in (KEYWORDS[name].en, KEYWORDS[name].zh)
)


def check_test(
    scope: Scope, block: ln.Block, head: ln.TestLine, triggers: list[Trigger | None]
) -> Test | None:
    """The example, None when a part of it does not stand."""
    block = _without_slips(scope, block)
    at = _at(scope, block)
    line = needed(scope, block, ln.EventLine, _TEST, Label("scan of 9521000100015", "扫码 9521000100015"))
    forced = _forced(scope, block)
    expected, bare = _expectations(scope, block)
    if line is None:
        return None
    facts = _facts(scope, line, at)
    event = check_event(scope, line.event, line.span.line)
    index = None if event is None else _trigger_for(scope, triggers, event, facts)
    if event is not None and index is None and None not in triggers:
        scope.missing("BC1001", line)
    if event is not None:
        for fact in facts:
            say_not_carried(scope, fact, event.kind, line.span)
    if at is None or index is None or event is None:
        return None
    spent = _spent(scope, block, [trigger for trigger in triggers if trigger is not None][index])
    given = tuple((dict(_implied(scope, event, line.region)) | facts).items())
    refusal, review = (bare.refusal, bare.review) if bare else (False, False)
    return Test(head.name.text, head.span.line, at, index, given, forced, expected, refusal, spent, review)


def _without_slips(scope: Scope, block: ln.Block) -> ln.Block:
    """The block without lines that begin with no known event: each may have been meant for any other line."""
    kept = []
    for child in block.children:
        says = child.line
        name = says.event.name if isinstance(says, ln.EventLine) else None
        if name is not None and scope.words.triggers.find(name.text) is None:
            say_unknown(scope, name, _HEADS)
        else:
            kept.append(child)
    return replace(block, children=tuple(kept))


def _at(scope: Scope, block: ln.Block) -> datetime | None:
    line = needed(scope, block, ln.AtLine, _TEST, Label("at 2026-10-01 10:00", "在 2026-10-01 10:00"))
    at = check_start(scope, line.moment) if line else None
    if at is None or scope.starts is None or scope.ends is None or scope.zone is None or line is None:
        return None
    if not scope.starts <= at < scope.ends:
        zone = ZoneInfo(scope.zone)
        starts, ends = (
            f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" for instant in (scope.starts, scope.ends)
        )
        scope.say("BC1002", line, starts=starts, ends=ends)
        return None
    return at


def _trigger_for(
    scope: Scope, triggers: list[Trigger | None], event: Trigger, facts: Mapping[str, object]
) -> int | None:
    """The trigger that answers; of a declared event, what is told with it counts as what stands behind it."""
    word = scope.words.event(event.kind)
    told = {param.name: facts.get(word.fact_of(param.name)) for param in word.params}
    sound = tuple(trigger for trigger in triggers if trigger is not None)
    return find_trigger(sound, event.kind, told | dict(event.asked))


def _implied(scope: Scope, event: Trigger, region: Word | None) -> dict[str, object]:
    """What the event itself says: `in CN-GD` is the region of scan and code, the batch that of the code; what follows
    a declared event are its facts."""
    given: dict[str, object] = {}
    place = check_region(scope, region) if region else None
    for fact in scope.words.facts.words():
        if place is not None and fact.kind == "region" and fact.name.partition(".")[0] in _WHERE:
            given[fact.name] = place
        if event.batch is not None and fact.name == "code.batch":
            given[fact.name] = event.batch
    given |= dict.fromkeys((name for name in scope.own_facts if name.startswith(("phase.", "draw."))), 0)
    word = scope.words.event(event.kind)
    return given | {word.fact_of(name): value for name, value in event.asked if word.params}


def _facts(scope: Scope, line: ln.EventLine, at: datetime | None) -> dict[str, object]:
    given: dict[str, object] = {}
    subject = line.subject.text if line.subject else CONSUMER
    if line.subject is not None:
        scope.look_up(scope.words.recipients, "BC0403", line.subject)
    for part in line.facts:
        fact = _fact(scope, part, subject, line.event.kind)
        name = check_window(scope, fact, part.window) if fact else None
        value = check_given(scope, fact, part.value, at) if fact else None
        if fact is not None and fact.name in scope.own_facts and fact.kind == "choice":
            groups, _ = scope.experiments[fact.name.partition(".")[2]]
            value = dict(groups).get(str(value))
        if name is not None and value is not None:
            given[name] = _with_tags(given.get(name), value)
    return given


def _with_tags(before: object, value: object) -> object:
    """A value told after another: tags add up, anything else takes its place."""
    if isinstance(before, tuple) and isinstance(value, tuple):
        return tuple(sorted({*before, *value}))
    return value


def _fact(scope: Scope, part: FactPart, subject: str, event: str) -> FactWord | None:
    """A fact by its full name, or by its last part when at the event that can mean only one, or one of the subject."""
    group, written = scope.words.facts, part.fact.text
    own = [word for word in scope.own_facts.values() if written in (word.name, word.label.zh)]
    found = own[0] if own else group.find(written)
    if found is not None:
        return found
    candidates = scope.words.short_facts(written, subject, event)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        scope.say("BC0413", part.fact, name=written, known=listed(tuple(fact.name for fact in candidates)))
        return None
    spellings = group.all_spellings()
    near = nearest(written, (*spellings, *(spelling.rpartition(".")[2] for spelling in spellings)))
    near = near or same_ending(written, spellings)
    known = Label(listed(group.spellings("en")), listed(group.spellings("zh"), "、"))
    scope.say("BC0402", part.fact, near=near, name=written, known=known)
    return None


def _forced(scope: Scope, block: ln.Block) -> tuple[int, int] | None:
    line = only(scope, block, ln.ForcedLine)
    if line is None:
        return None
    number, scale = check_count(scope, line.number), check_count(scope, line.scale)
    if number is None or scale is None:
        return None
    if number > scale:
        scope.say("BC1004", line, number=number, scale=scale)
        return None
    return number, scale


def _spent(scope: Scope, block: ln.Block, trigger: Trigger) -> tuple[Spent, ...]:
    """What is used up: only what the event can give, and what can run out at all."""
    if not any(isinstance(inner.line, ln.SpentLine | ln.LapsedLine) for inner in block.children):
        return ()
    intents = list(intents_of(trigger.rules))
    limited = {(intent.reward, intent.params) for intent in intents if intent.ends_alone}
    costs = any(True for intent in intents for _ in paid(intent))
    locked = {(intent.reward, intent.params) for intent in intents if intent.lock is not None}
    names = tuple(dict.fromkeys(pot.name for pot in pots_of(trigger) if pot.name))
    found: list[Spent] = []
    for line in every(block, ln.SpentLine):
        if line.gift is None:
            found.append(Spent(budget=line.budget.text if line.budget else None))
            if not costs:
                scope.missing("BC1007", line)
            elif line.budget is not None and line.budget.text not in names:
                near = nearest(line.budget.text, names)
                known = Label(listed(names), listed(names, "、"))
                scope.missing(
                    "BC1016", line.budget, near=near and f'"{near}"', name=line.budget.text, known=known
                )
            continue
        found += _named(scope, line, line.gift, limited, "BC1006")
    for lapsed in every(block, ln.LapsedLine):
        named = _named(scope, lapsed, lapsed.gift, locked, "BC1015")
        found += [replace(one, lapsed=True) for one in named]
    return tuple(found)


def _named(
    scope: Scope,
    line: ln.SpentLine | ln.LapsedLine,
    gift: Gift,
    known: set[tuple[str, tuple[tuple[str, object], ...]]],
    code: str,
) -> list[Spent]:
    """The reward that a line names, with a finding where no rule gives it in that way."""
    one = _expected(scope, line, gift)
    if one is None:
        return []
    if (one.reward, one.params) not in known:
        scope.missing(code, line)
    return [Spent(one.reward, one.params)]


def _expectations(scope: Scope, block: ln.Block) -> tuple[tuple[Expected, ...], ln.ExpectLine | None]:
    """The rewards that are expected, or the one line that expects something else."""
    lines = every(block, ln.ExpectLine)
    if not lines:
        needed(scope, block, ln.ExpectLine, _TEST, Label("expect red_packet 1.88 CNY", "期望 红包 1.88 元"))
    bare = [line for line in lines if line.gift is None]
    if bare and len(lines) > 1:
        what = Label("nothing", "什么都不发")
        what = Label("a refusal", "拒绝") if bare[0].refusal else what
        scope.say("BC1005", bare[0], what=Label("a review", "待审核") if bare[0].review else what)
    expected = [_expected(scope, line, line.gift) for line in lines if line.gift is not None]
    return tuple(one for one in expected if one is not None), bare[0] if bare else None


def _expected(
    scope: Scope, line: ln.ExpectLine | ln.SpentLine | ln.LapsedLine, gift: Gift
) -> Expected | None:
    if gift.stocks or gift.caps or gift.locks:
        scope.say("BC1003", line)
    reward = scope.look_up(scope.words.rewards, "BC0401", gift.reward)
    params = check_params(scope, gift, gift.reward, gift.items, reward) if reward else None
    to = scope.look_up(scope.words.recipients, "BC0403", gift.recipient) if gift.recipient else None
    if reward is None or params is None or (gift.recipient and to is None):
        return None
    return Expected(reward.name, params, to.name if to else CONSUMER, line.span.line, gift.locked)
