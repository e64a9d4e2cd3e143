"""A checked campaign: every name resolved, every amount exact, every instant settled.

Only the checker makes these values, so whoever holds a `Campaign` need not doubt it. Instants are aware
datetimes in UTC; lines are 1-based lines of the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from dsl.conditions import Compare, Comparison, Condition
from dsl.decision import Intent, Period, Pot, Refusal, Subject
from dsl.till_terms import ANY_TILL, TillTerms
from dsl.validity import Validity, ends
from dsl.values import Label, Money


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that money rewards may cost in one currency, in all and on one calendar day."""

    total: Money
    daily: Money | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` claims per subject in each period.

    `consumer` is the person, `product` the person for each product, `device` the device that asks, `outlet` where
    the pack was sent to, `clerk` who served, `referrer` whose link was followed.
    """

    count: int
    subject: Subject
    period: Period


@dataclass(frozen=True, slots=True)
class Page:
    """How pages look: from `starts` (included) until `ends` (excluded), to those who meet the condition.

    What is None does not restrict.
    """

    theme: str
    starts: datetime | None = None
    ends: datetime | None = None
    condition: Condition | None = None
    line: int = 0

    @property
    def always(self) -> bool:
        """Whether it is for everybody at any time."""
        return self.starts is None and self.ends is None and self.condition is None


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """What a coupon is worth, where and how long. `pays` is what the brand owes the outlet per redemption."""

    id: str
    name: Label
    worth: Money
    minimum: Money | None
    validity: Validity
    where: Literal["stores", "online", "anywhere"]
    pays: Money
    line: int = 0
    till: TillTerms = ANY_TILL

    @property
    def lets_off(self) -> Money:
        """The most that the outlet itself goes without: nothing for goods that are replaced out of prize stock."""
        if self.till.goods is None:
            return self.worth
        price = self.till.price
        return Money(self.worth.minor - price.minor if price else 0, self.worth.currency)

    def expires(self, issued_at: datetime, zone: str) -> datetime:
        """The first instant (UTC) at which a coupon issued at `issued_at` is no longer valid."""
        return ends(self.validity, issued_at, zone)


@dataclass(frozen=True, slots=True)
class PrizeTerms:
    """A physical prize. `price` is that of the market; `cost` is what the brand pays, from the budget.

    It is to be claimed within `validity` of winning.
    """

    id: str
    name: Label
    price: Money
    cost: Money | None
    validity: Validity | None
    delivery: Label | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """Something that the brand's shop sells: to one alone for `single`, where that is said, or to a group.

    A group of `size` buyers pays `together` each, if it is complete within `hours` of being opened. With `least` it is open
    for all that time, and as many as come take part, if they are `size` at the end.
    """

    id: str
    name: Label
    gtin: str
    single: Money | None
    size: int
    together: Money
    hours: int
    line: int = 0
    least: bool = False


@dataclass(frozen=True, slots=True)
class TierTerms:
    """A tier of members: from so many points earned in a calendar year, kept until the end of the next.

    Points that its members are given are multiplied by `times`, and rounded down once.
    """

    id: str
    name: Label
    points: int
    times: Fraction = Fraction(1)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A named condition."""

    name: str
    condition: Condition
    line: int


@dataclass(frozen=True, slots=True)
class Give:
    """Give one reward."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse the whole claim."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the draw numbers from `low` up to, not including, `high` bring together; no intent means nothing."""

    low: int
    high: int
    intents: tuple[Intent, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Tries:
    """A draw that a person wins at the latest on try `latest`.

    `fact` counts the person's draws since the last that was won; `key` names that count and stays when other lines
    change. The draw stands twice under one site: as it always is, and, `sure`, as it is on that try.
    """

    fact: str
    key: str
    latest: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw of a whole number in [0, scale). `site` is its stable ordinal; outcomes cover every number.

    A deal gives each number to one of the first `scale` codes, so that its prizes are exact in number; the last
    outcome is its rest, which all further codes get. `deal` counts the deals of the trigger from 0; None where
    chance decides.
    """

    site: int
    scale: int
    outcomes: tuple[Outcome, ...]
    line: int
    deal: int | None = None
    tries: Tries | None = None

    def is_lot(self, outcome: Outcome) -> bool:
        """It is a prize of a deal: as many of it as the deal says, whatever happens."""
        return self.deal is not None and outcome is not self.outcomes[-1]


@dataclass(frozen=True, slots=True)
class Branch:
    """One arm of a choice. A phase has a name and a window, and a condition on `counts` where it holds for the first
    claims alone; `when` has a condition; a `group` of an experiment a name and a condition; `otherwise` has neither.

    `pots` are the budgets of this block. The window holds from `starts` (included) until `ends` (excluded); None leaves that side open.
    """

    kind: Literal["phase", "when", "group", "otherwise"]
    line: int
    rules: tuple[Rule, ...]
    name: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    condition: Condition | None = None
    pots: tuple[Pot, ...] = ()

    @property
    def counts(self) -> str | None:
        """The fact that counts the claims of this phase; only claims that are granted count."""
        counted = self.kind == "phase" and isinstance(self.condition, Compare)
        return self.condition.fact if counted and isinstance(self.condition, Compare) else None

    @property
    def first(self) -> int | None:
        """For how many claims this phase holds, None without a bound."""
        if self.counts is None or not isinstance(self.condition, Compare):
            return None
        (number,) = self.condition.values
        return number if isinstance(number, int) else None

    @property
    def experiment(self) -> str | None:
        """The experiment of which this is a group."""
        if self.kind != "group" or not isinstance(self.condition, Compare):
            return None
        return self.condition.fact.partition(".")[2]

    def within(self, at: datetime) -> bool:
        """The window holds at an instant."""
        return (self.starts is None or self.starts <= at) and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that matches applies, no other."""

    branches: tuple[Branch, ...]


Rule = Give | Refuse | Draw | Choice


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event that the campaign answers, and its rules in the order of the text.

    `kind` is the event's name. `asked` is what the event must be, by name and in a fixed order: of a scan `gtin`
    (14 digits), `code_kind` and `batch`, of a redemption `coupon`, of any other event its declared parameters.
    `pots` are the budgets of this event.
    """

    kind: str
    asked: tuple[tuple[str, object], ...]
    line: int
    rules: tuple[Rule, ...] = ()
    pots: tuple[Pot, ...] = ()

    @property
    def gtin(self) -> str | None:
        """The product whose codes are asked for."""
        return self._text("gtin")

    @property
    def code_kind(self) -> str | None:
        """The kind of code asked for."""
        return self._text("code_kind")

    @property
    def batch(self) -> str | None:
        """The batch asked for."""
        return self._text("batch")

    @property
    def coupon(self) -> str | None:
        """The coupon asked for."""
        return self._text("coupon")

    def answers(self, kind: str, given: Mapping[str, object]) -> bool:
        """Whether it answers an event of which so much is given."""
        return self.kind == kind and all(given.get(name) == value for name, value in self.asked)

    def _text(self, name: str) -> str | None:
        found = dict(self.asked).get(name)
        return None if found is None else str(found)


@dataclass(frozen=True, slots=True)
class Expected:
    """One reward that a test expects, `locked` or at once."""

    reward: str
    params: tuple[tuple[str, object], ...]
    recipient: str
    line: int
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """What a test says is used up: the stock of one reward, or, without a reward, every budget, or the one of a name.

    With `lapsed`, it is a locked reward that nobody opens.
    """

    reward: str | None = None
    params: tuple[tuple[str, object], ...] = ()
    lapsed: bool = False
    budget: str | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """An example in the text: one event, its facts, and what must come of it.

    `draw` forces every draw to the k-th of n equal parts of its scale. `spent` is used up. `refusal` expects a
    refusal, `review` that a guard holds the claim; without them, exactly the rewards in `expected` must be given.
    """

    name: str
    line: int
    at: datetime
    trigger: int
    facts: tuple[tuple[str, object], ...]
    draw: tuple[int, int] | None
    expected: tuple[Expected, ...]
    refusal: bool = False
    spent: tuple[Spent, ...] = ()
    review: bool = False

    __test__ = False  # not a test of the test suite


@dataclass(frozen=True, slots=True)
class PopulationTerms:
    """Who scans in a forecast. What is None or not named is as usual in a simulation.

    `days` counts from the campaign's first. `shares` are each fact's values with their parts of the whole. `redeems` is the
    share of coupons that are redeemed, `invites` of claims after which a friend takes up a link.
    """

    name: str
    line: int
    consumers: int | None
    days: int | None
    shares: tuple[tuple[str, tuple[tuple[object, Fraction], ...]], ...]
    redeems: Fraction = Fraction()
    invites: Fraction = Fraction()


@dataclass(frozen=True, slots=True)
class Expectation:
    """The bounds of one figure of a forecast.

    A cost is in money, for each `per` scans or in all; what is given is counted for one reward; a budget is lasting
    when it is not used up before `until`.
    """

    line: int
    figure: Literal["cost", "given", "claims", "refusals", "lasting"]
    comparison: Comparison = "is"
    values: tuple[int | Money, ...] = ()
    per: int | None = None
    reward: str | None = None
    params: tuple[tuple[str, object], ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """So many simulated scans of a population (None: a usual one), and what is expected of their figures."""

    name: str
    line: int
    scans: int
    seed: int
    population: PopulationTerms | None
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class ClerkCode:
    """For how many minutes a clerk's code counts after it was scanned, and for how many claims (None: any number)."""

    minutes: int
    claims: int | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything that a published version promises.

    Of `pages` the first that fits is shown; the last one fits always. `starts` is included, `ends` excluded. `personal` names the personal facts that the rules read, so that
    the page asks for that consent and no other. Of `channels`, the first that can pay an amount pays it. `tiers` are in the
    order of their points. `clerk_code` is None where the brand's own setting holds. `vocabulary` is the version of the words it was checked with.
    """

    title: Label
    brand: str
    starts: datetime
    ends: datetime
    zone: str
    budgets: tuple[Budget, ...]
    limits: tuple[Limit, ...]
    pages: tuple[Page, ...]
    channels: tuple[str, ...]
    coupons: tuple[CouponTerms, ...]
    segments: tuple[Segment, ...]
    triggers: tuple[Trigger, ...]
    tests: tuple[Test, ...]
    personal: tuple[str, ...] = ()
    vocabulary: str = ""
    forecasts: tuple[Forecast, ...] = ()
    populations: tuple[PopulationTerms, ...] = ()
    prizes: tuple[PrizeTerms, ...] = ()
    market: str = "CN"
    organiser: Label | None = None
    contact: Label | None = None
    tiers: tuple[TierTerms, ...] = ()
    clerk_code: ClerkCode | None = None
    offers: tuple[OfferTerms, ...] = ()

    def trigger_for(self, kind: str, **given: object) -> int | None:
        """The index of the most specific trigger that answers the event (the first of equals), or None."""
        return find_trigger(self.triggers, kind, given)


def find_trigger(triggers: tuple[Trigger, ...], kind: str, given: Mapping[str, object]) -> int | None:
    """The most specific trigger for an event: the one that asks for most, the first of equals."""
    fitting = [index for index, trigger in enumerate(triggers) if trigger.answers(kind, given)]
    return max(fitting, key=lambda index: (len(triggers[index].asked), -index), default=None)
