"""Values that the language, the engine and its plugins share: money, names in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Digits behind the decimal point of each served currency (ISO 4217 exponents).
CURRENCY_EXPONENTS: Final = {"CNY": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "KWD": 3, "USD": 2}


@dataclass(frozen=True, slots=True)
class Label:
    """One text in the product's two languages."""

    en: str
    zh: str

    def __getitem__(self, locale: str) -> str:
        """The text for a locale such as `zh-CN`; English for any other."""
        return self.zh if locale.startswith("zh") else self.en


#: Nothing to say, in either language.
NO_WORDS: Final = Label("", "")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in integer minor units (fen, cents) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in CURRENCY_EXPONENTS:
            raise ValueError(
                f"currency `{self.currency}` is not served; use one of {', '.join(CURRENCY_EXPONENTS)}"
            )

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __str__(self) -> str:
        """`1,234.50 CNY`."""
        return f"{self.amount} {self.currency}"

    @property
    def amount(self) -> str:
        """The figure alone in major units with thousands separators: `1,234.50`."""
        exponent = CURRENCY_EXPONENTS[self.currency]
        sign, digits = ("-" if self.minor < 0 else ""), f"{abs(self.minor):0{exponent + 1}d}"
        whole, fraction = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
        return f"{sign}{int(whole):,}{'.' + fraction if fraction else ''}"

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot reckon {self.currency} with {other.currency}")
