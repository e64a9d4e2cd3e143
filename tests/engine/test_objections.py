"""A reward that is asked at the till: what it answers, what its silence means, and who is not asked at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from dsl.till_terms import TillTerms
from dsl.values import Label, Money
from engine.coupons import asking
from engine.coupons.asking import objection
from engine.coupons.kept_terms import kept, kept_by
from engine.outcomes import Reason
from engine.outlets.identity import Till
from engine.records import Coupon
from engine.spi import Accepted, AtTill, Declined
from plugins.coupon.reward import Coupon as PlainCoupon
from plugins.exchange.reward import Exchange

GTIN = "09521000100015"
TERMS = TillTerms(goods=GTIN, price=Money(100, "CNY"), outlets=("S1",), elsewhere=Label("no", "否"))
AT = datetime(2026, 8, 3, 4, tzinfo=UTC)
TILL = Till("b", 4, 7, None, outlet="S1", region="CN-GD")
COUPON = Coupon(
    1, "b", "b", "CODE", 2, 3, 4, "one-yuan", "One", "一", None, 500, 420, "CNY", None, "stores", None, "open", 0, 10,
    till=kept(TERMS, "exchange", {GTIN: Label("D1", "饮料")}),
)  # fmt: skip


@dataclass
class Says:
    """A reward that says, or does, something."""

    answer: Any
    asked_at_till: bool = True

    async def at_till(self, request: AtTill) -> Any:
        assert (request.code, request.outlet, request.product) == ("CODE", "S1", GTIN)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer == "silence":
            await asyncio.sleep(60)
        return self.answer


def ask(reward: Any, coupon: Coupon | None = COUPON) -> Any:
    catalog: Any = SimpleNamespace(rewards={"exchange": reward} if reward else {})
    return asyncio.run(objection(catalog, coupon, TILL, GTIN, Money(100, "CNY"), AT))


def test_a_coupon_keeps_its_terms_and_names() -> None:
    found = kept_by(COUPON)
    assert (found.till, found.reward, found.names) == (TERMS, "exchange", {GTIN: Label("D1", "饮料")})
    assert kept(TillTerms(), "coupon", {}) is None


def test_what_accepts_has_no_objection_and_what_declines_says_why() -> None:
    assert ask(Says(Accepted())) is None
    assert ask(Says(Declined(Label("not now", "稍后")))) == (Reason.REWARD_DECLINES, Label("not now", "稍后"))


@pytest.mark.parametrize("answer", [RuntimeError("broken"), "silence", None, 7])
def test_trouble_is_later_and_nothing_else(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.02)
    found = ask(Says(answer))
    assert found is not None
    assert found[0] is Reason.TRY_LATER


def test_a_reward_that_is_gone_is_later_too() -> None:
    found = ask(None)
    assert found is not None
    assert found[0] is Reason.TRY_LATER


def test_who_need_not_be_asked_is_not() -> None:
    assert not PlainCoupon().asked_at_till
    assert ask(Says(RuntimeError("asked"), asked_at_till=False)) is None
    assert ask(Says(RuntimeError("asked")), replace(COUPON, state="redeemed")) is None
    assert ask(Says(RuntimeError("asked")), replace(COUPON, till=None)) is None
    assert ask(Says(RuntimeError("asked")), None) is None


def test_an_exchange_wants_the_product_scanned_and_the_price_taken() -> None:
    asked = AtTill("b", 3, "one-yuan", "CODE", "S1", GTIN, Money(100, "CNY"), AT)
    assert Exchange().asked_at_till
    assert asyncio.run(Exchange().at_till(asked)) == Accepted()
    assert isinstance(asyncio.run(Exchange().at_till(replace(asked, product=None))), Declined)
    assert isinstance(asyncio.run(Exchange().at_till(replace(asked, paid=None))), Declined)
