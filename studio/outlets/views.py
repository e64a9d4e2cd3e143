"""What the pages about outlets and dealers show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.api import (
    BulkRefused,
    DealerDay,
    DealerView,
    GradeView,
    HeldView,
    Label,
    OutletDay,
    OutletView,
    RefusedRedemption,
    StaffView,
    prize_stock,
)

#: The grades an outlet may have, best first, and `none` for who has too few claims.
GRADES: Final = ("A", "B", "C", "none")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a form."""

    form: str
    field: str
    words: Label


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet of the list with its grade of today."""

    outlet: OutletView
    grade: GradeView | None
    owner: str

    @property
    def letter(self) -> str:
        """Its grade, or `none`."""
        return (self.grade.grade if self.grade else None) or "none"


@dataclass(frozen=True, slots=True)
class Outlets:
    """The list as asked for, how many there are of each grade, and the forms."""

    lines: tuple[OutletLine, ...]
    total: int
    tally: dict[str, int]
    asked: str
    grade: str
    page: int
    pages: int
    dealers: tuple[DealerView, ...]
    typed: dict[str, str]
    table: str
    fault: Fault | None
    refused: BulkRefused | None
    made: int | None


@dataclass(frozen=True, slots=True)
class OneOutlet:
    """All about one outlet: grade, people, cartons, prize stock, complaints, and the books of a day."""

    outlet: OutletView
    grades: tuple[GradeView, ...]
    staff: tuple[StaffView, ...]
    cartons: tuple[HeldView, ...]
    stock: tuple[prize_stock.StockView, ...]
    products: dict[str, Label]
    complaints: tuple[prize_stock.Complaint, ...]
    books: OutletDay
    day: date
    request_id: str
    typed: dict[str, str]
    fault: Fault | None
    done: str


@dataclass(frozen=True, slots=True)
class Dealers:
    """The brand's dealers with how many outlets each supplies, and the form for one more."""

    dealers: tuple[DealerView, ...]
    supplied: dict[str, int]
    typed: dict[str, str]
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class OneDealer:
    """A dealer with the outlets that it supplies and the books of a day."""

    dealer: DealerView
    outlets: tuple[OutletView, ...]
    books: DealerDay
    day: date


@dataclass(frozen=True, slots=True)
class Complaints:
    """What was told of stores that declined, newest first, each with its outlet and the brand's answer."""

    complaints: tuple[prize_stock.Complaint, ...]
    outlets: dict[int, OutletView]
    open: int
    fault: Fault | None
    at_fault: int
    typed: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What tills asked for and were refused; those that a till had taken while it was offline come to be settled."""

    lines: tuple[RefusedRedemption, ...]
    offline: bool
    older: int | None
