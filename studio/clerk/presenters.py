"""From the engine's answers to the till's pages. Pure, but for the request ids handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from engine.api import (
    ClerkCoupon,
    ClerkIdentity,
    ClerkStatement,
    GrantView,
    MemberView,
    Money,
    MonthBooks,
    RedemptionAnswer,
    TradeLine,
    WalletView,
)
from studio.clerk.views import (
    BookLine,
    Earning,
    HomeView,
    MemberPage,
    MonthView,
    NotRedeemable,
    Offer,
    Redeemable,
    RedemptionLine,
    RedemptionPage,
    StatementPage,
)
from studio.i18n.formats import day_of_month_text, money_parts, month_text
from studio.i18n.voice import Voice
from studio.public.cards import coupon_card, prize_card

#: A coupon that ends within this time is told of first.
_SOON: Final = timedelta(days=2)


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
    offered: WalletView,
    now: datetime,
) -> MemberPage:
    """Usable coupons first. `problems` maps a coupon's code to what is wrong with it and the basket typed.

    `offered` is what the brand offers everybody.
    """
    usable = tuple(_redeemable(one, voice, new_id(), problems) for one in member.coupons if one.usable)
    unusable = tuple(_not_redeemable(one, voice) for one in member.coupons if not one.usable)
    nothing = "" if usable else voice.t("clerk.none_usable" if unusable else "clerk.no_coupons")
    shown = member.member_code
    title = voice.t("clerk.member", code=shown) if shown else voice.t("clerk.coupon", code=code)
    problem = next((words for words, _ in problems.values()), "")
    offers = tuple(_offers(member, offered, voice, now))
    return MemberPage(who(clerk, voice), title, code, problem, usable, unusable, nothing, offers)


def _offers(member: MemberView, offered: WalletView, voice: Voice, now: datetime) -> Iterator[Offer]:
    """What to tell: coupons about to end, then what points buy, then what an invitation brings."""
    for one in member.coupons:
        if one.usable and one.coupon.expires_at - now <= _SOON:
            ends = voice.t("clerk.offer_ends", at=voice.until(one.coupon.expires_at))
            yield Offer(voice.say(one.coupon.name), ends, urgent=True)
    for item in offered.shop:
        if item.left is None or item.left > 0:
            yield Offer(voice.say(item.title), voice.t("clerk.offer_points", count=item.points))
    for campaign in offered.share_campaigns:
        yield Offer(voice.say(campaign.title), voice.say(campaign.promise))


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


def statement_page(statement: ClerkStatement, books: MonthBooks, voice: Voice) -> StatementPage:
    """Owed, paid, today's redemptions, and the books of a month by day."""
    return StatementPage(
        who=who(statement.identity, voice),
        owed=voice.parts(statement.owed) if statement.owed else None,
        paid=voice.parts(statement.paid) if statement.paid else None,
        today=tuple(_line(one, voice) for one in statement.redemptions),
        month=_month(books, voice, {grant.id: earning(grant, voice) for grant in statement.grants}),
        others=tuple(earning(grant, voice) for grant in statement.grants if grant.amount is None),
    )


def _month(books: MonthBooks, voice: Voice, known: Mapping[int, Earning]) -> MonthView:
    owner, month = books.identity.role == "owner", books.month
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return MonthView(
        title=month_text(month, voice.locale),
        shop=voice.parts(books.shop) if owner else None,
        own=voice.parts(books.own),
        days=tuple(
            BookLine(
                day_of_month_text(one.day, voice.locale),
                voice.parts(one.shop) if owner else None,
                voice.parts(one.own),
                tuple(_booked(line, voice, known.get(line.grant_id)) for line in reversed(one.lines)),
            )
            for one in books.days
        ),
        file=f"/clerk/statement.csv?month={month:%Y-%m}",
        earlier=f"/clerk/statement?month={before:%Y-%m}#month",
        later="" if books.running else f"/clerk/statement?month={after:%Y-%m}#month",
    )


def _booked(line: TradeLine, voice: Voice, known: Earning | None) -> Earning:
    """A booking: of what still stands, where its money is; of what was taken back, that it was."""
    back = line.amount.minor < 0
    state, kind = (known.state, known.state_kind) if known and not back else ("", "")
    if back:
        state, kind = voice.t("clerk.taken_back"), "reversed"
    return Earning(voice.say(line.title), voice.clock(line.at), voice.parts(line.amount), "", state, kind)


def _line(one: RedemptionAnswer, voice: Voice) -> RedemptionLine:
    return RedemptionLine(
        url=f"/clerk/redemptions/{one.redemption_id}",
        title=voice.say(one.coupon.name),
        at=voice.clock(one.at),
        worth=voice.parts(one.coupon.worth),
        cancelled=one.state == "cancelled",
    )
