"""The full rules of a campaign, from the rules that run: what is given to whom, odds, numbers, what is left. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from dsl.campaign import Choice, Draw, Give, Rule, Trigger
from dsl.decision import Intent
from dsl.intents import draws_of, intents_of
from dsl.lexicon import Lexicon
from dsl.validity import Days, Hours, Validity
from dsl.values import NO_WORDS, Label, Money
from dsl.vocabulary import ParamKind
from engine import wording
from engine.campaigns.live import BrandState, LiveCampaign, Ruling, Version
from engine.campaigns.winners import Winner
from engine.coupons.terms_in_words import coupon_terms
from engine.groups.words import offer_words
from engine.scanning import counters
from engine.scanning.terms import Terms, odds_of, percent_text
from engine.spi.rewards import RewardType

_CONSUMERS = ("consumer", "referrer")
_GOODS = Label("Goods", "实物奖品")


@dataclass(frozen=True, slots=True)
class Prize:
    """A prize with its odds (None: without a draw), and where it is limited how many there are and how many are left."""

    title: Label
    odds: Label | None
    total: int | None
    left: int | None


@dataclass(frozen=True, slots=True)
class EventRules:
    """What one event gives: on which packs, or on what else."""

    title: Label
    rules: tuple[Label, ...]
    prizes: tuple[Prize, ...]


@dataclass(frozen=True, slots=True)
class VersionName:
    """A version by number and hash, since when it is in force."""

    number: int
    hash: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules of a campaign as of an instant, tied to their version by its hash.

    `secret_hash` was public before the first draw; when `ended`, the secret is public too. `kinds` are the kinds of
    prizes; `winners` are those of prizes above `winners_above`, empty where there is no such prize. Of a version that
    is not (or not any more) `in_force` everything is told as it was published; `versions` names all of them.
    """

    brand: str
    brand_name: Label
    slug: str
    title: Label
    theme: str
    version: int
    version_hash: str
    secret_hash: str
    published_at: datetime
    ended: bool
    general: tuple[Label, ...]
    events: tuple[EventRules, ...]
    coupons: tuple[Label, ...]
    channel: Label | None
    draws: bool
    prizes: tuple[Label, ...] = ()
    organiser: Label = NO_WORDS
    contact: Label = NO_WORDS
    kinds: tuple[Label, ...] = ()
    winners_above: Label = NO_WORDS
    winners: tuple[Winner, ...] = ()
    versions: tuple[VersionName, ...] = ()
    in_force: bool = True


def stock_keys(brand: BrandState, campaign: LiveCampaign, version: Version) -> Iterator[str]:
    """The counters that tell how many prizes are gone."""
    assert version.program is not None
    for trigger in version.program.campaign.triggers:
        for intent, _, _ in _prizes(trigger.rules):
            if intent.stock:
                yield counters.stock(brand.slug, campaign.id, intent.stock.key)


@dataclass(frozen=True, slots=True)
class RulesText:
    """Writes the rules of one version. `used` are the counters of `stock_keys`."""

    brand: BrandState
    campaign: LiveCampaign
    version: Version
    rewards: Mapping[str, RewardType]
    used: Mapping[str, int]
    at: datetime
    words: Lexicon

    def _terms(self, trigger: int) -> Terms:
        assert self.version.program is not None
        ruling = Ruling(self.campaign, self.version, self.version.program, trigger)
        return Terms(
            ruling, self.rewards, self.brand.alliances, self.at, products=self.brand.products, overall=False
        )

    def general(self) -> tuple[Label, ...]:
        """Dates, limits and budget, and what is sold."""
        assert self.version.program is not None
        sold = self.version.program.campaign.offers
        return (*self._terms(0).frame(), *map(offer_words, sold))

    def events(self) -> Iterator[EventRules]:
        """Each event that gives consumers something."""
        assert self.version.program is not None
        for index, trigger in enumerate(self.version.program.campaign.triggers):
            terms, rules = self._terms(index), for_consumers(trigger.rules)
            prizes = tuple(dict.fromkeys(self._listed(rules, terms)))
            told = (*terms.rules(rules, trigger.pots), *_overall(rules))
            yield EventRules(self._event(trigger), told, prizes)

    def _event(self, trigger: Trigger) -> Label:
        word = self.words.event(trigger.kind)
        if word.params and trigger.asked:
            kinds = {param.name: param.kind for param in word.params}
            told = [_asked(kinds[name], value) for name, value in trigger.asked]
            en, zh = ", ".join(one.en for one in told), "、".join(one.zh for one in told)
            return Label(f"{word.occasion.en} ({en})", f"{word.occasion.zh}（{zh}）")
        if trigger.gtin is None:
            return word.occasion
        product = self.brand.products.get(trigger.gtin, Label(trigger.gtin, trigger.gtin))
        return Label(f"When you scan the code on a pack of {product.en}", f"扫描“{product.zh}”包装上的码时")

    def _listed(self, rules: tuple[Rule, ...], terms: Terms) -> Iterator[Prize]:
        for intent, odds, lot in _prizes(rules):
            total = intent.stock.limit if intent.stock else lot
            if total is None and odds is None:
                continue
            left = None
            if intent.stock:
                key = counters.stock(self.brand.slug, self.campaign.id, intent.stock.key)
                left = max(0, intent.stock.limit - self.used.get(key, 0))
            yield Prize(terms.title(intent), odds, total, left)

    def kinds(self) -> tuple[Label, ...]:
        """The kinds of prizes that consumers can get, each once."""
        assert self.version.program is not None
        given = (
            one for trigger in self.version.program.campaign.triggers for one in intents_of(trigger.rules)
        )
        kinds = (
            _GOODS if "prize" in dict(one.params) else self.rewards[one.reward].label
            for one in given
            if one.recipient in _CONSUMERS
        )
        return tuple(dict.fromkeys(kinds))

    def coupons(self) -> Iterator[Label]:
        """What each coupon is worth, where and how long."""
        assert self.version.program is not None
        campaign = self.version.program.campaign
        for coupon in campaign.coupons:
            terms = coupon_terms(coupon.worth, coupon.minimum, coupon.where, coupon.till, self.brand.products)
            valid = _lasting(coupon.validity, campaign.zone)
            yield Label(
                f"“{coupon.name.en}”: {terms.en}; {valid.en}.",
                f"“{coupon.name.zh}”：{terms.zh}；{valid.zh}。",
            )

    def prizes(self) -> Iterator[Label]:
        """What each physical prize is worth, how it comes, how long it can be claimed."""
        assert self.version.program is not None
        campaign = self.version.program.campaign
        for prize in campaign.prizes:
            worth, how = wording.money(prize.price), prize.delivery or NO_WORDS
            valid = _lasting(prize.validity, campaign.zone) if prize.validity else NO_WORDS
            late = (
                Label("a prize not claimed in time lapses", "逾期未领视为放弃")
                if prize.validity
                else NO_WORDS
            )
            parts = [one for one in (how, valid, late) if one.en]
            yield Label(
                f"“{prize.name.en}”: market price {worth.en}" + "".join(f"; {one.en}" for one in parts) + ".",
                f"“{prize.name.zh}”：市场价 {worth.zh}" + "".join(f"；{one.zh}" for one in parts) + "。",
            )


def _overall(rules: tuple[Rule, ...]) -> Iterator[Label]:
    """The chance of any prize of each draw in which not everybody wins one."""
    for draw in draws_of(rules):
        *prizes, last = draw.outcomes
        won = sum(one.high - one.low for one in (prizes if prizes else [last]) if one.intents)
        if prizes and 0 < won < draw.scale:
            share = Fraction(won, draw.scale)
            odds = percent_text(share)
            if last.intents:
                yield Label(
                    f"Overall odds of a prize other than the last one listed: {won:,} in {draw.scale:,} ({odds}).",
                    f"除最后一项外的总中奖率：{draw.scale:,} 分之 {won:,}（{odds}）。",
                )
            else:
                yield Label(
                    f"Overall odds: {won:,} in {draw.scale:,} ({odds}).",
                    f"总中奖率：{draw.scale:,} 分之 {won:,}（{odds}）。",
                )


def _asked(kind: ParamKind, value: object) -> Label:
    """What an event must be, as people read it."""
    match value:
        case int() if kind == "days":
            return Label(f"{value:,} day{'' if value == 1 else 's'}", f"{value:,} 天")
        case Money():
            return wording.money(value)
        case int():
            return Label(f"{value:,}", f"{value:,}")
    return Label(f"“{value}”", f"“{value}”")


def for_consumers(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules without what shops and their people earn: that is between them and the brand."""
    kept: list[Rule] = []
    for rule in rules:
        match rule:
            case Give(intent) if intent.recipient not in _CONSUMERS:
                continue
            case Choice(branches):
                kept.append(Choice(tuple(replace(one, rules=for_consumers(one.rules)) for one in branches)))
            case _:
                kept.append(rule)
    return tuple(kept)


def _prizes(rules: tuple[Rule, ...]) -> Iterator[tuple[Intent, Label | None, int | None]]:
    """Each reward with its odds where it is drawn, and the size of its lot where it is dealt."""
    for rule in rules:
        match rule:
            case Give(intent):
                yield intent, None, None
            case Draw(tries=tries, outcomes=outcomes) if tries and tries.sure:
                latest = Label(f"at the latest on try {tries.latest:,}", f"最迟第 {tries.latest:,} 次")
                yield from ((intent, latest, None) for intent in outcomes[-1].intents)
            case Draw(outcomes=outcomes):
                for one in outcomes:
                    lot = one.high - one.low if rule.is_lot(one) else None
                    odds = odds_of(rule, one.low, one.high) if len(outcomes) > 1 else None
                    yield from ((intent, odds, lot) for intent in one.intents)
            case Choice(branches):
                for branch in branches:
                    yield from _prizes(branch.rules)


def _lasting(validity: Validity, zone: str) -> Label:
    match validity:
        case Days(count):
            return Label(
                f"valid until the end of day {count} after the day you get it",
                f"自领取次日起 {count} 天内有效",
            )
        case Hours(count):
            return Label(f"valid for {count} hours from when you get it", f"领取后 {count} 小时内有效")
    last = (validity.instant - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    return Label(
        f"valid until {last.day} {last:%B %Y}, {last:%H:%M}",
        f"有效期至{last.year}年{last.month}月{last.day}日 {last:%H:%M}",
    )
