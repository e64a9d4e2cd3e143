"""Offer blocks: the product, its price alone, and its price for a group of buyers."""

from __future__ import annotations

from typing import Final

from dsl import lines as ln
from dsl.campaign import OfferTerms
from dsl.checking.amounts import check_count, check_gtin, check_money, currency_name
from dsl.checking.ids import ID
from dsl.checking.parts import needed, only
from dsl.checking.scope import Scope
from dsl.checking.wording import check_words
from dsl.limits import GROUP_HOURS, GROUP_SIZE
from dsl.values import Label, Money

_OFFER: Final = Label("offer", "商品")
_SELLS: Final = Label("sells 9521000100015", "出售 9521000100015")
_BUYERS: Final = Label("buyers 2 at 35.91 CNY within 24 hours", "拼团 2 人 35.91 元 限时 24 小时")


def check_offer(scope: Scope, block: ln.Block, head: ln.OfferLine) -> None:
    """Learn an offer; one that lacks a part or whose parts do not stand is no offer."""
    name = head.id.text
    if not ID.fullmatch(name):
        scope.say("BC0916", head.id, text=name)
    if name in scope.offers:
        scope.say("BC0410", head.id, what=_OFFER, name=name, line=scope.offers[name][0].line)
        return
    sells, single = needed(scope, block, ln.SellsLine, _OFFER, _SELLS), only(scope, block, ln.SingleLine)
    gtin = check_gtin(scope, sells.gtin) if sells else None
    alone = check_money(scope, single.amount) if single else None
    buyers = needed(scope, block, ln.BuyersLine, _OFFER, _BUYERS)
    group = _group(scope, buyers) if buyers else None
    if single and alone and group:
        _compare(scope, single, alone, group[1])
    terms = None
    if gtin and group:
        size, price, hours = group
        least = buyers is not None and buyers.least
        words = check_words(scope, head.name)
        terms = OfferTerms(name, words, gtin, alone, size, price, hours, head.span.line, least)
    scope.offers[name] = (head.id.span, terms)


def _group(scope: Scope, line: ln.BuyersLine) -> tuple[int, Money, int] | None:
    size, price, hours = (
        check_count(scope, line.count),
        check_money(scope, line.amount),
        check_count(scope, line.hours),
    )
    if size is not None and not 2 <= size <= GROUP_SIZE:
        scope.say("BC1501", line.count, text=line.count.digits, limit=GROUP_SIZE)
        return None
    if hours is not None and hours > GROUP_HOURS:
        scope.say("BC0512", line.hours, text=line.hours.digits, limit=GROUP_HOURS)
        return None
    return None if size is None or price is None or hours is None else (size, price, hours)


def _compare(scope: Scope, line: ln.SingleLine, alone: Money, together: Money) -> None:
    if alone.currency != together.currency:
        scope.say("BC0914", line.amount, currency=currency_name(together.currency))
    elif alone.minor <= together.minor:
        scope.say("BC1502", line.amount, single=alone, together=together)
