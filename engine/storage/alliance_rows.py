"""Rows of alliances and agreements as the values that decisions read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dsl.values import Label, Money
from engine.alliances.agreement import Agreement, Alliance
from engine.clock import from_micros
from engine.spi.alliances import AllianceTerms
from engine.storage.database import Row


def alliance_of(row: Row, agreed: Sequence[Row]) -> Alliance:
    """An alliance with the versions of what was agreed, the oldest first."""
    return Alliance(
        id=row["id"],
        type=row["type"],
        name=row["name"],
        issuer=row["brand"],
        honourer=row["honourer"],
        coupon=row["coupon"],
        since=from_micros(row["created_us"]),
        agreements=tuple(_agreement(row, one) for one in agreed),
        ends=_instant(row["ends_us"]),
        settled=_instant(row["settled_us"]),
    )


def _agreement(row: Row, one: Row) -> Agreement:
    currency = one["currency"]
    terms = AllianceTerms(
        name=row["name"],
        issuer=row["brand"],
        honourer=row["honourer"],
        coupon=row["coupon"],
        worth=Money(one["worth"], currency),
        issuer_bears=Money(one["issuer_bears"], currency),
        honourer_bears=Money(one["honourer_bears"], currency),
        fee_to_issuer=Money(one["fee"], currency),
        cap_a_month=one["cap_a_month"],
        exposure=None if one["exposure"] is None else Money(one["exposure"], currency),
    )
    return Agreement(
        id=one["id"],
        number=one["number"],
        terms=terms,
        coupon=Label(one["name_en"], one["name_zh"]),
        minimum=None if one["minimum"] is None else Money(one["minimum"], currency),
        valid_days=one["valid_days"],
        wanted=from_micros(one["wanted_us"]),
        proposed_by=one["proposed_by"],
        proposed_at=from_micros(one["created_us"]),
        issuer_accepted=_instant(one["accepted_issuer_us"]),
        honourer_accepted=_instant(one["accepted_honourer_us"]),
    )


def _instant(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
