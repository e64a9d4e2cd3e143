"""The nearest miss: what a person lacked for a reward that comes first in the rules. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dsl.campaign import Branch, Campaign, Choice, Rule
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.interpreter import condition_holds
from dsl.values import Label
from dsl.vocabulary import OWN, window_of
from dsl.zones import local_date
from engine.regions import region_name

_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Miss:
    """A line that did not hold. `lacks` says what would have made it hold; None where nobody can make it."""

    line: int
    lacks: Label | None


def near_misses(campaign: Campaign, trigger: int, facts: Mapping[str, object]) -> tuple[Miss, ...]:
    """The lines passed over on the way to the decision, in the order of the text."""
    return tuple(_Search(campaign, facts).rules(campaign.triggers[trigger].rules))


@dataclass(frozen=True, slots=True)
class _Search:
    campaign: Campaign
    facts: Mapping[str, object]

    @property
    def at(self) -> datetime:
        instant = self.facts["event.at"]
        assert isinstance(instant, datetime)
        return instant

    def rules(self, rules: tuple[Rule, ...]) -> Iterator[Miss]:
        for rule in rules:
            if not isinstance(rule, Choice):
                continue
            for branch in rule.branches:
                if self._holds(branch):
                    yield from self.rules(branch.rules)
                    break
                yield Miss(branch.line, self._lacks(branch))

    def _holds(self, branch: Branch) -> bool:
        return branch.within(self.at) and (branch.condition is None or self._is(branch.condition))

    def _is(self, condition: Condition) -> bool:
        return condition_holds(self.campaign, condition, self.facts) is True

    def _lacks(self, branch: Branch) -> Label | None:
        if branch.starts is None or branch.starts <= self.at:
            return None if branch.condition is None else self._wanting(branch.condition)
        local = branch.starts.astimezone(ZoneInfo(self.campaign.zone))
        return Label(f"from {local.day} {local:%B %Y}", f"{local.year}年{local.month}月{local.day}日起")

    def _wanting(self, condition: Condition) -> Label | None:
        """What is lacking, when all of it can be had."""
        match condition:
            case InSegment(name):
                inner = next(one.condition for one in self.campaign.segments if one.name == name)
                return self._wanting(inner)
            case AllOf(parts):
                lacking = [self._wanting(part) for part in parts if not self._is(part)]
                if not lacking or None in lacking:
                    return None
                known = [one for one in lacking if one is not None]
                return Label(" and ".join(one.en for one in known), "，且".join(one.zh for one in known))
            case AnyOf(parts):
                return next((found for part in parts if (found := self._wanting(part))), None)
            case Compare():
                return self._compare(condition, self.facts.get(condition.fact))
            case Not():
                return None

    def _compare(self, condition: Compare, value: object) -> Label | None:
        first = condition.values[0]
        match condition.fact, condition.comparison, value, first:
            case str(own), _, _, _ if own.startswith(OWN):
                return None
            case _, "at_least" | "is" | "over", int(has), int(least) if not isinstance(has, bool):
                more = least - has + (condition.comparison == "over")
                return _more(condition.fact, more) if more > 0 else None
            case "code.region", "in" | "is", _, _:
                names = [region_name(str(one)) for one in condition.values]
                en, zh = ", ".join(one.en for one in names), "、".join(one.zh for one in names)
                return Label(f"only for packs sold in {en}", f"仅限在{zh}销售的商品")
            case "scan.hour", "between", _, int(begins):
                ends = condition.values[1]
                return Label(f"from {begins}:00 to {ends}:59", f"{begins}:00 至 {ends}:59")
            case "scan.clerk", "is", _, True:
                return Label("scan the clerk's code first", "请先扫导购码")
            case _, "over", datetime() as last, Ago(amount, "days"):
                day = local_date(last, self.campaign.zone) + timedelta(days=amount + 1)
                wait = (day - local_date(self.at, self.campaign.zone)).days
                return in_days(wait)
        return None


def hint(lacks: Label) -> Label:
    """The nearest miss as a sentence."""
    return Label(f"What was missing: {lacks.en}.", f"还差一点：{lacks.zh}。")


def with_hint(words: Label, missed: tuple[Miss, ...]) -> Label:
    """A refusal's words, followed by the first miss that the person can make good."""
    lacks = next((miss.lacks for miss in missed if miss.lacks), None)
    if lacks is None:
        return words
    told = hint(lacks)
    return Label(f"{words.en} {told.en}", f"{words.zh}{told.zh}")


def in_days(days: int) -> Label:
    """`tomorrow`, `in 12 days`."""
    return Label("tomorrow", "明天") if days == 1 else Label(f"in {days} days", f"{days} 天后")


def _more(fact: str, count: int) -> Label | None:
    number = _SMALL[count] if count < len(_SMALL) else f"{count:,}"
    match window_of(fact)[0]:
        case "consumer.friends":
            return Label(f"{number} more friend{'' if count == 1 else 's'}", f"再邀请 {count:,} 位好友")
        case "consumer.claims":
            return Label(f"{number} more scan{'' if count == 1 else 's'}", f"再扫 {count:,} 次")
        case "consumer.points":
            return Label(f"{count:,} more point{'' if count == 1 else 's'}", f"再得 {count:,} 积分")
    return None
