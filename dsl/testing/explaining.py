"""Why a test does not come out as expected: which rules applied, and what kept the expected one from applying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule, Test
from dsl.conditions import AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.decision import Decision, Intent, Refusal
from dsl.interpreter import condition_holds
from dsl.keywords import KEYWORDS
from dsl.testing.spending import Settled
from dsl.testing.wording import said_branch, said_compare, said_fact, said_gift, said_value
from dsl.values import NO_WORDS, Label
from dsl.vocabulary import Vocabulary

#: A reward with its parameters and its recipient, and whether it is locked.
Gift = tuple[str, tuple[tuple[str, object], ...], str, bool]
#: The branches that lead to a rule, each with the choice that it stands in.
Path = tuple[tuple[Choice, Branch], ...]


def plain(intent: Intent) -> Gift:
    """What an intent gives, without what it takes."""
    return intent.reward, intent.params, intent.recipient, intent.lock is not None


def told_gifts(gifts: Counter[Gift], refused: bool, vocabulary: Vocabulary) -> Label:
    """Rewards in words, or that there is a refusal."""
    if refused:
        return Label("a refusal", "拒绝")
    if not gifts:
        return Label("nothing", "什么都没有")
    times = [f" × {count}" if count > 1 else "" for count in gifts.values()]
    told = [told_gift(gift, vocabulary) for gift in gifts]
    return Label(
        ", ".join(one.en + count for one, count in zip(told, times, strict=True)),
        "、".join(one.zh + count for one, count in zip(told, times, strict=True)),
    )


def told_gift(gift: Gift, vocabulary: Vocabulary) -> Label:
    """One reward as it is written, in backticks."""
    reward, params, recipient, locked = gift
    said = said_gift(reward, params, vocabulary)
    to = "" if recipient == "consumer" else f" → {recipient}"
    aside = KEYWORDS["LOCKED"]
    en, zh = (f", {aside.en}", f"，{aside.zh}") if locked else ("", "")
    return Label(f"`{said.en}{to}{en}`", f"`{said.zh}{to}{zh}`")


def explain(
    campaign: Campaign,
    test: Test,
    missing: list[Gift],
    decision: Decision,
    settled: Settled,
    vocabulary: Vocabulary,
) -> tuple[Label, ...]:
    """What happened, step by step, then for each expected reward that did not come what stood in its way."""
    story = _Story(campaign, test, {**dict(test.facts), "event.at": test.at}, decision, settled, vocabulary)
    rules = campaign.triggers[test.trigger].rules
    told = [*story.applied(rules), *story.drawn(), *story.fallen_back()]
    wanted = [*missing, *([None] if test.refusal else [])]
    for gift in dict.fromkeys(wanted):
        told += story.why_not(rules, gift)
    return tuple(dict.fromkeys(told))


@dataclass(frozen=True, slots=True)
class _Story:
    campaign: Campaign
    test: Test
    facts: Mapping[str, object]
    decision: Decision
    settled: Settled
    vocabulary: Vocabulary

    # ---- what happened

    def applied(self, rules: tuple[Rule, ...]) -> Iterator[Label]:
        taken = [branch for branch in _branches(rules) if branch.line in self.decision.lines]
        for branch in taken:
            said = said_branch(branch, self.campaign.zone, self.vocabulary)
            yield Label(f"line {branch.line} applied: `{said.en}`", f"第 {branch.line} 行适用：`{said.zh}`")
        if not taken and any(isinstance(rule, Choice) for rule in rules):
            yield Label("no condition or phase applied", "没有任何条件或阶段适用")
        if self.decision.segments:
            en = ", ".join(f"`{name}`" for name in self.decision.segments)
            yield Label(f"segments that held: {en}", f"符合的人群：{en.replace(', ', '、')}")

    def drawn(self) -> Iterator[Label]:
        for drawn in self.decision.draws:
            number, scale = f"{drawn.number + 1:,}", f"{drawn.scale:,}"
            yield Label(
                f"the draw fell on number {number} of {scale}: line {drawn.line}",
                f"抽中 {scale} 个号码中的第 {number} 号：第 {drawn.line} 行",
            )

    def fallen_back(self) -> Iterator[Label]:
        for line in dict.fromkeys(self.settled.instead):
            yield Label(
                f"line {line} stood in for what is spent or lapsed", f"奖励已发完或未解锁，由第 {line} 行替补"
            )
        refusal = self.settled.refusal
        if refusal is not None and not self.test.refusal:
            yield Label(f"line {refusal.line} refused the claim", f"第 {refusal.line} 行拒绝了领取")

    # ---- what did not

    def why_not(self, rules: tuple[Rule, ...], gift: Gift | None) -> Iterator[Label]:
        """What kept a reward (None: a refusal) from coming: of all rules that bring it, the one that came nearest."""
        found = list(_bringing(rules, gift, ()))
        if not found:
            told = told_gift(gift, self.vocabulary) if gift else NO_WORDS
            yield (
                Label(f"no rule of this event gives {told.en}", f"这个事件的规则都不发 {told.zh}")
                if gift
                else Label("no rule of this event refuses", "这个事件的规则都不会拒绝")
            )
            return
        paths = sorted(found, key=lambda one: (-self._depth(one[0]), one[2]))
        path, line, instead = paths[0]
        depth = self._depth(path)
        if depth < len(path):
            yield from self._passed(*path[depth])
        elif instead:
            yield Label(
                f"line {line} stands in for what is spent or lapses; say so in the test, as `spent budget`",
                f"第 {line} 行只在发完或未解锁时替补；请在测试里写明，如 `已发完 预算`",
            )
        elif not any(drawn.line == line for drawn in self.decision.draws):
            yield Label(f"line {line} would bring it", f"第 {line} 行才会发放")

    def _depth(self, path: Path) -> int:
        """How many of the branches applied."""
        depth = 0
        for _, branch in path:
            if branch.line not in self.decision.lines:
                break
            depth += 1
        return depth

    def _passed(self, choice: Choice, branch: Branch) -> Iterator[Label]:
        """Why a branch did not apply though its choice was come to."""
        first = next((one for one in choice.branches if one.line in self.decision.lines), None)
        if first is not None and first.line < branch.line:
            yield Label(
                f"line {first.line} came before line {branch.line}",
                f"第 {first.line} 行先于第 {branch.line} 行适用",
            )
            if branch.condition is None or condition_holds(self.campaign, branch.condition, self.facts):
                return
        if branch.kind == "phase" and not branch.within(self.test.at):
            zone = self.campaign.zone
            starts, ends = (
                said_value(edge, zone).en if edge else "…" for edge in (branch.starts, branch.ends)
            )
            at = said_value(self.test.at, zone).en
            yield Label(
                f"phase `{branch.name}` on line {branch.line} holds from {starts} until {ends}, not at {at}",
                f"第 {branch.line} 行的阶段 `{branch.name}` 从 {starts} 到 {ends}，不含 {at}",
            )
        if branch.kind == "group" and isinstance(branch.condition, Compare):
            said = f"`with {branch.condition.fact} {branch.name}`"
            yield Label(
                f"line {branch.line} is for its group alone; say {said}",
                f"第 {branch.line} 行只适用于该分组；请写明 {said.replace('with', '其')}",
            )
            return
        if branch.condition is not None:
            for compare, needed, inside in _failing(self.campaign, branch.condition, self.facts, True, None):
                yield self._told(branch, compare, needed, inside)

    def _told(self, branch: Branch, compare: Compare, needed: bool, inside: str | None) -> Label:
        zone, vocabulary = self.campaign.zone, self.vocabulary
        fact, said = said_fact(compare.fact, vocabulary), said_compare(compare, zone, vocabulary)
        known = self.facts.get(compare.fact)
        value = said_value(known, zone)
        is_so = Label("is unknown", "未知") if known is None else Label(f"is {value.en}", f"为 {value.zh}")
        whose = (
            Label(f"`{inside}`", f"`{inside}` ")
            if inside
            else Label(f"line {branch.line}", f"第 {branch.line} 行")
        )
        no = Label("", "") if needed else Label("not ", "非 ")
        return Label(
            f"`{fact.en}` {is_so.en} here; {whose.en} needs `{no.en}{said.en}`",
            f"这里 `{fact.zh}` {is_so.zh}；{whose.zh}要求 `{no.zh}{said.zh}`",
        )


def _failing(
    campaign: Campaign, condition: Condition, facts: Mapping[str, object], wanted: bool, inside: str | None
) -> Iterator[tuple[Compare, bool, str | None]]:
    """The comparisons that keep a condition from being what is wanted, each with the segment it stands in."""
    if condition_holds(campaign, condition, facts) is wanted:
        return
    match condition:
        case Compare():
            yield condition, wanted, inside
        case InSegment(name):
            own = next(segment.condition for segment in campaign.segments if segment.name == name)
            yield from _failing(campaign, own, facts, wanted, name)
        case Not(part):
            yield from _failing(campaign, part, facts, not wanted, inside)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _failing(campaign, part, facts, wanted, inside)


def _branches(rules: tuple[Rule, ...]) -> Iterator[Branch]:
    for rule in rules:
        if isinstance(rule, Choice):
            for branch in rule.branches:
                yield branch
                yield from _branches(branch.rules)


def _bringing(rules: tuple[Rule, ...], gift: Gift | None, path: Path) -> Iterator[tuple[Path, int, bool]]:
    """Every rule that brings a reward (None: a refusal): the way to it, its line, whether it only stands in."""
    for rule in rules:
        match rule:
            case Give(intent):
                yield from _by_intent(intent, gift, path, False)
            case Refuse(refusal) if gift is None:
                yield path, refusal.line, False
            case Draw(outcomes=outcomes):
                for intent in (intent for outcome in outcomes for intent in outcome.intents):
                    yield from _by_intent(intent, gift, path, False)
            case Choice(branches):
                for branch in branches:
                    yield from _bringing(branch.rules, gift, (*path, (rule, branch)))


def _by_intent(
    intent: Intent, gift: Gift | None, path: Path, instead: bool
) -> Iterator[tuple[Path, int, bool]]:
    if gift is not None and plain(intent) == gift:
        yield path, intent.line, instead
    match intent.if_spent:
        case Refusal(line=line) if gift is None:
            yield path, line, True
        case tuple() as others:
            for other in others:
                yield from _by_intent(other, gift, path, True)
    for other in intent.lock.lapsed if intent.lock else ():
        yield from _by_intent(other, gift, path, True)
