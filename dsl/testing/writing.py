"""Candidates as tests in the text, ready to stand in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dsl.campaign import Campaign, Spent, Trigger
from dsl.conditions import Compare
from dsl.decision import Intent
from dsl.facts_read import branches
from dsl.interpreter import compared
from dsl.lexicon import Lexicon, lexicon
from dsl.testing.candidates import Candidate, Tried
from dsl.values import Money
from dsl.vocabulary import FactKind, Param, ParamKind, Vocabulary, window_of
from dsl.zones import Overlap, settle

_PLACES = ("scan.region", "code.region")


def written(tried: Tried, name: str, campaign: Campaign, vocabulary: Vocabulary) -> str:
    """The test block in English keywords; the formatter says it in Chinese."""
    words, candidate = lexicon(vocabulary), tried.candidate
    lines = [f"at {_moment(candidate.at, campaign.zone)}", _event(candidate, campaign, words)]
    if candidate.draw is not None and tried.decision.draws:
        lines.append(f"draw {candidate.draw[0]:,} of {candidate.draw[1]:,}")
    lines += [_spent(one, words) for one in candidate.spent]
    if tried.settled.refusal is not None:
        lines.append("expect refusal")
    elif tried.held:
        lines.append("expect review")
    else:
        lines += [f"expect {_gift(intent, words)}" for intent in tried.settled.intents] or ["expect nothing"]
    return f"test {_quoted(name)}\n" + "".join(f"  {line}\n" for line in lines)


def _event(candidate: Candidate, campaign: Campaign, words: Lexicon) -> str:
    trigger = campaign.triggers[candidate.trigger]
    match trigger.kind:
        case "redemption":
            text = "redemption" + (f" of {_quoted(trigger.coupon)}" if trigger.coupon else "")
        case "scan":
            product = [trigger.gtin.removeprefix("0")] if trigger.gtin else []
            product += [f"batch {_quoted(trigger.batch)}"] if trigger.batch else []
            kind = f" of {trigger.code_kind} code" if trigger.code_kind else ""
            text = f"scan{kind}" + (f" of {', '.join(product)}" if product else "")
        case kind:
            text = _params(kind, trigger.asked, words.event(kind).params)
    said_already = {words.event(trigger.kind).fact_of(name) for name, _ in trigger.asked}
    if trigger.batch is not None:
        said_already.add("code.batch")
    facts = {
        name: _group(trigger, name, value) for name, value in candidate.facts if name not in said_already
    }
    text, facts = _placed(text, facts, words)
    each = (
        (name, one)
        for name, value in facts.items()
        for one in (value if isinstance(value, tuple) else (value,))
    )
    zone = campaign.zone
    said = [
        f"{_called(name, trigger.kind, words)} {_told(name, value, candidate.at, zone, words)}"
        for name, value in each
    ]
    return text + (f" with {', '.join(said)}" if said else "")


def _group(trigger: Trigger, fact: str, value: object) -> object:
    """A person's number in an experiment by the name of its group; any other value as it is."""
    for branch in branches(trigger.rules):
        asked = branch.condition
        if (
            branch.kind == "group"
            and isinstance(asked, Compare)
            and asked.fact == fact
            and compared(asked, value)
        ):
            return branch.name
    return value


def _placed(text: str, facts: dict[str, object], words: Lexicon) -> tuple[str, dict[str, object]]:
    """`in CN-GD` where scan and code lie in one region, or one of them is not asked for."""
    places = {facts[name] for name in _PLACES if name in facts}
    if len(places) != 1 or not all(
        name in facts or words.facts.find(name) is None or len(places) == 1 for name in _PLACES
    ):
        return text, facts
    others = {name: value for name, value in facts.items() if name not in _PLACES}
    return f"{text} in {places.pop()}", others


def _called(name: str, event: str, words: Lexicon) -> str:
    """A fact by its last part, where that means no other at the event."""
    base, days = window_of(name)
    short = base.rpartition(".")[2]
    found = words.short_facts(short, "consumer", event)
    called = short if [one.name for one in found] == [base] else base
    return called + (f" in the last {days} days" if days is not None else "")


def _told(name: str, value: object, at: datetime, zone: str, words: Lexicon) -> str:
    declared = words.facts.find(window_of(name)[0])
    kind: FactKind = (
        declared.kind if declared else "choice"
    )  # what a campaign's own lines make is not declared
    return _value(value, kind, at, zone)


def _value(value: object, kind: FactKind, at: datetime, zone: str) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return _back(value, at, zone)
        case int():
            return f"{value:,}"
        case str() if kind in ("text", "tags"):
            return _quoted(value)
    return str(value)


def _back(value: datetime, at: datetime, zone: str) -> str:
    """Whole days, hours or minutes ago, else the moment itself."""
    distance = at - value
    for unit, one in (
        ("days", timedelta(days=1)),
        ("hours", timedelta(hours=1)),
        ("minutes", timedelta(minutes=1)),
    ):
        if distance >= timedelta() and distance % one == timedelta():
            return f"{distance // one} {unit} ago"
    return _moment(value, zone)


def _moment(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    offset = f"{local:%z}" if isinstance(settle(local.replace(tzinfo=None), zone), Overlap) else ""
    return f"{local:%Y-%m-%d %H:%M}" + (f"{offset[:3]}:{offset[3:5]}" if offset else "")


def _gift(intent: Intent, words: Lexicon) -> str:
    text = _reward(intent.reward, intent.params, words)
    text += "" if intent.recipient == "consumer" else f" to {intent.recipient}"
    return f"{text}, locked" if intent.lock else text


def _spent(spent: Spent, words: Lexicon) -> str:
    if spent.reward is None:
        return "spent budget"
    return f"{'lapsed' if spent.lapsed else 'spent'} {_reward(spent.reward, spent.params, words)}"


def _reward(reward: str, params: tuple[tuple[str, object], ...], words: Lexicon) -> str:
    found = words.rewards.find(reward)
    return _params(reward, params, found.params if found else ())


def _params(name: str, params: tuple[tuple[str, object], ...], declared: tuple[Param, ...]) -> str:
    """A name with its parameters, each behind the words that lead it in."""
    known = {param.name: param for param in declared}
    parts = [name]
    for own, value in params:
        param = known.get(own)
        parts += [param.lead.en] if param and param.lead else []
        parts.append(_param(value, param.kind if param else "text"))
    return " ".join(parts)


def _param(value: object, kind: ParamKind) -> str:
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, int):
        return f"{value:,} days" if kind == "days" else f"{value:,}"
    return str(value) if kind == "name" else _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def named_once(names: Iterator[str], taken: set[str]) -> Iterator[str]:
    """Names that no other test has; a number tells equal ones apart."""
    seen: Counter[str] = Counter()
    for name in names:
        chosen = name
        while chosen in taken:
            seen[name] += 1
            chosen = f"{name} ({seen[name] + 1})"
        taken.add(chosen)
        yield chosen
