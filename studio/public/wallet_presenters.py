"""From the engine's wallet to the wallet page and the page of a share link. Pure."""

from __future__ import annotations

import secrets

from engine.api import Membership, Money, ShareCampaign, ShopItem, WalletView
from studio.i18n.formats import MoneyParts
from studio.i18n.voice import Voice
from studio.public.cards import coupon_card, missed_card, prize_card
from studio.public.looks import Look
from studio.public.presenters import dress
from studio.public.qr import qr_svg
from studio.public.views import ItemCard, PrizeCard, ShareOffer, SharePage, TierCard, WalletPage


def wallet_page(wallet: WalletView, look: Look, voice: Voice, notice: str = "") -> WalletPage:
    """Coupons that are open first, soonest to expire on top; everything else newest first, as it came."""
    open_coupons = sorted(
        (one for one in wallet.coupons if one.state == "open"), key=lambda one: one.expires_at
    )
    past = [one for one in wallet.coupons if one.state != "open"]
    brand = voice.say(wallet.brand_name)
    member = wallet.member_code
    return WalletPage(
        dress=dress(look, "wallet"),
        title=voice.t("public.wallet_title", brand=brand),
        brand=brand,
        member_code=member,
        member_qr=qr_svg(member, voice.t("public.member_qr", code=member)) if member else None,
        empty=not (wallet.grants or wallet.coupons),
        points=f"{wallet.points:,}",
        locked=_some(wallet.locked, voice),
        owed=_some(wallet.owed, voice),
        paid=_some(wallet.paid, voice),
        debt=_some(wallet.debt, voice),
        coupons=tuple(coupon_card(one, voice, with_qr=True) for one in open_coupons),
        past_coupons=tuple(coupon_card(one, voice, with_qr=False) for one in past),
        packets=tuple(
            prize_card(one, voice, wallet=f"/w/{wallet.brand}") for one in wallet.grants if one.amount
        ),
        history=_history(wallet, voice),
        offers=tuple(_offer(wallet.brand, one, voice) for one in wallet.share_campaigns),
        rules_url=f"/t/{wallet.brand}",
        tier=_tier(wallet.membership, voice) if wallet.membership else None,
        items=tuple(_item(wallet, one, voice) for one in wallet.shop),
        notice=notice,
        slug=wallet.brand,
        sells=wallet.sells,
    )


def _tier(one: Membership, voice: Voice) -> TierCard:
    told = [voice.t("public.tier_earned", points=f"{one.earned:,}")]
    if one.until:
        told.append(voice.t("public.tier_until", day=one.until.isoformat()))
    if one.next:
        told.append(voice.t("public.tier_next", points=f"{one.missing:,}", tier=voice.say(one.next)))
    return TierCard(voice.say(one.name), tuple(told))


def _item(wallet: WalletView, one: ShopItem, voice: Voice) -> ItemCard:
    hint = ""
    if one.left == 0:
        hint = voice.t("public.item_gone")
    elif wallet.points < one.points:
        hint = voice.t("public.item_short", points=f"{one.points - wallet.points:,}")
    price = voice.t("public.item_price", points=f"{one.points:,}")
    action = f"/w/{wallet.brand}/exchange/{one.campaign_id}"
    return ItemCard(voice.say(one.title), price, one.item, action, secrets.token_hex(8), hint)


def _history(wallet: WalletView, voice: Voice) -> tuple[PrizeCard, ...]:
    """Points and other gifts, and the bonuses that were not given, newest first."""
    told = [(one.at, prize_card(one, voice)) for one in wallet.grants if not (one.amount or one.coupon)]
    told += [(one.at, missed_card(one, voice)) for one in wallet.missed]
    return tuple(card for _, card in sorted(told, key=lambda pair: pair[0], reverse=True))


def _some(amount: Money | None, voice: Voice) -> MoneyParts | None:
    return voice.parts(amount) if amount is not None and amount.minor else None


def _offer(brand: str, campaign: ShareCampaign, voice: Voice) -> ShareOffer:
    action = f"/w/{brand}/share/{campaign.campaign_id}"
    return ShareOffer(voice.say(campaign.title), voice.say(campaign.promise), action)


def share_page(wallet: WalletView, campaign: ShareCampaign, url: str, look: Look, voice: Voice) -> SharePage:
    """The link of one campaign, as address and as QR."""
    return SharePage(
        dress=dress(look, "share"),
        title=voice.t("public.share_title"),
        brand=voice.say(wallet.brand_name),
        wallet_url=f"/w/{wallet.brand}",
        promise=voice.say(campaign.promise),
        url=url,
        qr=qr_svg(url, voice.t("public.share_qr")),
    )
