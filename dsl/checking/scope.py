"""What the checker knows while it goes through a campaign, and what it has found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dsl.campaign import Budget, OfferTerms, PrizeTerms, TierTerms
from dsl.diagnostics import Diagnostic, finding
from dsl.lexicon import Group, Lexicon
from dsl.lexicon import W as DeclaredWord
from dsl.nodes import Node, Span, Word
from dsl.suggest import nearest
from dsl.values import Label, Money
from dsl.vocabulary import FactWord

if TYPE_CHECKING:
    from dsl.campaign import Trigger

_MANY = 8


@dataclass(slots=True)
class Scope:
    """Everything that is known in the whole campaign.

    `lenient` is true when some lines could not be read: what seems to be missing may stand in them, so
    nothing is called missing then. `constants` are the kinds of those that are known, by their names,
    `constants_put` the names by the places behind rewards where they stand.
    """

    words: Lexicon
    lenient: bool
    findings: list[Diagnostic] = field(default_factory=list)
    zone: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    coupons: dict[str, Span] = field(default_factory=dict)
    segments: set[str] = field(default_factory=set)
    segments_used: set[str] = field(default_factory=set)
    tiers: dict[str, TierTerms] = field(default_factory=dict)
    prizes: dict[str, tuple[Span, PrizeTerms | None]] = field(default_factory=dict)
    offers: dict[str, tuple[Span, OfferTerms | None]] = field(default_factory=dict)
    prizes_given: set[str] = field(default_factory=set)
    coupons_given: set[str] = field(default_factory=set)
    money_given: list[tuple[Money, Span]] = field(default_factory=list)
    paid_out: list[Span] = field(default_factory=list)
    stocks: Counter[str] = field(default_factory=Counter)
    promised: dict[str, tuple[Money, int]] = field(default_factory=dict)
    budgets: tuple[Budget, ...] = ()
    pots: Counter[str] = field(default_factory=Counter)
    own_facts: dict[str, FactWord] = field(default_factory=dict)
    keys: list[tuple[Node, Trigger]] = field(default_factory=list)
    constants: Mapping[str, Label] = field(default_factory=dict)
    constants_put: Mapping[Span, str] = field(default_factory=dict)
    experiments: dict[str, tuple[tuple[tuple[str, int], ...], int]] = field(default_factory=dict)
    sites: int = 0
    deals: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    rules: int = 0

    def say(
        self,
        code: str,
        place: Node | Span,
        *,
        near: str | None = None,
        instead: str | None = None,
        **words: object,
    ) -> None:
        """Add a finding."""
        span = place if isinstance(place, Span) else place.span
        self.findings.append(finding(code, span, near=near, instead=instead, **words))

    def missing(self, code: str, place: Node | Span, *, near: str | None = None, **words: object) -> None:
        """Add a finding about something that is not there, unless it may stand in an unreadable line."""
        if not self.lenient:
            self.say(code, place, near=near, instead=None, **words)

    def look_up(self, group: Group[DeclaredWord], code: str, name: Word) -> DeclaredWord | None:
        """The declared word of that name; else a finding with the nearest one."""
        found = group.find(name.text)
        if found is None:
            near = nearest(name.text, group.all_spellings())
            known = Label(listed(group.spellings("en")), listed(group.spellings("zh"), "、"))
            self.say(code, name, near=near, name=name.text, known=known)
        return found


def listed(names: tuple[str, ...], comma: str = ", ") -> str:
    """Names in backticks, the first few."""
    return comma.join(f"`{name}`" for name in names[:_MANY]) + (comma + "…" if len(names) > _MANY else "")
