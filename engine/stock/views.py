"""Prize stock as outlets, consumers and brands see it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Final

from dsl.values import Label
from engine.outcomes import OutletView

#: Mean radius of the earth in metres (IUGG).
EARTH: Final = 6_371_009


@dataclass(frozen=True, slots=True)
class StockView:
    """Pieces of a product at an outlet. `handed` were handed over for vouchers, so the brand owes them to the outlet."""

    product: str
    on_hand: int
    held: int
    handed: int = 0

    @property
    def free(self) -> int:
        """What anybody may be given."""
        return self.on_hand - self.held


@dataclass(frozen=True, slots=True)
class Position:
    """A place on the earth in millionths of a degree (WGS 84)."""

    latitude_e6: int
    longitude_e6: int


@dataclass(frozen=True, slots=True)
class NearbyStock:
    """An outlet that takes a voucher, with what it has free; `metres` from where was asked, when both are known."""

    outlet: OutletView
    free: int
    metres: int | None


@dataclass(frozen=True, slots=True)
class HoldView:
    """A piece that is held for a voucher at an outlet until before an instant."""

    code: str
    outlet_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody told that an outlet declined a voucher. Who it was is nobody's business at the outlet. `answer` is what the
    brand told the person, empty as long as nobody has."""

    id: int
    at: datetime
    coupon_code: str
    outlet_id: int = 0
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""


def metres_between(one: Position, other: Position) -> int:
    """The great-circle distance, by the haversine formula."""
    lat1, lat2 = radians(one.latitude_e6 / 1e6), radians(other.latitude_e6 / 1e6)
    dlon = radians((other.longitude_e6 - one.longitude_e6) / 1e6)
    a = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(dlon / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(a))))


def in_order(found: Iterable[NearbyStock]) -> tuple[NearbyStock, ...]:
    """The nearest first; those whose place is not known last, by code."""
    far = 1 << 40
    return tuple(sorted(found, key=lambda one: (far if one.metres is None else one.metres, one.outlet.code)))


def told_nearest(found: Iterable[NearbyStock], not_at: int) -> Label:
    """The first other outlet that has some, or nothing to say."""
    other = next((one for one in found if one.free > 0 and one.outlet.id != not_at), None)
    if other is None:
        return Label("", "")
    en = f", {distance(other.metres).en}" if other.metres is not None else ""
    zh = f"，{distance(other.metres).zh}" if other.metres is not None else ""
    return Label(
        f"nearest: {other.outlet.name.en}{en}: {other.free} left",
        f"最近的门店：{other.outlet.name.zh}{zh}，剩 {other.free} 件",
    )


def nearest_words(nearest: Label) -> Label:
    """That none is left here, and where there is."""
    if not nearest.en:
        return Label("None is left here. The voucher stays good.", "本店已无库存，券仍有效。")
    return Label(
        f"None is left here; {nearest.en}. The voucher stays good.",
        f"本店已无库存；{nearest.zh}。券仍有效。",
    )


def distance(metres: int | None) -> Label:
    """`900 m`, `2.4 km`."""
    if metres is None:
        return Label("", "")
    if metres < 1_000:
        near = max(10, round(metres, -1))
        return Label(f"{near} m", f"{near} 米")
    return Label(f"{metres / 1_000:.1f} km", f"{metres / 1_000:.1f} 公里")
