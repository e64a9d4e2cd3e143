"""The rules of prize stock: what is free, what is held for a voucher, what a hand-over takes. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.kept_terms import kept_by
from engine.ids import new_id
from engine.records import Coupon, Redemption, Wait
from engine.till_records import Stock, StockMove

#: The topic of what waits while goods are held for a voucher.
HOLD: Final = "hold"


def goods_from_stock(coupon: Coupon) -> str | None:
    """The product that an outlet hands over out of its prize stock for this coupon."""
    till = kept_by(coupon).till
    return till.goods if till.price is None else None


def ask_stock(world: World, want: Wants, coupon: Coupon, outlet_id: int) -> None:
    """Name the outlet's stock, and where the goods are held for the coupon already."""
    product = goods_from_stock(coupon)
    if product is None:
        return
    want.stocks.add((coupon.honourer, outlet_id, product))
    ask_hold(world, want, coupon)


def ask_hold(world: World, want: Wants, coupon: Coupon) -> None:
    """Name the piece that is held for a coupon, wherever that is."""
    if goods_from_stock(coupon) is None:
        return
    want.holds.add(coupon.id)
    hold = hold_of(world, coupon)
    if hold:
        want.stocks.add(name_of_held(hold))


def hold_of(world: World, coupon: Coupon) -> Wait | None:
    """The hold that stands for a coupon."""
    wait = world.waits.get(world.wait_about.get(coupon.id, 0))
    return wait if wait and wait.topic == HOLD and wait.state == "waiting" else None


def held_at(hold: Wait) -> int:
    """The outlet where the goods are held."""
    return int(json.loads(hold.payload)["outlet"])


def name_of_held(hold: Wait) -> tuple[str, int, str]:
    """The stock in which a piece is held."""
    return hold.brand, held_at(hold), str(json.loads(hold.payload)["product"])


def is_left(world: World, coupon: Coupon, outlet_id: int) -> bool:
    """Whether the outlet can hand the goods over: a piece is free, or held for this very coupon."""
    product = goods_from_stock(coupon)
    if product is None:
        return True
    hold, stock = hold_of(world, coupon), world.stocks.get((coupon.honourer, outlet_id, product))
    if hold and held_at(hold) == outlet_id:
        return True
    return stock is not None and stock.on_hand > stock.held


def handed_over(world: World, coupon: Coupon, redemption: Redemption) -> Changes:
    """A piece leaves the stock of the outlet; one that was held for the coupon is held no more, wherever it was."""
    product = goods_from_stock(coupon)
    if product is None:
        return NOTHING
    ended = NOTHING
    hold = hold_of(world, coupon)
    if hold:
        here = held_at(hold) == redemption.outlet_id
        ended = unheld(world, hold, "opened" if here else "void", redemption.at_us)
    stock = world.after(ended).stocks[coupon.honourer, redemption.outlet_id, product]
    return ended + _moved(stock, "handed", -1, redemption.id, redemption.at_us)


def brought_back(world: World, coupon: Coupon, redemption: Redemption, at: datetime) -> Changes:
    """A hand-over is called off: the piece is in the stock again."""
    product = goods_from_stock(coupon)
    if product is None:
        return NOTHING
    stock = world.stocks[coupon.honourer, redemption.outlet_id, product]
    return _moved(stock, "back", 1, redemption.id, to_micros(at))


def _moved(stock: Stock, kind: str, pieces: int, cause_id: int | None, at_us: int) -> Changes:
    move = StockMove(new_id(), stock.brand, stock.outlet_id, stock.product, kind, pieces, cause_id, at_us)
    return Changes(new=(move,), changed=(replace(stock, on_hand=stock.on_hand + pieces),))


def delivered(stock: Stock | None, name: tuple[str, int, str], pieces: int, at_us: int) -> Changes:
    """Pieces come to an outlet, the first of a product making its stock."""
    if stock is not None:
        return _moved(stock, "delivered", pieces, None, at_us)
    made = Stock(new_id(), *name, pieces, 0)
    return Changes(new=(made, StockMove(new_id(), *name, "delivered", pieces, None, at_us)))


def held(stock: Stock, coupon: Coupon, person_id: int, at: datetime, until: datetime) -> Changes:
    """A free piece is held for a coupon until an instant."""
    until_us = to_micros(until)
    wait = Wait(
        id=new_id(),
        brand=stock.brand,
        topic=HOLD,
        subject_id=coupon.id,
        cause_id=stock.id,
        campaign_id=coupon.campaign_id,
        person_id=person_id,
        event="",
        asked="{}",
        friend=0,
        hold="",
        payload=json.dumps({"outlet": str(stock.outlet_id), "product": stock.product}),
        state="waiting",
        since_us=to_micros(at),
        until_us=until_us,
        due_us=until_us,
    )
    return Changes(new=(wait,), changed=(replace(stock, held=stock.held + 1),))


def unheld(world: World, hold: Wait, state: str, at_us: int) -> Changes:
    """A hold ends: the piece is free, or about to leave."""
    return all_unheld(world, [hold], state, at_us)


def all_unheld(world: World, holds: Collection[Wait], state: str, at_us: int) -> Changes:
    """Holds end together."""
    ended = tuple(replace(hold, state=state, ended_us=at_us) for hold in holds)
    pieces = Counter(map(name_of_held, holds))
    stocks = tuple(
        replace(world.stocks[name], held=world.stocks[name].held - count) for name, count in pieces.items()
    )
    return Changes(changed=(*ended, *stocks))
