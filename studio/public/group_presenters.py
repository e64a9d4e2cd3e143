"""From offers, groups and purchases to the pages of the shop. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from engine.api import Refusal, WalletView, groups
from studio.i18n.formats import MoneyParts
from studio.i18n.voice import Voice
from studio.public.looks import Look
from studio.public.presenters import dress
from studio.public.qr import qr_svg
from studio.public.views import Dress


@dataclass(frozen=True, slots=True)
class CouponChoice:
    """A coupon that may be used."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class OfferCard:
    """Something that is sold. `single` is empty where it is sold to groups only."""

    campaign: str
    offer: str
    name: str
    together: MoneyParts
    terms: str
    single: str
    left: str
    sold_out: bool


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One's own order. `pay_url` is where it is paid, `cancel_url` where it is called off; `url` leads to its page."""

    name: str
    amount: MoneyParts
    detail: str
    state: str
    told: str
    kind: str
    url: str
    pay_url: str = ""
    cancel_url: str = ""


@dataclass(frozen=True, slots=True)
class ShopPage:
    """What is sold, and one's own orders."""

    dress: Dress
    title: str
    brand: str
    wallet_url: str
    action: str
    press: str
    offers: tuple[OfferCard, ...]
    coupons: tuple[CouponChoice, ...]
    orders: tuple[OrderCard, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A group. `seats` tell who has which place; `until_iso` drives the countdown where a script runs."""

    dress: Dress
    title: str
    brand: str
    shop_url: str
    state: str
    headline: str
    lead: str
    name: str
    price: MoneyParts
    saving: str
    until: str
    until_iso: str
    seats: tuple[tuple[str, bool], ...]
    joins: bool
    join_url: str
    press: str
    coupons: tuple[CouponChoice, ...]
    url: str
    qr: Markup | None
    mine: OrderCard | None
    problem: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order by itself."""

    dress: Dress
    title: str
    brand: str
    shop_url: str
    order: OrderCard
    group_url: str
    problem: str


#: The chip of each state: as the chips of packets have it.
_KINDS = {
    "waiting": "owed",
    "paid": "paid",
    "sent": "paid",
    "closed": "reversed",
    "refunding": "owed",
    "refunded": "reversed",
}
#: How many places of a chain are drawn one by one.
_SEATS_MAX = 12


def shop_page(
    held: WalletView,
    offers: Iterable[groups.OfferView],
    orders: Iterable[groups.PurchaseView],
    look: Look,
    voice: Voice,
    press: str,
    problem: Refusal | None,
) -> ShopPage:
    """What is sold now, soonest to end last; orders newest first."""
    brand = voice.say(held.brand_name)
    return ShopPage(
        dress=dress(look, "wallet"),
        title=voice.t("groups.shop_title", brand=brand),
        brand=brand,
        wallet_url=f"/w/{held.brand}",
        action=f"/w/{held.brand}/shop",
        press=press,
        offers=tuple(_offer(one, voice) for one in offers),
        coupons=_coupons(held, voice),
        orders=tuple(_order(one, voice) for one in orders),
        problem=voice.say(problem.words) if problem else "",
    )


def group_page(
    found: groups.GroupView,
    held: WalletView,
    look: Look,
    voice: Voice,
    url: str,
    pay_url: str,
    press: str,
    problem: Refusal | None,
) -> GroupPage:
    """The group as its reader stands to it."""
    mine = found.mine if found.mine and found.mine.state != "closed" else None
    joins = found.state == "open" and mine is None and found.free > 0
    state = "sold_out" if found.state == "open" and found.free <= 0 and mine is None else found.state
    shares = found.state == "open" and mine is not None
    count = found.missing
    told = f"{state}_mine" if state in {"open", "full"} and mine else state
    if found.least and state == "open":
        told = "chain" if count else "chain_enough"
    return GroupPage(
        dress=dress(look, "wallet"),
        title=voice.t("groups.group_title", name=voice.say(found.name)),
        brand=voice.say(found.brand_name),
        shop_url=f"/w/{found.brand}/shop",
        state=state,
        headline=voice.t(f"groups.headline_{told}", count=count, size=found.size),
        lead=voice.t(f"groups.lead_{told}", count=count, size=found.size),
        name=voice.say(found.name),
        price=voice.parts(found.price),
        saving=voice.t("groups.alone", amount=voice.money(found.single)) if found.single else "",
        until=voice.t("groups.until", at=voice.instant(found.until))
        if state in {"open", "full", "sold_out"}
        else "",
        until_iso=found.until.isoformat(),
        seats=tuple(_seats(found, voice)),
        joins=joins,
        join_url=f"/g/{found.token}/join",
        press=press,
        coupons=_coupons(held, voice) if joins else (),
        url=url if shares else "",
        qr=qr_svg(url, voice.t("groups.qr")) if shares else None,
        mine=_order(mine, voice, pay_url) if mine else None,
        problem=voice.say(problem.words) if problem else "",
    )


def order_page(
    found: groups.PurchaseView,
    held: WalletView,
    look: Look,
    voice: Voice,
    pay_url: str,
    problem: Refusal | None,
) -> OrderPage:
    """One order."""
    return OrderPage(
        dress=dress(look, "wallet"),
        title=voice.t("groups.order_title"),
        brand=voice.say(held.brand_name),
        shop_url=f"/w/{held.brand}/shop",
        order=_order(found, voice, pay_url),
        group_url=f"/g/{found.group_token}" if found.group_token else "",
        problem=voice.say(problem.words) if problem else "",
    )


def _offer(one: groups.OfferView, voice: Voice) -> OfferCard:
    kind = "chain_terms" if one.least else "terms"
    return OfferCard(
        campaign=str(one.campaign_id),
        offer=one.offer,
        name=voice.say(one.name),
        together=voice.parts(one.together),
        terms=voice.t(f"groups.{kind}", size=one.size, hours=one.hours),
        single=voice.money(one.single) if one.single else "",
        left=voice.t("groups.left", count=one.free) if one.free > 0 else voice.t("groups.sold_out"),
        sold_out=one.free <= 0,
    )


def _order(one: groups.PurchaseView, voice: Voice, pay_url: str = "") -> OrderCard:
    state = (
        f"{one.state}_{one.why}"
        if one.state in {"closed", "refunding", "refunded"} and one.why
        else one.state
    )
    url = f"/w/{one.brand}/orders/{one.id}"
    told = voice.t(f"groups.told_{state}", at=voice.instant(one.pay_by))
    detail = voice.instant(one.at)
    if one.off.minor:
        detail = voice.t("groups.with_coupon", at=detail, amount=voice.money(one.off))
    return OrderCard(
        name=voice.say(one.name),
        amount=voice.parts(one.amount),
        detail=detail,
        state=voice.t(f"groups.state_{one.state}"),
        told=told,
        kind=_KINDS[one.state],
        url=url,
        pay_url=pay_url,
        cancel_url=f"{url}/cancel" if one.state in {"waiting", "paid"} else "",
    )


def _coupons(held: WalletView, voice: Voice) -> tuple[CouponChoice, ...]:
    """Coupons that the shop on the net may take, soonest to end first."""
    fitting = (
        one for one in held.coupons if one.state == "open" and one.where != "stores" and not one.from_stock
    )
    return tuple(
        CouponChoice(one.code, f"{voice.say(one.name)} · {voice.say(one.terms)}")
        for one in sorted(fitting, key=lambda one: one.expires_at)
    )


def _seats(found: groups.GroupView, voice: Voice) -> Iterable[tuple[str, bool]]:
    """What is told of each place, and whether somebody has it."""
    for place in found.places[:_SEATS_MAX]:
        words = "seat_mine" if place.mine else "seat_paid" if place.paid else "seat_waiting"
        yield voice.t(f"groups.{words}", place=place.place), True
    if found.state in {"open", "full"}:
        for number in range(min(found.missing, max(0, _SEATS_MAX - len(found.places)))):
            yield voice.t("groups.seat_free", place=len(found.places) + number + 1), False
