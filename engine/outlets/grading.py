"""How outlets are graded: by redemptions to claims of the 30 days before, fixed for a calendar day of the brand's zone. Pure.

A day's grade follows from rows that lie before the day alone. The night's work writes it down for every outlet; a claim
that comes first, or on a day without a worker, works it out and writes it down for all that follow.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dsl.zones import local_date, start_of_day
from engine.campaigns.live import BrandState
from engine.campaigns.trade_settings import TradeSettings
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.trade_records import OutletGrade

#: Best first.
GRADES: Final = ("A", "B", "C")
#: Over how many calendar days claims and redemptions are counted.
DAYS: Final = 30
#: The fact that rules ask for.
FACT: Final = "outlet.grade"


def grade_of(claims: int, redemptions: int, settings: TradeSettings) -> str | None:
    """The grade of an outlet; None for one with too few claims to tell."""
    if claims < max(1, settings.grade_claims):
        return None
    share = 100 * redemptions
    if share >= settings.grade_a_percent * claims:
        return "A"
    return "B" if share >= settings.grade_b_percent * claims else "C"


def day_of(at: datetime, zone: str) -> str:
    """The calendar day by which an outlet is graded at an instant, as `2026-07-15`."""
    return local_date(at, zone).isoformat()


def window_of_day(at: datetime, zone: str) -> tuple[int, int]:
    """From when until before when is counted for the day of an instant, in microseconds."""
    day = local_date(at, zone)
    return to_micros(start_of_day(day - timedelta(days=DAYS), zone)), to_micros(start_of_day(day, zone))


def grade_key(brand: str, outlet_id: int, day: str) -> str:
    """The name of an outlet's grade of a day."""
    return f"{brand}|{outlet_id}|{day}"


def ask_grade(
    want: Wants, brand: BrandState, read: frozenset[str], outlet_id: int | None, at: datetime
) -> None:
    """Name an outlet's grade, where the rules read it."""
    if outlet_id is not None and FACT in read:
        want.grades.add((brand.slug, outlet_id, day_of(at, brand.zone)))


def graded(
    world: World, brand: BrandState, read: frozenset[str], outlet_id: int | None, at: datetime
) -> tuple[str | None, Changes]:
    """An outlet's grade of the day, and its row where this is the first to need it."""
    if outlet_id is None or FACT not in read:
        return None, NOTHING
    name = (brand.slug, outlet_id, day_of(at, brand.zone))
    known = world.grades.get(name)
    if known:
        return known.grade, NOTHING
    claims, redemptions = world.graded_by[name]
    grade = grade_of(claims, redemptions, brand.trade)
    row = OutletGrade(grade_key(*name), *name, grade, claims, redemptions)
    return grade, Changes(new=(row,))
