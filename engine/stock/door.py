"""Prize stock: deliveries to outlets, where a voucher is served, holding a piece, and stores that declined."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dsl.values import NO_WORDS, Label
from dsl.zones import local_date
from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.requests import RequestKey
from engine.core import Core
from engine.coupons.kept_terms import kept_by
from engine.coupons.sale_door import product_number
from engine.coupons.tills import check_request, typed_code
from engine.errors import Invalid, NotFound
from engine.members.identity import ConsumerKey
from engine.outcomes import OutletView, Reason, Refusal
from engine.outlets.day import OutletRecord, outlet_view
from engine.outlets.identity import ONLINE, Till
from engine.records import Coupon
from engine.stock.book import goods_from_stock
from engine.stock.holding import DeliverStock, HoldGoods, LetGo, NoteDeclined
from engine.stock.views import (
    Complaint,
    HoldView,
    NearbyStock,
    Position,
    StockView,
    in_order,
    metres_between,
    told_nearest,
)
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore
from engine.storage.stock_store import StockStore

PIECES_MAX: Final = 1_000_000
#: How long a piece may be held.
HOLD_MAX: Final = timedelta(days=3)
_SHOWN: Final = 100
_ANSWER_MAX: Final = 300


class StockDoor:
    """Prize stock of outlets."""

    def __init__(self, core: Core, store: StockStore, members: MemberStore, outlets: OutletStore) -> None:
        self._core = core
        self._store = store
        self._members = members
        self._outlets = outlets

    async def deliver(
        self, brand: str, outlet_id: int, gtin: str, pieces: int, request_id: str
    ) -> StockView | Refusal:
        """Bring pieces to an outlet, or, negative, take free ones away. The same request number counts once."""
        check_request(request_id)
        await self._outlet(brand, outlet_id)
        if pieces == 0 or abs(pieces) > PIECES_MAX:
            raise Invalid("pieces", Label("the number of pieces is out of range", "件数超出范围"))
        product = product_number(gtin)
        request = RequestKey(f"stock|{outlet_id}|{request_id}", f"{product}|{pieces}")
        now = self._core.clock.now()
        return await self._core.settle(DeliverStock(brand, outlet_id, product, pieces, request, now))

    async def book(self, brand: str, outlet_id: int) -> tuple[StockView, ...]:
        """An outlet's prize stock, with what it handed over and is owed for in kind. Raises `NotFound`."""
        await self._outlet(brand, outlet_id)
        rows = await self._store.book(brand, outlet_id)
        return tuple(
            StockView(one["product"], one["on_hand"], one["held"], int(one["handed"])) for one in rows
        )

    async def stores(
        self, brand: str, code: str, near: int | None = None
    ) -> tuple[NearbyStock, ...] | Refusal:
        """The outlets that take a voucher and have had its goods, from the one `near` on, each with what is free.

        Distances are told from outlets of the brand or of who honours the voucher, and from no others."""
        coupon = await self._members.coupon(brand, typed_code(code))
        if coupon is None or goods_from_stock(coupon) is None:
            reason = Reason.COUPON_UNKNOWN
            return Refusal(reason, wording.REASONS[reason], self._core.clock.now())
        asked = await self._outlets.outlet(near) if near is not None else None
        known = asked is not None and asked.brand in {brand, coupon.honourer}
        return await self._near(coupon, near if known else None)

    async def nearest(self, coupon: Coupon | None, outlet_id: int) -> Label:
        """Where else the goods of a voucher are, in words; nothing to say for any other coupon."""
        if coupon is None or coupon.state != "open" or goods_from_stock(coupon) is None:
            return NO_WORDS
        return told_nearest(await self._near(coupon, outlet_id), outlet_id)

    async def hold(
        self, brand: str, who: ConsumerKey, code: str, outlet_id: int, until: datetime | timedelta
    ) -> HoldView | Refusal:
        """Hold a piece at an outlet for a person's voucher until before an instant, or for so long."""
        now, outlet = self._core.clock.now(), await self._outlet(brand, outlet_id)
        until = now + until if isinstance(until, timedelta) else until
        if not now < until <= now + HOLD_MAX:
            raise Invalid("until", Label("hold for three days at most", "最多预留三天"))
        wanted = typed_code(code)
        return await self._core.settle(
            HoldGoods(
                _till(outlet), wanted, await self._person(brand, who), until, now,
                await self.nearest(await self._members.coupon(brand, wanted), outlet_id),
            )
        )  # fmt: skip

    async def let_go(self, brand: str, who: ConsumerKey, code: str) -> Refusal | None:
        """Give up what is held for a voucher."""
        person = await self._person(brand, who)
        return await self._core.settle(LetGo(brand, typed_code(code), person, self._core.clock.now()))

    async def declined(self, brand: str, who: ConsumerKey, code: str, outlet_id: int) -> Refusal | None:
        """Note that an outlet declined a person's voucher, once a day. The voucher and the stock stay as they are."""
        outlet, now = await self._outlet(brand, outlet_id), self._core.clock.now()
        wanted, zone = typed_code(code), (await self._core.brand(brand)).zone
        day = local_date(now, zone).isoformat()
        request = RequestKey(f"declined|{outlet_id}|{wanted}|{day}", wanted)
        person = await self._person(brand, who)
        return await self._core.settle(NoteDeclined(_till(outlet), wanted, person, request, now))

    async def complaints(self, brand: str, outlet_id: int | None = None) -> tuple[Complaint, ...]:
        """What was told of outlets that declined vouchers, or of one of them, newest first. Raises `NotFound`."""
        if outlet_id is not None:
            await self._outlet(brand, outlet_id)
        rows = await self._store.complaints(brand, outlet_id, _SHOWN)
        return tuple(
            Complaint(
                one["id"], from_micros(one["at_us"]), one["source"].removeprefix("k:"), one["outlet_id"] or 0,
                one["words"] or "", None if one["answered_us"] is None else from_micros(one["answered_us"]),
                one["answered_by"] or "",
            )
            for one in rows
        )  # fmt: skip

    async def answer(self, brand: str, complaint_id: int, words: str, by: str) -> None:
        """Answer a complaint; whoever complained reads it beside the voucher. Raises `Invalid`, `NotFound`."""
        if not await self._store.has_complaint(brand, complaint_id):
            raise NotFound(f"there is no complaint {complaint_id}")
        told = words.strip()
        if not 1 <= len(told) <= _ANSWER_MAX or not all(part.isprintable() for part in told.splitlines()):
            raise Invalid(
                "answer",
                Label(f"write up to {_ANSWER_MAX} characters", f"请填写答复，最多 {_ANSWER_MAX} 个字"),
            )
        await self._store.answer(brand, complaint_id, told, to_micros(self._core.clock.now()), by)

    async def answers(self, brand: str, who: ConsumerKey, code: str) -> tuple[str, ...]:
        """What the brand answered to a person's complaints about a voucher, newest first."""
        person = await self._person(brand, who)
        wanted = f"k:{typed_code(code)}"
        rows = await self._store.answers_about(brand, [person], wanted) if person else []
        return tuple(one["words"] for one in rows)

    async def _near(self, coupon: Coupon, near: int | None) -> tuple[NearbyStock, ...]:
        product, till = goods_from_stock(coupon) or "", kept_by(coupon).till
        rows = await self._store.with_stock(coupon.honourer, product)
        asked = await self._outlets.outlet(near) if near is not None else None
        here = _position(asked.latitude_e6, asked.longitude_e6) if asked else None
        found = []
        for row in rows:
            if not till.takes_part(row["code"], row["region"]) or row["sells"] == ONLINE:
                continue
            there = _position(row["latitude_e6"], row["longitude_e6"])
            view = OutletView(row["id"], row["code"], Label(row["name_en"], row["name_zh"]), row["region"])
            metres = metres_between(here, there) if here and there else None
            found.append(NearbyStock(view, row["free"], 0 if row["id"] == near else metres))
        return in_order(found)

    async def _outlet(self, brand: str, outlet_id: int) -> OutletRecord:
        outlet = await self._outlets.outlet(outlet_id)
        if outlet is None or outlet.brand != brand:
            raise NotFound(f"there is no outlet {outlet_id}")
        return outlet

    async def _person(self, brand: str, who: ConsumerKey) -> int:
        """The person's account; 0 for somebody not seen before, who holds nothing."""
        person = await self._members.person(self._core.who(brand, who).key)
        return person.id if person else 0


def _till(outlet: OutletRecord) -> Till:
    """An outlet with nobody at its till."""
    view = outlet_view(outlet)
    return Till(outlet.brand, view.id, 0, None, None, view.code, view.region, view.online)


def _position(latitude_e6: int | None, longitude_e6: int | None) -> Position | None:
    return None if latitude_e6 is None or longitude_e6 is None else Position(latitude_e6, longitude_e6)
