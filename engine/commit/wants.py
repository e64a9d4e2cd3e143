"""The rows that the commands of a batch need, gathered under their names before they are read and locked.

A row's names are followed: a command is asked again only when a row under a name that it gave has come or changed, so
that most are asked twice. Figures (counters, balances, counts) decide nothing about what else is needed and are not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from engine.commit.happening import Happening

Name = TypeVar("Name", bound=Hashable)


class Figures(Generic[Name]):
    """Names of one kind: those known, whose rows are read or do not exist, and those still missing."""

    __slots__ = ("known", "missing")

    def __init__(self) -> None:
        self.known: set[Name] = set()
        self.missing: set[Name] = set()

    def add(self, name: Name) -> None:
        """Ask for one."""
        if name not in self.known:
            self.missing.add(name)

    def update(self, names: Iterable[Name]) -> None:
        """Ask for several."""
        self.missing.update(names)
        self.missing -= self.known

    def settle(self) -> None:
        """What was missing has been read."""
        self.known |= self.missing
        self.missing = set()


class Rows(Figures[Name]):
    """Names of rows on which further needs may hang."""

    __slots__ = ("_want",)

    def __init__(self, want: Wants) -> None:
        super().__init__()
        self._want = want

    def add(self, name: Name) -> None:
        """Ask for one, and follow it."""
        self._want.followed.append(name)
        if name not in self.known:
            self.missing.add(name)

    def update(self, names: Iterable[Name]) -> None:
        """Ask for several, and follow them."""
        for name in names:
            self.add(name)


class Wants:
    """What the commands of a batch have asked for. A row that does not exist stays absent from the world.

    `persons` bring every account of those persons, `waits` what still waits for an account, `ended` what an event has
    put an end to; `payees` payouts to them that have not left. `bonuses` are an account's for friends, `holdings` what it has
    locked or as coupons, `keys_of` by what it is recognised; `guessers` are keys, `devices` brand, device and day, `marks` of strangers, `abouts`
    subjects of waits, `statements` months settled between two brands. `tills` are clerks, for their outlets; `outlets` are brand,
    outlet's code, clerk's number; `houses` outlets by id, `staff` accounts who may work at one. `holders`, `diversions` and
    `cases` go by brand and the name of a unit. `served` is brand, account, since; `happenings` are counts:
    brand, account, what happened, since. `stocks` are brand, outlet, product; `holds` coupons for which goods may be held. `grades` are brand, outlet, day; `parcels` grants whose prize travels. `groups` bring all their purchases, `places` the groups in which an account (brand, id) keeps a place. `counters` are read and held against a bound when they are taken
    (`Changes.within`); those whose very figure decides are `exact`, and locked. `followed` are the names of rows given since it was last emptied.
    """

    def __init__(self) -> None:
        self.followed: list[Hashable] = []
        self.identities = Rows[tuple[str, str, str]](self)
        self.consumers = Rows[int](self)
        self.persons = Rows[int](self)
        self.sources = Rows[tuple[str, str]](self)
        self.coupons = Rows[tuple[str, str]](self)
        self.redemption_requests = Rows[tuple[str, int, str]](self)
        self.redemptions = Rows[int](self)
        self.sale_requests = Rows[tuple[str, int, str]](self)
        self.sales = Rows[int](self)
        self.return_requests = Rows[tuple[str, int, str]](self)
        self.stocks = Rows[tuple[str, int, str]](self)
        self.holds = Rows[int](self)
        self.groups = Rows[int](self)
        self.places = Rows[tuple[str, int]](self)
        self.purchases = Rows[int](self)
        self.coupon_ids = Rows[int](self)
        self.friends = Rows[tuple[str, int]](self)
        self.served = Figures[tuple[str, int, int]]()
        self.tills = Rows[int](self)
        self.outlets = Rows[tuple[str, str, str]](self)
        self.holders = Rows[tuple[str, str]](self)
        self.houses = Rows[int](self)
        self.staff = Rows[tuple[str, int]](self)
        self.diversions = Rows[tuple[str, str]](self)
        self.cases = Rows[tuple[str, str]](self)
        self.parcels = Rows[int](self)
        self.grades = Figures[tuple[str, int, str]]()
        self.grants = Rows[int](self)
        self.orders = Rows[str](self)
        self.causes = Rows[int](self)
        self.requests = Rows[str](self)
        self.brands = Rows[str](self)
        self.counters = Figures[str]()
        self.exact = Figures[str]()
        self.balances = Figures[str]()
        self.happenings = Figures[tuple[str, int, Happening, int]]()
        self.waits = Rows[tuple[str, int]](self)
        self.ended = Rows[int](self)
        self.payees = Rows[tuple[str, str]](self)
        self.bonuses = Rows[tuple[str, int]](self)
        self.holdings = Rows[tuple[str, int]](self)
        self.keys_of = Rows[int](self)
        self.deletions = Rows[int](self)
        self.guessers = Rows[str](self)
        self.marks = Figures[tuple[str, str]]()
        self.devices = Rows[tuple[str, str, str]](self)
        self.abouts = Rows[int](self)
        self.statements = Rows[int](self)
        self._kinds = tuple(kind for kind in vars(self).values() if isinstance(kind, Figures))
        #: Who asks, and of which brand: read and locked before all else, since what belongs to a person is read after it.
        self._people = (self.brands, self.requests, self.identities, self.consumers, self.persons)

    def scan_of(self, brand: str, account: int, since: int) -> None:
        """Ask for the clerk's code that an account scanned last, and follow it."""
        self.followed.append((brand, account))
        self.served.add((brand, account, since))

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not any(kind.missing for kind in self._kinds)

    @property
    def people_missing(self) -> bool:
        """Whether somebody or a brand is missing."""
        return any(kind.missing for kind in self._people)

    def settle_people(self) -> None:
        """Whoever was missing has been read."""
        for kind in self._people:
            if kind.missing:
                kind.settle()

    def settle(self) -> None:
        """All that was missing has been read."""
        for kind in self._kinds:
            if kind.missing:
                kind.settle()

    def forget_missing(self) -> None:
        """Nobody waits any longer for what is missing."""
        for kind in self._kinds:
            kind.missing.clear()
