"""Numbers, money and product numbers: from what is written to exact values."""

from __future__ import annotations

from dsl.checking.scope import Scope, listed
from dsl.keywords import CURRENCY_WORDS
from dsl.limits import LARGEST_NUMBER
from dsl.nodes import Amount, Number, Word
from dsl.suggest import nearest
from dsl.values import CURRENCY_EXPONENTS, Label, Money

GTIN_LENGTHS = (8, 12, 13, 14)


def check_count(scope: Scope, number: Number, *, least: int = 1) -> int | None:
    """A whole number of at least `least` (0 or 1)."""
    if not check_known(scope, number):
        return None
    whole = number.whole
    if whole is None:
        scope.say("BC0508", number, text=number.digits)
    elif whole > LARGEST_NUMBER:
        scope.say("BC0512", number, text=number.digits, limit=f"{LARGEST_NUMBER:,}")
    elif whole < least:
        scope.say("BC0509", number, text=number.digits)
    else:
        return whole
    return None


def check_known(scope: Scope, number: Number) -> bool:
    """Whether a number stands there, or a constant that is one."""
    if number.name is not None:
        _say_constant(scope, number.name, "BC0448", Label("a number", "数字"))
    return number.name is None


def _say_constant(scope: Scope, name: Word, unknown: str, wanted: Label) -> None:
    """A name stands for no constant, or for one of another kind."""
    kind = scope.constants.get(name.text)
    if kind is None:
        scope.say(unknown, name, near=nearest(name.text, scope.constants), name=name.text)
    else:
        scope.say("BC0449", name, name=name.text, kind=kind, wanted=wanted)


def check_currency(scope: Scope, word: Word) -> str | None:
    """The ISO 4217 code of a written currency."""
    code = scope.words.currency(word.text)
    if code is None:
        group = scope.words.currencies
        known = Label(listed(group.spellings("en")), listed(group.spellings("zh"), "、"))
        scope.say("BC0408", word, near=nearest(word.text, group.all_spellings()), name=word.text, known=known)
    return code


def check_money(scope: Scope, amount: Amount, *, zero: bool = False) -> Money | None:
    """An amount in minor units; the figure has no decimals or exactly those of its currency."""
    if amount.name is not None:
        _say_constant(scope, amount.name, "BC0445", Label("an amount of money", "金额"))
        return None
    currency = check_currency(scope, amount.currency)
    if currency is None:
        return None
    exponent = CURRENCY_EXPONENTS[currency]
    number = amount.number
    decimals = len(number.digits.partition(".")[2])
    if decimals not in (0, exponent):
        shown = Money(int(number.exact * 10**exponent), currency)
        example = Label(str(shown), f"{shown.amount} {amount.currency.text}")
        scope.say(
            "BC0507",
            amount,
            currency=currency_name(currency),
            places=exponent,
            text=number.digits,
            example=example,
        )
        return None
    minor = int(number.digits.replace(".", "")) * 10 ** (exponent - decimals)
    if minor > LARGEST_NUMBER:
        scope.say("BC0512", amount, text=number.digits, limit=Money(LARGEST_NUMBER, currency))
        return None
    if minor == 0 and not zero:
        scope.say("BC0509", amount, text=f"{number.digits} {amount.currency.text}")
        return None
    return Money(minor, currency)


def currency_name(code: str) -> Label:
    """What to call a currency in findings."""
    return Label(code, CURRENCY_WORDS[code][0])


def check_gtin(scope: Scope, number: Number) -> str | None:
    """A product number as GTIN-14. The check digit is GS1's: weights 3 and 1 from the right, modulo 10."""
    digits = number.digits
    if len(digits) not in GTIN_LENGTHS or not digits.isdigit():
        scope.say("BC0510", number, text=digits, count=len(digits))
        return None
    right = gtin_check_digit(digits[:-1])
    if digits[-1] != right:
        scope.say("BC0511", number, text=digits, digit=right)
        return None
    return digits.zfill(14)


def gtin_check_digit(digits: str) -> str:
    """The check digit that follows these digits."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)
