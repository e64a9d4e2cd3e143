"""What a campaign decides about one event: what to give, to whom, or why not. Pure values.

An intent is a promise not yet kept: the engine takes budget, stock and caps for it, and turns to `if_spent`
when one of them is used up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from dsl.conditions import Condition
from dsl.validity import Days, Hours, Validity
from dsl.values import NO_WORDS, Label, Money

#: A calendar day, ISO week (Monday to Sunday) or month in the campaign's zone; None means the whole campaign.
Period = Literal["day", "week", "month"] | None

#: Whom a limit counts for.
Subject = Literal["consumer", "product", "device", "outlet", "clerk", "referrer"]


@dataclass(frozen=True, slots=True)
class Stock:
    """A limited number of one reward in the whole campaign. `key` names its counter, unique in a campaign."""

    key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `limit` of this reward for one recipient in each period; beyond it, it alone stays out."""

    limit: int
    period: Period


@dataclass(frozen=True, slots=True)
class Pot:
    """A budget of one block of rules: what is given inside takes from it too, beside the campaign's.

    `key` names its counters, unique in a campaign; it goes by the place in the rules, not by the line. With `when`, only
    what is given to those for whom that surely holds takes from it. `name` is that of its phase, segment, group or event, as
    far as it has one: tests call it so.
    """

    key: str
    total: Money
    daily: Money | None
    line: int
    when: Condition | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The rule on `line` refuses the whole claim. `words` are told to the consumer; None: standing words."""

    line: int
    words: Label | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A reward is set aside until an event opens it, and lapses at the end of `term`: that instant is too late.

    `event` is the opening event's kind, `asked` what it must be, by name. It is the recipient's own or, with
    `by_friend`, that of somebody whom the recipient brought. `wait` is how long the event must then have stood;
    the term need not last so long. `lapsed` is given in place of a reward that lapses. `occasion` is how consumers
    read of the event: `When you buy something`.
    """

    event: str
    asked: tuple[tuple[str, object], ...]
    by_friend: bool
    term: Validity
    wait: Days | Hours | None = None
    lapsed: tuple[Intent, ...] = ()
    occasion: Label = NO_WORDS


@dataclass(frozen=True, slots=True)
class Intent:
    """One reward to give.

    `params` are the reward's parameters in declared order: Money for money, int for a count, str for the
    rest. `if_spent` is what to do when budget or stock is used up: other intents (an empty tuple gives
    nothing), a refusal of the whole claim, or None where neither can run out. `pots` are the budgets of the
    blocks around it, the outermost first. With a `lock` all is taken at once and given later, or given back.
    `terms` is what the campaign says elsewhere of the prize that the parameters name: `name_en`, `name_zh`, `delivery_en`, `delivery_zh`, and `cost` where there is one.
    """

    line: int
    reward: str
    params: tuple[tuple[str, object], ...]
    recipient: str
    stock: Stock | None = None
    caps: tuple[Cap, ...] = ()
    if_spent: tuple[Intent, ...] | Refusal | None = None
    pots: tuple[Pot, ...] = ()
    lock: Lock | None = None
    terms: tuple[tuple[str, object], ...] = ()

    @property
    def told(self) -> dict[str, object]:
        """The parameters with the terms: all that the reward is told."""
        return dict(self.params) | dict(self.terms)

    @property
    def ends_alone(self) -> bool:
        """It can be gone while the budget is not: it has a stock of its own, or a partner lends it and what follows is said."""
        return self.stock is not None or (self.if_spent is not None and "alliance" in dict(self.params))


class Drawn(NamedTuple):
    """One draw made: the number in [0, scale) at a site, and the line of the outcome that it met.

    A tuple, like the decision that holds it, for each scan makes one of each.
    """

    site: int
    number: int
    scale: int
    line: int


class Decision(NamedTuple):
    """The answer to one event.

    `phase` is the innermost phase entered. `segments` are those named by the matched conditions that held.
    `lines` are the `phase`, `when` and `otherwise` lines that matched, outermost first. Where no rule
    matched, there are no intents and no refusal.
    """

    trigger: int
    phase: str | None = None
    segments: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    draws: tuple[Drawn, ...] = ()
    intents: tuple[Intent, ...] = ()
    refusal: Refusal | None = None
