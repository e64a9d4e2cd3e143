"""The studio's room of the shop: offers, groups and orders; sending and cancelling; and an empty one that says how to begin."""

from __future__ import annotations

from dataclasses import replace

from engine.api import Label, Reason, Refusal
from tests.support.engine_double import NOON
from tests.support.groups_double import GROUP, PURCHASE, Groups
from tests.support.site import prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import SAME, Desk

SHOP = "/studio/shop"


def desk(groups: Groups, email: str = "ling@example.com") -> Desk:
    engine = StudioDouble()
    engine.groups = groups
    return Desk(engine, email=email)


def test_what_is_paid_and_complete_can_be_sent_and_nothing_before() -> None:
    open_group = Groups(own="drinks")
    page = desk(open_group).get(SHOP).text
    assert "Gift box" in prose(page)
    assert "CN¥35.91 for 2, within 24 h" in prose(page) or "35.91" in prose(page)
    assert f"{SHOP}/orders/8/dispatch" not in page
    formed = Groups(own="drinks", group=replace(GROUP, state="formed"))
    at = desk(formed)
    assert f"{SHOP}/orders/8/dispatch" in at.get(SHOP).text
    assert at.post(f"{SHOP}/orders/8/dispatch", {}).headers["location"] == f"{SHOP}#orders"
    assert at.post(f"{SHOP}/orders/8/cancellation", {}).status_code == 303
    assert formed.changes == ["dispatch", "cancel"]


def test_a_refusal_is_told_on_the_page_and_the_twin_keeps_coupon_codes_to_itself() -> None:
    words = Label("This order is on its way and cannot be cancelled any more.", "订单已发货，不能再取消。")
    at = desk(Groups(own="drinks", refusal=Refusal(Reason.PURCHASE_SENT, words, NOON)))
    told = at.post(f"{SHOP}/orders/8/cancellation", {})
    assert (told.status_code, words.en in prose(told.text)) == (409, True)
    twin = at.json(f"{SHOP}.json")
    assert (twin["orders"][0]["id"], twin["orders"][0]["coupon"]) == (str(PURCHASE.id), None)
    assert twin["groups"][0]["until"].endswith("Z")


def test_an_empty_shop_says_how_to_begin_and_an_analyst_only_looks() -> None:
    empty = Groups(own="drinks", offered=())
    assert "Nothing is on sale" in prose(desk(empty).get(SHOP).text)
    looking = desk(Groups(own="drinks", group=replace(GROUP, state="formed")), "ana@example.com")
    assert "/orders/" not in looking.get(SHOP).text
    assert looking.send("POST", f"{SHOP}/orders/8/dispatch", form={}, headers=SAME).status_code == 403
