"""A book with everything in it: each kind of row that claims, friends, tills, payouts and two brands leave behind."""

from __future__ import annotations

from engine.api import AllianceTerms, ClaimAnswer, Label, Money, RedemptionAnswer, RequestKey
from engine.outbox.settle import SettleOrder
from engine.spi.answers import Paid
from tests.support.shop import BRAND, GTIN, Shop, person

PARTNER = "peanuts"
TEXT = f"""campaign "Everything"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY, at most 60.00 CNY a day
  limit    9 claims per consumer a day
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY

on scan of {GTIN}
  give red_packet 1.00 CNY
  give points 10
  give coupon "off-2"
  if spent
    refuse

on invitation
  give coupon "off-2"

on redemption of "off-2"
  give points 50 to referrer, at most 3 a month
  give red_packet 0.50 CNY to clerk
  if spent
    give points 1 to clerk
"""
ALLIED = """campaign "Allied"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

on scan of batch "allied"
  give coupon "peanuts-5" from alliance "Snacks"
"""


async def everything(there: Shop) -> None:
    """Claims, a kept answer, an invitation, redemptions done and called off, one paid, one taken back, one joined."""
    engine, clock = there.engine, there.clock
    first = await there.granted(1, "A")
    second = await there.claim(2, "B", key="kept")
    assert isinstance(second, ClaimAnswer)
    third = await there.granted(3, "C")
    await engine.members.link_mobile(BRAND, person("B"), "+8613800138000")
    await engine.members.link_mobile(BRAND, person("C"), "+8613800138000")
    token = await engine.referrals.link(BRAND, there.campaign, person("A"))
    friend = await engine.referrals.accept(token, person("F"), request=RequestKey("friend", "f"))
    assert isinstance(friend, ClaimAnswer)
    till = await there.till()
    for answer, request in ((first, "r1"), (friend, "r2"), (third, "r3")):
        coupon = next(grant.coupon for grant in answer.grants if grant.coupon)
        taken = await engine.coupons.redeem(till, coupon.code, request)
        assert isinstance(taken, RedemptionAnswer)
        if request == "r3":
            await engine.coupons.cancel(till, taken.redemption_id, "x3")
    for grant in second.grants:
        await engine.grants.reverse(BRAND, grant.id, "by mistake", "tests")
    packet = next(grant for grant in first.grants if grant.amount)
    await engine._core.settle(
        SettleOrder(f"B{packet.id:016X}A1", packet.id, 0, Paid(clock.now(), "ref"), clock.now())
    )
    await allied(there)


async def allied(there: Shop) -> None:
    """A partner's coupon, redeemed at the partner's till: both books move."""
    engine = there.engine
    await engine.accounts.add_brand(PARTNER, Label("Peanuts", "花生"), "Asia/Shanghai", "CNY")
    yuan = [Money(minor, "CNY") for minor in (500, 200, 300, 20)]
    terms = AllianceTerms("Snacks", BRAND, PARTNER, "peanuts-5", *yuan, cap_a_month=250)
    alliance = await engine.alliances.propose(
        "coupon_alliance", terms, Label("Peanuts", "花生"), valid_days=20
    )
    await engine.alliances.accept(BRAND, alliance, "issuer")
    await engine.alliances.accept(PARTNER, alliance, "honourer")
    batch = await engine.codes.create_batch(BRAND, "allied", GTIN, "in_lid", 10, "tests")
    await engine.codes.change(BRAND, batch.id, 1, 10, "state", "active", "tests")
    await there.publish("allied", ALLIED)
    answer = await engine.scans.claim(engine.codes.code_text(batch.id, 1), person("A"))
    assert isinstance(answer, ClaimAnswer)
    coupon = answer.grants[0].coupon
    assert coupon
    outlet = await engine.outlets.add_outlet(PARTNER, "P1", Label("P1", "P1"), "CN-GD")
    await engine.outlets._store.add_clerk(PARTNER, outlet.id, "7", "clerk", "clerk", "none", 0)
    till = await engine.outlets.clerk_by_number(PARTNER, "P1", "7")
    assert till
    assert isinstance(await engine.coupons.redeem(till, coupon.code, "p1"), RedemptionAnswer)
