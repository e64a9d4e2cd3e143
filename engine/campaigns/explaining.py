"""Why a scan gave what it gave: the decision computed again from the stored facts, told in sentences. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dsl.campaign import find_trigger
from dsl.decision import Decision, Drawn, Intent
from dsl.facts_read import branches
from dsl.values import NO_WORDS, Label
from engine import own_words, wording
from engine.campaigns.decision_views import DecisionRow
from engine.campaigns.live import BrandState, LiveCampaign, Version
from engine.records import Claim, Refused
from engine.scanning.dealing import Dealt, dealt_to
from engine.scanning.draw import drawing
from engine.scanning.facts import facts_of
from engine.waits.words import lock_told

_RECIPIENTS = {word.name: Label(f"the {word.label.en}", word.label.zh) for word in own_words.RECIPIENTS}


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision computed again, and the part that the code had in the deals of its event."""

    decision: Decision
    dealt: Dealt | None = None


def replay(brand: BrandState, version: Version, event: Claim | Refused, code: str = "") -> Replay | None:
    """The decision, computed again; None where nothing was decided (no campaign, a used code).

    `code` is the printed code of a scan, by which its draws go.
    """
    facts = facts_of(event.facts)
    if version.program is None or "event.at" not in facts:
        return None
    trigger = event.rule if isinstance(event, Claim) else _trigger_of(version, event)
    if trigger is None:
        return None
    dealt = dealt_to(brand, version, trigger, *_printed(event.source))
    draw = drawing(version.secret, code or event.source, trigger, dealt)
    return Replay(version.program.decide(trigger, facts, draw), dealt)


def shown_before(live: LiveCampaign | None, version: Version, event: Claim | Refused) -> tuple[Label, ...]:
    """Where a claim was made from the page of another version than the one that ruled it: which was shown."""
    shown = event.shown_hash if isinstance(event, Claim) else None
    if live is None or shown is None or shown == version.hash:
        return ()
    numbers = [one.number for one in live.versions if one.hash == shown]
    return tuple(
        Label(
            f"The page showed version {number}; version {version.number} ruled, which was in force on receipt.",
            f"页面展示的是第 {number} 版；收到请求时生效的是第 {version.number} 版，按第 {version.number} 版判定。",
        )
        for number in numbers[:1]
    )


def dressed_in(brand: BrandState, event: Claim | Refused) -> tuple[Label, ...]:
    """Where a claim was made from a page of the brand's own making: which one was shown."""
    code = event.shown_page if isinstance(event, Claim) else None
    themes = (plan.theme for plan in brand.pages.plans if plan.theme and plan.theme.code == code)
    return tuple(
        Label(
            f"The page shown was “{theme.label.en}”, version {theme.number}.",
            f"当时展示的页面是“{theme.label.zh}”第 {theme.number} 版。",
        )
        for theme in [next(themes, None)]
        if theme
    )


def _printed(source: str) -> tuple[int | None, int | None]:
    """Batch and serial of the code behind an event."""
    kind, *rest = source.split(":")
    return (int(rest[0]), int(rest[1])) if kind == "c" else (None, None)


def _trigger_of(version: Version, event: Refused) -> int | None:
    assert version.program is not None
    given = {name.rpartition(".")[2]: value for name, value in facts_of(event.facts).items()}
    triggers = version.program.campaign.triggers
    found = find_trigger(triggers, event.kind, given)
    kinds = (index for index, trigger in enumerate(triggers) if trigger.kind == event.kind)
    return found if found is not None else next(kinds, None)


def told_facts(event: Claim | Refused, zone: str) -> tuple[tuple[str, str], ...]:
    """The facts that the decision read, as text."""
    return tuple((name, _told(value, zone)) for name, value in sorted(facts_of(event.facts).items()))


def _told(value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, tuple):
        return ", ".join(str(tag) for tag in value) or "–"
    if value is None:
        return "–"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def steps(
    version: Version, event: Claim | Refused, row: DecisionRow, replayed: Replay | None
) -> Iterator[Label]:
    """The decision in sentences, in order."""
    yield Label(f"Ruled by version {version.number}.", f"由版本 {version.number} 裁定。")
    if event.kind == "bonus":
        yield Label(f"Bonus not given: {row.words.en}", f"未发放奖励：{row.words.zh}")
        return
    if isinstance(event, Claim) and event.archived:
        yield wording.ARCHIVED
        return
    if replayed is None:
        yield Label(f"Refused before any rule: {row.words.en}", f"未进入规则即被拒绝：{row.words.zh}")
        return
    decision = replayed.decision
    if decision.phase:
        yield Label(f"Phase `{decision.phase}` was running.", f"处于阶段“{decision.phase}”。")
    for branch in (
        branches(version.program.campaign.triggers[decision.trigger].rules) if version.program else ()
    ):
        if branch.experiment and branch.line in decision.lines:
            yield Label(
                f"In experiment `{branch.experiment}` the consumer is in group `{branch.name}`.",
                f"在实验“{branch.experiment}”中，消费者属于“{branch.name}”组。",
            )
    for segment in decision.segments:
        yield Label(f"The consumer is in segment `{segment}`.", f"消费者属于人群“{segment}”。")
    for line in decision.lines:
        yield Label(f"The rule on line {line} matched.", f"第 {line} 行的规则命中。")
    for drawn in decision.draws:
        yield _drawn(drawn, replayed.dealt)
    if decision.refusal:
        yield Label(f"Line {decision.refusal.line} refuses.", f"第 {decision.refusal.line} 行拒绝。")
    if isinstance(event, Claim):
        for en, zh in json.loads(event.notes):
            yield Label(f"Not given: {en}", f"未发放：{zh}")
        for intent in decision.intents:
            if _nobody(intent, event, row):
                yield _for_nobody(intent, event)
        for grant in row.grants:
            to = _RECIPIENTS[grant.recipient_kind]
            gave, lock = ("gave", "发放给"), NO_WORDS
            if grant.lock and version.program:
                told = lock_told(grant.lock, version.program.campaign.zone)
                gave, lock = ("set aside", "预留给"), Label(f"; it {told.en}", f"，{told.zh}")
            yield Label(
                f"Line {grant.line} {gave[0]} {grant.title.en} {'for' if grant.lock else 'to'} {to.en}{lock.en}.",
                f"第 {grant.line} 行{gave[1]}{to.zh}：{grant.title.zh}{lock.zh}。",
            )
        for grant in row.opened:
            to = _RECIPIENTS[grant.recipient_kind]
            yield Label(
                f"It was the key to {grant.title.en}, set aside before for {to.en}.",
                f"这次事件解锁了此前预留给{to.zh}的{grant.title.zh}。",
            )
    else:
        yield Label(f"Refused: {row.words.en}", f"拒绝：{row.words.zh}")


def _nobody(intent: Intent, event: Claim, row: DecisionRow) -> bool:
    """Whether a reward was for somebody of the trade whom the claim did not have."""
    given = any(one.line == intent.line and one.recipient_kind == intent.recipient for one in row.grants)
    if given or intent.recipient not in _NOBODY:
        return False
    known = {"clerk": event.clerk_id, "store": event.outlet_id, "dealer": event.dealer_id}
    return known.get(intent.recipient) is None


#: For whom a line was, and why there was nobody: on a scan, and on an event that may name an outlet.
_NOBODY: Final = {
    "clerk": (
        Label("the clerk", "店员"),
        Label("no clerk's code was scanned before", "此前没有扫导购码"),
        Label("the event names no clerk on record", "事件没有写明已登记的店员"),
    ),
    "store": (
        Label("the outlet", "门店"),
        Label("no clerk's code was scanned before", "此前没有扫导购码"),
        Label("the event names no outlet on record", "事件没有写明已登记的门店"),
    ),
    "owner": (
        Label("the owner of the clerk's outlet", "店员所在门店的店主"),
        Label("none is known", "没有登记店主"),
        Label("the event names no outlet with an owner on record", "事件没有写明已登记店主的门店"),
    ),
    "dealer": (
        Label("the dealer", "经销商"),
        Label("none on record had the pack shipped to them", "没有登记这件货发往哪个经销商"),
        Label(
            "the event names no outlet that a dealer on record supplies",
            "事件没有写明由已登记经销商供货的门店",
        ),
    ),
}


def _for_nobody(intent: Intent, event: Claim) -> Label:
    whom, on_scan, told = _NOBODY[intent.recipient]
    why = on_scan if event.kind == "scan" else told
    return Label(
        f"Line {intent.line} is for {whom.en}; {why.en}, so nobody gets it.",
        f"第 {intent.line} 行发给{whom.zh}；{why.zh}，因此不发放。",
    )


def _drawn(drawn: Drawn, dealt: Dealt | None) -> Label:
    if dealt is None or dealt.number(drawn.site) is None:
        return Label(
            f"The draw gave {drawn.number + 1:,} of {drawn.scale:,}, which is the outcome on line {drawn.line}.",
            f"抽奖号为 {drawn.scale:,} 中的 {drawn.number + 1:,}，对应第 {drawn.line} 行。",
        )
    place = dealt.place + 1
    if place > drawn.scale:
        return Label(
            f"The code is number {place:,} of those printed; the prizes were dealt to the first {drawn.scale:,},"
            f" so line {drawn.line} applies.",
            f"该码是印出的第 {place:,} 个，奖池只分给前 {drawn.scale:,} 个码，因此按第 {drawn.line} 行发放。",
        )
    return Label(
        f"The deal gave code {place:,} of {drawn.scale:,} the number {drawn.number + 1:,}, which is line {drawn.line}.",
        f"奖池分给第 {place:,} 个码（共 {drawn.scale:,} 个）的号为 {drawn.number + 1:,}，对应第 {drawn.line} 行。",
    )
