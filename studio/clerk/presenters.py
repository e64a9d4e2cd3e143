"""From the engine's answers to the till's pages. Pure, but for the request ids handed in."""

from __future__ import annotations

from collections.abc import Callable

from engine.api import (
    ClerkCoupon,
    ClerkIdentity,
    ClerkStatement,
    GrantView,
    MemberView,
    Money,
    RedemptionAnswer,
)
from studio.clerk.views import (
    Earning,
    HomeView,
    MemberPage,
    NotRedeemable,
    Redeemable,
    RedemptionLine,
    RedemptionPage,
    StatementPage,
)
from studio.i18n.formats import money_parts
from studio.i18n.voice import Voice
from studio.public.cards import coupon_card, prize_card


def who(clerk: ClerkIdentity, voice: Voice) -> str:
    """Name and shop, as the header shows them."""
    return voice.t("clerk.hello", name=clerk.name, outlet=voice.say(clerk.outlet_name))


def home_view(clerk: ClerkIdentity, voice: Voice, *, problem: str = "", code: str = "") -> HomeView:
    """The till's start."""
    return HomeView(who(clerk, voice), voice.t(f"clerk.role_{clerk.role}"), problem, code)


def member_page(
    clerk: ClerkIdentity,
    member: MemberView,
    code: str,
    voice: Voice,
    new_id: Callable[[], str],
    problems: dict[str, tuple[str, str]],
) -> MemberPage:
    """Usable coupons first. `problems` maps a coupon's code to what is wrong with it and the basket typed."""
    usable = tuple(_redeemable(one, voice, new_id(), problems) for one in member.coupons if one.usable)
    unusable = tuple(_not_redeemable(one, voice) for one in member.coupons if not one.usable)
    nothing = "" if usable else voice.t("clerk.none_usable" if unusable else "clerk.no_coupons")
    shown = member.member_code
    title = voice.t("clerk.member", code=shown) if shown else voice.t("clerk.coupon", code=code)
    problem = next((words for words, _ in problems.values()), "")
    return MemberPage(who(clerk, voice), title, code, problem, usable, unusable, nothing)


def _not_redeemable(one: ClerkCoupon, voice: Voice) -> NotRedeemable:
    why = voice.say(one.why_not) if one.why_not else ""
    return NotRedeemable(coupon_card(one.coupon, voice, with_qr=False), why)


def _redeemable(
    one: ClerkCoupon, voice: Voice, request_id: str, problems: dict[str, tuple[str, str]]
) -> Redeemable:
    coupon = one.coupon
    problem, typed = problems.get(coupon.code, ("", ""))
    parts = money_parts(Money(0, coupon.worth.currency), voice.locale)
    minimum = voice.money(coupon.minimum) if coupon.minimum else ""
    return Redeemable(
        card=coupon_card(coupon, voice, with_qr=False),
        request_id=request_id,
        basket_label=voice.t("clerk.basket", unit=(parts.sign or parts.unit).strip()),
        basket_hint=voice.t("clerk.basket_hint", amount=minimum) if minimum else "",
        basket_required=coupon.minimum is not None and one.goods is None,
        basket=typed,
        problem=problem,
        goods=one.goods is not None,
        price=str(one.price.amount) if one.price else "",
        take=_take_words(one, voice),
        needs_lines=coupon.has_terms and one.goods is None,
    )


def _take_words(one: ClerkCoupon, voice: Voice) -> str:
    """What the clerk presses."""
    if one.price:
        return voice.t("clerk.goods_paid", amount=voice.money(one.price))
    return voice.t("clerk.goods_hand" if one.goods else "clerk.redeem")


def redemption_page(
    clerk: ClerkIdentity, answer: RedemptionAnswer, voice: Voice, new_id: str, problem: str = ""
) -> RedemptionPage:
    """What to do at the till now, and what it brought."""
    done = answer.state == "done"
    at = answer.at if done else answer.cancelled_at or answer.at
    lead = voice.t("clerk.done_lead", amount=voice.money(answer.coupon.worth))
    return RedemptionPage(
        who=who(clerk, voice),
        title=voice.t("clerk.done" if done else "clerk.cancelled"),
        lead=lead if done else voice.t("clerk.cancelled_lead"),
        done=done,
        at=voice.t("clerk.at" if done else "clerk.cancelled_at", at=voice.instant(at)),
        card=coupon_card(answer.coupon, voice, with_qr=False),
        to_pay=voice.parts(answer.to_pay) if done and answer.to_pay is not None else None,
        earned=tuple(earning(grant, voice) for grant in answer.grants if may_see(clerk, grant)),
        cancel_action=f"/clerk/redemptions/{answer.redemption_id}/cancel",
        cancel_request_id=new_id,
        problem=problem,
    )


def may_see(clerk: ClerkIdentity, grant: GrantView) -> bool:
    """Everybody sees their own lines, an owner at the till the clerk's share too; the owner sees the shop's as well."""
    own = grant.recipient_kind in ("clerk", "owner") and grant.recipient_id == clerk.id
    return own or (clerk.role == "owner" and grant.recipient_kind in ("store", "owner"))


def earning(grant: GrantView, voice: Voice) -> Earning:
    """One line of what somebody got."""
    card = prize_card(grant, voice)
    return Earning(card.title, card.at, card.amount, card.points, card.state, card.state_kind)


def statement_page(statement: ClerkStatement, voice: Voice) -> StatementPage:
    """Owed, paid, today's redemptions and every earning, newest first as they came."""
    return StatementPage(
        who=who(statement.identity, voice),
        owed=voice.parts(statement.owed) if statement.owed else None,
        paid=voice.parts(statement.paid) if statement.paid else None,
        today=tuple(_line(one, voice) for one in statement.redemptions),
        earnings=tuple(earning(grant, voice) for grant in statement.grants),
    )


def _line(one: RedemptionAnswer, voice: Voice) -> RedemptionLine:
    return RedemptionLine(
        url=f"/clerk/redemptions/{one.redemption_id}",
        title=voice.say(one.coupon.name),
        at=voice.clock(one.at),
        worth=voice.parts(one.coupon.worth),
        cancelled=one.state == "cancelled",
    )
