"""Figures of campaigns and batches, kept as their rows are written, so that no screen counts rows.

A tally is what a count over the rows would give; `bottlecap audit` holds both against each other. Its name begins with
the brand and the campaign (`brand|c7|claims`) or the batch (`brand|b7|claims`); money bears its state and currency
(`brand|c7|owed|CNY`). Tallies decide nothing: budgets, stocks and limits have counters of their own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

from engine.commit.changes import Changes
from engine.commit.world import World
from engine.outcomes import Reason
from engine.records import Claim, Coupon, Grant, Record, Refused, Wait

_COUNTED: Final = (Claim, Refused, Coupon, Grant, Wait)


def tallied(world: World, changes: Changes) -> Counter[str]:
    """What a command's changes add to each tally. `world` is the one before the changes."""
    sums: Counter[str] = Counter()
    earlier: dict[int, Record] = {}
    for record in changes.new:
        if isinstance(record, _COUNTED):
            _add(sums, record, 1)
            earlier[record.id] = record
    for record in changes.changed:
        match record:
            case Grant():
                before: Record = earlier.get(record.id) or world.grants[record.id]
            case Wait():
                before = earlier.get(record.id) or world.waits[record.id]
            case Coupon():
                before = earlier.get(record.id) or world.coupons_by_id[record.id]
            case _:
                continue
        _add(sums, before, -1)
        _add(sums, record, 1)
        earlier[record.id] = record
    return sums


def _add(sums: Counter[str], record: Record, sign: int) -> None:
    for name, amount in tallies_of(record):
        sums[name] = sums.get(name, 0) + sign * amount


def tallies_of(record: Record) -> Iterator[tuple[str, int]]:
    """What one row counts for, by the name of the tally."""
    match record:
        case Claim():
            yield f"{record.brand}|c{record.campaign_id}|claims", 1
            if record.batch_id is not None:
                yield f"{record.brand}|b{record.batch_id}|claims", 1
        case Refused():
            if record.campaign_id is not None:
                yield f"{record.brand}|c{record.campaign_id}|refusals", 1
            if record.reason == Reason.NOT_ACTIVE and record.source.startswith("c:"):
                yield f"{record.brand}|b{record.source.split(':')[1]}|early", 1
        case Coupon():
            yield f"{record.brand}|c{record.campaign_id}|coupons", 1
            if record.state == "redeemed":
                yield f"{record.brand}|c{record.campaign_id}|redemptions", 1
        case Wait(topic="review", state="waiting"):
            for currency, amount in json.loads(record.payload)["aside"].items():
                yield f"{record.brand}|c{record.campaign_id}|held|{currency}", amount
        case Grant():
            campaign = f"{record.brand}|c{record.campaign_id}"
            if record.points and record.state == "given":
                yield f"{campaign}|points", record.points
            if record.amount is not None and record.fund == "budget":
                yield f"{campaign}|granted|{record.currency}", record.amount
                yield f"{campaign}|{record.state}|{record.currency}", record.amount
