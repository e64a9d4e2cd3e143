"""What the templates of baskets see, and how it is made of the engine's answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api import ClerkIdentity, Money, baskets
from studio.i18n.formats import MoneyParts, money_parts
from studio.i18n.voice import Voice


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it was typed."""

    gtin: str
    quantity: str
    price: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A coupon of the member: chosen or not, or why it cannot be."""

    code: str
    name: str
    terms: str
    off: str
    chosen: bool
    usable: bool
    why: str


@dataclass(frozen=True, slots=True)
class BasketPage:
    """The form of a basket, and, once it is worked out, the choice of coupons and what it comes to."""

    who: str
    code: str
    problem: str
    rows: tuple[Row, ...]
    unit: str
    request_id: str
    worked_out: bool
    choices: tuple[Choice, ...]
    total: str
    to_pay: MoneyParts | None


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of a purchase; `left` pieces can still come back."""

    gtin: str
    quantity: int
    paid: MoneyParts
    off: str
    left: int
    refunded: str


@dataclass(frozen=True, slots=True)
class SalePage:
    """A purchase as it stands, with the forms for what comes back."""

    who: str
    title: str
    done: bool
    at: str
    problem: str
    to_pay: MoneyParts
    refunded: MoneyParts | None
    cuts: tuple[tuple[str, str], ...]
    lines: tuple[SoldLine, ...]
    action: str
    return_id: str
    cancel_id: str


def basket_page(
    clerk: ClerkIdentity,
    voice: Voice,
    code: str,
    rows: tuple[Row, ...],
    currency: str,
    request_id: str,
    problem: str,
    proposal: baskets.Proposal | None,
    quote: baskets.Quote | None,
    chosen: tuple[str, ...] | None,
) -> BasketPage:
    """The best choice is ticked until the clerk chooses; goods are exchanged one by one, not here."""
    told = quote or (proposal.best if proposal else None)
    off = {cut.code: voice.money(cut.off) for cut in told.cuts} if told else {}
    ticked = set(off) if chosen is None or quote else set(chosen)
    choices = tuple(
        Choice(
            one.coupon.code,
            voice.say(one.coupon.name),
            voice.say(one.coupon.terms),
            off.get(one.coupon.code, ""),
            one.coupon.code in ticked,
            one.usable,
            voice.say(one.why_not) if one.why_not else "",
        )
        for one in (proposal.coupons if proposal else ())
        if one.goods is None and (one.usable or one.coupon.state == "open")
    )
    parts = money_parts(Money(0, currency), voice.locale)
    return BasketPage(
        who=voice.t("clerk.hello", name=clerk.name, outlet=voice.say(clerk.outlet_name)),
        code=code,
        problem=problem,
        rows=rows,
        unit=(parts.sign or parts.unit).strip(),
        request_id=request_id,
        worked_out=proposal is not None,
        choices=choices,
        total=voice.money(told.total) if told else "",
        to_pay=voice.parts(told.to_pay) if told else None,
    )


def sale_page(
    clerk: ClerkIdentity, voice: Voice, sale: baskets.SaleAnswer, ids: tuple[str, str], problem: str
) -> SalePage:
    """What to take now, line by line."""
    done = sale.state == "done"
    at = sale.at if done else sale.cancelled_at or sale.at
    names = {one.coupon.code: voice.say(one.coupon.name) for one in sale.redemptions}
    return SalePage(
        who=voice.t("clerk.hello", name=clerk.name, outlet=voice.say(clerk.outlet_name)),
        title=voice.t("clerk.sold" if done else "clerk.sale_cancelled"),
        done=done,
        at=voice.t("clerk.at" if done else "clerk.cancelled_at", at=voice.instant(at)),
        problem=problem,
        to_pay=voice.parts(sale.to_pay),
        refunded=voice.parts(sale.refunded) if sale.refunded.minor else None,
        cuts=tuple((names.get(cut.code, cut.code), voice.money(cut.off)) for cut in sale.cuts),
        lines=tuple(
            SoldLine(
                one.gtin.lstrip("0"),
                one.quantity,
                voice.parts(one.paid),
                voice.money(one.off) if one.off.minor else "",
                one.quantity - one.returned if done else 0,
                voice.money(one.refunded) if one.returned else "",
            )
            for one in sale.lines
        ),
        action=f"/clerk/sales/{sale.sale_id}",
        return_id=ids[0],
        cancel_id=ids[1],
    )
