"""How figures, instants and labels are written on a studio page: one locale, one brand's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.api import Label, Money
from studio.i18n.catalogue import catalogue
from studio.i18n.formats import clock_text, day_text, instant_text, money_text, until_text
from studio.i18n.locales import PSEUDO


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes typed values for one page. Instants are shown in the brand's zone."""

    locale: str
    zone: ZoneInfo

    def money(self, amount: Money | None) -> str:
        """`¥1,234.50`; a dash for no money at all."""
        return "–" if amount is None else money_text(amount, self.locale)

    def minor(self, number: int, like: Money) -> str:
        """An amount in minor units of another's currency."""
        return self.money(Money(number, like.currency))

    def count(self, number: int) -> str:
        """`12,345`."""
        return f"{number:,}"

    def share(self, per_thousand: int) -> str:
        """Tenths of a per cent as a percentage: `42.5%`."""
        return f"{per_thousand // 10}.{per_thousand % 10}%"

    def tenths(self, number: int) -> str:
        """Tenths of a percentage point with their sign: `+8.0`, `−0.5`."""
        sign = "−" if number < 0 else "+"
        return f"{sign}{abs(number) // 10}.{abs(number) % 10}"

    def label(self, label: Label) -> str:
        """An engine's or plugin's sentence in the page's language."""
        text = label[self.locale]
        return f"⟦{text}⟧" if self.locale == PSEUDO else text

    def instant(self, at: datetime) -> str:
        """Day and time to the second."""
        return instant_text(at, self.zone, self.locale)

    def day(self, at: datetime) -> str:
        """The calendar day."""
        return day_text(at, self.zone, self.locale)

    def clock(self, at: datetime) -> str:
        """The time of day to the second."""
        return clock_text(at, self.zone)

    def until(self, end: datetime) -> str:
        """The last day or minute before an excluded end."""
        return until_text(end, self.zone, self.locale)

    def iso(self, at: datetime) -> str:
        """The instant for a `datetime` attribute."""
        return at.astimezone(self.zone).isoformat(timespec="seconds")

    def has(self, key: str) -> bool:
        """Whether the catalogue knows a sentence, for words of plugins that it may not know."""
        return key in catalogue()
