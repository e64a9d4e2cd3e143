"""Conditions as a consumer reads them: `your first claim with the brand`, not `consumer.claims is 0`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.keywords import KEYWORDS
from dsl.values import Label, Money
from dsl.vocabulary import window_of
from engine import own_words
from engine.regions import region_name

_HELP = {fact.name: fact.help for fact in own_words.FACTS}
#: What counts over the last days are called; these days speak of what is before.
_COUNTS = {
    "consumer.claims": Label("claims with the brand", "参与本品牌活动的次数"),
    "consumer.redemptions": Label("coupons of the brand redeemed", "核销本品牌优惠券的张数"),
    "consumer.friends": Label("friends who took up your invitations", "接受邀请的好友数"),
}
_COMPARED = {
    "is": Label("{0}", "为 {0}"),
    "is_not": Label("not {0}", "不为 {0}"),
    "over": Label("over {0}", "超过 {0}"),
    "under": Label("under {0}", "少于 {0}"),
    "at_least": Label("at least {0}", "至少 {0}"),
    "at_most": Label("at most {0}", "至多 {0}"),
    "in": Label("{0}", "为 {0}"),
    "not_in": Label("not {0}", "不为 {0}"),
    "between": Label("{0}", "介于 {0}"),
    "has": Label("{0}", "含 {0}"),
    "has_no": Label("not {0}", "不含 {0}"),
    "before": Label("before {0}", "早于 {0}"),
    "since": Label("since {0}", "自 {0} 起"),
}


def in_words(condition: Condition, segments: Mapping[str, Condition], known: Mapping[str, object]) -> Label:
    """A condition in words. What is settled by the code's own facts is left out."""
    match condition:
        case InSegment(name):
            return in_words(segments[name], segments, known)
        case Not(part):
            words = in_words(part, segments, known)
            return Label(f"Unless {_low(words.en)}", f"非（{words.zh}）") if words.en else words
        case AllOf(parts):
            return _joined([in_words(part, segments, known) for part in parts], " and ", "且")
        case AnyOf(parts):
            return _joined([in_words(part, segments, known) for part in parts], " or ", "或")
        case Compare():
            return Label("", "") if condition.fact in known else _compare(condition)


def _compare(condition: Compare) -> Label:
    match condition.fact, condition.comparison, condition.values:
        case "consumer.claims", "is", (0,):
            return Label("Your first claim with the brand", "首次参与本品牌活动")
        case "consumer.claims", "is", (int(count),):
            return Label(f"Your claim number {count + 1} with the brand", f"第 {count + 1} 次参与本品牌活动")
        case "consumer.claims", "at_least", (int(count),):
            return Label(f"From your claim number {count + 1} on", f"从第 {count + 1} 次参与起")
        case "consumer.last_claim", comparison, (Ago() as back,):
            words, told = _COMPARED[comparison], _told(back)
            return Label(
                f"Your last claim is {words.en.format(told.en)} ago", f"距上次参与{words.zh.format(told.zh)}"
            )
        case "friend.is_new", "is", (True,):
            return Label("New friends", "新朋友")
        case "scan.clerk", "is", (True,):
            return Label("Helped by a clerk", "经导购推荐")
    if condition.fact.startswith("draw."):
        (misses,) = condition.values
        return Label(f"After {misses} draws here in a row without a prize", f"在此连续 {misses} 次未中奖后")
    if condition.kind == "region":
        return _region(condition)
    named = _named(condition.fact)
    values = [_told(value) for value in condition.values]
    words = _COMPARED[condition.comparison]
    return Label(
        f"{named.en[0].upper()}{named.en[1:]}: {words.en.format(', '.join(value.en for value in values))}",
        f"{named.zh}{words.zh.format('、'.join(value.zh for value in values))}",
    )


def _named(name: str) -> Label:
    """What a fact is, with the days over which it counts."""
    fact, days = window_of(name)
    told = _COUNTS.get(fact) if days else None
    told = told or _HELP.get(fact, Label(fact, fact))
    if days is None:
        return told
    last = "today" if days == 1 else f"in the last {days} days"
    return Label(f"{told.en} {last}", f"{'今天' if days == 1 else f'近 {days} 天'}{told.zh}")


def _region(condition: Compare) -> Label:
    """`Sold in Guangdong or Guangxi`; another fact by its own name."""
    names = [region_name(str(value)) for value in condition.values]
    en, zh = " or ".join(name.en for name in names), "或".join(name.zh for name in names)
    inside = condition.comparison in ("in", "is")
    if condition.fact == "code.region":
        return Label(f"{'Sold' if inside else 'Not sold'} in {en}", f"{'在' if inside else '不在'}{zh}销售")
    named = _HELP.get(condition.fact, Label(condition.fact, condition.fact))
    return Label(
        f"{named.en[0].upper()}{named.en[1:]}: {'' if inside else 'not '}{en}",
        f"{named.zh}{'为' if inside else '不为'} {zh}",
    )


def _told(value: object) -> Label:
    match value:
        case bool():
            text = "✓" if value else "✗"
        case Money():
            text = value.amount
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M}"
        case Ago(amount, unit):
            return Label(
                f"{amount:,} {unit[:-1] if amount == 1 else unit}", f"{amount:,} {KEYWORDS[unit.upper()].zh}"
            )
        case _:
            text = str(value)
    return Label(text, text)


def _joined(parts: list[Label], en: str, zh: str) -> Label:
    told = [part for part in parts if part.en]
    first, *rest = told or [Label("", "")]
    return Label(
        en.join([first.en, *(_low(part.en) for part in rest)]),
        zh.join([first.zh, *(part.zh for part in rest)]),
    )


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
