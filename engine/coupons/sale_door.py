"""Baskets at the till: which coupons fit, what they take off, paying with them, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from dsl.values import CURRENCY_EXPONENTS, Label
from engine.codes.gs1_ai import as_gtin14
from engine.core import Core
from engine.coupons.answers import Proposal, Quote, ReturnAnswer, SaleAnswer
from engine.coupons.asking import objection
from engine.coupons.basket import BasketLine, best
from engine.coupons.checkout import Checkout, offer_of
from engine.coupons.held import Held, held_by
from engine.coupons.kept_terms import kept_by
from engine.coupons.returning import CancelSale, ReturnPieces, SeeSale
from engine.coupons.sale_lines import quote_of
from engine.coupons.tills import check_request, till_of, typed_code
from engine.errors import Invalid
from engine.outcomes import ClerkIdentity, Refusal
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore

LINES_MAX: Final = 200
PIECES_MAX: Final = 10_000
#: Minor units of one piece; with the other bounds a basket stays far below what the table holds.
UNIT_MAX: Final = 10**9
COUPONS_MAX: Final = 20


class SaleDoor:
    """Purchases that coupons help to pay for."""

    def __init__(self, core: Core, members: MemberStore, outlets: OutletStore) -> None:
        self._core = core
        self._members = members
        self._outlets = outlets

    async def propose(
        self, clerk: ClerkIdentity, code: str, lines: Sequence[BasketLine], currency: str
    ) -> Proposal | Refusal:
        """A member's coupons for this basket, and the best legal choice among those that this outlet may take."""
        basket = _checked(lines, currency)
        found = await held_by(self._core, self._members, self._outlets, clerk, code)
        if isinstance(found, Refusal):
            return found
        fitting = [one for one in found.coupons if _fits(one, currency)]
        chosen = best(basket, [offer_of(one.coupon) for one in fitting])
        return Proposal(
            found.member_code, tuple(one.shown for one in found.coupons), quote_of(basket, chosen, currency)
        )

    async def quote(
        self, clerk: ClerkIdentity, codes: Sequence[str], lines: Sequence[BasketLine], currency: str
    ) -> Quote | Refusal:
        """What these coupons would take off this basket now. Nothing is changed."""
        answer = await self._core.settle(
            replace(await self._checkout(clerk, codes, lines, currency), dry=True)
        )
        assert isinstance(answer, Quote | Refusal)
        return answer

    async def checkout(
        self,
        clerk: ClerkIdentity,
        codes: Sequence[str],
        lines: Sequence[BasketLine],
        currency: str,
        request_id: str,
        *,
        taken_at: datetime | None = None,
    ) -> SaleAnswer | Refusal:
        """Take these coupons for this basket, all or none. The same request number again gives the first answer.

        `taken_at` tells when a till that was offline took them; the instant of receipt decides all the same.
        """
        check_request(request_id)
        command = await self._checkout(clerk, codes, lines, currency)
        till = replace(command.till, taken_at=taken_at)
        answer = await self._core.settle(replace(command, till=till, request_id=request_id))
        assert isinstance(answer, SaleAnswer | Refusal)
        return answer

    async def show(self, clerk: ClerkIdentity, sale_id: int) -> SaleAnswer | None:
        """A purchase of this outlet as it stands now."""
        till = await till_of(self._outlets, clerk)
        return await self._core.settle(SeeSale(till, sale_id, self._core.clock.now()))

    async def cancel(self, clerk: ClerkIdentity, sale_id: int, request_id: str) -> SaleAnswer | Refusal:
        """Call a whole purchase off, on its day."""
        check_request(request_id)
        till = await till_of(self._outlets, clerk)
        return await self._core.settle(CancelSale(till, sale_id, request_id, self._core.clock.now()))

    async def give_back(
        self, clerk: ClerkIdentity, sale_id: int, pieces: Mapping[int, int], request_id: str
    ) -> ReturnAnswer | Refusal:
        """Take pieces back: how many of each line, by its place from 0. The share that was paid is paid out."""
        check_request(request_id)
        if not pieces or not all(place >= 0 and 1 <= n <= PIECES_MAX for place, n in pieces.items()):
            raise Invalid("lines", Label("say which lines and how many pieces", "请填写退哪几行、各几件"))
        till = await till_of(self._outlets, clerk)
        command = ReturnPieces(till, sale_id, dict(pieces), request_id, self._core.clock.now())
        return await self._core.settle(command)

    async def _checkout(
        self, clerk: ClerkIdentity, codes: Sequence[str], lines: Sequence[BasketLine], currency: str
    ) -> Checkout:
        basket = _checked(lines, currency)
        wanted = tuple(dict.fromkeys(typed_code(code) for code in codes))
        if not 1 <= len(wanted) <= COUPONS_MAX:
            raise Invalid(
                "coupons", Label(f"name 1 to {COUPONS_MAX} coupons", f"请选择 1 至 {COUPONS_MAX} 张券")
            )
        till, now, objections = await till_of(self._outlets, clerk), self._core.clock.now(), {}
        for code in wanted:
            coupon = await self._members.coupon(clerk.brand, code) if code else None
            price = kept_by(coupon).till.price if coupon else None
            why = await objection(self._core.catalog, coupon, till, basket[0].gtin, price, now)
            if why:
                objections[code] = why
        return Checkout(
            till,
            wanted,
            basket,
            currency,
            "",
            now,
            self._core.catalog.rewards,
            self._core.catalog.alliances,
            objections=objections,
        )


def _fits(one: Held, currency: str) -> bool:
    """Whether a coupon may be chosen for a basket: those for goods are taken by themselves."""
    return one.shown.usable and one.coupon.currency == currency and kept_by(one.coupon).till.goods is None


def _checked(lines: Sequence[BasketLine], currency: str) -> tuple[BasketLine, ...]:
    """The basket with its products as GTIN-14. Raises `Invalid`."""
    if currency not in CURRENCY_EXPONENTS:
        raise Invalid("currency", Label("this currency is not served", "暂不支持这种货币"))
    if not 1 <= len(lines) <= LINES_MAX:
        raise Invalid("lines", Label(f"give 1 to {LINES_MAX} lines", f"请填写 1 至 {LINES_MAX} 行商品"))
    found = []
    for line in lines:
        if not (1 <= line.quantity <= PIECES_MAX and 0 <= line.unit <= UNIT_MAX):
            raise Invalid(
                "lines",
                Label("a number of pieces or a price is out of range", "件数或单价超出范围"),
            )
        found.append(replace(line, gtin=product_number(line.gtin)))
    return tuple(found)


def product_number(text: str) -> str:
    """A product number as GTIN-14. Raises `Invalid` when its length or check digit is wrong."""
    found = as_gtin14(text.strip())
    if found is None:
        raise Invalid(
            "gtin", Label(f"`{text[:20]}` is no product number", f"“{text[:20]}”不是有效的商品条码")
        )
    return found
