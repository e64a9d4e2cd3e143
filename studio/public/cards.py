"""Grants and coupons as cards: the same on the scan page, in the wallet and at the till. Pure."""

from __future__ import annotations

from typing import Final

from engine.api import CouponView, GrantView, MissedBonus
from studio.i18n.voice import Voice
from studio.public.qr import qr_svg
from studio.public.views import CouponCard, PrizeCard

#: Rewards whose title repeats the figure that the card shows in large; these have a shorter name here.
_SHORT_TITLES: Final = {"red_packet": "public.packet_title", "points": "public.points_title"}
#: Places a coupon is good at, as the language names them; any other place is shown as it is written.
_PLACES: Final = frozenset({"stores", "online", "anywhere"})


def coupon_card(coupon: CouponView, voice: Voice, *, with_qr: bool) -> CouponCard:
    """A coupon as its holder sees it. The QR holds the code alone, for any scanner at a till."""
    is_open = coupon.state == "open"
    minimum = voice.money(coupon.minimum) if coupon.minimum else ""
    least = voice.t("public.coupon_minimum", amount=minimum) if minimum else ""
    shared = coupon.issuer != coupon.honourer
    partners = {"issuer": voice.brand(coupon.issuer), "honourer": voice.brand(coupon.honourer)}
    name = voice.t("public.coupon_qr", code=coupon.code)
    return CouponCard(
        code=coupon.code,
        name=voice.say(coupon.name),
        terms=voice.say(coupon.terms),
        worth=voice.parts(coupon.worth),
        minimum=voice.say(coupon.terms) if coupon.has_terms else least,
        where=voice.t(f"public.where_{coupon.where}") if coupon.where in _PLACES else coupon.where,
        until=voice.t("public.coupon_until", day=voice.until(coupon.expires_at)),
        state=_coupon_state(coupon, voice),
        open=is_open,
        shared_by=voice.t("public.coupon_from", **partners) if shared else "",
        qr=qr_svg(coupon.code, name) if with_qr and is_open else None,
        stores=f"/w/{coupon.honourer}/coupons/{coupon.code}/stores" if coupon.from_stock and is_open else "",
    )


def _coupon_state(coupon: CouponView, voice: Voice) -> str:
    if coupon.state == "redeemed" and coupon.redeemed_at is not None:
        key = "redeemed_at" if coupon.redeemed_outlet else "redeemed_on"
        at = voice.instant(coupon.redeemed_at)
        return voice.t(f"public.coupon_{key}", at=at, outlet=coupon.redeemed_outlet)
    return voice.t(f"public.coupon_{coupon.state}")


def _title(grant: GrantView, voice: Voice) -> str:
    short = _SHORT_TITLES.get(grant.reward)
    return voice.t(short) if short and (grant.amount or grant.points) else voice.say(grant.title)


def prize_card(grant: GrantView, voice: Voice, *, with_qr: bool = False, wallet: str = "") -> PrizeCard:
    """One grant; what kind of card it is follows from what it carries. `wallet` is the address of its holder's wallet."""
    asks = wallet and grant.payout is not None and grant.payout.may_ask
    kind = "coupon" if grant.coupon else "money" if grant.amount else "points" if grant.points else "other"
    return PrizeCard(
        kind=kind,  # type: ignore[arg-type]  # one of the four words of the field, by construction
        title=_title(grant, voice),
        amount=voice.parts(grant.amount) if grant.amount else None,
        points=voice.t("public.points", count=grant.points) if grant.points else "",
        coupon=coupon_card(grant.coupon, voice, with_qr=with_qr) if grant.coupon else None,
        state=_state(grant, voice),
        state_kind=grant.state,
        at=voice.instant(grant.at),
        settled=_settled(grant, voice),
        again=f"{wallet}/again/{grant.id}" if asks else "",
    )


def _state(grant: GrantView, voice: Voice) -> str:
    """Where the money is. A shop's coupons are settled with the brand's statement; no packet is on its way."""
    if grant.lock and grant.lock.state == "lapsed":
        return voice.t("public.state_lapsed")
    if grant.state == "given":
        return ""
    if grant.payout and grant.payout.state != "on_its_way":
        return voice.t(f"public.payout_{grant.payout.state}")
    settling = grant.reward == "settlement" and grant.state == "owed"
    return voice.t("public.state_settling" if settling else f"public.state_{grant.state}")


def _settled(grant: GrantView, voice: Voice) -> str:
    """When the money arrived, or why it has not; while a reward is locked, what opens it and until when."""
    if grant.payout and grant.payout.state != "on_its_way":
        said = voice.say(grant.payout.words)
        next_at = grant.payout.next_at if grant.payout.state == "retry" else None
        return f"{said} {voice.t('public.payout_next', at=voice.instant(next_at))}" if next_at else said
    if grant.paid_at:
        return voice.t("public.paid_at", at=voice.instant(grant.paid_at))
    if grant.lock is None or grant.state != "locked":
        return ""
    if grant.lock.opens_at:
        return voice.t("public.lock_held", at=voice.instant(grant.lock.opens_at))
    return voice.t(
        "public.lock_waiting", opens=voice.say(grant.lock.key), until=voice.until(grant.lock.until)
    )


def missed_card(missed: MissedBonus, voice: Voice) -> PrizeCard:
    """A bonus that was not given: the words why, and when."""
    title, at = voice.say(missed.words), voice.instant(missed.at)
    return PrizeCard("other", title, None, "", None, "", "missed", at, "")
