"""What one consumer may expect of one event: rewards with their odds, free of lines, names and order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule
from dsl.cells import NO_CELLS, cells_met, takes_from
from dsl.decision import Intent, Lock, Period, Refusal
from dsl.interpreter import condition_holds
from dsl.validity import Days, Hours, Validity
from dsl.values import Money

#: Rewards of one kind differ in their amounts only, and so can be held against each other.
Kind = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a reward and until when, as in `dsl.decision.Lock`; `lapsed` is what comes in its place."""

    event: str
    asked: tuple[tuple[str, object], ...]
    by_friend: bool
    term: Validity
    wait: Days | Hours | None
    lapsed: tuple[Gift, ...]


@dataclass(frozen=True, slots=True)
class Gift:
    """A reward. `kind` is reward, recipient and everything named; `amounts` are money in minor units and counts.

    `spent` is what follows when budget or stock is used up: other gifts, a refusal (True), or None where
    neither can be. `pots` are the budgets of blocks that it is taken from: currency, whole, a day; None has no bound.
    """

    kind: Kind
    amounts: tuple[int, ...]
    stock: int | None
    caps: tuple[tuple[Period, int], ...]
    spent: tuple[Gift, ...] | bool | None
    params: tuple[tuple[str, object], ...]
    pots: tuple[tuple[str, int, int | None], ...] = ()
    lock: Key | None = None

    @property
    def recipient(self) -> str:
        """Who gets it."""
        return self.kind[1]

    def money(self) -> Iterator[Money]:
        """The amounts of money in it."""
        return (value for _, value in self.params if isinstance(value, Money))


@dataclass(frozen=True, slots=True)
class Chance:
    """A gift with its odds. `draw` counts the draws of an offer from 1; 0 is for what is sure.

    `rest` marks what those get who win nothing better; gifts of one `outcome` of a draw come together.
    """

    gift: Gift
    odds: Fraction
    draw: int = 0
    rest: bool = False
    outcome: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """All that a consumer may expect of an event, or a refusal."""

    chances: tuple[Chance, ...]
    refused: bool = False


def offer(campaign: Campaign, trigger: int, facts: Mapping[str, object], names: Mapping[str, str]) -> Offer:
    """The offer to a consumer with these facts. `names` are coupons under the names to compare them by."""
    walk = _Walk(campaign, facts, names)
    chances = tuple(walk.rules(campaign.triggers[trigger].rules))
    return Offer((), refused=True) if walk.refused else Offer(chances)


@dataclass(slots=True)
class _Walk:
    campaign: Campaign
    facts: Mapping[str, object]
    names: Mapping[str, str]
    refused: bool = False
    draws: int = 0

    def rules(self, rules: tuple[Rule, ...]) -> Iterator[Chance]:
        for rule in rules:
            match rule:
                case Give(intent):
                    yield Chance(self._gift(intent), Fraction(1))
                case Refuse():
                    self.refused = True
                case Draw():
                    yield from self._draw(rule)
                case Choice(branches):
                    chosen = next((one for one in branches if self._holds(one)), None)
                    if chosen:
                        yield from self.rules(chosen.rules)

    def _draw(self, draw: Draw) -> Iterator[Chance]:
        last = len(draw.outcomes) - 1
        self.draws += 1
        number = self.draws
        for place, outcome in enumerate(draw.outcomes):
            odds = Fraction(outcome.high - outcome.low, draw.scale)
            for intent in outcome.intents if odds else ():
                gift = self._gift(intent)
                yield Chance(gift, odds, number, rest=place == last > 0, outcome=place)

    def _gift(self, intent: Intent) -> Gift:
        """The gift with the budgets that are for this consumer."""
        return gift_of(intent, self.names, cells_met(self.campaign, intent.pots, self.facts))

    def _holds(self, branch: Branch) -> bool:
        at = self.facts["event.at"]
        assert isinstance(at, datetime)
        if not branch.within(at):
            return False
        return (
            branch.condition is None or condition_holds(self.campaign, branch.condition, self.facts) is True
        )


def gift_of(intent: Intent, names: Mapping[str, str], cells: frozenset[str] = NO_CELLS) -> Gift:
    """An intent without its line and the name of its counter."""
    named: list[tuple[str, str]] = []
    amounts: list[int] = []
    for name, value in intent.params:
        match value:
            case Money(minor, currency):
                named.append((name, currency))
                amounts.append(minor)
            case int():
                named.append((name, ""))
                amounts.append(value)
            case _:
                known = names.get(str(value), str(value)) if name == "coupon" else str(value)
                named.append((name, known))
    match intent.if_spent:
        case None:
            spent: tuple[Gift, ...] | bool | None = None
        case Refusal():
            spent = True
        case others:
            spent = tuple(gift_of(other, names, cells) for other in others)
    caps = tuple(sorted(((cap.period, cap.limit) for cap in intent.caps), key=str))
    stock = intent.stock.limit if intent.stock else None
    kind = (intent.reward, intent.recipient, tuple(named))
    pots = sorted(
        (pot.total.currency, pot.total.minor, pot.daily.minor if pot.daily else None)
        for pot in intent.pots
        if takes_from(pot, cells)
    ) if any(isinstance(value, Money) for value in intent.told.values()) else ()  # fmt: skip
    lock = _key(intent.lock, names) if intent.lock else None
    return Gift(kind, tuple(amounts), stock, caps, spent, intent.params, tuple(pots), lock)


def _key(lock: Lock, names: Mapping[str, str]) -> Key:
    asked = tuple(
        (name, names.get(str(value), value) if name == "coupon" else value) for name, value in lock.asked
    )
    lapsed = tuple(gift_of(other, names) for other in lock.lapsed)
    return Key(lock.event, asked, lock.by_friend, lock.term, lock.wait, lapsed)
