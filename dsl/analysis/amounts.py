"""What one event costs the brand, way by way: exact expectations and the most it can be, in minor units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from dsl.campaign import Campaign, Draw, Give, Outcome
from dsl.decision import Intent, Refusal
from dsl.values import Money

#: What an intent is worth, each amount in its currency.
Worth = Callable[[Intent], Iterator[Money]]


@dataclass(frozen=True, slots=True)
class Amount:
    """In one currency: the exact expectation while stocks last, and the most that chance can make of it.

    `unstocked` is the most without any prize whose number is limited, with its fallback in its place; the prizes of
    a deal are limited to their lots.
    """

    expected: Fraction = Fraction()
    most: int = 0
    unstocked: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.expected + other.expected, self.most + other.most, self.unstocked + other.unstocked
        )


def paid(intent: Intent) -> Iterator[Money]:
    """What an intent takes from the budget."""
    return (value for _, value in (*intent.params, *intent.terms) if isinstance(value, Money))


def owed(campaign: Campaign) -> Worth:
    """What the brand owes the outlet when a coupon of this campaign, given by the intent, is redeemed."""
    pays = {coupon.id: coupon.pays for coupon in campaign.coupons}
    return lambda intent: (pays[name] for name in own_coupons(intent) if name in pays)


def own_coupons(intent: Intent) -> Iterator[str]:
    """The coupons of this campaign that an intent names."""
    params = dict(intent.params)
    name = params.get("coupon")
    if isinstance(name, str) and "alliance" not in params:
        yield name


def brought(rules: Iterable[Give | Draw], worth: Worth, currency: str) -> Amount:
    """What rules that all apply bring together."""
    return sum((_one(rule, worth, currency) for rule in rules), Amount())


def _one(rule: Give | Draw, worth: Worth, currency: str) -> Amount:
    if isinstance(rule, Give):
        value = _value(rule.intent, worth, currency)
        return Amount(
            Fraction(value), _most(rule.intent, worth, currency), _unstocked(rule.intent, worth, currency)
        )
    return Amount(
        sum(
            (
                Fraction(out.high - out.low, rule.scale) * _together(out, worth, currency, _value)
                for out in rule.outcomes
            ),
            Fraction(),
        ),
        max(_together(out, worth, currency, _most) for out in rule.outcomes),
        max(_together(out, worth, currency, _unstocked) for out in rule.outcomes if not rule.is_lot(out)),
    )


def _together(
    outcome: Outcome, worth: Worth, currency: str, size: Callable[[Intent, Worth, str], int]
) -> int:
    return sum(size(intent, worth, currency) for intent in outcome.intents)


def _value(intent: Intent, worth: Worth, currency: str) -> int:
    return sum(amount.minor for amount in worth(intent) if amount.currency == currency)


def _most(intent: Intent, worth: Worth, currency: str) -> int:
    """The intent itself or what stands in for it, whichever is more."""
    return max(_value(intent, worth, currency), _instead(intent, worth, currency, _most))


def _unstocked(intent: Intent, worth: Worth, currency: str) -> int:
    instead = _instead(intent, worth, currency, _unstocked)
    return instead if intent.stock is not None else max(_value(intent, worth, currency), instead)


def _instead(intent: Intent, worth: Worth, currency: str, size: Callable[[Intent, Worth, str], int]) -> int:
    """The most that may come in its place: when it is spent, or when it lapses unopened."""
    spent = () if intent.if_spent is None or isinstance(intent.if_spent, Refusal) else intent.if_spent
    lapsed = intent.lock.lapsed if intent.lock else ()
    return max(sum(size(other, worth, currency) for other in others) for others in (spent, lapsed))
