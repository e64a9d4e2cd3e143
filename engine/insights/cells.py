"""What each row adds to the figures. Pure: rows and where their codes belong in, cells and amounts out.

A cell bears two days, both in the brand's zone: the one on which something happened and the one on which that became known.
A redemption of June that is called off in July takes one from June, known since July; so June as of the first of July stays
what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from dsl.zones import local_date
from engine.clock import from_micros

#: An opened page, once a visitor, code and day; a code put in to be claimed, whatever came of it; a claim that was granted.
EXPOSURES, SCANS, CLAIMS = "exposures", "scans", "claims"
#: A coupon taken at a till; one whose holder claimed another pack later; a page seen, nothing claimed, a pack claimed later.
REDEMPTIONS, AGAIN, SEEN_BOUGHT = "redemptions", "again", "seen_bought"
#: Money, with its currency behind a bar: what the ledger's funds gave, and the purchases in which coupons were taken.
COST, BASKETS = "cost", "baskets"
#: Of the cost what a campaign's budget has borne.
BUDGET: Final = "budget"
#: A refused scan, with its reason behind a bar.
REFUSED: Final = "refused"

Row = Mapping[str, Any]


class Cell(NamedTuple):
    """Where an amount belongs. 0 and '' stand for none."""

    brand: str
    day: int
    known: int
    campaign_id: int
    version_id: int
    batch_id: int
    outlet_id: int
    region: str
    measure: str


@dataclass(frozen=True, slots=True)
class Place:
    """To which outlet, and in which region, something belongs."""

    outlet_id: int = 0
    region: str = ""


NOWHERE: Final = Place()


def day_of(at_us: int, zone: str) -> int:
    """The calendar day of an instant, as `YYYYMMDD`."""
    day = local_date(from_micros(at_us), zone)
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class Adding:
    """Adds rows of one brand up, in the zone of its days."""

    brand: str
    zone: str
    sums: Counter[Cell]

    def add(self, measure: str, row: Row, place: Place, amount: int = 1, known_us: int | None = None) -> None:
        """Add an amount to the cell of a row: its day is that of `at_us`, known since `known_us` or then."""
        day = day_of(row["at_us"], self.zone)
        known = day if known_us is None else max(day, day_of(known_us, self.zone))
        self.sums[
            Cell(
                self.brand, day, known, row["campaign_id"] or 0, row["version_id"] or 0, row["batch_id"] or 0,
                place.outlet_id, place.region[:16], measure,
            )
        ] += amount  # fmt: skip

    def exposure(self, row: Row, place: Place) -> None:
        """A page was opened."""
        self.add(EXPOSURES, row, place)

    def claim(self, row: Row, place: Place) -> None:
        """A claim of a printed code; what answers other events is cost alone."""
        if row["kind"] == "scan":
            self.add(SCANS, row, place)
            self.add(CLAIMS, row, place)

    def refusal(self, row: Row, place: Place) -> None:
        """A scan that gave nothing."""
        if row["kind"] == "scan":
            self.add(SCANS, row, place)
            self.add(f"{REFUSED}|{row['reason']}", row, place)

    def redemption(self, row: Row, place: Place) -> None:
        """A coupon was taken at a till, in a purchase that is counted once however many coupons it took."""
        self.add(REDEMPTIONS, row, place)
        if basket := basket_of(row):
            self.add(f"{BASKETS}|{row['currency']}", row, place, basket)

    def called_off(self, row: Row, place: Place) -> None:
        """A redemption was called off: what it counted for is taken from its day, known since."""
        known_us = row["cancelled_us"]
        self.add(REDEMPTIONS, row, place, -1, known_us)
        if basket := basket_of(row):
            self.add(f"{BASKETS}|{row['currency']}", row, place, -basket, known_us)
        if row["again"]:
            self.add(AGAIN, row, place, -1, known_us)

    def returned(self, row: Row, place: Place) -> None:
        """Pieces of a purchase came back."""
        self.add(f"{BASKETS}|{row['currency']}", row, place, -row["refund"], row["known_us"])

    def again(self, row: Row, place: Place) -> None:
        """Whoever redeemed has claimed another pack."""
        self.add(AGAIN, row, place, 1, row["known_us"])

    def seen_bought(self, row: Row, place: Place) -> None:
        """Whoever saw has claimed a pack later."""
        self.add(SEEN_BOUGHT, row, place, 1, row["known_us"])

    def cost(self, row: Row, place: Place) -> None:
        """A line of the ledger on an account that bears cost: what leaves it is minus there and cost here."""
        self.add(f"{COST}|{row['currency']}", row, place, -row["amount"], row["known_us"])
        if row["account"].endswith(f":{BUDGET}"):
            self.add(f"{BUDGET}|{row['currency']}", row, place, -row["amount"], row["known_us"])


def basket_of(row: Row) -> int:
    """The purchase of a redemption in minor units; of several coupons of one purchase the first has it."""
    first = row["sale_id"] is None or row["request_id"].endswith(".1")
    return int(row["basket"] or 0) if first else 0


def code_of(row: Row) -> tuple[int, int] | None:
    """Batch and serial of the code that a row is about, None for none."""
    if row.get("serial") is not None and row.get("batch_id"):
        return row["batch_id"], row["serial"]
    kind, *name = str(row.get("source") or "").split(":")
    return (int(name[0]), int(name[1])) if kind == "c" and len(name) == 2 else None


def codes_of(rows: Iterable[Row]) -> Iterator[tuple[int, int, int]]:
    """Batch, serial and instant of every code that rows are about."""
    for row in rows:
        code = code_of(row)
        if code:
            yield *code, row["at_us"]
