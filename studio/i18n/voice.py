"""One reader: a language and a time zone, and how everything is told to that reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.api import Label, Money
from studio.i18n import formats
from studio.i18n.catalogue import Translator


@dataclass(frozen=True, slots=True)
class Voice:
    """Presenters speak through this. `brands` names the other brands that a page has to mention."""

    locale: str
    zone: ZoneInfo
    brands: Mapping[str, Label] = field(default_factory=dict)

    def t(self, key: str, **values: object) -> str:
        """A sentence of the catalogue."""
        return Translator(self.locale)(key, **values)

    def say(self, label: Label) -> str:
        """A text that exists in both languages."""
        return label[self.locale]

    def brand(self, slug: str) -> str:
        """A brand's name; its short name when nobody has told a better one."""
        return self.say(self.brands[slug]) if slug in self.brands else slug

    def money(self, amount: Money) -> str:
        """An amount in running text."""
        return formats.money_text(amount, self.locale)

    def parts(self, amount: Money) -> formats.MoneyParts:
        """An amount split for display."""
        return formats.money_parts(amount, self.locale)

    def instant(self, at: datetime) -> str:
        """Day and time to the second."""
        return formats.instant_text(at, self.zone, self.locale)

    def day(self, at: datetime) -> str:
        """The calendar day."""
        return formats.day_text(at, self.zone, self.locale)

    def clock(self, at: datetime) -> str:
        """The time of day to the second."""
        return formats.clock_text(at, self.zone)

    def until(self, end: datetime) -> str:
        """The last day (or minute) before an excluded end."""
        return formats.until_text(end, self.zone, self.locale)
