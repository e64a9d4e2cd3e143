"""The terms that a consumer accepts by claiming, read from the rules themselves: they cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Rule
from dsl.conditions import Compare, Condition
from dsl.decision import Intent, Pot
from dsl.interpreter import condition_holds
from dsl.limits import EXPERIMENT_SCALE
from dsl.values import NO_WORDS, Label
from engine import wording
from engine.alliances.agreement import Alliance
from engine.campaigns.live import Ruling
from engine.coupons.terms_in_words import coupon_terms
from engine.grants.asking import title_of
from engine.scanning.conditions_in_words import in_words
from engine.spi.rewards import RewardType
from engine.waits.words import lock_terms


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be promised about one code. `known` are the facts that are the code's own, such as its region.

    `products` are names by GTIN. Without `overall` the chance of any prize of a draw is left to whoever says it apart.
    """

    ruling: Ruling
    rewards: Mapping[str, RewardType]
    alliances: Mapping[str, Alliance]
    at: datetime
    known: Mapping[str, object] = field(default_factory=dict)
    products: Mapping[str, Label] = field(default_factory=dict)
    overall: bool = True

    @property
    def campaign(self) -> Campaign:
        """The campaign of the ruling version."""
        return self.ruling.program.campaign

    def lines(self) -> tuple[Label, ...]:
        """Dates, what is given to whom with which odds and numbers, limits, budget: a sentence each."""
        trigger = self.campaign.triggers[self.ruling.trigger]
        return tuple(
            dict.fromkeys(
                (
                    self._dates(),
                    *self.rules(trigger.rules, trigger.pots),
                    *self._limits(),
                    *self._budgets(),
                    *map(wording.tier, self.campaign.tiers),
                )
            )
        )

    def rules(self, rules: tuple[Rule, ...], pots: tuple[Pot, ...] = ()) -> tuple[Label, ...]:
        """What rules give, to whom, with which odds and numbers, and the budgets set aside for that."""
        return tuple(dict.fromkeys((*self._rules(rules, NO_WORDS), *self._pots(pots, NO_WORDS))))

    def frame(self) -> tuple[Label, ...]:
        """What holds for the whole campaign: dates, limits, budget, members' tiers."""
        return (self._dates(), *self._limits(), *self._budgets(), *map(wording.tier, self.campaign.tiers))

    def title(self, intent: Intent) -> Label:
        """A reward by name, without how many there are."""
        return self._prize(replace(intent, stock=None))

    def promise(self) -> Label:
        """The first thing that is given, for a button or a heading."""
        lines = self.lines()
        return lines[1] if len(lines) > 1 else lines[0]

    def _dates(self) -> Label:
        zone = ZoneInfo(self.campaign.zone)
        first = self.campaign.starts.astimezone(zone)
        last = (self.campaign.ends - timedelta(microseconds=1)).astimezone(zone)
        return Label(
            f"Open from {first.day} {first:%B %Y} to the end of {last.day} {last:%B %Y}.",
            f"活动时间：{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日。",
        )

    def _rules(self, rules: tuple[Rule, ...], who: Label) -> Iterator[Label]:
        given = [self._prize(rule.intent) for rule in rules if isinstance(rule, Give)]
        parts = (
            [Label(", ".join(one.en for one in given), "、".join(one.zh for one in given))] if given else []
        )
        parts += [self._draw(rule) for rule in rules if isinstance(rule, Draw)]
        if parts:
            yield _sentence(
                who, Label(", and ".join(p.en for p in parts), "，另有".join(p.zh for p in parts))
            )
        for rule in rules:
            if isinstance(rule, Choice):
                yield from self._choice(rule, who)

    def _choice(self, choice: Choice, who: Label) -> Iterator[Label]:
        earlier = False
        for branch in choice.branches:
            if branch.ends is not None and branch.ends <= self.at:
                continue
            holds = self._holds(branch)
            if holds is False:
                continue
            inside = _joined(who, self._who(branch, first=not earlier))
            yield from self._rules(branch.rules, inside)
            yield from self._pots(branch.pots, inside)
            if holds is True:
                return
            earlier = True

    def _holds(self, branch: Branch) -> bool | None:
        if branch.kind == "phase":
            return None
        if branch.condition is None:
            return True
        return condition_holds(self.campaign, branch.condition, {"event.at": self.at, **self.known})

    def _who(self, branch: Branch, *, first: bool) -> Label:
        if branch.first is not None:
            when = self._time(branch) if branch.starts or branch.ends else Label("", "")
            number = branch.first
            return _joined(when, Label(f"The first {number:,} claims", f"前 {number:,} 次领取"))
        if branch.kind == "phase":
            return self._time(branch)
        if branch.experiment and isinstance(branch.condition, Compare):
            low, high = (int(str(bound)) for bound in branch.condition.values)
            odds = odds_text(Fraction(high - low + 1, EXPERIMENT_SCALE))
            return Label(
                f"Offered to a random part of participants ({odds.en})",
                f"随机提供给部分参与者（{odds.zh}）",
            )
        if branch.condition is None:
            return Label("", "") if first else Label("Otherwise", "其他情况")
        return self._condition(branch.condition)

    def _time(self, branch: Branch) -> Label:
        """When a phase holds."""
        assert branch.name is not None
        last = (branch.ends or self.campaign.ends) - timedelta(microseconds=1)
        zone = ZoneInfo(self.campaign.zone)
        local = last.astimezone(zone)
        if branch.starts and branch.starts > self.at:
            begins = branch.starts.astimezone(zone)
            return Label(
                f"From {begins.day} {begins:%B} to the end of {local.day} {local:%B %Y}",
                f"{begins.year}年{begins.month}月{begins.day}日至{local.month}月{local.day}日",
            )
        return Label(
            f"Until the end of {local.day} {local:%B %Y}",
            f"{local.year}年{local.month}月{local.day}日（含）前",
        )

    def _condition(self, condition: Condition) -> Label:
        return in_words(
            condition, {segment.name: segment.condition for segment in self.campaign.segments}, self.known
        )

    def _draw(self, draw: Draw) -> Label:
        parts = []
        for outcome in draw.outcomes:
            odds, prize = odds_of(draw, outcome.low, outcome.high), self._together(outcome.intents)
            if draw.deal is None:
                parts.append(Label(f"{prize.en} ({odds.en})", f"{prize.zh}（{odds.zh}）"))
            else:
                parts.append(Label(f"{prize.en}: {odds.en}", f"{prize.zh}：{odds.zh}"))
        if len(parts) == 1 and draw.outcomes[0].intents:
            return self._together(draw.outcomes[0].intents)
        overall = _overall(draw) if self.overall else NO_WORDS
        if draw.deal is None:
            en, zh = ", ".join(p.en for p in parts) + overall.en, "、".join(p.zh for p in parts) + overall.zh
            return Label(f"one of {en}", f"抽奖：{zh}")
        en, zh = "; ".join(p.en for p in parts) + overall.en, "；".join(p.zh for p in parts) + overall.zh
        codes = f"{draw.scale:,}"
        return Label(
            f"prizes dealt among the first {codes} codes printed, one to each: {en}",
            f"奖品分给最先印制的 {codes} 个码，每码一份：{zh}",
        )

    def _together(self, intents: tuple[Intent, ...]) -> Label:
        """What one outcome brings."""
        if not intents:
            return Label("nothing", "未中奖")
        prizes = [self._prize(intent) for intent in intents]
        return Label(" and ".join(one.en for one in prizes), "加".join(one.zh for one in prizes))

    def _prize(self, intent: Intent) -> Label:
        params = intent.told
        title = self._coupon(params) or self._reward(intent, params)
        if intent.recipient != "consumer":
            to = wording.RECIPIENTS.get(intent.recipient, Label(intent.recipient, intent.recipient))
            title = Label(f"{title.en} for {to.en}", f"{to.zh}得{title.zh}")
        if intent.lock:
            lapsed = [self._prize(other) for other in intent.lock.lapsed]
            rest = Label(", ".join(p.en for p in lapsed), "、".join(p.zh for p in lapsed)) if lapsed else None
            lock = lock_terms(intent.lock, self.campaign, self.products, rest)
            title = Label(f"{title.en} ({lock.en})", f"{title.zh}（{lock.zh}）")
        if intent.stock:
            number = f"{intent.stock.limit:,}"
            return Label(f"{title.en}, {number} in all", f"{title.zh}共 {number} 份")
        return title

    def _reward(self, intent: Intent, params: Mapping[str, object]) -> Label:
        reward = self.rewards.get(intent.reward)
        if reward is None:
            return Label(intent.reward, intent.reward)
        return title_of(reward, params)

    def _coupon(self, params: Mapping[str, object]) -> Label | None:
        partner = self.alliances.get(str(params.get("alliance")))
        agreed = (partner.at(self.at) or partner.newest) if partner else None
        if agreed:
            terms = coupon_terms(agreed.terms.worth, agreed.minimum, "stores")
            return Label(f"coupon “{agreed.coupon.en}” ({terms.en})", f"“{agreed.coupon.zh}”券（{terms.zh}）")
        own = next((one for one in self.campaign.coupons if one.id == params.get("coupon")), None)
        if own is None:
            return None
        terms = coupon_terms(own.worth, own.minimum, own.where, own.till, self.products)
        return Label(f"coupon “{own.name.en}” ({terms.en})", f"“{own.name.zh}”券（{terms.zh}）")

    def _limits(self) -> Iterator[Label]:
        yield from map(wording.limit_term, self.campaign.limits)

    def _pots(self, pots: tuple[Pot, ...], who: Label) -> Iterator[Label]:
        """What a block sets aside."""
        for pot in pots:
            if (
                pot.when is not None
                and self._holds(Branch("when", pot.line, (), condition=pot.when)) is False
            ):
                continue
            total = wording.money(pot.total)
            daily = wording.money(pot.daily) if pot.daily else None
            theirs = _joined(who, self._condition(pot.when)) if pot.when is not None else who
            yield _sentence(
                theirs,
                Label(
                    f"{total.en} is set aside for this{f', at most {daily.en} a day' if daily else ''}, first come, first served",
                    f"此部分红包总额 {total.zh}{f'，每天最多 {daily.zh}' if daily else ''}，先到先得，发完为止",
                ),
            )

    def _budgets(self) -> Iterator[Label]:
        for budget in self.campaign.budgets:
            total = wording.money(budget.total)
            daily = wording.money(budget.daily) if budget.daily else None
            yield Label(
                f"{total.en} in all{f', at most {daily.en} a day' if daily else ''}, first come, first served.",
                f"红包总额 {total.zh}{f'，每天最多 {daily.zh}' if daily else ''}，先到先得，发完为止。",
            )


def _sentence(who: Label, what: Label) -> Label:
    if not who.en:
        return Label(f"{what.en[0].upper()}{what.en[1:]}.", f"{what.zh}。")
    return Label(f"{who.en}: {what.en}.", f"{who.zh}：{what.zh}。")


def _joined(outer: Label, inner: Label) -> Label:
    if not outer.en or not inner.en:
        return Label(outer.en or inner.en, outer.zh or inner.zh)
    return Label(f"{outer.en}, {inner.en[0].lower()}{inner.en[1:]}", f"{outer.zh}，{inner.zh}")


def _overall(draw: Draw) -> Label:
    """How many win anything before the rest, where that is more than one prize."""
    last = draw.outcomes[-1]
    if len(draw.outcomes) < 3:
        return Label("", "")
    odds = odds_of(draw, 0, last.low)
    if not last.intents:
        return Label(f"; overall {odds.en} win", f"；总中奖率 {odds.zh}")
    return Label(f"; overall {odds.en} for the prizes before the last", f"；末项以外的奖品合计 {odds.zh}")


def odds_of(draw: Draw, low: int, high: int) -> Label:
    """The odds of the numbers from `low` up to, not including, `high`: of a deal as it counts them."""
    if draw.deal is None:
        return odds_text(Fraction(high - low, draw.scale))
    percent = percent_text(Fraction(high - low, draw.scale))
    return Label(
        f"{high - low:,} in {draw.scale:,} ({percent})",
        f"{draw.scale:,} 个码中 {high - low:,} 个（{percent}）",
    )


def odds_text(odds: Fraction) -> Label:
    """`5%` or `1 in 10,000`: exact where it can be said shortly, else `2 in 7, 28.5714%`."""
    percent = odds * 100
    if 100 % percent.denominator == 0:
        exact = f"{percent.numerator / percent.denominator:g}%"
        return Label(exact, exact)
    wins, chances, near = f"{odds.numerator:,}", f"{odds.denominator:,}", percent_text(odds)
    if odds.numerator == 1:
        return Label(f"1 in {chances}", f"{chances} 分之 1")
    return Label(f"{wins} in {chances}, {near}", f"{chances} 分之 {wins}，{near}")


def percent_text(odds: Fraction) -> str:
    """A percentage to four decimals, or to two figures where four decimals would say less: `5.0337%`, `0.00033%`."""
    percent, decimals = odds * 100, 4
    while 0 < percent * 10**decimals < 10:
        decimals += 1
    units = round(percent * 10**decimals)
    whole, part = divmod(units, 10**decimals)
    return f"{whole}.{part:0{decimals}d}".rstrip("0").rstrip(".") + "%"
