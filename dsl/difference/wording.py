"""Differences in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from dsl.analysis.people import said_tags
from dsl.campaign import Trigger
from dsl.difference.offers import Chance, Gift, Key
from dsl.keywords import Language
from dsl.lexicon import lexicon
from dsl.validity import Days, Hours, Validity
from dsl.values import NO_WORDS, Label, Money
from dsl.vocabulary import Vocabulary

NOTHING = Label("nothing", "无")
UNLIMITED = Label("unlimited", "不限")
_PERIODS = {
    "day": Label("a day", "每天"),
    "week": Label("a week", "每周"),
    "month": Label("a month", "每月"),
    None: Label("in the whole campaign", "整个活动"),
}
#: In which order a scan and a redemption name what they ask for.
_SCANNED = ("code_kind", "gtin", "batch", "coupon")
_WITHIN, _INSIDE = "within ", "内"
_REFUSAL = Label("a refusal, and the code stays good", "拒绝，码仍有效")


class Wording:
    """Says differences with the words of a vocabulary. `names` are coupons as consumers read them."""

    def __init__(self, vocabulary: Vocabulary, zone: str, coupons: Mapping[str, Label]) -> None:
        self._words = lexicon(vocabulary)
        self._zone = ZoneInfo(zone)
        self._coupons = coupons

    def moved(self, old: Sequence[Chance], new: Sequence[Chance]) -> Label:
        """`red_packet 1.88 CNY → red_packet 2.88 CNY`, with odds where it is drawn."""
        return arrow(self._chances(old), self._chances(new))

    def _chances(self, chances: Sequence[Chance]) -> Label:
        told = [self._chance(chance) for chance in chances]
        return listed(told) if told else NOTHING

    def _chance(self, chance: Chance) -> Label:
        gift = self.gift(chance.gift)
        if chance.odds == 1:
            return gift
        odds = odds_text(chance.odds)
        return Label(f"{gift.en} ({odds})", f"{gift.zh}（{odds}）")

    def gift(self, gift: Gift) -> Label:
        """A reward as it is written in a campaign."""
        return Label(*(self._gift(gift, language) for language in ("en", "zh")))

    def _gift(self, gift: Gift, language: Language) -> str:
        values = [self._value(name, value, language) for name, value in gift.params]
        text = " ".join([self._words.rewards.spelled(gift.kind[0], language), *values])
        if gift.recipient == "consumer":
            return text
        to = self._words.recipients.spelled(gift.recipient, language)
        return f"{text} to {to}" if language == "en" else f"给{to}的{text}"

    def _value(self, name: str, value: object, language: Language) -> str:
        match value:
            case Money():
                return money(value)[language]
            case int():
                return f"{value:,}"
        label = self._coupons.get(str(value)) if name == "coupon" else None
        text = label[language] if label else str(value)
        return f"“{text}”"

    def stocks(self, old: Sequence[Chance], new: Sequence[Chance]) -> Label:
        """How many there are."""
        gift = self.gift(new[0].gift)
        numbers = arrow(self._stock(old), self._stock(new))
        return Label(f"stock of {gift.en}: {numbers.en}", f"{gift.zh}的数量：{numbers.zh}")

    def _stock(self, chances: Sequence[Chance]) -> Label:
        stocks = [chance.gift.stock for chance in chances]
        return listed([UNLIMITED if stock is None else plain(f"{stock:,}") for stock in stocks])

    def cap(self, gift: Gift, period: str | None, old: int | None, new: int | None) -> Label:
        """How many of a reward one person may get."""
        name, when = self.gift(gift), _PERIODS[period]
        numbers = arrow(count(old), count(new))
        return Label(
            f"{name.en} for one person {when.en}: {numbers.en}", f"每人{when.zh}可得{name.zh}：{numbers.zh}"
        )

    def pot(self, gift: Gift, currency: str, old: int | None, new: int | None, *, daily: bool) -> Label:
        """The budget that a block sets aside."""
        name = self.gift(gift)
        amounts = arrow(*(money(None if one is None else Money(one, currency)) for one in (old, new)))
        when = Label(" a day", "每天") if daily else Label("", "")
        return Label(
            f"budget{when.en} of the block that gives {name.en}: {amounts.en}",
            f"发放{name.zh}的分段预算{f'（{when.zh}）' if daily else ''}：{amounts.zh}",
        )

    def lock(self, old: Gift, new: Gift) -> Label:
        """What opens a reward."""
        name, moved = self.gift(new), arrow(self._key(old.lock), self._key(new.lock))
        return Label(f"{name.en} is given: {moved.en}", f"{name.zh}的发放：{moved.zh}")

    def _key(self, key: Key | None) -> Label:
        if key is None:
            return Label("at once", "立即发放")
        asked = plain(" ".join(self._asked(value, "en") for _, value in key.asked))
        event = self._words.event(key.event)
        word = Label(event.name.replace("_", " "), event.label.zh)
        friend = (
            Label(" by a friend", "（由好友）") if key.by_friend and key.event != "invitation" else NO_WORDS
        )
        until, wait = self._term(key.term), self._term(key.wait) if key.wait else None
        lapsed = listed([self.gift(gift) for gift in key.lapsed]) if key.lapsed else None
        return Label(
            f"after a {word.en}{f' of {asked.en}' if key.asked else ''}{friend.en} {until.en}"
            f"{f', then waiting {wait.en.removeprefix(_WITHIN)}' if wait else ''}{f', else {lapsed.en}' if lapsed else ''}",
            f"{until.zh}{word.zh}{f' {asked.zh}' if key.asked else ''}{friend.zh}后"
            f"{f'，再等 {wait.zh.removesuffix(_INSIDE)}' if wait else ''}{f'，否则{lapsed.zh}' if lapsed else ''}",
        )

    def _term(self, term: Validity) -> Label:
        match term:
            case Days(number):
                return Label(f"within {number:,} days", f"{number:,} 天内")
            case Hours(number):
                return Label(f"within {number:,} hours", f"{number:,} 小时内")
        at = f"{term.instant.astimezone(self._zone):%Y-%m-%d %H:%M}"
        return Label(f"before {at}", f"{at} 前")

    def spent(self, old: tuple[Gift, ...] | bool, new: tuple[Gift, ...] | bool) -> Label:
        """What follows when something is used up."""
        moved = arrow(self._follows(old), self._follows(new))
        return Label(f"when it is spent: {moved.en}", f"发完之后：{moved.zh}")

    def _follows(self, spent: tuple[Gift, ...] | bool) -> Label:
        if isinstance(spent, bool):
            return _REFUSAL
        return listed([self.gift(gift) for gift in spent]) if spent else NOTHING

    def event(self, trigger: Trigger) -> Label:
        """`scan of 09521000100015`."""
        word = self._words.event(trigger.kind)
        name = Label(word.name.replace("_", " "), word.label.zh)
        order = [*_SCANNED, *(param.name for param in word.params)]
        asked = sorted(trigger.asked, key=lambda one: order.index(one[0]))
        if not asked:
            return name
        en, zh = ([self._asked(value, language) for _, value in asked] for language in ("en", "zh"))
        return Label(f"{name.en} of {', '.join(en)}", f"{name.zh} {'、'.join(zh)}")

    def _asked(self, value: object, language: Language) -> str:
        return value if isinstance(value, str) else self._fact(value, language)

    def consumer(self, facts: Mapping[str, object]) -> Label:
        """An example consumer: `code.region CN-GD, consumer.claims 0, on 2026-12-08 10:00`."""
        return Label(*(self._consumer(facts, language) for language in ("en", "zh")))

    def _consumer(self, facts: Mapping[str, object], language: Language) -> str:
        told = [
            f"{self._words.fact(name, language)} {self._fact(value, language)}"
            for name, value in sorted(facts.items())
            if name != "event.at" and value is not None
        ]
        at = self._fact(facts["event.at"], language)
        told.append(f"on {at}" if language == "en" else f"时间 {at}")
        return ("，" if language == "zh" else ", ").join(told)

    def _fact(self, value: object, language: Language) -> str:
        match value:
            case bool():
                return {"en": ("no", "yes"), "zh": ("否", "是")}[language][value]
            case datetime():
                return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M}"
            case Money():
                return money(value)[language]
            case int():
                return f"{value:,}"
            case tuple():
                return said_tags(value)[language]
        return str(value)


def plain(text: str) -> Label:
    """The same in both languages."""
    return Label(text, text)


def count(number: int | None) -> Label:
    """A number, or `unlimited`."""
    return UNLIMITED if number is None else plain(f"{number:,}")


def money(amount: Money | None) -> Label:
    """An amount as a campaign writes it."""
    if amount is None:
        return UNLIMITED
    return Label(str(amount), f"{amount.amount} 元" if amount.currency == "CNY" else str(amount))


def arrow(old: Label, new: Label) -> Label:
    """`old → new`."""
    return Label(f"{old.en} → {new.en}", f"{old.zh} → {new.zh}")


def listed(labels: Sequence[Label]) -> Label:
    """Several in a row."""
    return Label(", ".join(one.en for one in labels), "、".join(one.zh for one in labels))


def odds_text(odds: Fraction) -> str:
    """`5%` where that is exact and short, else `1/2000`."""
    percent = odds * 100
    return f"{float(percent):g}%" if 100 % percent.denominator == 0 else f"{odds}"
